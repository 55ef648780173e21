"""The study of steps and drifts in real noise: what it puts in, and what it counts as found."""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from trend_kinds import END, KINDS, case, near, places  # noqa: E402


@pytest.mark.parametrize("steps, found, hits", [
    ([], [7], []), ([50], [], [False]), ([50], [45], [True]), ([50], [44], [False]), ([50, 60], [55], [True, False]),
    ([50, 60], [52, 58], [True, True]), ([50], [49, 50], [True])])
def test_a_detection_within_five_points_serves_once(steps, found, hits):
    assert near([(at, True) for at in steps], found) == hits


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_holds_what_its_kind_says(kind):
    random = np.random.default_rng(3)
    noise = random.normal(size=200) * 1e-4
    for _ in range(20):
        row, steps = case(kind, noise, 60, random)
        jumps = {int(i) + 1 for i in np.flatnonzero(np.abs(np.diff(row)) > 0.01)}
        at = {place for place, _ in steps}
        assert len(steps) == {"step": 1, "step and spikes": 1, "two steps": 2}.get(kind, 0)
        assert at <= jumps, "steps of 2 % and more are plain in noise of 0.01 %"
        assert all(detectable for _, detectable in steps)
        assert ("spikes" in kind) == bool(jumps - at)
        assert (kind == "drift") == (0.015 < row[-5:].mean() - row[:5].mean() < 0.08 and not jumps)


def test_two_steps_keep_their_distance_from_each_other_and_the_ends():
    random = np.random.default_rng(4)
    for _ in range(200):
        first, second = places(60, 2, random)
        assert END <= first and second <= 60 - END and second - first >= END


def test_the_study_repeats_with_its_seed(tmp_path):
    random = np.random.default_rng(5)
    for i in range(4):
        values = list(100 * np.exp(0.02 * random.normal(size=120)))
        (tmp_path / f"{i}.json").write_text(json.dumps({"name": f"s{i}", "values": values}))
    command = [sys.executable, HERE / "trend_kinds.py", tmp_path, "--unchanged", "20", "--drifts", "10", "--mixed", "60"]
    first, second = (subprocess.run(command, capture_output=True, text=True, timeout=120, check=False) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert "4 histories, seed 1" in first.stdout and "| event F1 |" in first.stdout
    assert first.stdout == second.stdout
