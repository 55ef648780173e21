"""What swarmperf writes beside a stranger's sources is no change of them."""

import sqlite3

import scripted

FEW = ("--filter", "mix/1024", "--launches", "1", "--json")


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


def test_a_commit_is_that_of_what_was_measured(project, stranger):
    """An executable from elsewhere has none; one that was not built since another commit has none either."""
    def measured(suite):
        result = project.call("run", "--suite", f"'{suite}'", *FEW)
        assert result.code == 0, result.err
        with sqlite3.connect(project.db) as store:
            build = store.execute("SELECT commit_id FROM build JOIN session ON build.id = head ORDER BY session.id DESC").fetchone()[0]
        return build, [f["code"] for f in result.json["findings"]]

    inside = project.folder / "the suite"
    inside.write_bytes(stranger.read_bytes())
    inside.chmod(0o755)
    first = project.git("rev-parse", "HEAD")
    assert measured(stranger) == ("", [])
    assert measured("./the suite") == measured("./the suite") == (first, [])
    project.git("commit", "-q", "--allow-empty", "-m", "second")
    assert measured("./the suite") == ("", ["W112"])
    inside.touch()
    assert measured("./the suite") == (project.git("rev-parse", "HEAD"), []), "built again, to the same bytes"


def test_a_build_beside_itself_is_told(project, stranger, tmp_path):
    """By tree or by bytes, wherever they lie; the same bytes with other arguments are two things to compare."""
    copy = tmp_path / "copy"
    copy.write_bytes(stranger.read_bytes())
    copy.chmod(0o755)
    base = scripted.commit(project, {"mix/1024": 1000})
    head = scripted.commit(project, {"mix/1024": 1001})
    project.git("commit", "-q", "--allow-empty", "-m", "nothing")
    cases = [(("--base", head, "--head", "HEAD"), True), (("--base", base, "--head", head), False),
             (("--base-suite", f"'{stranger}'", "--head-suite", str(copy)), True),
             (("--base-suite", f"'{stranger}' --v=0", "--head-suite", str(copy)), False)]
    for sides, is_one in cases:
        result = project.call("gate", *sides, "--filter", "mix/1024", "--budget", "1s", "--json")
        assert ("W111" in [f["code"] for f in result.json["findings"]]) == is_one, (sides, result.err)
        assert "a small change, but a real one" not in result.json["results"][0]["note"] or not is_one
