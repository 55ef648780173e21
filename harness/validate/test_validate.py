"""The verb: repeatable by its seed, JSON that holds what the tables show, refusals before any work."""

import json
import pathlib
import subprocess

TOOL = pathlib.Path(__file__).resolve().parents[2] / "build/release/swarmperf"


def validate(*arguments):
    return subprocess.run([TOOL, "validate", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def test_a_seed_makes_the_study_and_another_seed_another_one():
    def power(seed):
        result = validate("--statistics", "--sessions", 2, "--seed", seed, "--json", "--quiet")
        assert result.stderr == "" and result.returncode in (0, 1)
        out = json.loads(result.stdout)
        assert out["seed"] == seed
        return out["power"]

    first = power(7)
    assert first == power(7)
    assert first != power(8)


def test_exit_and_summary_follow_the_checks(tmp_path):
    page = tmp_path / "validation.md"
    result = validate("--statistics", "--sessions", 3, "--json", "--markdown", page)
    results = [c["result"] for c in json.loads(result.stdout)["checks"]]
    assert result.returncode == (1 if "missed" in results else 0)
    assert f"{results.count('met')} met, {results.count('unsure')} unsure, {results.count('missed')} missed" in result.stderr
    text = page.read_text()
    assert "`swarmperf validate --statistics --sessions 3 --seed 1`" in text
    for name in ("benchstat", "compare.py", "criterion", "asv", "pyperf", "unsure", "median pairs"):
        assert name in text


def test_refusals_come_before_the_work(tmp_path):
    result = validate()
    assert result.returncode == 2 and "--statistics" in result.stderr
    result = validate("--statistics", "--markdown", tmp_path / "no folder" / "page.md")
    assert result.returncode == 2 and "cannot write" in result.stderr
    assert validate("--statistics", "--sessions", 0).returncode == 2
