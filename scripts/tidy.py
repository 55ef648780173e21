#!/usr/bin/env python3
"""The rules of style that a machine can hold: who may include whom, doors to foreign libraries, sizes, heads, words.

Every rule is a function from the tree to a list of problems, and is run by test_tidy.py. The tables are the rules: to
allow something, change a table, and say why in the commit.
"""
import json
import os
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_MAX = 600
SOURCES = {".cpp", ".h", ".py", ".mjs", ".cmake", ".sql", ".sh"}

# Who may include whom, inside the project; a folder may always include itself. The longest prefix counts.
VOCABULARY = ["harness/error.h", "harness/model.h", "harness/history.h", "harness/whole_file.h"]
MAY_INCLUDE = {
    "harness/bench": [],
    "harness/stats": [],
    "harness/launch": [],
    "harness/suite": [*VOCABULARY, "harness/launch/report.h"],  # what the launcher says
    "harness/store": VOCABULARY,
    "harness/exact": VOCABULARY,
    "harness/refs": [*VOCABULARY, "harness/config/config.h", "harness/suite/process.h"],  # how to build, how to start
    "harness/output": VOCABULARY,
    "harness/config": [*VOCABULARY, "harness/suite/suite.h"],  # what a suite is
    "harness/plan": [*VOCABULARY, "harness/exact", "harness/suite", "harness/stats"],
    "harness/profile": [*VOCABULARY, "harness/plan", "harness/suite"],
    "harness/gate": [*VOCABULARY, "harness/stats", "harness/config/policy.h"],  # what the project decided
    "harness/validate": [*VOCABULARY, "harness/gate", "harness/stats"],
    "harness/formats": [*VOCABULARY, "harness/output", "harness/stats", "harness/suite"],
    "harness/swebench": [*VOCABULARY, "harness/formats", "harness/suite/process.h"],
    "harness/study": [*VOCABULARY, "harness/gate", "harness/plan", "harness/stats", "harness/suite", "harness/validate"],
    "harness/budget": [*VOCABULARY, "harness/stats", "harness/config"],  # targets are read as bench.toml is
    "harness/trend": [*VOCABULARY, "harness/stats"],
    "harness/cli": ["harness"],
    "harness": VOCABULARY,
    "kernels": [],
    "workloads": ["kernels"],
}
# Benchmarks and the programs that hold them meet the harness at one folder.
MAY_INCLUDE_BENCH = re.compile(r"\.(bench|peer)\.cpp$|\.cases\.h$|/peer_main\.cpp$|/(native|wasm)_main\.cpp$|^harness/(control|e2e/odd_suite)/main\.cpp$")

# A foreign library's headers, and the only files that may name them.
DOORS = {
    r"xsimd/": r"kernels/vec\.h",
    r"\w*intrin\.h|wasm_simd128\.h": r"kernels/(vec|intrinsics)\.h",
    r"benchmark/benchmark\.h": r"harness/bench/native_host\.cpp",
    r"sqlite3\.h|SQLiteCpp/": r"harness/store/.*|workloads/swarm/store\.cpp",
    r"gtest/|gmock/": r".*\.test\.cpp|.*/testing\.h",
    r"CLI/": r"harness/cli/.*",
    r"toml\+\+/|toml\.h": r"harness/config/toml_reader\.h",
    r"lz4\.h": r"workloads/swarm/wire/compression\.cpp",
    r"httplib\.h": r"workloads/swarm/alerts/webhook\.(test\.)?cpp",
    r"sodium\.h": r"workloads/daa/crypto/(libsodium\.cpp|.*\.test\.cpp)",
    r"emscripten": r"harness/bench/wasm_host\.cpp|workloads/wasm/.*\.wasm\.cpp",
    r"Eigen/": r".*\.test\.cpp|.*\.bench\.cpp|workloads/peers/eigen\.peer\.cpp",
    r"cblas\.h|dnnl|libxsmm": r"workloads/peers/.*\.peer\.cpp",
}

# What nothing but tests names, and is there for them or to be run by hand.
FOR_TESTS_OR_BY_HAND = re.compile(r"kernels/testing\.h|harness/e2e/(history_store|json_page)\.py|harness/suite/example_suite\.py"
                                  r"|reports/demo\.py|ci/studies/(drift_bound|trend_kinds)\.py")
TEST = re.compile(r"(^|/)(test_[^/]*|conftest\.py|[^/]*\.test\.[^/]*)$")

