"""What is counted instead of timed: instructions and allocations, of a suite that marks what it times, of a command, and
where nothing can be counted."""

import sqlite3
import subprocess

import pytest

from conftest import ROOT, Project, made_in
from json_page import holds

# A suite of its own that speaks docs/suite-protocol.md; WORK is what one operation does.
SUITE_CPP = r"""
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
volatile std::uint64_t sink;
extern "C" __attribute__((noinline)) void swarmperf_batch(long n) {{
  for (long i = 0; i < n; ++i) {{ {work} }}
}}
int main(int count, char** all) {{
  bool list = false; long n = 1; FILE* out = std::fopen("/dev/null", "w");
  for (int i = 1; i < count; ++i) {{
    if (std::strstr(all[i], "list_tests=true")) list = true;
    if (!std::strncmp(all[i], "--iterations=", 13)) n = std::atol(all[i] + 13);
    if (!std::strncmp(all[i], "--benchmark_out=", 16)) out = std::fopen(all[i] + 16, "w");
  }}
  if (list) {{
    std::fprintf(out, "{{\"context\": {{\"swarmperf\": \"{{\\\"protocol\\\": 1, \\\"lane\\\": \\\"native\\\", \\\"threads\\\": \\\"single\\\","
                      "\\\"flags\\\": [\\\"iterations\\\", \\\"batches\\\"{flags}], \\\"benchmarks\\\": [{{\\\"name\\\": \\\"work\\\"}}]}}\"}},"
                      "\"benchmarks\": []}}");
    return std::fclose(out);
  }}
  timespec t0, t1;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
  swarmperf_batch(n);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
  const double ns = ((t1.tv_sec - t0.tv_sec) * 1e9 + (t1.tv_nsec - t0.tv_nsec) + 1) / n;
  std::fprintf(out, "{{\"context\": {{}}, \"benchmarks\": [{{\"name\": \"work\", \"run_type\": \"iteration\", \"iterations\": %ld,"
                    "\"real_time\": %g, \"cpu_time\": %g, \"time_unit\": \"ns\"}}]}}", n, ns, ns);
  return std::fclose(out);
}}
"""
SPIN = "for (int k = 0; k < {times}; ++k) sink = sink + k;"
MARKED = r", \\\"marked-batches\\\""
BOTH = "--metrics", "instructions,allocations"


@pytest.fixture(scope="module")
def suites(tmp_path_factory):
    """A project that has a suite of each kind, by name."""
    project = made_in(tmp_path_factory.mktemp("counted"))
    works = {
        "plain": SPIN.format(times=1000),
        "more": SPIN.format(times=1030),
        "little": SPIN.format(times=1003),
        "allocating": SPIN.format(times=1000) + "void* volatile p = std::malloc(40); std::free(p);",
        "by_time": "timespec t; clock_gettime(CLOCK_MONOTONIC, &t); for (long k = t.tv_nsec % 5000; k > 0; --k) sink = sink + k;",
    }
    for name, work in works.items():
        build(project, name, work, MARKED)
    build(project, "crashing", "std::abort();", MARKED)
    build(project, "unmarked", works["plain"], "")
    return project


def build(project, name, work, flags):
    source = project.folder / f"{name}.cpp"
    source.write_text(SUITE_CPP.format(work=work, flags=flags))
    subprocess.run(["c++", "-O1", source, "-o", project.folder / name], check=True)


# Plain Google Benchmark, which knows nothing of being counted. EXTRA is what one operation does more.
BENCHMARK_CPP = r"""
#include <benchmark/benchmark.h>
#include <vector>
volatile long sink;
__attribute__((noinline)) void spin(long n) { for (long k = 0; k < n; ++k) sink = sink + k; }
__attribute__((noinline)) void spin_more(long n) { spin(n + EXTRA); }
void ranged(benchmark::State& state) {
  std::vector<long> setup(100000, 1);
  for (auto _ : state) spin_more(1000);
  benchmark::DoNotOptimize(setup.data());
}
void kept(benchmark::State& state) { while (state.KeepRunning()) { char* volatile p = new char[64]; delete[] p; spin_more(1000); } }
void tiny(benchmark::State& state) { long n = 0; for (auto _ : state) benchmark::DoNotOptimize(n += 1 + EXTRA); }
void paused(benchmark::State& state) {
  for (auto _ : state) { state.PauseTiming(); spin(10); state.ResumeTiming(); spin_more(1000); }
}
BENCHMARK(ranged); BENCHMARK(kept); BENCHMARK(tiny); BENCHMARK(paused);
BENCHMARK(ranged)->Name("fixed")->Iterations(50);
BENCHMARK(ranged)->Name("slow")->Arg(5)->Repetitions(2);
BENCHMARK(ranged)->Name("threads")->Threads(2);
BENCHMARK_MAIN();
"""


