import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {fileURLToPath} from "node:url";
import {test} from "node:test";

const module = fileURLToPath(new URL("./token.mjs", import.meta.url));
const script = `
  import {tokenOf} from ${JSON.stringify(module)};
  const token = tokenOf([0, 1]);
  for (const turn of ["a", "b"]) { token.wait(); process.stderr.write(turn); token.pass(); }
`;

test("waits for each turn and goes on alone when the other has ended", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {stdio: "pipe"});
  let said = "";
  child.stderr.on("data", (text) => { said += text; });
  const passed = new Promise((resolve) => { child.stdout.once("data", resolve); });
  child.stdin.write("x");
  assert.equal((await passed).length, 1);
  assert.equal(said, "a");
  child.stdin.end();
  const code = await new Promise((resolve) => { child.on("close", resolve); });
  assert.equal(code, 0);
  assert.equal(said, "ab");
});

test("without a ring nobody waits", async () => {
  const {tokenOf} = await import("./token.mjs");
  tokenOf(undefined).wait();
  tokenOf(undefined).pass();
});