# Words that stand where work is missing, and what belongs to one machine.
BANNED = re.compile(r"\b(fixme|xxx|stub(bed|s)?|placeholder|dummy|for now|not (yet )?implemented)\b"
                    r"|/root/|/home/\w|://(registry|deb)\.|(?<![\w.])/work/", re.IGNORECASE)
UNNAMED_TODO = re.compile(r"\bTODO\b(?!\(\w+\))")
FOREIGN_TEXT = re.compile(r"(^|/)(package-lock\.json|LICENSE)$|(^|/)(fixtures?|stranger)/")


class Tree:
    """The files of the project that git knows or would add, with their text."""

    def __init__(self, root: Path):
        self.root = root
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root,
                                capture_output=True, text=True, check=True).stdout
        self.paths = sorted(path for path in set(listed.split("\0")) if path and (root / path).is_file())

    @cached_property
    def text(self) -> dict[str, str]:
        found = {}
        for path in self.paths:
            data = (self.root / path).read_bytes()
            if b"\0" not in data:
                found[path] = data.decode(errors="replace")
        return found

    def sources(self, *suffixes: str) -> dict[str, str]:
        """Our own text by suffix; what tests keep as input of the tool (fixtures) is not ours to style."""
        return {path: text for path, text in self.text.items()
                if Path(path).suffix in suffixes and not FOREIGN_TEXT.search(path)}

    def includes(self):
        """Yields (path, line number, header) of every #include."""
        for path, text in self.sources(".cpp", ".h").items():
            for number, line in enumerate(text.splitlines(), 1):
                if match := re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line):
                    yield path, number, match[1]


def within(path: str, place: str) -> bool:
    return path == place or path.startswith(place + "/")


def layers(tree: Tree) -> list[str]:
    """Includes go only where the table allows."""
    problems = []
    for path, number, header in tree.includes():
        if header.split("/")[0] not in ("harness", "kernels", "workloads") or header not in tree.text:
            continue
        owner = max((place for place in MAY_INCLUDE if within(path, place)), key=len, default=None)
        if owner is None:
            continue
        allowed = [owner, *MAY_INCLUDE[owner]] + (["harness/bench"] if MAY_INCLUDE_BENCH.search(path) else [])
        # The folder that has the others inside owns only the files that lie in it directly.
        if owner == "harness":
            allowed[0] = str(Path(path).parent) + "/" + Path(header).name
        if not any(within(header, place) for place in allowed):
            problems.append(f"{path}:{number}: {owner} may not include {header}")
    return problems


def doors(tree: Tree) -> list[str]:
    """A foreign library is named at its door only."""
    return [f"{path}:{number}: {header} belongs behind {door}"
            for path, number, header in tree.includes() for library, door in DOORS.items()
            if re.match(library, header) and not re.fullmatch(door, path)]


def sizes(tree: Tree) -> list[str]:
    """No source file is longer than anyone reads."""
    lengths = {path: text.count("\n") for path, text in tree.sources(*SOURCES).items()}
    return [f"{path}: {lines} lines; look for the seam before {LINES_MAX}" for path, lines in lengths.items() if lines > LINES_MAX]


def heads(tree: Tree) -> list[str]:
    """A source file begins by saying what it is; a test, and a source whose header does, need not repeat it."""
    comment = re.compile(r"(#![^\n]*\n)?\s*(//|/\*|--|#(?!!|include|pragma)|\"\"\")")
    problems = []
    for path, text in tree.text.items():
        file = Path(path)
        scripted = text.startswith("#!") or file.name == "CMakeLists.txt"
        if FOREIGN_TEXT.search(path) or not (file.suffix in SOURCES or scripted) or not text.strip():
            continue
        stem = re.sub(r"\.(simd|bench|native\.bench)$", "", file.stem)
        told = str(file.parent / f"{stem}.h") in tree.text and file.suffix == ".cpp"
        if not (".test." in file.name or file.name.startswith("test_") or told or comment.match(text)):
            problems.append(f"{path}:1: begin with a comment that says what the file is")
    return problems


