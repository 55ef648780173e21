#!/usr/bin/env python3
"""The quality of the source and of the judging, as a suite: what the scorecard's group `quality` reads.

    swarmperf run --suite 'python3 ci/studies/quality.py' --launches 6

quality/documented: of the classes, functions, enumerations and constants that headers of kernels/, workloads/ and
harness/bench/bench.h offer (members that are functions too; not what only one pass of the kernels sees), the share that a comment stands above, one for a group
without an empty line, or beside, or that the header's first comment names or is about: what is called as the file is.

quality/source: the mean of four shares: functions whose cyclomatic complexity (McCabe 1976, counted by pmccabe) is at most
10; files that clang-format leaves as they are; files of at most 200 lines; symbols that are documented. Tests and benchmarks are not counted.

quality/false_alarms: the share of simulated sessions of 50 unchanged benchmarks in which `swarmperf validate` confirms any
as slower, over every kind of noise; each launch draws sessions of its own. None of 600 does not mean never: the value is
what the share can be at most, the upper end of its 95 % interval (Clopper and Pearson 1934).
"""
import json
import math
import re
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLEXITY_MAX, LINES_MAX, SESSIONS = 10, 200, 50
OPENS = re.compile(r"(class|struct|enum( class)?) (\w+)[^;]*\{$")
DECLARES = re.compile(r"[\w:<>,*&~ \[\].\"]*?\b(\w+)(\(| = | ?\{|;| :)")
NO_SYMBOL = re.compile(r"\s*(//|#|\}|namespace|using|template|friend|static_assert|public:|private:|protected:|operator|\)|$)"
                       r"|.*(= delete|= default|operator|~\w+\()")


def sources(*folders: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "--", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in (".h", ".cpp") and "stranger" not in path.parts and (ROOT / path).is_file()]


def symbols(text: str, stem: str) -> dict[str, bool]:
    """Each public symbol of a header as clang-format writes it, and whether it is documented."""
    lines = text.splitlines()
    head = " ".join(line for line in lines[:next((i for i, line in enumerate(lines) if not line.startswith("//")), 0)])
    found: dict[str, bool] = {}
    covered, owner, public, body = {0: False, 2: False}, "", True, False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if line.strip() == "":
            covered = {0: False, 2: False}
        elif line.startswith("}"):
            owner, body, covered[0] = "", False, False
        elif line.strip() in ("public:", "private:", "protected:"):
            public, covered[2] = line.strip() == "public:", False
        elif indent not in covered or (indent == 2 and (owner == "" or not public)):
            continue
        elif line.strip().startswith("//"):
            covered[indent] = True
        elif not NO_SYMBOL.match(line):
            opened, declared = OPENS.match(line.strip()), DECLARES.match(line.strip())
            name = opened[3] if opened else declared[1] if declared else ""
            if name in ("", "void", "float", "alignas") or (indent == 2 and not opened and "(" not in line) or name == owner or body:
                continue
            beside = "//" in line
            namesake = name.lower() in (stem.replace("_", ""), stem.replace("_", "").rstrip("s"))
            named = namesake or re.search(rf"\b{re.escape(name)}\b", head, re.IGNORECASE) is not None
            found[f"{owner}::{name}" if indent == 2 else name] = covered[indent] or beside or named
            if indent == 0 and opened and "enum" not in opened[1]:
                owner, public, covered[2] = name, opened[1] == "struct", False
            elif indent == 0 and line.endswith("{"):
                body = True  # of a function or an enumeration
    return found


def share(flags) -> float:
    flags = list(flags)
    assert flags, "nothing to count"
    return sum(flags) / len(flags)


def documented() -> float:
    headers = [path for path in sources("kernels", "workloads", "harness/bench/bench.h")
               if path.suffix == ".h" and not path.name.endswith((".cases.h", "testing.h"))]
    texts = [(path.stem, (ROOT / path).read_text()) for path in headers]
    return share(flag for stem, text in texts if "::KERNEL_ISA {" not in text for flag in symbols(text, stem).values())


