// A worker of crew.mjs: takes messages from one ring and puts answers into the other, for as long as it is let.
import {workerData} from "node:worker_threads";

import {Ring} from "./ring.mjs";

const {handler, data} = workerData;
const [to, from] = [new Ring(workerData.to), new Ring(workerData.from)];
const answer = await (await import(handler)).make(data);

for (;;) {
  const message = to.pop();
  if (message === null) {
    to.wait(1000);
    continue;
  }
  const answered = answer(message);
  // Awaited only where it is a promise: the event loop has no turn otherwise.
  if (!from.push(answered instanceof Promise ? await answered : answered)) throw new Error("no room for an answer");  // there are as many slots as questions
}
