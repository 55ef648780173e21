"""gate and ab on a project with a history: what changed is named, nothing else is, and nothing is green by accident."""

import json
import os
import sqlite3

import pytest
from conftest import BENCH_CPP, BENCH_TOML, WORK_H

from scripts.eaters import eaters

SLOWER = WORK_H.replace("i < n; ++i) h = mix(h + i)", "i < n * 2; ++i) h = mix(h + i)")
FASTER = WORK_H.replace("i < n; ++i) h = mix(h ^ i)", "i < n / 2; ++i) h = mix(h ^ i)")
NO_BENCHMARK_CHANGES = {"first", "second"}


def test_one_slowed_one_sped_up_each_named(project):
    base = project.git("rev-parse", "HEAD")
    project.write(work_dot_h=SLOWER)
    project.commit("slower")
    project.write(work_dot_h=SLOWER.replace(WORK_H.splitlines()[3], FASTER.splitlines()[3]))
    project.commit("faster")
    result = project.call("gate", "--base", base, "--head", "HEAD", "--json")
    assert result.code == 1, result.err
    rows = {r["benchmark"]: r for r in result.json["results"]}
    assert rows["first"]["verdict"] == "slower" and rows["first"]["confirmed"] and rows["first"]["severity"] == "critical"
    assert 1.7 < rows["first"]["ratio"] < 2.3
    assert rows["second"]["verdict"] == "faster"
    assert result.json["exits"] == [1]
    told = project.call("ab", "--base", base, "--head", "HEAD", "--filter", "first")
    assert told.code == 0, "for ab a regression is an answer"
    assert f"swarmperf profile first --base {base} --head HEAD\n" in told.out
    assert f"swarmperf bisect first {base} HEAD\n" in told.out


def test_the_same_ref_five_times_is_not_slower_and_is_built_once(project):
    """Two of them beside a process that eats the measuring core; ci/studies/unchanged.py does it thirty times."""
    built = 0
    for turn in range(5):
        with eaters([max(os.sched_getaffinity(0))] if turn >= 3 else []):
            result = project.call("gate", "--base", "HEAD", "--head", "HEAD", "--json")
        assert result.code in (0, 3), result.err
        assert set(result.verdicts()) == NO_BENCHMARK_CHANGES
        assert "slower" not in result.verdicts().values()
        assert all(r["pairs"] >= 8 for r in result.json["results"])
        built += result.err.count("building")
    assert built == 1


def layout_of(project):
    with sqlite3.connect(project.db) as store:
        return json.loads(store.execute("SELECT details FROM session ORDER BY id DESC").fetchone()[0])["layout"]


@pytest.mark.parametrize("ninja", [False, True])
def test_what_layout_was_in_force_is_kept_and_told_each_time(project, ninja):
    if ninja:
        project.write(CMakeLists_dot_txt="project(p CXX)\nadd_executable(b bench.cpp)\ntarget_link_libraries(b benchmark pthread)\n"
                                         "cmake_minimum_required(VERSION 3.16)\n",
                      bench_dot_toml=BENCH_TOML.replace("c++ -O1 $CXXFLAGS bench.cpp -lbenchmark -lpthread -o 'the suite'",
                                                        "cmake -G Ninja -B build . && cmake --build build").replace("the suite", "build/b"))
        project.commit("Ninja")
    for layout, expected in (((), "shuffled" if ninja else "aligned"), ((), "shuffled" if ninja else "aligned"), (("--layout", "as-built"), "as-built")):
        result = project.call("gate", "--base", "HEAD", "--head", "HEAD", "--budget", "1s", "--json", "-q", *layout)
        said = [f["text"] for f in result.json["findings"] if f["code"] == "W113"]
        assert layout_of(project) == expected and len(said) == (expected == "aligned"), result.err
        assert all("add -G Ninja" in text for text in said)


def test_a_renamed_benchmark_is_missing_and_new(project):
    base = project.git("rev-parse", "HEAD")
    project.write(bench_dot_cpp=BENCH_CPP.replace('Name("second")', 'Name("other")'))
    project.commit("rename")
    result = project.call("gate", "--base", base, "--json")
    assert result.code == 4
    assert result.verdicts()["second"] == "missing" and result.verdicts()["other"] == "new"
    assert project.call("gate", "--base", base).out.count("missing") >= 1


