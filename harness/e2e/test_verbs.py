"""The verbs that measure alone or not at all: what they store is what they show."""

import json
import sqlite3
import struct

import pytest

import scripted


def measure(project, stranger, *more):
    return project.call("run", "--suite", f"'{stranger}'", "--filter", "mix/*", "--filter", "!mix/65536", *more)


def test_run_stores_every_launch_and_shows_their_median(project, stranger):
    result = measure(project, stranger, "--launches", "3", "--json")
    assert result.code == 0, result.err
    rows = {r["benchmark"]: r for r in result.json["results"]}
    assert set(rows) == {"mix/1024", "mix/4096", "mix/16384"}
    with sqlite3.connect(project.db) as store:
        blobs = store.execute("SELECT data FROM launch_sample WHERE benchmark = 'mix/4096' AND is_primary").fetchall()
    medians = sorted(sorted(struct.unpack(f"<{len(b) // 8}d", b))[len(b) // 16] for (b,) in blobs)
    assert rows["mix/4096"]["n"] == len(medians) == 3
    assert rows["mix/4096"]["median"] == pytest.approx(medians[1], rel=1e-12)
    assert rows["mix/4096"]["lo"] is None, "three launches give no 95 % interval"


def test_too_few_launches_for_an_interval_are_said(project, stranger):
    said = "a 95 % interval: 6 are the fewest"
    assert said in measure(project, stranger, "--launches", "2").out
    assert said not in measure(project, stranger, "--launches", "6").out


def test_compare_reads_runs_and_files_and_says_what_they_cannot_prove(project, stranger, tmp_path):
    for _ in range(2):
        assert measure(project, stranger, "--launches", "2").code == 0
    result = project.call("compare", "--json")
    assert result.code == 0, result.err
    assert result.json["interleaved"] is False and result.json["findings"][0]["code"] == "W201"
    assert len(result.json["results"]) == 3
    written = tmp_path / "a.json"
    entry = {"name": "x", "run_type": "iteration", "iterations": 1, "time_unit": "ns"}
    for path, time in ((written, 100), (tmp_path / "b.json", 150)):
        entries = [dict(entry, real_time=time + i, cpu_time=time + i) for i in range(8)]
        path.write_text(json.dumps({"context": {}, "benchmarks": entries}))
    result = project.call("compare", str(written), str(tmp_path / "b.json"), "--json")
    row = result.json["results"][0]
    assert row["verdict"] == "slower" and row["ratio"] == pytest.approx(1.48, abs=0.02)
    assert project.call("compare", "@last", "#77").code == 2
    assert "reads slower" in project.call("compare", str(written), str(tmp_path / "b.json")).out


def test_what_is_on_demand_runs_only_when_asked_for(project):
    for name, text in scripted.files({"quick": 100, "huge": 900}, tags={"huge": "on-demand"}).items():
        (project.folder / name).write_text(text)

    def benchmarks(*arguments):
        result = project.call(*arguments, "--json")
        assert result.code == 0, result.err
        return {row["benchmark"] for row in result.json["results"]}

    run = ("run", "--launches", "1")
    assert benchmarks("list") == {"quick", "huge"}
    assert benchmarks(*run) == {"quick"}
    assert benchmarks(*run, "--filter", "!slow") == {"quick"}
    assert benchmarks(*run, "--filter", "hug") == {"huge"}
    for asking in ("huge", "uge", "h*", "re:^h"):
        assert benchmarks(*run, "--filter", asking) == {"huge"}
    assert benchmarks(*run, "--filter", "*u*") == {"quick"}, "a glob is meant for many"
    assert benchmarks(*run, "--filter", "u") == {"quick"}
    assert benchmarks(*run, "--filter", "re:u") == {"quick", "huge"}


def test_tags_hold_beside_a_filter_unless_they_are_those_of_the_policy(project):
    for name, text in scripted.files({"core/a": 100, "core/b": 100, "core/plain": 100, "core/huge": 900},
                                     tags={"core/plain": "other", "core/huge": "on-demand"}).items():
        (project.folder / name).write_text(text)
    project.commit("a state")

    def compared(*arguments):
        result = project.call("ab", "--base", "HEAD", "--budget", "4s", "-q", "--json", *arguments)
        assert result.code == 0, result.err
        return set(result.verdicts())

    assert compared() == {"core/a", "core/b"}
    assert compared("--filter", "!core/b") == {"core/a"}, "who leaves one out has not asked for others"
    assert compared("--filter", "core") == {"core/a", "core/b", "core/plain"}, "names are meant, but nothing on demand"
    assert compared("--tags", "other", "--filter", "core") == {"core/plain"}
    assert compared("--tags", "on-demand") == {"core/huge"}
    result = project.call("ab", "--base", "HEAD", "--tags", "other", "--filter", "core/a")
    assert result.code == 2 and "has the tag other" in result.err


def test_to_ab_a_slower_benchmark_is_an_answer_and_a_missing_one_is_not(project):
    base = scripted.commit(project, {"first": 1000, "second": 500})
    scripted.commit(project, {"first": 1300, "second": 500})
    result = project.call("ab", "--base", base, "--json", "-q")
    assert result.code == 0 and (result.json["exit"], result.json["exits"], result.json["verdict"]) == (0, [0], "FAIL")
    scripted.commit(project, {"first": 1300})
    result = project.call("ab", "--base", base, "--json", "-q")
    assert result.code == 4 and (result.json["exit"], result.json["exits"]) == (4, [4])
    assert result.verdicts() == {"first": "slower", "second": "missing"}


def test_ab_takes_its_sides_without_options(project, stranger, tmp_path):
    few = ("--filter", "mix/1024", "--budget", "1s", "--json", "-q")
    copy = tmp_path / "a copy"
    copy.write_bytes(stranger.read_bytes())
    copy.chmod(0o755)
    base = scripted.commit(project, {"mix/1024": 1000})
    head = scripted.commit(project, {"mix/1024": 1001})
    for sides in ((str(stranger), str(copy)), (".", "."), (base, head)):
        result = project.call("ab", *sides, *few)
        assert result.code == 0 and set(result.verdicts()) == {"mix/1024"}, result.err
    assert (result.json["base"]["commit"], result.json["head"]["commit"]) == (base, head)
    assert project.call("ab", base, *few).json["head"]["label"] == "work tree"
    for wrong, part in (((str(stranger), head), "not a mixture"), ((str(stranger),), "both needed"), ((base, "--head", head), "given twice")):
        result = project.call("ab", *wrong, *few)
        assert result.code == 2 and part in result.err
    result = project.call("ab", "./not_there", "./nor_this")
    assert result.code == 2 and "./not_there: there is no such executable" in result.err


def test_a_command_timed_as_a_process(project):
    project.write(bench_dot_toml='schema = 1\n[[suite]]\nname = "startup/true"\nkind = "command"\ncommand = "/bin/true"\n'
                                 '[[suite]]\nname = "startup/false"\nkind = "command"\ncommand = "/bin/false"\n')
    result = project.call("run", "--launches", "2", "--json")
    assert result.code == 5
    assert [r["benchmark"] for r in result.json["results"]] == ["startup/true"]
    assert result.json["results"][0]["lane"] == "process" and result.json["results"][0]["clock"] == "wall"
    assert result.json["failures"][0]["benchmark"] == "startup/false"


def test_list_explain_doctor_and_orientation(project, stranger):
    listed = project.call("list", "--suite", f"'{stranger}'", "--json").json["results"]
    assert len(listed) == 24 and all(row["twin"] for row in listed)
    assert "interleaved" in project.call("explain", "W201").out
    codes = project.call("explain", "--json").json["results"]
    assert len(codes) > 8
    assert {c["subject"] for c in project.call("doctor", "--json").json["results"]} >= {"machine", "cores", "git"}
    assert "swarmperf gate" in project.call().out
    assert project.call("--version").out.startswith("swarmperf ")
    assert "--tolerance" in project.call("gate", "--help").out


def test_log_lists_what_other_verbs_take(project, stranger, tmp_path):
    measure(project, stranger, "--launches", "1")
    twins = ("ab", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'", "--filter", "mix/1024")
    measured = project.call(*twins, "--json").json
    rows = project.call("log", "--json").json["results"]
    assert [(r["session"], r["kind"], r["state"]) for r in rows] == [(1, "run", "done"), (2, "ab", "done")]
    assert rows[1]["uuid"] == measured["session"]["uuid"] and rows[1]["verdicts"] == f"1 {measured['results'][0]['verdict']}"
    shown = project.call("log", "--last", "1").out
    assert "#2" in shown and "ab" in shown and "#1" not in shown
    page = tmp_path / "of_a_run.html"
    assert project.call("report", "--session", "#1", "--out", str(page)).code == 0 and "#1" in page.read_text()
    assert project.call("report", "--session", "@last", "--out", str(page)).code == 0
    assert project.call("log", "--last", "0").code == 2


def test_every_lane_asked_for_must_exist(project, stranger):
    result = project.call("run", "--suite", f"'{stranger}'", "--lanes", "node/simd")
    assert result.code == 2 and "there are native" in result.err
    globbed = project.call("list", "--suite", f"'{stranger}'", "--lanes", "nat*", "--json")
    assert globbed.code == 0 and {row["lane"] for row in globbed.json["results"]} == {"native"}


def test_report_is_one_file_that_names_what_was_measured(project, stranger, tmp_path):
    assert measure(project, stranger, "--launches", "2").code == 0
    out = tmp_path / "a report.html"
    result = project.call("report", "--out", str(out))
    assert result.code == 0, result.err
    page = out.read_text()
    assert "mix/4096" in page and page.lstrip().lower().startswith("<!doctype html>")