def words(tree: Tree) -> list[str]:
    """No words that stand for missing work, no TODO without a name, nothing of one machine."""
    problems = []
    for path, text in tree.text.items():
        if FOREIGN_TEXT.search(path) or path in ("scripts/tidy.py", "scripts/test_tidy.py"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if match := BANNED.search(line) or UNNAMED_TODO.search(line):
                problems.append(f"{path}:{number}: '{match[0]}'")
    return problems


def anchors(page: str) -> set[str]:
    """Where links into a page may point, as GitHub makes them of its headings."""
    headings = re.findall(r"^#+ (.*)$", page, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def pages(tree: Tree) -> list[str]:
    """A document that is named is there, and so is the heading that a link names."""
    problems = []
    for path, text in tree.text.items():
        if FOREIGN_TEXT.search(path) or path == "scripts/test_tidy.py":
            continue
        for name in set(re.findall(r"(?<![\w/.])docs/[\w-]+\.md\b", text)) - set(tree.text):
            problems.append(f"{path}: names {name}, which is not there")
        if not path.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, heading = target.partition("#")
            place = os.path.normpath(Path(path).parent / file) if file else path
            if ":" in target or "`" in target:
                continue
            if not (tree.root / place).exists():
                problems.append(f"{path}: links to {target}, which is not there")
            elif heading and heading not in anchors(tree.text[place]):
                problems.append(f"{path}: links to {target}, which has no such heading")
    return problems


def expectations(tree: Tree) -> list[str]:
    """A benchmark checks its result, itself or where its cases are defined."""
    needs = {".cpp": "expect(", ".mjs": "check"}
    return [f"{path}: declares benchmarks and has no {needs[Path(path).suffix]}"
            for path, text in tree.sources(".cpp", ".mjs").items()
            if ((".bench." in path and "cases::" not in text) or ".cases." in path)
            and needs[Path(path).suffix] not in text]


def format(tree: Tree) -> list[str]:
    """C++ is as clang-format leaves it."""
    files = list(tree.sources(".cpp", ".h"))
    if not files:
        return []
    done = subprocess.run(["clang-format-14", "--dry-run", "-Werror", *files], cwd=tree.root, capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in done.stderr.splitlines() if ": error:" in line})
    return [f"{path}: clang-format-14 -i {path}" for path in wrong]


def compiled(tree: Tree) -> set[str]:
    """What the two builds compile, by their own account; raises FileNotFoundError where one of them is missing."""
    found = set()
    for build in ("release", "wasm"):
        for entry in json.loads((tree.root / "build" / build / "compile_commands.json").read_text()):
            file = Path(entry["file"])
            if file.is_relative_to(tree.root):
                found.add(str(file.relative_to(tree.root)))
    return found


def absent_peers(tree: Tree) -> set[str]:
    """The competitors whose library the configuration did not find; it lists them beside the executables."""
    listed = tree.root / "build/release/peers.txt"
    lines = listed.read_text().splitlines() if listed.exists() else []
    return {f"workloads/peers/{line.split()[1].rstrip(':')}.peer.cpp" for line in lines if line.startswith("absent ")}


def owners(tree: Tree) -> list[str]:
    """No file that nothing builds, includes, imports or names; tests do not count."""
    problems = []
    try:
        targets = compiled(tree) | absent_peers(tree)
    except FileNotFoundError as missing:
        return [f"{missing.filename}: not there; what is compiled is known after scripts/build all"]
    everything = {path: text for path, text in tree.text.items()
                  if Path(path).suffix not in (".md", ".json") and not TEST.search(path)}
    for path in tree.sources(".cpp", ".h", ".mjs", ".py"):
        file = Path(path)
        if file.suffix == ".cpp":
            if path not in targets:
                problems.append(f"{path}: no target compiles it")
            continue
        if TEST.search(path) or FOR_TESTS_OR_BY_HAND.fullmatch(path) or re.search(r"\.(bench|peer)\.", file.name) or file.name.startswith("__"):
            continue
        wanted = re.compile(rf'"{re.escape(path)}"' if file.suffix == ".h" else
                            rf"\b{re.escape(file.stem)}\b" if file.suffix == ".py" else rf"{re.escape(file.name)}")
        if not any(wanted.search(text) for other, text in everything.items() if other != path):
            problems.append(f"{path}: nothing includes, imports or names it")
    return problems


RULES = {rule.__name__: rule for rule in (layers, doors, sizes, heads, words, expectations, pages, format, owners)}


def main() -> int:
    tree = Tree(ROOT)
    failed = 0
    for name, rule in RULES.items():
        problems = rule(tree)
        failed += bool(problems)
        print(f"{'FAILED' if problems else 'ok':6} {name}: {rule.__doc__}")
        print("".join(f"       {problem}\n" for problem in problems), end="")
    print(f"{len(RULES) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