def test_a_ref_that_does_not_build(project):
    base = project.git("rev-parse", "HEAD")
    project.write(work_dot_h="this is no C++\n")
    project.commit("broken")
    result = project.call("gate", "--base", base)
    assert result.code == 6
    assert "building work tree failed" in result.err and "work.h" in result.err


def test_a_filter_that_matches_nothing_in_head_is_said_before_base_is_built(project):
    base = project.git("rev-parse", "HEAD")
    project.write(work_dot_h=WORK_H + "\n")
    result = project.call("gate", "--base", base, "--filter", "frst")
    assert result.code == 2 and "none of 2 benchmarks matches" in result.err
    said = [result.err.index(part) for part in ("building work tree", "head has no benchmark that was asked for", f"building {base}")]
    assert said == sorted(said), result.err


def test_a_benchmark_that_crashes_or_is_wrong_is_named(project):
    base = project.git("rev-parse", "HEAD")
    crash = BENCH_CPP.replace("{ for (auto _ : s) benchmark::DoNotOptimize(first(1000)); }", "{ __builtin_trap(); for (auto _ : s) {} }")
    wrong = crash.replace("{ for (auto _ : s) benchmark::DoNotOptimize(second(1000)); }", '{ s.SkipWithError("wrong result: 3"); for (auto _ : s) {} }')
    project.write(bench_dot_cpp=wrong)
    project.commit("broken benchmarks")
    result = project.call("gate", "--base", base, "--json")
    assert result.code == 5
    rows = {r["benchmark"]: r for r in result.json["results"]}
    assert rows["first"]["verdict"] == rows["second"]["verdict"] == "failed"
    assert "head: it was ended by signal" in rows["first"]["note"] and "wrong result: 3" in rows["second"]["note"]


def test_a_dirty_work_tree_is_judged_and_left_alone(project):
    (project.folder / "sub").mkdir()
    project.write(work_dot_h=SLOWER)
    (project.folder / "untracked.txt").write_text("mine")
    project.git("add", "work.h")  # something staged
    before = project.git("status", "--porcelain"), project.git("rev-parse", "HEAD"), (project.folder / ".git/index").read_bytes()
    objects = project.git("count-objects", "-v")
    result = project.call("gate", "--json", folder=project.folder / "sub")
    assert result.code == 1, result.err
    assert result.json["head"]["dirty"] and result.verdicts()["first"] == "slower"
    assert before == (project.git("status", "--porcelain"), project.git("rev-parse", "HEAD"), (project.folder / ".git/index").read_bytes())
    assert objects == project.git("count-objects", "-v")


def test_detached_head_and_shallow_clone(project, tmp_path):
    base = project.git("rev-parse", "HEAD")
    project.write(work_dot_h=WORK_H + "\n")
    project.commit("second")
    project.git("checkout", "-q", "--detach")
    assert project.call("gate", "--base", base, "--filter", "first").code in (0, 3)
    shallow = tmp_path / "shallow"
    project.git("clone", "-q", "--depth", "1", f"file://{project.folder}", str(shallow))
    result = project.call("gate", "--base", base, folder=shallow)
    assert result.code == 2 and "shallow" in result.err
    result = project.call("gate", folder=shallow)
    assert result.code == 2 and "no earlier commit" in result.err


def test_base_without_a_suite_names_the_first_commit_that_has_one(project):
    project.git("checkout", "-q", "--orphan", "old")
    project.git("rm", "-qrf", ".")
    project.write(readme_dot_txt="nothing to build yet\n")
    old = project.commit("before")
    project.git("checkout", "-q", "main")
    result = project.call("gate", "--base", old)
    assert result.code == 4
    assert project.git("rev-parse", "--short", "HEAD")[:7] in result.err


def test_policy_is_read_from_base(project):
    base = project.git("rev-parse", "HEAD")
    project.write(work_dot_h=SLOWER, bench_dot_toml=BENCH_TOML + '[gate]\ntolerance = "900%"\n')
    project.commit("slower, and looser")
    result = project.call("gate", "--base", base, "--json")
    assert result.code == 1
    assert result.json["results"][0]["tolerance"] == 0.05


def test_two_finished_executables_without_configuration(tmp_path, project, stranger):
    empty = tmp_path / "empty"
    empty.mkdir()
    result = project.call("ab", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'", "--filter", "mix/1024", "--json", folder=empty)
    assert result.code == 0, result.err
    assert result.verdicts()["mix/1024"] in ("same", "unsure")
    assert result.json["findings"][0]["code"] == "W110"
