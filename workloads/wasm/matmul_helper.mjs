// A thread of a MatmulTeam, until it is ended from outside.
import {workerData} from "node:worker_threads";

import {Control, Multiplier} from "./matmul_share.mjs";

const {job, control: memory, problems} = workerData;
const control = new Control(job.m, memory);
try {
  const multiplier = new Multiplier(job);
  for (let round = control.nextRound(0);; round = control.nextRound(round)) multiplier.take(control, round);
} catch (error) {
  problems.postMessage(error);  // before it is seen that there is one
  control.failed();
  throw error;
}
