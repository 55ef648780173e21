// The command line of a suite: Google Benchmark's flags that make sense here, and our own. An unknown flag is refused,
// since a measurement under a flag that was ignored is a wrong measurement.

export class UsageError extends Error {}

const boolean = (flag, text) => {
  if (["", "true", "1", "yes"].includes(text)) return true;
  if (["false", "0", "no"].includes(text)) return false;
  throw new UsageError(`${flag}=${text}: want true or false`);
};

const count = (flag, text) => {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new UsageError(`${flag}=${text}: want a number from 1`);
  return Number(text);
};

const seconds = (flag, text) => {
  if (!/^([0-9]+\.?[0-9]*|\.[0-9]+)(e-?[0-9]+)?s?$/.test(text) || !(parseFloat(text) > 0)) {
    throw new UsageError(`${flag}=${text}: want a number of seconds above 0`);
  }
  return parseFloat(text);
};

const oneOf = (...words) => (flag, text) => {
  if (!words.includes(text)) throw new UsageError(`${flag}=${text}: want ${words.join(" or ")}`);
  return text;
};

const text = (flag, value) => value;

const ends = (flag, value) => {
  if (!/^[0-9]+,[0-9]+$/.test(value)) throw new UsageError(`${flag}=${value}: want two file descriptors, such as ${flag}=5,6`);
  return value.split(",").map(Number);
};

// flag: [option, reader]
const flags = {
  "--benchmark_list_tests": ["list", boolean],
  "--benchmark_filter": ["filter", text],
  "--benchmark_out": ["out", text],
  "--benchmark_out_format": ["format", oneOf("json")],
  "--benchmark_min_time": ["minTimeSeconds", seconds],
  "--benchmark_repetitions": ["repetitions", count],
  "--iterations": ["iterations", count],
  "--batches": ["batches", count],
  "--lockstep": ["lockstep", ends],
  "--variant": ["variant", oneOf("relaxed", "simd", "scalar")],
  "--impl": ["impl", text],
  "--as": ["as", text],
};

// Returns the options of `argv`; throws UsageError with one line that says what is wrong.
export function parseArguments(argv) {
  const options = {
    list: false, filter: "", out: "", format: "json", minTimeSeconds: 0.5, repetitions: 1,
    iterations: 0,  // 0: as many as fill minTimeSeconds
    batches: 0,     // 0: as many as there are repetitions
    variant: "",    // "": the best that runs here
    impl: "",       // "": all, under their own names
    as: "",         // "": the lane is called what it is
  };
  for (const argument of argv) {
    const at = argument.indexOf("=");
    const flag = at < 0 ? argument : argument.slice(0, at);
    if (!Object.hasOwn(flags, flag)) throw new UsageError(`unknown flag ${argument}; known: ${Object.keys(flags).join(" ")}`);
    const [option, read] = flags[flag];
    if (at < 0 && read !== boolean) throw new UsageError(`${flag} needs a value: ${flag}=...`);
    options[option] = read(flag, at < 0 ? "" : argument.slice(at + 1));
  }
  options.batches ||= options.repetitions;
  return options;
}