@pytest.fixture(scope="module")
def benchmarks(tmp_path_factory):
    project = made_in(tmp_path_factory.mktemp("google_benchmark"))
    source = project.folder / "bench.cpp"
    source.write_text(BENCHMARK_CPP)
    for name, extra in ("base", 0), ("head", 30):
        subprocess.run(["c++", "-O1", f"-DEXTRA={extra}", source, "-o", project.folder / name, "-lbenchmark", "-lpthread"],
                       check=True)
    wrapper = project.folder / "wrapped"
    wrapper.write_text('#!/bin/sh\nexec ./base "$@"\n')
    wrapper.chmod(0o755)
    return project


def compared(project, base, head, *more, verb="ab"):
    return project.call(verb, "--json", "-q", "--base-suite", f"./{base}", "--head-suite", f"./{head}", *more)


def rows(result):
    return {row["metric"]: row for row in result.json["results"]}


def test_equal_work_is_the_same_to_the_instruction(suites):
    result = compared(suites, "plain", "plain", *BOTH)
    assert result.code == 0, result.err
    holds("ab", result.out)
    found = rows(result)
    assert found["instructions"]["verdict"] == found["allocations"]["verdict"] == "same"
    assert found["instructions"]["base"] == found["instructions"]["head"] > 1000
    assert found["allocations"]["base"] == 0
    assert [f["code"] for f in result.json["findings"]] == ["W111"], "layout does not matter to counts"


@pytest.mark.parametrize("head, metric, verdict", [
    ("more", "instructions", "slower"), ("more", "allocations", "same"), ("little", "instructions", "same"),
    ("allocating", "allocations", "slower")])
def test_one_per_cent_of_instructions_and_one_allocation_matter(suites, head, metric, verdict):
    row = rows(compared(suites, "plain", head, *BOTH))[metric]
    assert row["verdict"] == verdict and row["lo"] == row["hi"]
    if (head, metric) == ("more", "instructions"):
        assert row["head"] / row["base"] == pytest.approx(1.03, abs=0.002)
    if head == "allocating":
        assert row["head"] == 1


def test_the_gate_fails_on_a_count_and_mirrors_it(suites):
    assert compared(suites, "plain", "allocating", "--metrics", "allocations", verb="gate").code == 1
    better = compared(suites, "allocating", "plain", "--metrics", "allocations", verb="gate")
    assert better.code == 0 and rows(better)["allocations"]["verdict"] == "faster"


def test_counts_are_kept_apart_from_times(suites):
    result = compared(suites, "plain", "plain", *BOTH)
    with sqlite3.connect(suites.db) as db:
        kept = db.execute("SELECT launch.mode, count(*) FROM launch WHERE session = ? GROUP BY 1",
                          [result.json["session"]["id"]]).fetchall()
        series = db.execute("SELECT DISTINCT mode, is_primary FROM series WHERE metric = 'instructions'").fetchall()
    assert kept == [("insn", 4)], "both sides, twice"
    assert series == [("insn", 0)]


def test_times_and_counts_in_one_session(suites):
    result = compared(suites, "plain", "allocating", "--metrics", "time,allocations", "--budget", "20s")
    found = rows(result)
    assert found["allocations"]["verdict"] == "slower" and found["time"]["pairs"] >= 8


def test_what_does_not_repeat_proves_nothing(suites):
    result = compared(suites, "by_time", "by_time", "--metrics", "instructions", verb="gate")
    assert result.code == 3, result.out
    assert rows(result)["instructions"]["verdict"] == "unsure"
    assert "between launches of the same build" in result.json["findings"][1]["text"]


def test_a_suite_that_marks_nothing_is_named(suites):
    alone = compared(suites, "plain", "unmarked", *BOTH)
    assert alone.code == 2 and "does not mark what it times" in alone.err
    beside = compared(suites, "plain", "unmarked", "--metrics", "time,instructions", "--budget", "10s")
    assert beside.code == 0 and set(rows(beside)) == {"time"}
    assert "W150" in [f["code"] for f in beside.json["findings"]]


