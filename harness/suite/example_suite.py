#!/usr/bin/env python3
"""A whole suite in one file, in another language: what docs/suite-protocol.md asks for and nothing else."""
import json, re, sys, time

N = 2000

def summing():
    return sum(range(N)), N * (N - 1) // 2

def sorting():
    return sorted(range(N, 0, -1))[0], 1

BENCHMARKS = {"core/sum": summing, "core/sort": sorting}
DECLARED = {"protocol": 1, "lane": "python", "flags": ["iterations", "batches"], "threads": "single",
            "lanes": [{"lane": "python", "arguments": []}],
            "benchmarks": [{"name": name, "version": 1, "clock": "cpu", "tags": ["gate"], "metrics": []} for name in BENCHMARKS]}

def batch(run, iterations):
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    for _ in range(iterations):
        got, want = run()
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    assert got == want, f"wrong result: got {got}, want {want}"
    return {"iterations": iterations, "cpu_time": cpu / iterations, "real_time": wall / iterations, "time_unit": "ns"}

flags = dict(flag.lstrip("-").partition("=")[::2] for flag in sys.argv[1:])
if unknown := set(flags) - {"benchmark_filter", "benchmark_list_tests", "benchmark_out", "benchmark_out_format", "iterations", "batches"}:
    sys.exit(f"unknown flags: {unknown}")
names = [name for name in BENCHMARKS if re.search(flags.get("benchmark_filter", ""), name)]
entries = []
if flags.get("benchmark_list_tests"):
    print("\n".join(names))
else:
    for name in names:
        batch(BENCHMARKS[name], 10)  # warm-up
        for _ in range(int(flags.get("batches", 1))):
            entries.append({"name": name, "run_type": "iteration", **batch(BENCHMARKS[name], int(flags.get("iterations", 50)))})
if "benchmark_out" in flags:
    with open(flags["benchmark_out"], "w") as file:
        json.dump({"context": {"swarmperf": json.dumps(DECLARED)}, "benchmarks": entries}, file)
