"""What goes wrong outside: each gets one or two lines, the right exit code, and loses nothing already measured."""

import os
import signal
import sqlite3
import subprocess
import time

import pytest
from conftest import BENCH_TOML, TOOL, wait_for_launches


@pytest.mark.parametrize(
    "arguments, code, part",
    [
        (["rnu"], 2, "did you mean 'run'"),
        (["run", "--fliter", "x"], 2, "did you mean '--filter'"),
        (["--db", "x", "run"], 2, "options follow the verb: swarmperf run --db"),
        (["gate", "--base", "no-such-ref"], 2, "no such commit"),
        (["gate", "--tolerance", "5"], 2, "such as 5%"),
        (["run", "--budget", "90"], 2, "such as 90s"),
        (["run", "--limit", "soon"], 2, "--limit"),
        (["ab", "--base-suite", "a", "--head-suite", "b", "--limit", "3"], 2, "--limit"),
        (["gate", "--base", "HEAD", "--base-suite", "x"], 2, "not a mixture"),
        (["ab", "--base-suite", "x"], 2, "go together"),
        (["compare", "@last", "@prev"], 7, "measure first"),
        (["report"], 7, "measure first"),
        (["explain", "W2O1"], 2, "did you mean W201"),
        (["db"], 2, "db does one of: merge, prune, check"),
        (["db", "chekc"], 2, "db does no 'chekc': did you mean 'check'?"),
        (["baseline", "zzzzzz", "--json"], 2, "baseline does no 'zzzzzz': bless, last-good, list"),
        (["ab", "--filter", "re:("], 2, "not a regular expression"),
        (["ab", "--base-suite", "./absent", "--head-suite", "./absent"], 5, "cannot start ./absent"),
        (["ab", "--base-suite", "echo 'a", "--head-suite", "x"], 2, "quote is not closed"),
    ],
)
def test_mistakes_on_the_command_line(project, arguments, code, part):
    result = project.call(*arguments)
    assert result.code == code, result.err
    assert part in result.err
    assert len(result.err.strip().splitlines()) <= 2
    assert result.out == ""


@pytest.mark.parametrize("arguments, code", [
    (["gate", "--base", "no-such-ref"], 2), (["compare", "@last", "@prev"], 7), (["trend", "--input", "/absent"], 2),
    (["trend", "--input", "/absent", "--filter", "x"], 2), (["db", "merge", "/absent.db"], 7), (["baseline", "last-good", "--db", "/"], 7),
    (["db", "prune", "--older-than", "5x"], 2), (["swebench", "compare", "/absent", "/absent"], 2)])
def test_who_wants_json_gets_an_object_of_errors_too(project, arguments, code):
    result = project.call(*arguments, "--json")
    assert result.code == code == result.json["exit"] and result.json["schema"] == 1
    assert f"swarmperf: {result.json['error']}\n" == result.err


def test_a_reader_who_has_enough_is_no_error_and_a_full_disk_is(project, stranger):
    assert project.call("run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--launches", "1").code == 0
    tool = f"'{TOOL}'"
    gone = f"(sleep 0.3; exec {tool} %s) | exit 0; exit ${{PIPESTATUS[0]}}"  # before the first word
    for command, code, part in ((gone % "export --all", 141, ""), (gone % "explain W110", 141, ""),
                                (f"{tool} export --all > /dev/full", 2, "No space left"),
                                (f"{tool} explain W110 > /dev/full", 2, "No space left"),
                                (f"{tool} explain no-such-code 2> /dev/full", 2, "")):
        done = subprocess.run(["bash", "-c", command], cwd=project.folder, env=project.environment, capture_output=True, text=True)
        assert done.returncode == code and part in done.stderr and "internal" not in done.stderr, (command, done.stderr)


@pytest.mark.parametrize(
    "text, part",
    [
        (BENCH_TOML + "[gate]\ntolerence = '5%'\n", "unknown key 'tolerence' in [gate]; did you mean 'tolerance'?"),
        (BENCH_TOML + "[gate]\ntolerance = 5\n", "must be a string with its unit"),
        (BENCH_TOML.replace("schema = 1", "schema = 2"), "schema = 1"),
        (BENCH_TOML + "[gate\n", "bench.toml:8:"),
        ("schema = 1\n", "no [[suite]]"),
        (BENCH_TOML.replace("name = \"main\"", "nmae = \"main\""), "did you mean 'name'"),
    ],
)
def test_mistakes_in_bench_toml_name_line_and_column(project, text, part):
    project.write(bench_dot_toml=text)
    result = project.call("run")
    assert result.code == 2
    assert part in result.err and "bench.toml" in result.err


def test_a_node_suite_that_ends_says_its_error_and_not_its_version(project):
    result = project.call("run", "--suite", """node --eval 'throw new RangeError("the module is not built")' --""")
    assert result.code == 5 and "RangeError: the module is not built" in result.err and "Node.js v" not in result.err


