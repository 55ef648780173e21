"""What benchmarks of the swarm tell beside time is of what their definitions name."""
import json
import subprocess
from pathlib import Path

import pytest

SUITE = Path(__file__).resolve().parents[2] / "build/release/suite"


def measured(benchmark: str, iterations: int, folder: Path) -> dict:
    out = folder / "out.json"
    subprocess.run([SUITE, f"--benchmark_filter=^{benchmark}$", f"--iterations={iterations}", "--batches=1",
                    f"--benchmark_out={out}"], capture_output=True)
    (row,) = json.loads(out.read_text())["benchmarks"]
    assert "error_message" not in row, row["error_message"]
    return row


def test_what_state_writes_does_not_depend_on_how_much_was_timed(tmp_path):
    few, many = (measured("scalability/state/agents=10", n, tmp_path)["written"] for n in (1, 400))
    assert few == many > 0


def test_hot_shares_are_of_the_quota_and_within_what_usage_allows(tmp_path):
    few, many = (measured("memory/agents", n, tmp_path) for n in (1, 20))
    assert 0 < few["steady_hot_of_quota"] <= 0.3 < few["burst_hot_of_quota"] <= 0.7
    for name in ("steady_hot_of_quota", "burst_hot_of_quota"):
        assert few[name] == pytest.approx(many[name], abs=0.02), "a collection by the clock may come in between"
