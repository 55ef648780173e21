#!/usr/bin/env python3
"""Changes that only move code, in a project that knows nothing of swarmperf but its build line: none of it is slower.

Odd changes add a function in front of all others, even ones change a constant of a case that is not measured. With
layouts as built, the same changes show what a gate without shuffled layouts would have said.
"""
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from study import ROOT, arguments, call, keep, names, read, runs_left

STRANGER = (ROOT / "harness/e2e/stranger/bench.cpp").read_text()
CMAKE = """cmake_minimum_required(VERSION 3.20)
project(moved CXX)
find_package(benchmark REQUIRED)
add_executable(moved bench.cpp)
target_link_libraries(moved benchmark::benchmark)
"""
TOML = """schema = 1
[build]
commands = ["cmake -G Ninja -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build"]
artefacts = ["build/moved"]
[[suite]]
name = "moved"
command = "build/moved"
"""
MEASURED = ["sort/*", "mix/1024", "floats/1024", "table/256"]
KINDS = ["shuffled", "as-built"]


def moved(run: int) -> str:
    """Returns the source after the change of that number."""
    drawn = random.Random(run)
    if run % 2 == 0:  # in `alloc`, which is not measured
        return STRANGER.replace("(i & 63)", f"(i & {drawn.choice([31, 127, 255, 511])})")
    body = "".join(f"  x = x * {drawn.randrange(3, 1 << 30)} + {drawn.randrange(1 << 16)};\n"
                   for _ in range(drawn.randrange(1, 40)))
    added = f"__attribute__((used, noinline)) std::uint64_t added(std::uint64_t x) {{\n{body}  return x;\n}}\n"
    return STRANGER.replace("namespace {\n", added + "\nnamespace {\n", 1)


def git(folder: Path, *command: str) -> str:
    identity = ["-c", "user.name=study", "-c", "user.email=study@example.org"]
    return subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    options = arguments(__doc__, 20).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "project"
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        for name, text in {"CMakeLists.txt": CMAKE, "bench.toml": TOML, "bench.cpp": STRANGER}.items():
            (folder / name).write_text(text)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "base")
        base = git(folder, "rev-parse", "HEAD")
        left = {kind: list(runs_left(options, kind)) for kind in KINDS}
        for run in range(options.runs):
            (folder / "bench.cpp").write_text(moved(run))
            git(folder, "commit", "-qam", f"move {run}")
            for kind in KINDS:
                if run not in left[kind]:
                    continue
                filters = [part for name in MEASURED for part in ("--filter", name)]
                answer = call(options, folder, "gate", "--base", base, "--head", "HEAD", "--layout", kind, *filters,
                              SWARMPERF_CACHE=str(Path(scratch) / "cache"), SWARMPERF_DB=str(Path(scratch) / f"{kind}.db"))
                keep(options, kind=kind, code=answer["code"], seconds=round(answer["seconds"], 1),
                     seed=answer["session"]["seed"], change="a constant" if run % 2 == 0 else "a function in front",
                     results=len(answer["results"]), slower=names(answer, "slower"), faster=names(answer, "faster"),
                     unsure=names(answer, "unsure"),
                     sizes={row["benchmark"]: row["change"] for row in answer["results"]})
    print("\n| layouts | changes | results | called slower | in changes | called faster | unsure | largest size |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for kind in KINDS:
        runs = [run for run in read(options) if run["kind"] == kind]
        largest = max(abs(size or 0) for run in runs for size in run["sizes"].values())
        print(f"| {kind} | {len(runs)} | {sum(run['results'] for run in runs)} | {sum(len(run['slower']) for run in runs)} "
              f"| {sum(bool(run['slower']) for run in runs)} | {sum(len(run['faster']) for run in runs)} "
              f"| {sum(len(run['unsure']) for run in runs)} | {100 * largest:.1f} % |")
    return int(any(run["slower"] for run in read(options) if run["kind"] == "shuffled"))


if __name__ == "__main__":
    sys.exit(main())
