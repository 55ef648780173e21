"""A benchmark of tiers reports bytes a second where bytes are moved: what comes from memory is a view of what was there."""
import json
import subprocess
from pathlib import Path

SUITE = Path(__file__).resolve().parents[2] / "build/release/suite"


def test_only_values_from_files_are_counted_in_bytes(tmp_path):
    out = tmp_path / "out.json"
    subprocess.run([SUITE, "--benchmark_filter=^memory/tiers/(hot|warm|cold)$", "--iterations=1", "--batches=1", f"--benchmark_out={out}"],
                   check=True, capture_output=True)
    counted = {row["name"]: "bytes_per_second" in row for row in json.loads(out.read_text())["benchmarks"]}
    assert counted == {"memory/tiers/hot": False, "memory/tiers/warm": False, "memory/tiers/cold": True}
