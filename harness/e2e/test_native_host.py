"""What our native host writes when benchmarks go wrong: read by Google Benchmark's own tool, and named by ours."""

import pathlib
import subprocess

import pytest
from conftest import ROOT

ODD = ROOT / "build/release/odd_suite"
COMPARE = pathlib.Path("/usr/share/benchmark/compare.py")
PYTHON = "/usr/bin/python3"


def test_wrong_results_are_never_timed_and_each_is_named(project):
    result = project.call("run", "--suite", f"'{ODD}'", "--launches", "1", "--json")
    assert result.code == 5
    assert [r["benchmark"] for r in result.json["results"]] == ["odd/good"]
    why = {f["benchmark"]: f["why"] for f in result.json["failures"]}
    assert why["odd/wrong"] == why["odd/wrong_later"] == "wrong result: another value"
    assert "operations" in why["odd/lazy"] and "done" in why["odd/lazy"]
    assert why["odd/nan"] == "it did not report its metric share"


@pytest.mark.skipif(not COMPARE.exists(), reason="needs Debian's libbenchmark-tools")
def test_compare_py_reads_error_and_nan_entries(tmp_path):
    written = []
    for name in ("a.json", "b.json"):
        written.append(tmp_path / name)
        suite = subprocess.run([ODD, f"--benchmark_out={written[-1]}", "--benchmark_out_format=json", "--benchmark_min_time=0.01"],
                               capture_output=True, text=True)
        assert suite.returncode == 1, "a wrong result is no success"
    text = written[0].read_text()
    assert '"error_occurred": true' in text and "NaN" in text
    compared = subprocess.run([PYTHON, str(COMPARE), "benchmarks", *map(str, written)], capture_output=True, text=True)
    assert compared.returncode == 0, compared.stderr
    assert "odd/good" in compared.stdout and "odd/nan" in compared.stdout