def test_what_the_budget_left_uncounted_is_not_green(suites):
    suite = f"'{ROOT / 'build/release/suite'}' --impl=own"
    result = suites.call("gate", "--json", "-q", "--base-suite", suite, "--head-suite", suite, "-f", "core/dot",
                         "--metrics", "instructions", "--budget", "1s")
    assert result.code == 3, result.out
    assert {"same", "unsure"} == {row["verdict"] for row in result.json["results"]}


def test_what_does_not_run_at_all_fails(suites):
    assert compared(suites, "crashing", "crashing", *BOTH, verb="gate").code == 5
    assert suites.call("run", "-q", "--suite", "./crashing", *BOTH).code == 5


def test_a_command_is_counted_whole(suites, tmp_path):
    toml = 'schema = 1\n[gate]\nmetrics = ["instructions"]\n[[suite]]\nname = "start"\nkind = "command"\ncommand = "./plain --iterations=100"\n'
    for side in "base", "head":
        (tmp_path / side).mkdir()
        (tmp_path / side / "plain").symlink_to(suites.folder / "plain")
        (tmp_path / side / "bench.toml").write_text(toml)
    result = suites.call("ab", "--json", "-q", "--base-build", str(tmp_path / "base"), "--head-build", str(tmp_path / "head"),
                          folder=tmp_path / "head")
    assert result.code == 0, result.out + result.err
    assert rows(result)["instructions"]["base"] > 100_000


def test_a_run_keeps_the_counts_of_one_build(suites):
    result = suites.call("run", "--json", "-q", "--suite", "./allocating", *BOTH)
    assert result.code == 0, result.err
    holds("run", result.out)
    found = rows(result)
    assert set(found) == {"instructions", "allocations"}, "nothing was timed"
    assert (found["allocations"]["median"], found["allocations"]["n"]) == (1, 2)
    shown = suites.call("run", "-q", "--suite", "./plain", *BOTH, "--metrics", "time", "--launches", "1").out
    assert "0 allocations" in shown and "exact" in shown and "1 benchmark x" in shown
    named = suites.call("run", "--json", "-q", "--suite", "./unmarked", "--metrics", "instructions")
    assert named.code == 2 and "does not mark what it times" in named.err
    series = [int(suites.call("trend", *more).out.split()[0]) for more in ((), ("--all-metrics",))]
    assert series[1] >= series[0] + 3, "its history, beside those of times"


def test_a_plain_google_benchmark_is_counted_in_its_loop(benchmarks):
    result = compared(benchmarks, "base", "head", *BOTH)
    assert result.code == 0, result.err
    found = {(row["benchmark"], row["metric"]): row for row in result.json["results"]}
    once = found["ranged", "instructions"]
    assert 3000 < once["base"] < 8000, "an iteration alone, neither its setup nor what starts the loop"
    assert once["head"] / once["base"] == pytest.approx(1.03, abs=0.002) and once["verdict"] == "slower"
    assert "in spin(long)" in once["note"], "the function that the work moved in"
    assert found["tiny", "instructions"]["base"] < 5
    assert found["tiny", "instructions"]["verdict"] == "same"
    assert found["kept", "allocations"]["base"] == found["kept", "allocations"]["head"] == 1
    assert found["fixed/iterations:50", "instructions"]["base"] == pytest.approx(once["base"], abs=0.5)
    assert found["slow/5/repeats:2", "instructions"]["base"] == pytest.approx(once["base"], abs=0.5)
    named = {f["subject"]: f["text"] for f in result.json["findings"]}
    assert "stops its clock" in named["paused"] and "threads or the wall clock" in named["threads/threads:2"]


def test_a_loop_that_the_counter_does_not_see_is_named(benchmarks):
    result = compared(benchmarks, "wrapped", "wrapped", *BOTH, "-f", "ranged", verb="gate")
    assert result.code == 3 and {row["verdict"] for row in result.json["results"]} == {"unsure"}
    assert "does not see where its loop" in result.json["findings"][1]["text"]


