"""What swarmperf writes beside a stranger's sources is no change of them."""

import sqlite3

import scripted


def test_a_gate_after_a_run_judges_the_last_commit_and_not_the_store(project):
    del project.environment["SWARMPERF_DB"]  # beside bench.toml, where git sees it
    base = scripted.commit(project, {"first": 1000})
    head = scripted.commit(project, {"first": 1700})
    assert project.call("run", "--launches", "1").code == 0
    result = project.call("gate", "--json")
    assert result.code == 1, result.err
    assert (result.json["base"]["commit"], result.json["head"]["commit"]) == (base, head)
    assert "building" not in project.call("gate", "--budget", "1s").err, "the work tree is still the same"
    with sqlite3.connect(project.folder / "swarmperf.db") as store:
        assert {dirty for (dirty,) in store.execute("SELECT dirty FROM build")} == {0}