def test_what_is_not_built_yet_is_told_with_how_to_build_it(project):
    for verb in ("list", "run"):
        result = project.call(verb)
        assert result.code == 2 and "suite main: ./the suite is not built yet: c++ -O1" in result.err, result.err


def test_a_filter_that_matches_nothing(project, stranger):
    result = project.call("run", "--suite", f"'{stranger}'", "--filter", "nothing*")
    assert result.code == 2 and "none of 24 benchmarks matches" in result.err and "several" not in result.err
    result = project.call("run", "--suite", f"'{stranger}'", "--filter", "one,two")
    assert result.code == 2 and "for several patterns give --filter several times" in result.err


def test_a_suite_without_a_repository_or_bench_toml(project, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    assert "bench.toml" in project.call("run", folder=bare).err
    result = project.call("gate", folder=bare)
    assert result.code == 2 and "--base-suite" in result.err
    result = project.call(folder=bare)
    assert result.code == 0 and "swarmperf ab" in result.out


@pytest.mark.parametrize(
    "script, part",
    [("echo; echo", "it has none"), ("exit 3", "exit code 3"), ("head -c 30000000 /dev/zero", "more than 16 MiB"), ("yes | head -c 2000000000", "more than 16 MiB"),
     ("printf a; printf '\\\\n'; echo a", "twice")],
)
def test_a_suite_that_prints_garbage_or_nothing(project, script, part):
    result = project.call("run", "--suite", f"/bin/sh -c \"{script}\"")
    assert result.code == 5, result.err
    assert part in result.err


SLEEPER = "/bin/sh -c \"exec sleep 600\""


@pytest.mark.parametrize("arguments", [["run", "--suite", SLEEPER], ["ab", "--base-suite", SLEEPER, "--head-suite", SLEEPER]])
def test_the_limit_of_a_launch_holds_for_bare_commands_too(project, arguments):
    result = project.call(*arguments, "--limit", "1s")
    assert result.code == 5 and "did not end within 1 s (limit in bench.toml, or --limit)" in result.err


def test_databases_that_are_none(project, stranger):
    measure = ["run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--launches", "1"]
    project.db.write_bytes(b"x" * 5000)
    result = project.call(*measure)
    assert result.code == 7 and "not a swarmperf database" in result.err
    project.db.unlink()
    project.db.mkdir()
    assert project.call(*measure).code == 7
    project.db.rmdir()
    assert project.call(*measure).code == 0
    holder = sqlite3.connect(project.db, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    result = project.call(*measure)
    assert result.code == 7 and "another process holds it" in result.err
    holder.execute("ROLLBACK")
    holder.execute("PRAGMA user_version = 99")
    holder.close()
    result = project.call(*measure)
    assert result.code == 7 and "schema is version 99" in result.err


ROOM_BYTES = 40 * 1024  # what the disk has left: for a journal, and for some tens of launches


def test_a_full_disk_keeps_what_had_finished(project, stranger, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a small file system")
    store = small / "x.db"
    measure = ["run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--db", str(store), "--launches"]
    try:
        assert project.call(*measure, "1").code == 0
        room = os.statvfs(small)
        (small / "ballast").write_bytes(b"x" * (room.f_bavail * room.f_frsize - ROOM_BYTES))
        result = project.call(*measure, "500")
        assert result.code == 7, result.err
        assert "free some space" in result.err
        kept = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept.execute("SELECT count(*) FROM launch").fetchone()[0] > 10
        kept.close()
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)  # a connection may still be open


def children_of(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(child) for child in listed]


@pytest.mark.parametrize("sent, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_keeps_what_had_finished_and_leaves_no_child(project, stranger, sent, code):
    process = project.start("ab", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'")
    wait_for_launches(project, 4)
    children = children_of(process.pid)
    started = time.monotonic()
    process.send_signal(sent)
    _, err = process.communicate(timeout=10)
    assert time.monotonic() - started < 1
    assert process.returncode == code
    assert "what had finished is kept; the same command with --resume goes on" in err
    time.sleep(0.1)
    assert not [child for child in children if os.path.exists(f"/proc/{child}") and "stranger" in open(f"/proc/{child}/cmdline").read()]
    with sqlite3.connect(project.db) as store:
        assert store.execute("SELECT state FROM session").fetchall() == [("partial",)]
        assert store.execute("SELECT count(*) FROM launch").fetchone()[0] >= 4


def test_after_kill_the_store_is_sound_and_the_run_is_partial_at_the_next_start(project, stranger):
    measure = ["run", "--suite", f"'{stranger}'", "--launches", "20"]
    process = project.start(*measure)
    wait_for_launches(project, 3)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with sqlite3.connect(project.db) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.execute("SELECT state FROM session").fetchall() == [("running",)]
    assert project.call("run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--launches", "1").code == 0
    with sqlite3.connect(project.db) as store:
        assert store.execute("SELECT state FROM session ORDER BY id").fetchall() == [("partial",), ("done",)]
