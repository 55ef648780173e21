// What goes around the measurements: Google Benchmark's context, with our declaration in it as a string because that
// is all a custom context can be, and a line per entry for a person who runs the suite by hand.
import {cpus, hostname, loadavg} from "node:os";

// Returns the `context` member of the JSON.
export function contextOf(executable, declaration) {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    host_name: hostname(),
    executable,
    num_cpus: processors.length,
    mhz_per_cpu: processors[0]?.speed ?? 0,
    cpu_scaling_enabled: false,
    caches: [],
    load_avg: loadavg(),
    library_build_type: "release",
    swarmperf: JSON.stringify(declaration),
  };
}

// Returns one line: name, real and CPU time of an operation, operations; or what failed.
export function consoleLine(entry) {
  if (entry.error_occurred) return `${entry.name.padEnd(48)} ERROR: ${entry.error_message}`;
  const ns = (value) => (value === undefined ? "-" : `${value.toPrecision(4)} ns`).padStart(16);
  return `${entry.name.padEnd(48)}${ns(entry.real_time)}${ns(entry.cpu_time)}${String(entry.iterations).padStart(12)}`;
}
