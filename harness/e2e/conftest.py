"""A tiny project with its own git history that knows nothing of swarmperf but a bench.toml, and a way to call the tool
as a user would. The changes planted here are large: whether a small one is found is for benchmarks, not for tests."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "build/release/swarmperf"

WORK_H = """#include <cstdint>
inline std::uint64_t mix(std::uint64_t x) { x ^= x >> 33; x *= 0xff51afd7ed558ccdULL; return x ^ (x >> 29); }
inline std::uint64_t first(int n) { std::uint64_t h = 1; for (int i = 0; i < n; ++i) h = mix(h + i); return h; }
inline std::uint64_t second(int n) { std::uint64_t h = 2; for (int i = 0; i < n; ++i) h = mix(h ^ i); return h; }
"""
BENCH_CPP = """#include <benchmark/benchmark.h>
#include "work.h"
static void b_first(benchmark::State& s) { for (auto _ : s) benchmark::DoNotOptimize(first(1000)); }
static void b_second(benchmark::State& s) { for (auto _ : s) benchmark::DoNotOptimize(second(1000)); }
BENCHMARK(b_first)->Name("first");
BENCHMARK(b_second)->Name("second");
BENCHMARK_MAIN();
"""
BENCH_TOML = """schema = 1
[build]
commands = ["c++ -O1 $CXXFLAGS bench.cpp -lbenchmark -lpthread -o 'the suite'"]
artefacts = ["the suite"]
[[suite]]
name = "main"
command = "'./the suite'"
"""


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def verdicts(self):
        return {r["benchmark"]: r["verdict"] for r in self.json["results"]}


class Project:
    def __init__(self, folder):
        self.folder = folder
        self.db = folder.parent / "store.db"
        self.environment = dict(os.environ, SWARMPERF_CACHE=str(folder.parent / "cache"), SWARMPERF_DB=str(self.db), NO_COLOR="1")

    def write(self, **files):
        for name, text in files.items():
            (self.folder / name.replace("_dot_", ".")).write_text(text)

    def git(self, *arguments):
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, subject):
        self.git("add", "-A")
        self.git("commit", "-qm", subject)
        return self.git("rev-parse", "HEAD")

    def start(self, *arguments, folder=None, **more):
        return subprocess.Popen([TOOL, *arguments], cwd=folder or self.folder, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def call(self, *arguments, folder=None, timeout=300):
        process = self.start(*arguments, folder=folder)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            raise
        return Result(process.returncode, out, err)


def made_in(parent):
    folder = parent / "a project with spaces"
    folder.mkdir()
    made = Project(folder)
    made.git("init", "-q", "-b", "main")
    made.write(work_dot_h=WORK_H, bench_dot_cpp=BENCH_CPP, bench_dot_toml=BENCH_TOML, _dot_gitignore="the suite\n")
    made.commit("first")
    return made


@pytest.fixture
def project(tmp_path):
    return made_in(tmp_path)


@pytest.fixture(scope="session")
def stranger():
    return ROOT / "build/release/stranger"


def wait_for_launches(project, count, among="SELECT id FROM session"):
    """Waits until `count` launches are stored of the sessions that the query `among` names."""
    for _ in range(600):
        try:
            with sqlite3.connect(f"file:{project.db}?mode=ro", uri=True) as store:
                if store.execute(f"SELECT count(*) FROM launch WHERE session IN ({among})").fetchone()[0] >= count:
                    return
        except sqlite3.Error:
            pass
        time.sleep(0.05)
    raise AssertionError("nothing was measured")
