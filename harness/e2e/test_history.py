"""The history of a store through the command line: change points, regressions, baselines, merging, thinning, checking."""
import json
import os
import shutil
import sqlite3
import subprocess

import pytest
from conftest import BENCH_TOML, Project
from history_store import history, machine_class, swarmperf
from json_page import holds

DAY_NS = 86_400 * 10**9


@pytest.fixture(scope="module")
def machine():
    return machine_class()


def step(i):
    return 1.2 if i >= 25 else 1.0


def test_a_step_is_found_stored_and_becomes_a_regression(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step)
    done = swarmperf("trend", "--db", db, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    (found,) = [r for r in said["results"] if r["class"] == "step"]
    assert found["lo_session"] <= 26 <= found["hi_session"] and 0.15 < found["change"] < 0.25
    assert found["commit_before"] < f"{25:040x}" <= found["commit_after"]
    stored = sqlite3.connect(db).execute("SELECT count(*) FROM series_change WHERE class = 'step'").fetchone()[0]
    assert stored == 1
    assert "H602" not in done.stdout or "blame" in done.stdout

    listed = json.loads(swarmperf("regressions", "--db", db, "--json").stdout)["results"]
    assert [(r["state"], r["opened_by"]) for r in listed] == [("open", "trend")]
    assert json.loads(swarmperf("trend", "--db", db, "--json").stdout)["turns"] == [], "known already"

    refused = swarmperf("regressions", "accept", "1", "--db", db)
    assert refused.returncode == 2 and "--note" in refused.stderr
    accepted = swarmperf("regressions", "accept", "1", "--owner", "ann", "--note", "bounds checks", "--db", db)
    assert accepted.returncode == 0, accepted.stderr
    text = swarmperf("regressions", "--db", db).stdout
    assert "acknowledged" in text and "ann" in text and "bounds checks" in text
    assert swarmperf("regressions", "fix", "9", "--db", db).returncode == 2


def carry_over(before, after):
    """Puts what trend left in one store into another that has the same series."""
    with sqlite3.connect(after) as to:
        to.execute("ATTACH ? AS old", (before,))
        for table in ("change_point", "regression", "regression_event"):
            to.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")


def test_a_regression_is_fixed_when_its_level_is_back(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step)
    swarmperf("trend", "--db", db)
    later = str(tmp_path / "later.db")
    history(later, machine, lambda i: 1.2 if 25 <= i < 40 else 1.0, runs=60)
    carry_over(db, later)
    swarmperf("trend", "--db", later)
    listed = json.loads(swarmperf("regressions", "--db", later, "--all", "--json").stdout)["results"]
    assert [r["state"] for r in listed] == ["fixed"]
    assert [e["state"] for e in listed[0]["events"]] == ["open", "fixed"]


def test_a_step_that_later_runs_outvote_is_fixed_and_what_a_person_closes_stays_closed(machine, tmp_path):
    def looked(name, runs, factor):
        db = str(tmp_path / name)
        history(db, machine, factor, runs=runs)
        return db

    first = looked("x.db", 40, lambda i: 1.059 if i >= 30 else 1.0)
    swarmperf("trend", "--db", first)
    later = looked("later.db", 120, lambda i: 1.059 if 30 <= i < 40 else 1.0)
    carry_over(first, later)
    done = json.loads(swarmperf("trend", "--db", later, "--json").stdout)
    assert done["results"] == [] and [t["state"] for t in done["turns"]] == ["fixed"]

    assert swarmperf("regressions", "fix", "1", "--owner", "ann", "--note", "not real", "--db", first).returncode == 0
    assert json.loads(swarmperf("trend", "--db", first, "--json").stdout)["turns"] == []


def test_an_owner_of_what_trend_fixed_has_closed_nothing(machine, tmp_path):
    def looked(name, factor, before=None):
        db = str(tmp_path / name)
        history(db, machine, factor, runs=90)
        if before:
            carry_over(before, db)
        return db, [t["state"] for t in json.loads(swarmperf("trend", "--db", db, "--json").stdout)["turns"]]

    up, turns = looked("a.db", lambda i: 1.2 if i >= 30 else 1.0)
    assert turns == ["open"]
    back, turns = looked("b.db", lambda i: 1.2 if 30 <= i < 60 else 1.0, up)
    assert turns == ["fixed"]
    assert swarmperf("regressions", "own", "1", "--owner", "ann", "--db", back).returncode == 0
    _, turns = looked("c.db", lambda i: 1.2 if i >= 30 else 1.0, back)
    assert turns == ["reopened"]


def test_nothing_to_look_at_is_said(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step, runs=1)
    done = swarmperf("trend", "--db", db)
    assert done.returncode == 0 and "fewer than 10" in done.stdout and "no change points" in done.stdout
    assert swarmperf("trend", "--db", db, "--filter", "nothing").returncode == 2
    assert swarmperf("trend", "--db", str(tmp_path / "none.db"), "--dry-run").returncode == 7


def test_a_clock_that_went_back_and_commits_that_are_gone_are_said(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step)
    with sqlite3.connect(db) as store:
        store.execute("UPDATE build SET commit_id = '', commit_time = NULL")
        store.execute("UPDATE session SET started_ns = started_ns - ? WHERE id = 30", (50 * DAY_NS,))
    codes = {f["code"] for f in json.loads(swarmperf("trend", "--db", db, "--json").stdout)["findings"]}
    assert "H601" in codes


def test_a_change_within_one_commit_is_not_the_codes(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step, commits=["a" * 40] * 40)
    codes = {f["code"] for f in json.loads(swarmperf("trend", "--db", db, "--json").stdout)["findings"]}
    assert "H605" in codes


@pytest.mark.parametrize("content, part", [
    ("", "parse error"), ("[1,2]", "holds no series"), ('{"values": 3}', "no list of values"),
    ('{"values": ["a"]}', "is no number"), ('{"series": [{}, {}]}', "2 series"), ('{"name": "x"}', "no list"),
])
def test_bare_series_that_are_none_are_refused(tmp_path, content, part):
    file = tmp_path / "x.json"
    file.write_text(content)
    done = swarmperf("trend", "--input", str(file), "--json")
    assert done.returncode == 2 and part in done.stderr and "x.json" in done.stderr


def test_bare_series_of_every_shape(tmp_path):
    level = [1.0 + 0.001 * (i * 7 % 5) for i in range(30)]
    (tmp_path / "a.json").write_text(json.dumps({"name": "flat", "values": level}))
    (tmp_path / "b.json").write_text(json.dumps({"name": "tcpd", "series": [{"raw": level + [2 * v for v in level]}]}))
    (tmp_path / "c.json").write_text(json.dumps([{"name": "gaps", "values": [float("nan"), None, float("inf")] + level + [2 * v for v in level]},
                                                 {"name": "one", "values": [3]}, {"name": "none", "values": []},
                                                 {"name": "same", "values": [1] * 50}]))
    done = swarmperf("trend", "--input", *[str(tmp_path / f"{n}.json") for n in "abc"], "--json")
    assert json.loads(done.stdout) == {"flat": [], "tcpd": [30], "gaps": [33], "one": [], "none": [], "same": []}
    classes = json.loads(swarmperf("trend", "--input", str(tmp_path / "b.json"), "--json", "--classes").stdout)
    assert classes["tcpd"] == [30] and set(classes["classes"]["tcpd"]) == {"step", "spike", "drift", "variance"}
    assert swarmperf("trend", "--input", str(tmp_path / "missing.json")).returncode == 2


def test_a_baseline_is_blessed_compared_and_belongs_to_its_machine(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step)
    (tmp_path / "bench.toml").write_text('schema = 1\n[[suite]]\nname = "x"\ncommand = "true"\n')
    assert swarmperf("compare", "@blessed", "@last", "--db", db, cwd=tmp_path).returncode == 2, "nothing is blessed yet"
    done = swarmperf("baseline", "bless", "#10", "--db", db, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "baselines" / "blessed").glob("*.toml")
    first = file.read_text()
    swarmperf("baseline", "bless", "#10", "--db", db, cwd=tmp_path)
    assert file.read_text() == first, "the same run, the same bytes"
    compared = json.loads(swarmperf("compare", "@blessed", "@last", "--db", db, "--json", cwd=tmp_path).stdout)
    assert compared["results"][0]["verdict"] == "slower" and 1.15 < compared["results"][0]["ratio"] < 1.25

    swarmperf("trend", "--db", db)  # opens the regression: nothing from run 26 on is good
    good = json.loads(swarmperf("baseline", "last-good", "3", "--db", db, "--json").stdout)["results"]
    assert len(good) == 3 and all(r["session"] < 26 for r in good)
    against = json.loads(swarmperf("compare", "@last-good", "@last", "--db", db, "--json").stdout)
    assert against["results"][0]["verdict"] == "slower"

    file.rename(file.with_name("another-machine.toml"))
    refused = swarmperf("compare", "@blessed", "@last", "--db", db, cwd=tmp_path)
    assert refused.returncode == 4 and "another-machine" in refused.stderr
    file.with_name("another-machine.toml").rename(file)
    file.write_text(first.replace("launches = [", "launches = [x"))
    assert swarmperf("compare", "@blessed", "@last", "--db", db, cwd=tmp_path).returncode == 2


@pytest.fixture
def odd_names(machine, tmp_path):
    """A project whose run on this machine has names that no file format likes; returns its database."""
    (tmp_path / "bench.toml").write_text('schema = 1\n[[suite]]\nname = "x"\ncommand = "true"\n')
    rows = ["benchmark,impl,lane,metric,unit,value", "plain,own,native,hits,pages,5"]
    rows += ['"two\nlines, a \\ and a "" ",my impl,my lane,"hits ""here""",my unit,6', "quote,own,native,hits,\"\"\"quoted\",7"]
    (tmp_path / "x.csv").write_text("\n".join(row + "\n" + row if i else row for i, row in enumerate(rows)) + "\n")
    db = str(tmp_path / "x.db")
    assert swarmperf("import", str(tmp_path / "x.csv"), "--db", db).returncode == 0
    with sqlite3.connect(db) as store:
        store.execute("UPDATE machine SET class = ?", (machine,))
        store.execute("UPDATE series SET machine_class = ?", (machine,))
    return db


def blessed_files(folder):
    return sorted((folder / "baselines" / "blessed").glob("*"))


def test_whatever_a_series_is_called_its_baseline_reads_back(odd_names, tmp_path):
    done = swarmperf("baseline", "bless", "--db", odd_names, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (file,) = blessed_files(tmp_path)
    assert 'what = "own native hits pages count less wall v1"' in file.read_text(), "as it always was"
    compared = json.loads(swarmperf("compare", "@blessed", "@last", "--db", odd_names, "--json", cwd=tmp_path).stdout)
    assert compared["only_base"] == compared["only_head"] == []
    assert {(r["benchmark"], r["unit"], r["base"], r["head"]) for r in compared["results"]} == {
        ("plain", "pages", 5, 5), ('two\nlines, a \\ and a " ', "my unit", 6, 6), ("quote", '"quoted', 7, 7)}


def test_a_baseline_that_cannot_be_written_leaves_nothing(odd_names, machine, tmp_path):
    (tmp_path / "baselines").write_text("a file")
    done = swarmperf("baseline", "bless", "--db", odd_names, cwd=tmp_path)
    assert done.returncode == 2 and "writing" in done.stderr
    (tmp_path / "baselines").unlink()
    assert swarmperf("baseline", "bless", "--db", odd_names, cwd=tmp_path).returncode == 0
    (file,) = blessed_files(tmp_path)
    file.unlink()
    file.mkdir()
    assert swarmperf("baseline", "bless", "--db", odd_names, cwd=tmp_path).returncode == 2
    assert blessed_files(tmp_path) == [file]
    file.rmdir()
    with sqlite3.connect(odd_names) as store:
        store.execute("UPDATE series SET benchmark = CAST(x'ff' AS TEXT) WHERE benchmark = 'plain'")
    done = swarmperf("baseline", "bless", "--db", odd_names, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("swarmperf: blessing #1 ") and blessed_files(tmp_path) == []


def test_databases_are_merged_once(machine, tmp_path):
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    history(one, machine, step, runs=3)
    history(two, machine, step, runs=4, benchmark="core/y")
    with sqlite3.connect(two) as store:
        store.execute("UPDATE session SET uuid = uuid || 'two'")
    before = sqlite3.connect(two).execute("SELECT count(*) FROM launch").fetchone()
    done = swarmperf("db", "merge", two, "--db", one)
    assert done.returncode == 0 and "4 sessions with 28 launches" in done.stdout, done.stderr
    assert sqlite3.connect(two).execute("SELECT count(*) FROM launch").fetchone() == before
    again = swarmperf("db", "merge", two, "--db", one)
    assert again.returncode == 0 and "0 sessions" in again.stdout and "4 were there already" in again.stdout
    rows = sqlite3.connect(one).execute(
        "SELECT benchmark, count(DISTINCT session), count(*) FROM launch_sample GROUP BY benchmark").fetchall()
    assert rows == [("core/x", 3, 21), ("core/y", 4, 28)]
    assert swarmperf("db", "check", "--db", one).returncode == 0
    assert swarmperf("db", "merge", one, "--db", one).returncode == 2
    assert swarmperf("db", "merge", str(tmp_path / "none.db"), "--db", one).returncode == 7


def test_a_database_with_another_unit_is_not_merged(machine, tmp_path):
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    for db in (one, two):
        history(db, machine, step, runs=3)
    with sqlite3.connect(two) as store:
        store.execute("UPDATE session SET uuid = uuid || 'two'")
        store.execute("UPDATE series SET unit = 'ms'")
    done = swarmperf("db", "merge", two, "--db", one)
    assert done.returncode == 2 and "is time in ms" in done.stderr and "and time in s" in done.stderr
    assert sqlite3.connect(one).execute("SELECT count(*) FROM session").fetchone() == (3,)


def test_two_parts_of_one_session_are_never_mixed(machine, tmp_path):
    whole, part = str(tmp_path / "whole.db"), str(tmp_path / "part.db")
    history(whole, machine, step, runs=2)
    shutil.copy(whole, part)
    with sqlite3.connect(part) as store:
        store.execute("DELETE FROM sample WHERE launch = 14")
        store.execute("DELETE FROM launch WHERE id = 14")
    done = swarmperf("db", "merge", whole, "--db", part)
    assert done.returncode == 4 and "H613" in done.stdout
    assert sqlite3.connect(part).execute("SELECT count(*) FROM launch").fetchone() == (13,)


def test_thinned_runs_say_what_they_said(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step)
    compared = swarmperf("compare", "#3", "#30", "--db", db, "--json").stdout
    trend = json.loads(swarmperf("trend", "--db", db, "--json", "--dry-run").stdout)["results"]
    dry = json.loads(swarmperf("db", "prune", "--older-than", "1h", "--keep", "0", "--dry-run", "--db", db, "--json").stdout)
    with sqlite3.connect(db) as store:  # the fixture's clock is ahead of ours
        store.execute("UPDATE session SET started_ns = started_ns - ?", (3000 * DAY_NS,))
    done = swarmperf("db", "prune", "--older-than", "30d", "--keep", "5", "--db", db, "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 0 and said["sessions"] == 35 and said["bytes_after"] < said["bytes_before"], done.stderr
    assert dry["dry_run"]
    assert sqlite3.connect(db).execute("SELECT count(DISTINCT session) FROM launch").fetchone() == (5,)
    results = lambda text: json.loads(text)["results"]
    assert results(swarmperf("compare", "#3", "#30", "--db", db, "--json").stdout) == results(compared)
    assert json.loads(swarmperf("trend", "--db", db, "--json", "--dry-run").stdout)["results"] == trend
    assert swarmperf("db", "prune", "--older-than", "30", "--db", db).returncode == 2
    assert swarmperf("db", "check", "--db", db).returncode == 0


def test_a_run_with_a_failure_is_none_without_after_thinning(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step, runs=2)
    with sqlite3.connect(db) as store:
        store.execute("UPDATE launch SET failure = 'exit code 3', exit = 3 WHERE id = 12")
        store.execute("UPDATE session SET started_ns = started_ns - ?", (3000 * DAY_NS,))
    (tmp_path / "bench.toml").write_text('schema = 1\n[[suite]]\nname = "x"\ncommand = "true"\n')

    def said():
        refused = swarmperf("baseline", "bless", "#2", "--db", db, cwd=tmp_path)
        junit = swarmperf("export", "#2", "--format", "junit", "--db", db).stdout
        return refused.returncode, refused.stderr, 'errors="1"' in junit and "exit code 3" in junit

    before = said()
    assert before[0] == 2 and "exit code 3" in before[1] and before[2]
    assert swarmperf("db", "prune", "--older-than", "1d", "--keep", "0", "--db", db).returncode == 0
    assert said() == before
    assert swarmperf("db", "check", "--db", db).returncode == 0


def test_the_values_of_a_failed_process_never_stand_in_for_launches(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step, runs=2)
    with sqlite3.connect(db) as store:
        store.execute("DELETE FROM sample WHERE launch > 8")
        store.execute("DELETE FROM launch WHERE id > 8")
        store.execute("UPDATE launch SET failure = 'exit code 3', exit = 3 WHERE id = 8")
    compared = json.loads(swarmperf("compare", "#1", "#2", "--db", db, "--json").stdout)
    assert compared["results"] == [] and compared["only_base"] == ["core/x native/avx2"]


def test_damage_is_found(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step, runs=2)
    with sqlite3.connect(db) as store:
        store.execute("UPDATE sample SET data = x'0102' WHERE launch = 3")
        store.execute("UPDATE sample SET data = x'000000000000f07f' WHERE launch = 4")
        store.execute("UPDATE session SET state = 'running' WHERE id = 2")
        store.execute("PRAGMA foreign_keys = OFF")
        store.execute("DELETE FROM machine")
    done = swarmperf("db", "check", "--db", db)
    assert done.returncode == 7
    for code in ("H611", "H604", "H612"):
        assert code in done.stdout, done.stdout


def test_commits_that_were_rewritten_are_said_and_those_of_a_branch_are_not(machine, project):
    """Ten states on main, then the newest are rewritten: they stay in the repository, and no branch leads to them."""
    commits = []
    for i in range(10):
        project.write(state_dot_txt=f"{i}\n")
        commits.append(project.commit(f"state {i}"))
    history(str(project.db), machine, lambda i: 1.2 if i >= 20 else 1.0, commits=[c for c in commits for _ in range(4)])

    def said():
        result = project.call("trend", "--dry-run", "--json")
        assert result.code == 0, result.err
        assert any(r["class"] == "step" and r["commit_after"] == commits[5] for r in result.json["results"])
        return [f for f in result.json["findings"] if f["code"] == "H602"]

    assert said() == []
    project.git("branch", "kept")
    project.git("reset", "-q", "--hard", commits[2])
    assert said() == [], "a branch leads to them"
    project.git("branch", "-q", "-D", "kept")
    (found,) = said()
    assert found["subject"] in {c[:10] for c in commits[3:]} and "2 of 2 commits" in found["text"]


def test_names_and_subjects_that_are_not_utf8_are_printed_all_the_same(machine, tmp_path):
    file = os.fsencode(tmp_path) + b"/\xff.json"
    with open(file, "w") as out:
        out.write(json.dumps({"values": [1.0] * 20}))
    done = swarmperf("trend", "--input", os.fsdecode(file), "--json")
    assert done.returncode == 0 and list(json.loads(done.stdout).values()) == [[]]

    (tmp_path / "repository").mkdir()
    made = Project(tmp_path / "repository")
    made.git("init", "-q", "-b", "main")
    commits = []
    for i in range(40):
        parents = [f"parent {commits[-1]}"] if commits else []
        who = f"a <a@example.org> {1700000000 + i} +0000"
        text = "\n".join([f"tree {made.git('write-tree')}", *parents, f"author {who}", f"committer {who}", "", "caf\xe9\n"])
        made.git("config", "i18n.commitEncoding", "latin1")
        commits.append(subprocess.run(["git", "hash-object", "-w", "-t", "commit", "--stdin", "--literally"], cwd=made.folder,
                                      input=text.encode("latin1"), check=True, capture_output=True).stdout.decode().strip())
    made.git("update-ref", "HEAD", commits[-1])
    made.write(bench_dot_toml=BENCH_TOML)
    history(str(made.db), machine, step, commits=commits)
    for verb in ("trend", "regressions"):
        done = made.call(verb, "--json")
        assert done.code == 0 and "caf\ufffd" in done.out, done.err


@pytest.mark.parametrize("more", [("--filter", "x"), ("--lanes", "x"), ("--tolerance", "5%"), ("--all-metrics",)])
def test_what_is_of_the_store_does_not_go_with_files(tmp_path, more):
    (tmp_path / "a.json").write_text(json.dumps({"values": [1.0] * 20}))
    done = swarmperf("trend", "--input", str(tmp_path / "a.json"), *more)
    assert done.returncode == 2 and more[0] in done.stderr


def test_a_turn_of_a_regression_is_told_as_json_too(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, machine, step)
    swarmperf("trend", "--db", db)
    (said,) = holds("regressions", swarmperf("regressions", "own", "1", "--owner", "ann", "--db", db, "--json").stdout)["results"]
    assert (said["owner"], said["state"], said["benchmark"]) == ("ann", "open", "core/x")


def test_a_machine_that_never_ran_is_told_those_that_did(machine, tmp_path):
    db = str(tmp_path / "x.db")
    history(db, "a machine", step)
    budgets = tmp_path / "budgets.toml"
    budgets.write_text('[[budget]]\nid = "x"\nsection = "1"\ntier = 1\ntitle = "x"\ntarget = "< 1 ms"\nbenchmark = "core/x"\n')
    done = swarmperf("budget", "--db", db, "--file", str(budgets), "--machine", "another")
    assert done.returncode == 4 and "there are: a machine" in done.stderr
