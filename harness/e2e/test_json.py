"""docs/json.md is a promise: every key that a verb prints stands there, in the section of the verb or that of every verb."""

import pytest

import scripted
from history_store import history, swarmperf
from json_page import holds

def test_what_measures(project):
    base = scripted.commit(project, {"first": 1000, "second": 2000})
    scripted.commit(project, {"first": 1300, "second": 2000})
    assert holds("list", project.call("list", "--json").out)["results"]
    assert holds("run", project.call("run", "--json", "-q").out)["results"]
    assert holds("watch", project.call("watch", "--json").out)["results"]
    said = holds("gate", project.call("gate", "--base", base, "--json", "-q").out)
    assert {r["verdict"] for r in said["results"]} == {"slower", "same"}
    said = holds("bisect", project.call("bisect", "first", base, "HEAD", "--json", "-q").out, "ab")
    assert said["found"] and said["ends"]["verdict"]
    assert holds("run", project.call("run", "--json", "-q").out)
    assert holds("compare", project.call("compare", "--json").out)["results"]
    assert holds("baseline", project.call("baseline", "last-good", "1", "--json").out)["results"]
    assert holds("baseline", project.call("baseline", "bless", "--json").out)["run"]
    assert holds("baseline", project.call("baseline", "list", "--json").out)["results"]


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    db = str(tmp_path_factory.mktemp("json") / "h.db")
    history(db, "a machine", lambda i: 1.0 if i < 20 else 1.1)
    return db


def test_what_looks_back(stored, tmp_path):
    assert holds("trend", swarmperf("trend", "--db", stored, "--json").stdout)["results"]
    assert holds("regressions", swarmperf("regressions", "--db", stored, "--json").stdout)["results"][0]["events"]
    budgets = tmp_path / "budgets.toml"
    budgets.write_text('[[budget]]\nid = "x"\nsection = "1"\ntier = 1\ntitle = "x"\ntarget = "< 1 ms"\nbenchmark = "core/x"\n')
    asked = ("budget", "--db", stored, "--file", str(budgets), "--machine", "a machine", "--json")
    assert holds("budget", swarmperf(*asked).stdout)["scores"]
    assert holds("budget", swarmperf("budget", "--db", stored, "--history", "--json").stdout)["results"]


def test_what_moves_and_explains(stored, tmp_path):
    other = str(tmp_path / "o.db")
    copy = tmp_path / "all.json"
    assert swarmperf("export", "--db", stored, "--format", "json", "--all", "-o", str(copy)).returncode == 0
    assert holds("import", swarmperf("import", "--db", other, str(copy), "--json").stdout)["results"]
    assert holds("db", swarmperf("db", "merge", "--db", other, stored, "--json").stdout)["results"]
    assert holds("db", swarmperf("db", "prune", "--older-than", "90d", "--db", other, "--json").stdout)
    assert holds("db", swarmperf("db", "check", "--db", other, "--json").stdout)["findings"] == []
    assert holds("report", swarmperf("report", "--db", other, "-o", str(tmp_path / "r.html"), "--json").stdout)["report"]
    assert holds("doctor", swarmperf("doctor", "--json").stdout)["results"]
    assert holds("explain", swarmperf("explain", "W110", "--json").stdout)["results"]
    assert holds("validate", swarmperf("validate", "--statistics", "--sessions", "1", "--json", "-q").stdout)["checks"]


def test_a_verb_whose_key_is_not_there_is_noticed():
    with pytest.raises(AssertionError, match="does not tell of"):
        holds("list", '{"schema": 1, "results": [{"no_such_key": 1}]}')
