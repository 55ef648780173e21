"""The command line as the tool calls it: exit codes, one line on stderr, and a page put in place at once."""
import subprocess
import sys
from pathlib import Path

import pytest

from reports.__main__ import main

ROOT = Path(__file__).resolve().parent.parent


def call(*arguments, cwd=ROOT):
    command = [sys.executable, "-m", "reports", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_it_writes_one_page(store, tmp_path):
    store.run(store.session("run"), "core/x", 1e-6)
    store.close()
    out = tmp_path / "report.html"
    done = call("--db", store.path, "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_text().startswith("<!DOCTYPE html>")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "store.db"]


def test_help_tells_of_every_option():
    done = call("--help")
    assert done.returncode == 0
    for option in ("--db", "--out", "--session", "--baseline", "7 the store cannot be read"):
        assert option in " ".join(done.stdout.split())


@pytest.mark.parametrize("arguments, code, why", [
    (["--out", "x"], 2, "--db"),
    (["--db", "STORE", "--out", "OUT", "--nonsense"], 2, "--nonsense"),
    (["--db", "nowhere.db", "--out", "OUT"], 7, "no such file"),
    (["--db", "STORE", "--out", "OUT", "--session", "77"], 2, "session '77': not in this store"),
    (["--db", "STORE", "--out", "OUT", "--baseline", "no\nline"], 2, "not in this store"),
    (["--index", "nowhere"], 2, "--index nowhere: no such folder"),
    (["--db", "STORE", "--out", "nowhere/x.html"], 2, "writing nowhere/x.html: No such file or directory"),
])
def test_refusals(store, tmp_path, monkeypatch, capsys, arguments, code, why):
    store.session("run")
    store.db.commit()
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out.html"
    out.write_text("as it was")
    found = [str(store.path) if a == "STORE" else str(out) if a == "OUT" else a for a in arguments]
    try:
        result = main(found)
    except SystemExit as leaving:
        result = leaving.code
    errors = capsys.readouterr().err
    assert result == code and why in errors
    assert code == 2 and "usage" in errors or errors.count("\n") == 1
    assert out.read_text() == "as it was" and len(list(tmp_path.iterdir())) == 2


def test_an_index_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "index.html").mkdir()
    assert main(["--index", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"report: writing {tmp_path}/index.html: Is a directory\n"
