"""profile: where the time goes and what a change did to it, on real executables whose slow function is known."""

import sqlite3

import pytest

from conftest import ROOT, made_in
from json_page import holds

# What is profiled must be a function of its own.
WORK_H = """#include <cstdint>
inline std::uint64_t mix(std::uint64_t x) {{ x ^= x >> 33; x *= 0xff51afd7ed558ccdULL; return x ^ (x >> 29); }}
namespace work {{
[[gnu::noipa]] std::uint64_t steady(int n) {{ std::uint64_t h = 1; for (int i = 0; i < n; ++i) h = mix(h + i); return h; }}
[[gnu::noipa]] std::uint64_t changing(int n) {{ std::uint64_t h = 2; for (int i = 0; i < {factor} * n; ++i) h = mix(h ^ i); return h; }}
}}
inline std::uint64_t first(int n) {{ return work::steady(n) ^ work::changing(n); }}
inline std::uint64_t second(int n) {{ return work::steady(n); }}
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A project whose head does twice as much in work::changing as its base."""
    project = made_in(tmp_path_factory.mktemp("profiled"))
    project.write(work_dot_h=WORK_H.format(factor=1))
    project.commit("base")
    project.write(work_dot_h=WORK_H.format(factor=2))
    project.commit("head")
    return project


def rows(result):
    return {row["function"]: row for row in result.json["results"]}


def test_the_function_that_a_change_made_slower_comes_first(both):
    result = both.call("profile", "first", "--base", "HEAD~1", "--json", "-q", "--launches", "6")
    assert result.code == 0, result.err
    found = rows(result)
    holds("profile", result.out)
    assert result.json["results"][0]["function"] == "work::changing"
    slower, steady = found["work::changing"], found["work::steady"]
    assert slower["lo"] > 0.5 * slower["base"] and slower["change"] < 1.5 * slower["base"]
    assert abs(steady["change"]) < 0.25 * steady["base"]
    assert result.json["all"]["change"] == pytest.approx(sum(row["change"] for row in found.values()), rel=0.1)
    assert [f["code"] for f in result.json["findings"]] == ["W140"], "a stranger does not say when it measured"


def test_one_build_is_told_by_shares_and_kept_by_itself(both):
    built = next((both.folder.parent / "cache").rglob("the suite"))
    result = both.call("profile", "second", "--suite", f"'{built}'", "--json", "-q", "--launches", "2")
    assert result.code == 0, result.err
    holds("profile", result.out)
    assert rows(result)["work::steady"]["share"] > 0.7
    assert "work::changing" not in rows(result)
    session = result.json["session"]["id"]
    with sqlite3.connect(both.db) as db:
        assert db.execute("SELECT kind, state FROM session WHERE id = ?", [session]).fetchone() == ("profile", "done")
        stored = db.execute("SELECT count(*) FROM own_time WHERE session = ? AND function = 'work::steady'", [session])
        assert stored.fetchone() == (2,)
        modes = db.execute("SELECT DISTINCT mode FROM launch_sample WHERE session = ?", [session]).fetchall()
        assert modes == [("profile",)], "no launch that was watched is in a series of times"


def test_few_launches_have_no_interval(both):
    built = next((both.folder.parent / "cache").rglob("the suite"))
    result = both.call("profile", "second", "--suite", f"'{built}'", "-q", "--budget", "1ms")
    assert result.code == 0 and "too few launches" in result.out and ": 1 launches" in result.out


@pytest.mark.parametrize("arguments, code, words", [
    ([], 2, "which benchmark"),
    (["frist", "--base", "HEAD"], 2, "did you mean 'first'"),
    (["first", "--suite", "x", "--base", "HEAD"], 2, "--suite is one build"),
    (["first", "--suite", "./absent"], 5, "absent"),
    (["first", "--launches", "0"], 2, "--launches"),
    (["first", "--budget", "90"], 2, "--budget"),
])
def test_mistakes_are_named(both, arguments, code, words):
    result = both.call("profile", *arguments)
    assert result.code == code and words in result.err, result.err


def test_webassembly_is_refused_by_name(both):
    result = both.call("profile", "core/gemm/f32/n=64", "--lanes", "node/simd", folder=ROOT)
    assert result.code == 2 and "node/simd is WebAssembly" in result.err