def counted_history(project, works):
    """Commits one state of the suite for each of them; what holds for all is in bench.toml."""
    for old in "work.h", "bench.cpp":
        (project.folder / old).unlink()
    (project.folder / "bench.toml").write_text(
        'schema = 1\n[build]\ncommands = ["c++ -O1 suite.cpp -o suite"]\nartefacts = ["suite"]\n'
        '[gate]\nmetrics = ["instructions", "allocations"]\n[[suite]]\nname = "native"\ncommand = "./suite"\n')
    commits = []
    for i, work in enumerate(works):
        (project.folder / "suite.cpp").write_text(SUITE_CPP.format(work=work, flags=MARKED) + f"// {i}\n")
        commits.append(project.commit(f"number {i}"))
    return commits


def test_the_commit_that_brought_instructions_is_found(project):
    commits = counted_history(project, [SPIN.format(times=n) for n in (1000, 1002, 1001, 1030, 1028, 1031)])
    gate = project.call("gate", "--base", commits[0], "--head", commits[-1], "-f", "work")
    assert gate.code == 1 and "--metric instructions" in gate.out, gate.out + gate.err
    found = project.call("bisect", "work", commits[0], commits[-1], "--metric", "instructions", "--json")
    assert found.code == 0, found.err
    holds("bisect", found.out, "ab")
    assert found.json["found"]["commit"] == commits[3]
    seen = found.json["against_parent"]["verdict"]
    assert (seen["metric"], seen["verdict"], seen["lo"]) == ("instructions", "slower", seen["hi"])
    assert len(found.json["results"]) <= 3
    opened = project.call("regressions", "--json").json["results"][0]["regression"]
    by_regression = project.call("bisect", "--regression", str(opened))
    assert f"FOUND  {commits[3][:10]} number 3" in by_regression.out, by_regression.err
    nothing = project.call("bisect", "work", commits[0], commits[-1], "--metric", "allocations")
    assert nothing.code == 3 and "NOTHING TO FIND" in nothing.out


def test_refs_that_are_only_counted_are_built_as_the_project_builds_them(project):
    commits = counted_history(project, [SPIN.format(times=1000)] * 2)
    toml = (project.folder / "bench.toml").read_text()
    (project.folder / "bench.toml").write_text(toml.replace('-o suite"]', "-o suite; echo $CXXFLAGS > flags\"]").replace('["suite"]', '["suite", "flags"]'))
    commits.append(project.commit("notes its flags"))

    def flags_of(*more):
        assert project.call("gate", "--base", commits[2], "--head", commits[2], "-f", "work", *more).code == 0
        (last,) = {path.read_text().strip() for path in (project.folder.parent / "cache").rglob("flags")} - seen
        seen.add(last)
        return last

    seen = set()
    assert "-falign" not in flags_of()
    assert "-falign-functions=64" in flags_of("--layout", "shuffled")


def test_a_commit_that_cannot_be_counted_is_walked_around(project):
    commits = counted_history(project, [SPIN.format(times=1000)] * 3)
    for i, (times, flags) in enumerate([(1000, ""), (1000, MARKED), (1100, MARKED)]):
        (project.folder / "suite.cpp").write_text(SUITE_CPP.format(work=SPIN.format(times=times), flags=flags) + f"// after {i}\n")
        commits.append(project.commit(f"after {i}"))
    found = project.call("bisect", "work", commits[0], "HEAD", "--metric", "instructions")
    assert found.code == 0 and f"FOUND  {commits[5][:10]}" in found.out, found.out + found.err
    assert "(it cannot be counted there)" in found.out
    at_the_end = project.call("bisect", "work", commits[0], commits[3], "--metric", "instructions")
    assert at_the_end.code == 2 and "does not mark what it times" in at_the_end.err


def test_refusals(suites):
    for metrics in "instruction", "time,cycles", "":
        wrong = compared(suites, "plain", "plain", "--metrics", metrics)
        assert wrong.code == 2 and "metrics" in wrong.err
    assert suites.call("run", "--suite", "./plain", "--metrics", "cycles").code == 2
    assert "leave out --metrics" in suites.call("run", "--suite", "./plain", "--gaps", *BOTH).err
    for more in ("--metric", "cycles"), ("--metric", "instructions", "--tolerance", "3%"):
        assert suites.call("bisect", "work", "HEAD", *more).code == 2
    assert "leave out --metric" in suites.call("bisect", "--regression", "1", "--metric", "instructions").err
    missing = Project(suites.folder)
    missing.environment = dict(suites.environment, PATH=str(suites.folder))
    result = compared(missing, "plain", "plain", *BOTH)
    assert result.code == 3 and "apt-get install valgrind" in result.err, result.err
    assert "N035" in missing.call("doctor").out
