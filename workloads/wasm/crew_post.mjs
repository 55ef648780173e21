// The same as a worker of crew.mjs, through Node's own channel: what wasm/crew is set against.
import {parentPort, workerData} from "node:worker_threads";

import {make} from "./crew_sums.mjs";

const answer = make(workerData);
parentPort.on("message", (message) => parentPort.postMessage(answer(message)));
