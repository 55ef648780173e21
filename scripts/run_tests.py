#!/usr/bin/env python3
"""Runs every test of the project with the runner of its language and sums up what they say.

Each runner writes a machine-readable result that is counted here; what a runner that fails prints is shown. A runner
that fails without a failed test, or finds no test at all, counts as a failure: nothing is green because nothing ran.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED_FOLDERS = {"build", "node_modules", ".git"}
END_TO_END = "python end-to-end"
SECONDS_MAX = 1500  # for one runner, or the modules; what hangs must not hang the pipeline


@dataclass
class Outcome:
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.passed + len(self.failed) + len(self.skipped)


def find(pattern: str) -> list[str]:
    """Files of the project whose name matches, relative to its root."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        found += [str((Path(folder) / name).relative_to(ROOT)) for name in sorted(files) if re.fullmatch(pattern, name)]
    return found


def read_junit(text: str) -> Outcome:
    """Counts the test cases of ctest's and pytest's JUnit files."""
    outcome = Outcome()
    for case in ElementTree.fromstring(text).iter("testcase"):
        name = case.get("name", "?")
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(name)
        elif skipped is not None or case.get("status") in ("disabled", "notrun"):
            # ctest only knows that a test skipped itself; GoogleTest's own line says why.
            why = re.search(r": Skipped\n(.+)", case.findtext("system-out") or "")
            message = why[1] if why else "" if skipped is None else skipped.get("message", "")
            outcome.skipped.append(f"{name}: {message}".rstrip(": "))
        else:
            outcome.passed += 1
    return outcome


def read_tap(text: str) -> Outcome:
    """Counts the innermost results of Node's test runner; a file that crashes is a result of its own."""
    outcome = Outcome()
    for match in re.finditer(r"^ *(not )?ok \d+ - (.*?)(?: # (SKIP)\b *(.*))?$", text, re.MULTILINE):
        bad, name, mark, why = match.groups()
        if mark:
            outcome.skipped.append(f"{name}: {why}".rstrip(": "))
        elif bad:
            outcome.failed.append(name)
        else:
            outcome.passed += 1
    return outcome


def run(name: str, command: list[str], read, result: Path | None = None) -> Outcome:
    """Runs one runner; `read` counts what it left in `result`, or printed where there is none."""
    print(f"== {name}: {' '.join(command[:6])}{' ...' if len(command) > 6 else ''}", flush=True)
    started_s = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=SECONDS_MAX, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            print(done.stdout)
        outcome = read(result.read_text() if result else done.stdout)
    except (OSError, subprocess.TimeoutExpired, ElementTree.ParseError) as problem:
        return Outcome(failed=[f"{name}: the runner itself failed: {problem}"])
    if outcome.total == 0:
        outcome.failed.append(f"{name}: no test ran (exit code {done.returncode})")
    elif done.returncode != 0 and not outcome.failed:
        outcome.failed.append(f"{name}: exit code {done.returncode}, though no test failed")
    print(f"   {name}: {outcome.passed} passed, {len(outcome.failed)} failed, {len(outcome.skipped)} skipped"
          f" in {time.monotonic() - started_s:.0f} s", flush=True)
    return outcome


def runners(build: str, scratch: Path) -> dict:
    jobs = str(os.cpu_count() or 1)
    ctest = ["ctest", "--test-dir", build, "--output-on-failure", "--parallel", jobs,
             "--output-junit", str(scratch / "ctest.xml")]
    node = ["node", "--test", "--test-reporter=tap", *find(r".*\.test\.mjs")]
    # ctest's and node's crash of a whole file is seen by them; pytest's files are one process. Those that use the tool
    # mostly wait for what it measures: the others run beside them.
    files = find(r"test_.*\.py")
    used = [file for file in files if "harness/e2e/" in str(file)]

    def pytest(name: str, chosen: list) -> Outcome:
        result = scratch / f"{name.replace(' ', '-')}.xml"
        command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", f"--junitxml={result}", *chosen]
        return run(name, command, read_junit, result)

    return {
        "c++": lambda: run("c++", ctest, read_junit, scratch / "ctest.xml"),
        "node": lambda: run("node", node, read_tap),
        END_TO_END: lambda: pytest(END_TO_END, used),
        "python": lambda: pytest("python", [file for file in files if file not in used]),
    }


def summary(outcomes: list[Outcome]) -> tuple[str, int]:
    """The lines to end with, and the exit code."""
    failed = [name for outcome in outcomes for name in outcome.failed]
    skipped = [name for outcome in outcomes for name in outcome.skipped]
    passed = sum(outcome.passed for outcome in outcomes)
    lines = [f"failed: {name}" for name in failed] + [f"skipped: {name}" for name in skipped]
    lines.append(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    return "\n".join(lines), 0 if passed and not failed else 1


def run_all(chosen: dict, modules) -> list[Outcome]:
    """Runs them at once. Only the end-to-end tests can do without what `modules` builds: they mostly wait for what they
    measure, and so begin before it."""
    # No test decides by time, and those that use the tool leave a core idle: so the runners share the machine.
    with ThreadPoolExecutor() as pool:
        started = [pool.submit(start) for name, start in chosen.items() if name == END_TO_END]
        rest = [start for name, start in chosen.items() if name != END_TO_END]
        missing = modules() if rest else None
        started += [] if missing else [pool.submit(start) for start in rest]
        return [one.result() for one in started] + ([missing] if missing else [])


def build_modules() -> Outcome | None:
    """Builds the WebAssembly modules out of the way of what runs already; an outcome only where they do not build."""
    try:
        done = subprocess.run(["nice", "scripts/build", "wasm"], cwd=ROOT, stdin=subprocess.DEVNULL, text=True,
                              timeout=SECONDS_MAX, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Outcome(failed=[f"scripts/build wasm: {problem}; what needs it did not run"])
    if done.returncode == 0:
        return None
    print(done.stdout)
    return Outcome(failed=[f"scripts/build wasm: exit code {done.returncode}; what needs it did not run"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["c++", "node", "python"], help="run one runner (default: all)")
    parser.add_argument("--build", default="build/release", help="folder with the C++ tests")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        chosen = {name: start for name, start in runners(arguments.build, Path(scratch)).items()
                  if arguments.only in (None, name.split()[0])}
        outcomes = run_all(chosen, build_modules)
    text, code = summary(outcomes)
    print(text, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
