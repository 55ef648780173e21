"""A soak keeps its alerts and metrics in SOAK_FOLDER, or says that it could not, and tells who was at work from who answered."""
import json
import os
import subprocess
from pathlib import Path

import pytest

SUITE = Path(__file__).resolve().parents[2] / "build/release/suite"
ALWAYS = [{"gauge": "coordination_latency_ns", "above": 0}]  # an alert with the first sample


def soak(folder: Path) -> dict:
    (folder / "rules.json").write_text(json.dumps(ALWAYS))
    out = folder / "out.json"
    subprocess.run([SUITE, "--benchmark_filter=^scalability/soak$", "--iterations=1", "--batches=1", f"--benchmark_out={out}"],
                   env=os.environ | {"SOAK_FOLDER": str(folder)}, capture_output=True)
    (row,) = json.loads(out.read_text())["benchmarks"]
    return row


def test_alerts_and_metrics_are_in_the_folder(tmp_path):
    assert "error_message" not in soak(tmp_path)
    assert json.loads((tmp_path / "alerts.jsonl").read_text().splitlines()[0])["turn"] == "begun"
    assert "swarm_alert" in (tmp_path / "metrics.prom").read_text()


def dangling(rules: Path):
    rules.symlink_to("/none/rules.json")


def of_another_gauge(rules: Path):
    rules.write_text(json.dumps([{"gauge": "memory_share", "above": 0.5}]))


@pytest.mark.parametrize("spoil, part", [(dangling, "cannot be read"), (of_another_gauge, "no gauge 'memory_share'")])
def test_rules_that_could_not_speak_are_refused(spoil, part, tmp_path):
    spoil(tmp_path / "rules.json")
    done = subprocess.run([SUITE, "--benchmark_filter=^scalability/soak$", "--iterations=1", "--batches=1"],
                          env=os.environ | {"SOAK_FOLDER": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 2 and part in done.stderr


def test_who_is_killed_does_not_count_as_at_work(tmp_path):
    assert soak(tmp_path)["answering"] == 49


def no_room_for_alerts(folder: Path):
    (folder / "alerts.jsonl").symlink_to("/dev/full")


def no_file_for_metrics(folder: Path):
    (folder / "metrics.prom").mkdir()


@pytest.mark.parametrize("spoil", [no_room_for_alerts, no_file_for_metrics])
def test_what_cannot_be_written_fails_the_soak(spoil, tmp_path):
    spoil(tmp_path)
    assert "could not be written to" in soak(tmp_path).get("error_message", "")
