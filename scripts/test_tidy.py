"""The tree keeps every rule, and every rule can fail."""
import json
import subprocess

import pytest

import tidy

HEAD = "// What this file is.\n"


@pytest.mark.parametrize("rule", tidy.RULES.values(), ids=tidy.RULES)
def test_the_tree(rule):
    assert rule(tidy.Tree(tidy.ROOT)) == []


def tree(root, files: dict[str, str], targets=None) -> tidy.Tree:
    """A project of these files; its builds compile `targets`, by default every .cpp."""
    subprocess.run(["git", "init", "--quiet", root], check=True)
    for path, text in {**files, ".gitignore": "/build/\n"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for build in ("release", "wasm"):
        (root / "build" / build).mkdir(parents=True, exist_ok=True)
        entries = targets if targets is not None else [path for path in files if path.endswith(".cpp")]
        database = [{"file": str(root / path)} for path in entries]
        (root / "build" / build / "compile_commands.json").write_text(json.dumps(database))
    return tidy.Tree(root)


def include(header: str) -> str:
    return f'{HEAD}#include "{header}"\n'


ANY = {path: HEAD for path in (
    "harness/model.h", "harness/stats/a.h", "harness/suite/a.h", "harness/store/a.h", "harness/bench/bench.h",
    "harness/gate/a.h", "kernels/a.h", "workloads/swarm/a.h", "workloads/daa/a.h")}

LAYERS = [
    # path, header, allowed
    ("harness/stats/b.cpp", "harness/stats/a.h", True),
    ("harness/stats/b.cpp", "harness/model.h", False),
    ("harness/suite/b.cpp", "harness/model.h", True),
    ("harness/suite/b.cpp", "harness/stats/a.h", False),
    ("harness/plan/b.cpp", "harness/suite/a.h", True),
    ("harness/plan/b.cpp", "harness/store/a.h", False),
    ("harness/gate/b.cpp", "harness/stats/a.h", True),
    ("harness/cli/b.cpp", "harness/gate/a.h", True),
    ("harness/cli/b.cpp", "kernels/a.h", False),
    ("harness/other.h", "harness/stats/a.h", False),
    ("harness/other.h", "harness/model.h", True),
    ("kernels/b.cpp", "workloads/swarm/a.h", False),
    ("kernels/b.cpp", "harness/bench/bench.h", False),
    ("kernels/b.bench.cpp", "harness/bench/bench.h", True),
    ("kernels/b.bench.cpp", "harness/model.h", False),
    ("workloads/daa/b.cpp", "kernels/a.h", True),
    ("workloads/daa/b.cpp", "workloads/swarm/a.h", True),
    ("workloads/native_main.cpp", "harness/bench/bench.h", True),
]


@pytest.mark.parametrize("path, header, allowed", LAYERS)
def test_layers(tmp_path, path, header, allowed):
    assert bool(tidy.layers(tree(tmp_path, {**ANY, path: include(header)}))) != allowed


DOORS = [
    ("kernels/vec.h", "xsimd/xsimd.hpp", True),
    ("kernels/a.simd.cpp", "xsimd/xsimd.hpp", False),
    ("kernels/a.cpp", "immintrin.h", False),
    ("harness/bench/native_host.cpp", "benchmark/benchmark.h", True),
    ("kernels/a.bench.cpp", "benchmark/benchmark.h", False),
    ("harness/store/sqlite.cpp", "SQLiteCpp/SQLiteCpp.h", True),
    ("harness/cli/run.cpp", "sqlite3.h", False),
    ("harness/cli/a.test.cpp", "gtest/gtest.h", True),
    ("harness/cli/a.cpp", "gmock/gmock.h", False),
    ("harness/cli/main.cpp", "CLI/CLI.hpp", True),
    ("harness/plan/a.cpp", "CLI/CLI.hpp", False),
    ("harness/config/toml_reader.h", "toml++/toml.h", True),
    ("harness/gate/policy.cpp", "toml++/toml.h", False),
]


@pytest.mark.parametrize("path, header, allowed", DOORS)
def test_doors(tmp_path, path, header, allowed):
    assert bool(tidy.doors(tree(tmp_path, {path: f"{HEAD}#include <{header}>\n"}))) != allowed


def test_sizes(tmp_path):
    kept = {"a.cpp": HEAD * 600, "package-lock.json": "\n" * 9000, "manual.md": "\n" * 900}
    assert tidy.sizes(tree(tmp_path, kept)) == []
    assert len(tidy.sizes(tree(tmp_path, {"b.py": HEAD * 601}))) == 1


HEADS = [
    ("a.h", "#pragma once\n", False),
    ("a.h", HEAD + "#pragma once\n", True),
    ("a.cpp", "#include <x>\n", False),
    ("a.test.cpp", "#include <x>\n", True),
    ("a.py", "import os\n", False),
    ("a.py", '"""What it is."""\n', True),
    ("run", "#!/bin/sh\nset -e\n", False),
    ("run", "#!/bin/sh\n# What it does.\n", True),
    ("CMakeLists.txt", "add_library(x)\n", False),
    ("a.sql", "CREATE TABLE x;\n", False),
    ("a.mjs", "import x;\n", False),
]


@pytest.mark.parametrize("path, text, fine", HEADS)
def test_heads(tmp_path, path, text, fine):
    assert bool(tidy.heads(tree(tmp_path, {path: text}))) != fine


def test_a_source_whose_header_tells_needs_no_head(tmp_path):
    files = {"x/a.h": HEAD, "x/a.cpp": '#include "x/a.h"\n', "x/a.simd.cpp": '#include "x/a.h"\n'}
    assert tidy.heads(tree(tmp_path, files)) == []


@pytest.mark.parametrize("word", ["TODO: later", "FIXME", "a stub", "for now", "/root/x", "/home/me", "cd /work/x", "https://registry.x"])
def test_words(tmp_path, word):
    assert len(tidy.words(tree(tmp_path, {"a.md": f"fine\n{word}\n"}))) == 1


@pytest.mark.parametrize("word", ["TODO(ada): later", "stubborn", "sandbox/work/x", "the workload"])
def test_words_that_are_fine(tmp_path, word):
    assert tidy.words(tree(tmp_path, {"a.md": word})) == []


def test_expectations(tmp_path):
    assert len(tidy.expectations(tree(tmp_path, {"a.bench.cpp": HEAD + "BENCH({});", "a.bench.mjs": HEAD}))) == 2
    fine = {"a.bench.cpp": HEAD + "op(f).expect(near(1, 0))", "a.bench.mjs": HEAD + "check: () => ''"}
    assert tidy.expectations(tree(tmp_path, fine)) == []


@pytest.mark.parametrize("text, fine", [
    ("[a](docs/b.md)", True), ("[a](docs/c.md)", False), ("docs/c.md", False), ("other/docs/c.md", True),
    ("[a](docs/b.md#two-words-1)", True), ("[a](docs/b.md#one)", True), ("[a](docs/b.md#three)", False), ("[a](https://example.org/x.md)", True)])
def test_pages(tmp_path, text, fine):
    found = tidy.pages(tree(tmp_path, {"a.md": text, "docs/b.md": "# One\n## Two `words`, 1\n[up](../a.md)\n"}))
    assert (found == []) == fine, found


def test_format(tmp_path):
    style = {".clang-format": "BasedOnStyle: Google\n"}
    assert tidy.format(tree(tmp_path, {**style, "a.cpp": "int  main( ) { }\n"}))
    assert tidy.format(tree(tmp_path, {**style, "a.cpp": "int main() {}\n"})) == []


def test_owners(tmp_path):
    files = {"a.cpp": HEAD, "x/used.h": HEAD, "b.cpp": include("x/used.h"), "x/lost.h": HEAD, "lost.mjs": HEAD,
             "lost.py": HEAD, "used.py": HEAD, "run": "#!/bin/sh\n# Runs it.\npython3 used.py\n",
             "tested.mjs": HEAD, "tested.test.mjs": 'import "./tested.mjs";\n', "kernels/testing.h": HEAD}
    problems = tidy.owners(tree(tmp_path, files, targets=["b.cpp"]))
    assert [problem.split(":")[0] for problem in problems] == ["a.cpp", "lost.mjs", "lost.py", "tested.mjs", "x/lost.h"]


def test_a_competitor_that_the_configuration_lists_as_absent_has_an_owner(tmp_path):
    peers = [f"workloads/peers/{name}.peer.cpp" for name in ("here", "gone", "lost")]
    some = tree(tmp_path, dict.fromkeys(peers, HEAD), targets=[peers[0]])
    (tmp_path / "build/release/peers.txt").write_text("present here\nabsent  gone: gone.h was not found\n")
    assert [problem.split(":")[0] for problem in tidy.owners(some)] == [peers[2]]


def test_owners_need_both_builds(tmp_path):
    some = tree(tmp_path, {"a.cpp": HEAD})
    (tmp_path / "build/wasm/compile_commands.json").unlink()
    assert "not there" in tidy.owners(some)[0]
