// 256 messages of a kilobyte to two workers, which hash them in crypto.wasm: through rings in shared memory, and through
// Node's own channel.
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {Worker} from "node:worker_threads";

import {Crew} from "./crew.mjs";
import {moduleUrl} from "./loader.mjs";

const count = 256;
const messages = Array.from({length: count}, (_, i) => Uint8Array.from({length: 1024}, (_, k) => i * 7 + k));
const want = messages.map((message) => createHash("sha256").update(message).digest("hex"));

// Node's channel: an answer for each message, in turn.
class Posts {
  #workers;
  constructor(data) {
    this.#workers = Array.from({length: 2}, () => new Worker(new URL("crew_post.mjs", import.meta.url), {workerData: data}));
  }
  ask(all) {
    return new Promise((resolve) => {
      const answers = Array(all.length);
      let left = all.length;
      for (const [w, worker] of this.#workers.entries()) {
        let next = w;
        worker.removeAllListeners("message");
        worker.on("message", (answer) => {
          answers[next] = answer;
          next += 2;
          if (--left === 0) resolve(answers);
        });
      }
      all.forEach((message, i) => this.#workers[i % 2].postMessage(message));
    });
  }
  close() { return Promise.all(this.#workers.map((worker) => worker.terminate())); }
}

function make(context, Workers) {
  const data = {module: new WebAssembly.Module(readFileSync(moduleUrl(context, "crypto")))};
  const workers = Workers(data);
  let problem = "never ran";
  return {
    async run(n) {
      let answers;
      for (let i = 0; i < n; ++i) answers = await workers.ask(messages);
      const wrong = answers.findIndex((answer, i) => Buffer.from(answer).toString("hex") !== want[i]);
      problem = wrong < 0 ? "" : `digest ${wrong} is wrong`;
      return n;
    },
    check: () => problem,
    itemsPerOp: count,
    close: () => workers.close(),
  };
}

const rings = (data) => new Crew({size: 2, handler: new URL("crew_sums.mjs", import.meta.url), data});
const posts = (data) => new Posts(data);
const benchmark = (arm, workers) => ({name: "wasm/crew", ...arm, clock: "wall", threads: "multi", make: (context) => make(context, workers)});

export default [benchmark({}, rings), benchmark({impl: "post"}, posts)];
