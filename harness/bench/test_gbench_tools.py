"""Google Benchmark's own compare.py (libbenchmark-tools) reads what the Node host writes, failed benchmarks included."""
import json
import shutil
import subprocess
import sys
from pathlib import Path

HOST = Path(__file__).resolve().parent / "node"
COMPARE = "/usr/share/benchmark/compare.py"
FIXTURE = """
const work = (check) => () => ({run: (n) => n, check: () => check, metrics: {nan: () => NaN}});
export default [{name: "core/good", make: work("")}, {name: "core/wrong", make: work("got 1, want 2")}];
"""


def test_compare_reads_the_output(tmp_path):
    shutil.copytree(HOST, tmp_path / "node", ignore=shutil.ignore_patterns("*.test.mjs", "suite.mjs"))
    shutil.copy(HOST / "suite.mjs", tmp_path)
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks/some.bench.mjs").write_text(FIXTURE)
    out = tmp_path / "out.json"
    suite = ["node", tmp_path / "suite.mjs", "--iterations=9", "--batches=2", f"--benchmark_out={out}"]
    assert subprocess.run(suite, capture_output=True).returncode == 1
    assert {entry["name"] for entry in json.loads(out.read_text())["benchmarks"]} == {"core/good", "core/wrong"}
    compared = subprocess.run([sys.executable, COMPARE, "benchmarks", out, out], capture_output=True, text=True)
    assert compared.returncode == 0, compared.stderr
    assert "core/good" in compared.stdout
