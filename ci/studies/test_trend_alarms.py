"""Redrawing a project's own noise: what stays of a history, what goes, and what the study says of it."""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "harness/e2e"))
from history_store import history, machine_class  # noqa: E402
from noise import BLOCK, histories, noises, redraw, spread  # noqa: E402


def series(level=lambda i: 1.0, points=120, noise=0.02, seed=1):
    random = np.random.default_rng(seed)
    return [100 * level(i) * float(np.exp(noise * random.normal())) for i in range(points)]


def study(*arguments):
    return subprocess.run([sys.executable, HERE / "trend_alarms.py", *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, check=False)


@pytest.fixture
def folder(tmp_path):
    for i in range(3):
        (tmp_path / f"{i}.json").write_text(json.dumps({"name": f"s{i}", "values": series(seed=i)}))
    return tmp_path


def test_levels_go_and_the_spread_stays(tmp_path):
    (tmp_path / "stepped.json").write_text(json.dumps([
        {"name": "stepped", "values": series(lambda i: 2.0 if i >= 60 else 1.0)},
        {"name": "short", "values": series(points=20)},
        {"name": "zero", "values": [0.0] * 100}, {"name": "equal", "values": [5.0] * 100}]))
    assert sorted(histories([tmp_path])) == ["stepped/equal", "stepped/stepped"]
    (name, noise), = noises([tmp_path]).items()
    assert name == "stepped/stepped" and 0.015 < spread(noise) < 0.03, "a doubled level is no noise"


def test_a_redrawn_series_is_made_of_blocks_and_repeats_with_its_seed():
    noise = np.arange(100.0)
    rows = redraw(noise, 60, 5, np.random.default_rng(2))
    assert rows.shape == (5, 60)
    inside = np.arange(59) % BLOCK != BLOCK - 1
    assert (np.diff(rows)[:, inside] == 1).all(), "neighbours stay neighbours inside a block"
    assert (rows == redraw(noise, 60, 5, np.random.default_rng(2))).all()


def test_the_study_counts_alarms_and_holds_its_limit(folder):
    done = study(folder, "--count", 100, "--lengths", 60, 100, "--limit", 0.2)
    assert done.returncode == 0, done.stderr
    assert "3 histories" in done.stdout and "| all | 200 |" in done.stdout and "of 200, 95 % interval" in done.stdout
    assert done.stdout == study(folder, "--count", 100, "--lengths", 60, 100, "--limit", 0.2).stdout
    (folder / "runs.json").write_text(json.dumps({"name": "runs", "values": series(lambda i: 1.2 ** (i // 8 % 2))}))
    exceeded = study(folder / "runs.json", "--count", 500, "--lengths", 60)  # its noise comes in runs of a block's length
    assert exceeded.returncode == 1, exceeded.stdout


def test_a_store_is_a_source_too(tmp_path):
    db = tmp_path / "x.db"
    history(str(db), machine_class(), lambda i: 1.0, runs=45)
    done = study(db, "--count", 20, "--lengths", 60, "--limit", 1)
    assert done.returncode == 0 and done.stdout.startswith("1 histories"), done.stderr + done.stdout


def test_nothing_to_redraw_is_refused(tmp_path):
    (tmp_path / "x.json").write_text('{"name": "x", "values": [1, 2, 3]}')
    assert "nothing to redraw" in study(tmp_path).stderr
    (tmp_path / "x.json").write_text("no")
    done = study(tmp_path)
    assert done.returncode == 1 and "x.json" in done.stderr and "Traceback" not in done.stderr
