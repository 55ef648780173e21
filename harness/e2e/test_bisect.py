"""bisect on scripted histories: the commit that brought a change is named, and nothing is named that was not shown."""

import signal
import sqlite3

import pytest
from conftest import wait_for_launches

import scripted


def state(project, subject, time, broken=False, name="work"):
    for file, text in scripted.files({name: time}).items():
        if broken:
            text = text.replace('commands = ["true"]', 'commands = ["false"]')
        (project.folder / file).write_text(text)
    (project.folder / "subject").write_text(subject)
    return project.commit(subject)


def row(project, times, broken=()):
    """Commits one state for each time, and returns their hashes."""
    return [state(project, f"number {i}", t, i in broken) for i, t in enumerate(times)]


def test_the_commit_that_brought_it_is_named_and_shown_against_its_parent(project):
    commits = row(project, [1000] * 6 + [1100] * 3)
    result = project.call("bisect", "work", commits[0], "--json")
    assert result.code == 0, result.err
    found = result.json
    assert found["found"]["commit"] == commits[6] and found["found"]["subject"] == "number 6"
    assert found["against_parent"]["parent"] == commits[5]
    assert found["against_parent"]["verdict"]["verdict"] == "slower" and found["against_parent"]["verdict"]["confirmed"]
    assert found["against_parent"]["verdict"]["ratio"] == pytest.approx(1.1, abs=0.01)
    answers = {r["commit"]: r["answer"] for r in found["results"]}
    assert answers[commits[6]] == "after" and answers[commits[5]] == "before" and len(answers) <= 3


def test_a_gain_is_found_too_and_the_child_of_the_good_one_needs_no_step(project):
    commits = row(project, [1000, 800])
    result = project.call("bisect", "work", commits[0], commits[1], "--json")
    assert result.code == 0 and result.json["found"]["commit"] == commits[1], result.err
    assert result.json["ends"]["verdict"]["verdict"] == "faster"
    assert result.json["results"] == [] and result.json["against_parent"] is None


def test_commits_that_do_not_build_are_walked_around(project):
    commits = row(project, [1000] * 5 + [1100] * 3, broken={3})
    result = project.call("bisect", "work", commits[0])
    assert result.code == 0 and f"FOUND  {commits[5][:10]} number 5" in result.out, result.err
    assert "(it does not build)" in result.out


def test_what_cannot_be_told_apart_is_said(project):
    commits = row(project, [1000, 1000, 1100, 1100, 1100], broken={2, 3})
    result = project.call("bisect", "work", commits[0], "--json")
    assert result.code == 3, "two that do not build lie before the first that is slower"
    assert [c["commit"] for c in result.json["range"]] == commits[2:5]
    assert result.json["found"] is None and result.json["against_parent"]["verdict"]["verdict"] == "slower"


def test_ends_that_do_not_differ_and_a_benchmark_that_comes_later(project):
    commits = row(project, [1000, 1000, 1000])
    result = project.call("bisect", "work", "HEAD~2")
    assert result.code == 3 and "NOTHING TO FIND  HEAD beside HEAD~2: same" in result.out
    state(project, "another name", 1000, name="other")
    result = project.call("bisect", "other", commits[0])
    assert result.code == 4 and "is new: only in head" in result.err


def test_a_merge_is_named_with_the_way_into_it(project):
    good = state(project, "start", 1000)
    project.git("checkout", "-q", "-b", "branch")
    state(project, "slow", 1200)
    tip = state(project, "more", 1200)
    project.git("checkout", "-q", "main")
    (project.folder / "beside").write_text("x")
    parent = project.commit("beside")
    project.git("merge", "-q", "--no-ff", "-m", "merge it", "branch")
    result = project.call("bisect", "work", good)
    assert result.code == 0 and "merge it" in result.out
    assert f"swarmperf bisect work $(git merge-base {parent[:10]} {tip[:10]}) {tip[:10]}" in result.out
    result = project.call("bisect", "work", tip)
    assert result.code == 2 and f"it was left at {good[:10]}" in result.err
    assert project.call("bisect", "work", "HEAD", good).code == 2


def test_a_regression_that_the_gate_opened_is_explained(project):
    commits = row(project, [1000, 1100])
    assert project.call("gate", "--base", commits[0]).code == 1
    result = project.call("bisect", "--regression", "1", "--json")
    assert result.code == 0 and result.json["found"]["commit"] == commits[1], result.err
    regression = project.call("regressions", "--json").json["results"][0]
    assert regression["note"] == f"brought by {commits[1][:10]} number 1" and regression["state"] == "open"
    assert regression["events"][-1]["who"] == "bisect" and regression["events"][-1]["session"] > 0
    assert regression["commit_before"] == commits[0], "the gate knows it by this"


def sessions(project):
    with sqlite3.connect(project.db) as store:
        return store.execute("SELECT kind, state FROM session ORDER BY id").fetchall()


def test_an_interrupted_one_goes_on_with_what_is_in_the_store(project):
    commits = row(project, [1000] * 6 + [1100] * 3)
    process = project.start("bisect", "work", commits[0])
    wait_for_launches(project, 4, among="SELECT id FROM session WHERE kind = 'ab' ORDER BY id LIMIT 1 OFFSET 1")
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = sessions(project)
    assert ("ab", "done") in kept and kept[-1][1] == "running"
    result = project.call("bisect", "work", commits[0], "--resume", "--json")
    assert result.code == 0 and result.json["found"]["commit"] == commits[6], result.err
    assert f"HEAD beside {commits[0]} is in the store already, session #1" in result.err
    measured = len(sessions(project))

    again = project.call("bisect", "work", commits[0], "--resume", "--json")
    assert again.code == 0 and len(sessions(project)) == measured, "nothing is measured a second time"
    for part in ("ends", "results", "against_parent", "found"):
        assert again.json[part] == result.json[part]

    other = project.call("bisect", "work", commits[0], "--resume", "--tolerance", "20%")
    assert other.code == 3 and len(sessions(project)) > measured, "another tolerance is another question"


def test_a_benchmark_in_two_lanes_is_refused_before_anything_is_measured(project):
    for time in (1000, 1100):
        files = scripted.files({"work": time}, '[[suite]]\nname = "second"\ncommand = "sh second.sh"\n')
        files["second.sh"] = files["suite.sh"].replace("declaration.json", "second.json")
        files["second.json"] = files["declaration.json"].replace('native', 'native/second')
        files["bench.toml"] = files["bench.toml"].replace('"suite.sh"', '"suite.sh", "second.sh", "second.json"')
        for name, text in files.items():
            (project.folder / name).write_text(text)
        project.commit("a state")
    result = project.call("bisect", "work", "HEAD~1")
    assert result.code == 2 and "'work' is in several lanes: native, native/second" in result.err
    assert sessions(project) == []


@pytest.mark.parametrize("arguments, said", [
    ([], "which change?"),
    (["work"], "which change?"),
    (["work", "nowhere"], "no such commit"),
    (["work", "HEAD"], "no commit lies after"),
    (["wrk", "HEAD~1"], "did you mean 'work'?"),
    (["--regression", "9"], "there is none"),
    (["work", "HEAD~1", "--regression", "1"], "give no others"),
    (["work", "HEAD~1", "--tolerance", "much"], "--tolerance"),
])
def test_mistakes_are_refused_before_anything_is_measured(project, arguments, said):
    row(project, [1000, 1000])
    result = project.call("bisect", *arguments)
    assert result.code == 2 and said in result.err
