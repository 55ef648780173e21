"""Suites whose samples are odd: each oddity is named or outvoted, never dropped in silence, never green by accident."""

import json
import sqlite3

import pytest

# Speaks the suite protocol; `batches(side, launch)` in behaviour.py makes the entries, `launch` counting per side.
SUITE = """
import json, os, sys
import behaviour
side = sys.argv[1]
flags = dict(flag.lstrip("-").partition("=")[::2] for flag in sys.argv[2:])
declared = {"protocol": 1, "lane": "native", "threads": "single", "flags": ["iterations", "batches"],
            "benchmarks": [{"name": "odd", "clock": "cpu", "metrics": getattr(behaviour, "metrics", [])}]}
entries = []
if not flags.get("benchmark_list_tests"):
    path = f"count-{side}"
    count = int(open(path).read()) if os.path.exists(path) else 0
    open(path, "w").write(str(count + 1))
    if flags.get("iterations"):
        count -= 1  # the pilot was the first
    for batch in behaviour.batches(side, count):
        entries.append({"name": "odd", "run_type": "iteration", "iterations": int(flags.get("iterations", 1)),
                        "time_unit": "ns", **batch})
json.dump({"context": {"swarmperf": json.dumps(declared)}, "benchmarks": entries}, open(flags["benchmark_out"], "w"))
"""


@pytest.fixture
def odd(project, tmp_path):
    """Compares two sides of the suite that behaves as the given Python text says; returns the answer of ab."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "suite.py").write_text(SUITE)

    def compare(behaviour, *more):
        (folder / "behaviour.py").write_text(behaviour)
        sides = [part for side in ("base", "head") for part in (f"--{side}-suite", f"python3 suite.py {side}")]
        return project.call("gate", *sides, *more, "--json", folder=folder)

    compare.project = project
    return compare


def test_a_thousand_times_off_in_one_launch_is_outvoted(odd):
    result = odd("def batches(side, launch):\n"
                 "    t = 1e6 * (1 + launch % 5 / 1000) * (1000 if side == 'head' and launch == 3 else 1)\n"
                 "    return [{'cpu_time': t, 'real_time': t}] * 3\n")
    row = result.json["results"][0]
    assert row["verdict"] in ("same", "unsure") and row["pairs"] >= 8
    assert abs(row["change"]) < 0.01


def test_equal_values_are_the_same_at_the_first_look(odd):
    result = odd("def batches(side, launch): return [{'cpu_time': 5.0, 'real_time': 5.0}] * 3\n")
    row = result.json["results"][0]
    assert (row["verdict"], row["pairs"], row["change"]) == ("same", 8, 0) and result.code == 0


@pytest.mark.parametrize("time", [-5.0, 0.0])
def test_a_clock_that_jumps_is_a_failure(odd, time):
    result = odd(f"def batches(side, launch):\n"
                 f"    t = {time} if side == 'head' and launch == 2 else 5.0\n"
                 f"    return [{{'cpu_time': t, 'real_time': 5.0}}] * 3\n")
    row = result.json["results"][0]
    assert result.code == 5 and row["verdict"] == "failed"
    assert "head: its CPU time is not a positive number" in row["note"]


def of_metric(kind, unit, value):
    """A suite whose primary metric is of that kind and takes that value, an expression of side and launch."""
    return (f"metrics = [{{'name': 'm', 'unit': '{unit}', 'better': 'less', 'kind': '{kind}', 'exact': False, 'primary': True}}]\n"
            f"def batches(side, launch):\n"
            f"    return [{{'cpu_time': 5.0, 'real_time': 5.0, 'm': {value}}}]\n")


def test_no_bytes_on_both_sides_are_the_same(odd):
    result = odd(of_metric("bytes", "B", "0"))
    row = result.json["results"][0]
    assert (row["verdict"], row["pairs"], row["change"]) == ("same", 8, 0) and result.code == 0


def test_bytes_where_there_were_none_are_slower(odd):
    result = odd(of_metric("bytes", "B", "4096 if side == 'head' else 0"))
    row = result.json["results"][0]
    assert (row["verdict"], row["severity"], row["change"]) == ("slower", "critical", None) and result.code == 1


@pytest.mark.parametrize("kind, unit, value", [("time", "ms", "0"), ("bytes", "GiB", "1e305")])
def test_a_declared_metric_that_is_no_number_is_a_failure(odd, kind, unit, value):
    result = odd(of_metric(kind, unit, f"{value} if side == 'head' and launch == 2 else 5"))
    row = result.json["results"][0]
    assert result.code == 5 and row["verdict"] == "failed" and "head: its metric m is not a" in row["note"]


def test_a_result_that_changes_between_launches_is_a_failure(odd):
    result = odd("def batches(side, launch):\n"
                 "    if side == 'base' and launch == 4:\n"
                 "        return [{'error_occurred': True, 'error_message': 'wrong result: got 3, want 4'}]\n"
                 "    return [{'cpu_time': 5.0, 'real_time': 5.0}] * 3\n")
    row = result.json["results"][0]
    assert result.code == 5 and row["verdict"] == "failed" and "base: wrong result: got 3, want 4" in row["note"]


def test_one_pair_is_no_verdict(odd):
    result = odd("import time\ndef batches(side, launch):\n"
                 "    time.sleep(0.6 if launch >= 0 else 0)\n"
                 "    return [{'cpu_time': 5.0, 'real_time': 5.0}] * 3\n", "--budget", "2s")
    row = result.json["results"][0]
    assert result.code == 3 and row["verdict"] == "unsure" and row["pairs"] < 8
    assert "8 pairs" in row["note"] or "budget" in row["note"]


def test_twins_that_did_not_run_together_are_repeated_and_said(odd):
    result = odd("def batches(side, launch):\n"
                 "    start = 100.0 if side == 'base' else 200.0\n"
                 "    return [{'cpu_time': 5.0, 'real_time': 5.0, 'batch_start_s': start + i, 'batch_end_s': start + i + 1}\n"
                 "            for i in range(3)]\n")
    found = {f["code"]: f["text"] for f in result.json["findings"]}
    assert "8 of 8 pairs count although the arms shared only 0 % of their time; 2 others were taken again" in found["W121"]
    with sqlite3.connect(odd.project.db) as store:
        kept = store.execute("SELECT count(*) FROM launch WHERE failure LIKE 'repeated:%' AND benchmarks = 'odd'").fetchone()[0]
        counted = store.execute("SELECT count(*) FROM launch WHERE failure = '' AND benchmarks = 'odd' AND side <> 'solo'").fetchone()[0]
    assert (kept, counted) == (4, 16), "nothing is dropped in silence"


def test_a_ref_of_another_schema_is_named(project):
    base = project.git("rev-parse", "HEAD")
    text = (project.folder / "bench.toml").read_text()
    (project.folder / "bench.toml").write_text(text.replace("schema = 1", "schema = 2"))
    project.commit("from the future")
    result = project.call("gate", "--base", base, "--head", "HEAD")
    assert result.code == 2 and "bench.toml:1:1" in result.err and "schema = 1" in result.err


def test_two_gates_at_once_take_turns(project, stranger, tmp_path):
    measure = ["ab", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'", "--filter", "mix/1024", "--json"]
    first = project.start(*measure)
    second = project.start(*measure, "--db", str(tmp_path / "second.db"))
    answers = [process.communicate(timeout=120) for process in (first, second)]
    assert [process.returncode for process in (first, second)] == [0, 0]
    assert sum("waiting" in err for _, err in answers) >= 1, "one of them says that it waits"
    assert all(json.loads(out)["results"][0]["verdict"] == "same" for out, _ in answers)
