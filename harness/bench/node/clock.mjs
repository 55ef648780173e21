// Both clocks of a batch, in nanoseconds. Node before 23.9 has no CPU time of one thread: the process's includes V8's
// helper threads, which --single-threaded does without. getrusage resolves microseconds, so batches last milliseconds.
const cpuUsage = process.threadCpuUsage?.bind(process) ?? process.cpuUsage.bind(process);

// Starts both clocks; the returned function stops them. What declares process_cpu gets the time of all threads.
export function startClock(clock) {
  const read = clock === "process_cpu" ? process.cpuUsage.bind(process) : cpuUsage;
  const cpu = read();
  const real = process.hrtime.bigint();
  return () => {
    const realNs = Number(process.hrtime.bigint() - real);
    const now = read();
    return {realNs, cpuNs: 1000 * (now.user - cpu.user + now.system - cpu.system)};
  };
}