def source() -> float:
    paths = [path for path in sources("harness", "kernels", "workloads") if ".test." not in path.name and ".bench." not in path.name]
    with tempfile.TemporaryDirectory() as copies:
        for number, path in enumerate(paths):  # pmccabe takes the separators of 10'000 for the quotes of a character
            (Path(copies) / f"{number}{path.suffix}").write_text(re.sub(r"(?<=\w)'(?=\w)", "", (ROOT / path).read_text()))
        counted = subprocess.run(["pmccabe", *map(str, Path(copies).iterdir())], capture_output=True, text=True, check=True).stdout
    clean = subprocess.run(["clang-format-14", "--dry-run", *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=True)
    wrong = {line.split(":")[0] for line in clean.stderr.splitlines() if "warning:" in line}
    return share([share(int(row.split()[0]) <= COMPLEXITY_MAX for row in counted.splitlines()),
                  share(str(path) not in wrong for path in paths),
                  share((ROOT / path).read_text().count("\n") <= LINES_MAX for path in paths), documented()])


def at_most(hits: int, of: int) -> float:
    """The share at which as few hits as these, or fewer, still happen once in 40 times."""
    low, high = hits / of, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        fewer = sum(math.comb(of, k) * middle**k * (1 - middle) ** (of - k) for k in range(hits + 1))
        low, high = (middle, high) if fewer > 0.025 else (low, middle)
    return high


def false_alarms() -> float:
    command = [str(ROOT / "build/release/swarmperf"), "validate", "--statistics", "--json", "--quiet",
               "--sessions", str(SESSIONS), "--seed", str(secrets.randbelow(2**31))]
    told = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)  # 1 where any target is missed
    rows = [one["with_slower"] for one in told["sessions_of_50"]]
    return at_most(sum(row["hits"] for row in rows), sum(row["of"] for row in rows))


BENCHMARKS = {"quality/documented": (documented, "more"), "quality/source": (source, "more"),
              "quality/false_alarms": (false_alarms, "less")}


def declaration(name: str) -> dict:
    metric = {"name": "share", "unit": "1", "better": BENCHMARKS[name][1], "kind": "share", "exact": name != "quality/false_alarms",
              "primary": True}
    return {"name": name, "version": 1, "clock": "wall", "tags": [], "source": "ci/studies/quality.py:1", "metrics": [metric]}


def measure(name: str) -> list[dict]:
    start_ns = time.perf_counter_ns()
    value = BENCHMARKS[name][0]()
    elapsed_ns = time.perf_counter_ns() - start_ns
    return [{"name": name, "run_type": "iteration", "iterations": 1, "real_time": elapsed_ns, "cpu_time": elapsed_ns,
             "time_unit": "ns", "share": value}]


def main(arguments: list[str]) -> int:
    flags = dict(flag.lstrip("-").partition("=")[::2] for flag in arguments)
    known = {"benchmark_filter", "benchmark_list_tests", "benchmark_out", "benchmark_out_format", "benchmark_min_time",
             "benchmark_repetitions"}
    if unknown := set(flags) - known:
        print(f"quality: unknown flag --{sorted(unknown)[0]}", file=sys.stderr)
        return 2
    names = [name for name in BENCHMARKS if re.search(flags.get("benchmark_filter", ""), name)]
    entries: list[dict] = []
    if "benchmark_list_tests" in flags:
        print("\n".join(names))
    else:
        for name in names:
            try:
                entries += measure(name)
            except FileNotFoundError as missing:
                print(f"quality: {missing.filename} is needed: install {Path(missing.filename).name}, or build it", file=sys.stderr)
                return 2
            print(f"{name}  {entries[-1]['share']:.4f}")
    declared = {"protocol": 1, "lane": "source", "lanes": [{"lane": "source", "arguments": []}], "flags": [],
                "threads": "single", "benchmarks": [declaration(name) for name in names]}
    if "benchmark_out" in flags:
        answer = {"context": {"swarmperf": json.dumps(declared)}, "benchmarks": entries}
        Path(flags["benchmark_out"]).write_text(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
