"""Long-lived sessions: interrupted and resumed, planned by what was seen before, narrowed, judged against a release."""

import signal
import sqlite3

import pytest
import scripted
from conftest import BENCH_TOML, WORK_H, wait_for_launches

SLOWER = WORK_H.replace("i < n; ++i) h = mix(h + i)", "i < 2 * n; ++i) h = mix(h + i)")
HALF_SLOWER = WORK_H.replace("i < n; ++i) h = mix(h + i)", "i < n + n / 2; ++i) h = mix(h + i)")


def rows_of(db, query, *parameters):
    with sqlite3.connect(db) as store:
        return store.execute(query, parameters).fetchall()


def twins(stranger):
    return ["ab", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'", "--filter", "mix/1024", "--filter", "mix/4096", "--json"]


def test_an_interrupted_comparison_goes_on_where_it_stopped(project, stranger):
    process = project.start(*twins(stranger))
    wait_for_launches(project, 16)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = rows_of(project.db, "SELECT count(*) FROM launch")[0][0]
    result = project.call(*twins(stranger), "--resume")
    assert result.code in (0, 3), result.err
    assert "pairs are in the store already" in result.err
    assert result.json["session"]["id"] == 1
    assert rows_of(project.db, "SELECT state FROM session") == [("done",)] or result.code == 3
    rounds = rows_of(project.db, "SELECT benchmarks, round, side, count(*) FROM launch WHERE failure = '' GROUP BY 1, 2, 3")
    assert max(n for *_, n in rounds) == 1, "no pair is measured twice"
    assert all(row["pairs"] >= 8 for row in result.json["results"])
    assert kept < rows_of(project.db, "SELECT count(*) FROM launch")[0][0]


def test_nothing_to_resume_is_said(project, stranger):
    result = project.call(*twins(stranger), "--resume")
    assert result.code == 2 == result.json["exit"] and "no unfinished ab" in result.err and "results" not in result.json
    result = project.call(*(a for a in twins(stranger) if a != "--json"), "--resume")
    assert result.code == 2 and "no unfinished ab" in result.err and result.out == ""
    assert project.call(*twins(stranger)).code in (0, 3)
    result = project.call(*twins(stranger), "--resume")
    assert result.code == 2, "one that came to its end is not resumed"


def test_controls_that_had_no_time_are_named(project, stranger):
    result = project.call(*twins(stranger), "--tolerance", "0.2%", "--budget", "0.5s")
    named = [f["text"] for f in result.json["findings"] if f["code"] == "C505"]
    assert len(named) == 2 and any("control/planted" in text for text in named), "a small tolerance has its control, too"
    assert not [f for f in project.call(*twins(stranger)).json["findings"] if f["code"] == "C505"]


def test_the_next_plan_knows_the_spreads(project, stranger):
    first = project.call(*twins(stranger))
    assert "the spread of" not in first.err
    second = project.call(*twins(stranger))
    assert "the spread of 2 is known" in second.err
    spreads = rows_of(project.db, "SELECT spread, pairing FROM verdict")
    assert len(spreads) == 4 and all(s is not None and p == "twin" for s, p in spreads)


def test_precision_goes_on_with_what_is_settled(project, stranger):
    one = [*twins(stranger), "--filter", "!mix/4096", "--seed", "7"]
    plain = project.call(*one)
    narrow = project.call(*one, "--precision", "0.001%")
    assert min(r["pairs"] for r in plain.json["results"]) < 40
    assert {r["pairs"] for r in narrow.json["results"]} == {40}


def test_pairing_can_be_chosen_and_is_recorded(project, stranger):
    result = project.call(*twins(stranger), "--pairing", "alternate")
    assert result.code in (0, 3), result.err
    assert set(rows_of(project.db, "SELECT DISTINCT pairing FROM launch")) == {("alternate",), ("twin",)}, "controls stay twins"
    result = project.call(*twins(stranger), "--pairing", "lockstep")
    assert result.code == 2 and "cannot be paired so" in result.err


def test_twins_overlap_and_share_core_group_and_priority(project, stranger):
    assert project.call(*twins(stranger)).code in (0, 3)
    launches = rows_of(project.db, "SELECT round, side, core, overlap FROM launch WHERE benchmarks LIKE 'mix/%'")
    assert len({core for _, _, core, _ in launches}) == 1
    overlaps = sorted(overlap for *_, overlap in launches)
    assert overlaps[len(overlaps) // 2] > 0.8


def test_small_steps_since_a_release_add_up(project):
    project.git("tag", "v1.0")
    project.write(work_dot_h=HALF_SLOWER)
    base = project.commit("half of it")
    project.write(work_dot_h=HALF_SLOWER + "\n")
    project.commit("nothing")
    result = project.call("gate", "--base", base, "--head", "HEAD", "--filter", "first", "--release", "v*", "--json")
    assert result.json["results"][0]["verdict"] == "same", result.out
    assert result.json["release"]["results"][0]["verdict"] == "slower"
    creep = [f for f in result.json["findings"] if f["code"] == "P406"]
    assert creep and creep[0]["subject"] == "first" and "v1.0" in creep[0]["text"]
    assert result.code == 1 and 1 in result.json["exits"]


def test_a_release_that_is_not_there_is_said(project):
    base = project.git("rev-parse", "HEAD")
    project.write(work_dot_h=WORK_H + "\n")
    project.commit("second")
    result = project.call("gate", "--base", base, "--filter", "second", "--release", "v*", "--json")
    assert [f["code"] for f in result.json["findings"]] == ["W113", "P407"], "its c++ links one layout"
    result = project.call("gate", "--base", base, "--release", "no-such-tag")
    assert result.code == 2 and "no such commit" in result.err


@pytest.mark.parametrize("broken, exits", [("listing", [5, 1]), ("build", [6, 1]), ("absent", [1, 4]), ("key", [2, 1])])
def test_a_release_that_cannot_be_compared_costs_no_verdict(project, broken, exits):
    suite = {"first": 1000}
    scripted.commit(project, suite)
    toml = project.folder / "bench.toml"
    if broken == "listing":
        (project.folder / "suite.sh").write_text("#!/bin/sh\nexit 3\n")
    elif broken == "absent":
        for name in ("bench.toml", "suite.sh", "times.txt"):
            (project.folder / name).unlink()
    else:
        toml.write_text(toml.read_text().replace('"true"', '"false"') if broken == "build" else "schema = 1\nold_key = 2\n")
    project.commit("a release")
    project.git("tag", "v1.0")
    base = scripted.commit(project, suite, '[gate]\nrelease = "v*"\n')
    scripted.commit(project, {"first": 1300}, '[gate]\nrelease = "v*"\n')
    result = project.call("gate", "--base", base, "--json", "-q")
    assert result.verdicts() == {"first": "slower"} and result.json["exits"] == exits and result.code == exits[0]
    assert [f["subject"] for f in result.json["findings"] if f["code"] == "P408"] == ["v1.0"]

    twins = ("gate", "--base-suite", "sh suite.sh", "--head-suite", "sh suite.sh", "--filter", "first")
    result = project.call(*twins, "--json", "-q")
    assert result.verdicts() == {"first": "same"} and "P407" in {f["code"] for f in result.json["findings"]}
    result = project.call(*twins, "--release", "v1.0")
    assert result.code == 2 and "--release is a ref" in result.err and "plan" not in result.err


def test_the_release_and_what_is_critical_come_from_the_policy_of_base(project):
    project.git("tag", "v1.0")
    toml = BENCH_TOML + '[gate]\nrelease = "v*"\n[[override]]\nbenchmarks = "first"\ncritical = "500%"\n'
    project.write(bench_dot_toml=toml)
    base = project.commit("policy")
    project.write(work_dot_h=SLOWER)
    project.commit("slower")
    result = project.call("gate", "--base", base, "--filter", "first", "--json")
    row = result.json["results"][0]
    assert (row["verdict"], row["severity"]) == ("slower", "warning"), "twice as slow is critical only from 500 % on here"
    assert result.json["release"]["results"][0]["verdict"] == "slower"


@pytest.mark.parametrize("arguments, part", [
    (["gate", "--precision", "1"], "such as"),
    (["gate", "--pairing", "both"], "pairing"),
    (["ab", "--release", "v1"], "--release"),
])
def test_mistakes(project, arguments, part):
    result = project.call(*arguments)
    assert result.code == 2 and part in result.err


def test_doctor_measures_the_noise_floor(project):
    result = project.call("doctor", "--measure", "--pairs", "4", "--json")
    assert result.code == 0, result.err
    rows = {(r["benchmark"], r["pairing"]): r for r in result.json["noise"]}
    assert ("control/compute", "twin") in rows and ("control/threads", "lockstep") in rows
    assert ("control/node_collections", "lockstep") in rows
    for row in rows.values():
        assert len(row["differences"]) == 4 and row["tolerance"] >= row["spread"] >= 0
