"""watch: what is seen of a session while it goes on, when it is over, and when it was killed."""

import signal
import time

import scripted

# A launch is slow for as long as there is a file called slow.
SLOW = scripted.SUITE.replace("awk -v filter", "if [ -e slow ]; then sleep 0.15; fi\nawk -v filter")


def start(project):
    """Returns a run that is under way, and the first look that found launches of it."""
    for name, text in scripted.files({"a": 100, "b": 200}).items():
        (project.folder / name).write_text(text)
    (project.folder / "suite.sh").write_text(SLOW)
    (project.folder / "slow").write_text("")
    run = project.start("run", "--launches", "6")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        seen = project.call("watch", "--once", "--json")
        if seen.code == 0 and seen.json["session"]["launches"] > 0:
            return run, seen.json
        time.sleep(0.05)
    raise AssertionError(seen.out + seen.err)


def test_a_session_is_seen_while_it_runs_and_to_its_end(project):
    run, seen = start(project)
    assert seen["session"]["state"] == "running" and seen["session"]["elapsed_s"] > 0
    assert sum(row["n"] for row in seen["results"] if row["primary"]) == seen["session"]["launches"] < 12
    assert project.call("watch", "--once").out.startswith("session #1 run: running, ")
    watching = project.start("watch", "--every", "0.1")
    (project.folder / "slow").unlink()
    out, err = watching.communicate(timeout=60)
    assert watching.returncode == 0, err
    run.communicate(timeout=60)
    assert out.startswith("session #1 run: done, 12 launches") and out.count("session #1") == 1, out
    assert {row["benchmark"]: row["n"] for row in project.call("watch", "--json").json["results"]} == {"a": 6, "b": 6}


def test_a_session_that_was_killed_is_called_interrupted(project):
    run, _ = start(project)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=60)
    result = project.call("watch")
    assert result.code == 0 and result.out.startswith("session #1 run: interrupted, "), result.out


def test_where_there_is_nothing_to_see_it_says_so(project):
    result = project.call("watch")
    assert result.code == 7 and "measure first" in result.err
    entry = '{"context": {}, "benchmarks": [{"name": "x", "run_type": "iteration", "iterations": 1, "real_time": 1, "cpu_time": 1, "time_unit": "ns"}]}'
    (project.folder / "other.json").write_text(entry)
    assert project.call("import", "other.json").code == 0
    result = project.call("watch")
    assert result.code == 2 and "nothing was measured" in result.err
    assert project.call("watch", "--every", "0").code == 2
