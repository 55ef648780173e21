// --benchmark_filter: POSIX extended regular expressions as Google Benchmark takes them, "-" in front inverts. What
// JavaScript would read differently is refused rather than guessed.
import {UsageError} from "./arguments.mjs";

// An escape, a bracket expression, a group with a mark, a doubled repetition.
const special = /\\.|\[\^?\]?[^\]]*\]?|\(\?|[*+?}][+?]/gs;
function isForeign(token) {
  if (token[0] === "\\") return /[A-Za-z0-9]/.test(token[1]);
  if (token[0] === "[") return /\\|^\[\^?\]|\[[.:=]/.test(token);
  return true;
}

// Returns a function that tells whether a name is selected.
export function compileFilter(filter) {
  if (["", "all", "."].includes(filter)) return () => true;
  const exclude = filter.startsWith("-");
  const pattern = exclude ? filter.slice(1) : filter;
  const foreign = [...pattern.matchAll(special)].map(([token]) => token).find(isForeign);
  if (foreign) throw new UsageError(`--benchmark_filter=${filter}: '${foreign}' is not supported in a filter`);
  try {
    const regex = new RegExp(pattern);
    return (name) => regex.test(name) !== exclude;
  } catch (error) {
    throw new UsageError(`--benchmark_filter=${filter}: not a regular expression: ${error.message}`);
  }
}
