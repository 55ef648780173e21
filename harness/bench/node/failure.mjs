// What a suite says when it cannot go on: the harness quotes the last line, so the reason is told there, and stacks before.
import {UsageError} from "./arguments.mjs";

// Playwright's messages go on with the browser's log, in colours.
export const firstLine = (error) => String(error?.message ?? error).split("\n")[0].replace(/\x1b\[[0-9;]*m/g, "");

// Returns the exit code.
export function tellFailure(error) {
  if (error instanceof UsageError) {
    console.error(error.message);
    return 2;
  }
  if (error?.stack) console.error(error.stack);
  console.error(`suite: ${firstLine(error)}`);
  return 1;
}
