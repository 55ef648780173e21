"""What each step makes of what the tools say."""
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import validation  # noqa: E402

OPTIONS = SimpleNamespace(db="some.db", soak=1)


@pytest.fixture
def says(monkeypatch):
    """Has every command answer with (exit code, stdout, stderr), and keeps the commands."""
    commands = []

    def answer(code, out, err=""):
        def run(*command):
            commands.append([str(word) for word in command])
            for word in commands[-1]:
                if word.startswith("--benchmark_out="):
                    Path(word.split("=", 1)[1]).write_text(json.dumps(out))
            return subprocess.CompletedProcess(command, code, out if isinstance(out, str) else json.dumps(out), err)
        monkeypatch.setattr(validation, "run", run)
        return commands
    return answer


def test_lanes_are_those_that_the_tool_names():
    said = "swarmperf: --lanes none: no suite runs there; there are native/avx2, native/scalar, node/simd\n"
    assert validation.lanes_here(said) == "native/avx2,native/scalar,node/simd"
    assert validation.lanes_here("") == validation.LANES


def test_failed_benchmarks_fail_the_lanes_and_so_does_nothing(says):
    failure = {"benchmark": "core/dot", "lane": "node/simd", "why": "wrong"}
    says(0, {"results": [1, 2], "failures": []}, "there are a, b")
    step = validation.compatibility(OPTIONS)
    assert step.well and step.said == "2 lanes, 2 results right, 0 failed"
    says(5, {"results": [1], "failures": [failure]})
    step = validation.compatibility(OPTIONS)
    assert not step.well and step.advice == ["core/dot node/simd: wrong"]
    says(0, {"results": [], "failures": []})
    assert not validation.compatibility(OPTIONS).well
    says(2, "", "swarmperf: no such lane")
    assert validation.compatibility(OPTIONS) == validation.Step("compatibility", False, "swarmperf: no such lane")


def test_lanes_leave_no_store_behind(says):
    commands = says(0, {"results": [1], "failures": []})
    validation.compatibility(OPTIONS)
    store = Path(commands[1][commands[1].index("--db") + 1])
    assert not store.name.startswith(OPTIONS.db) and not store.parent.exists()


@pytest.mark.parametrize("available, answering, well", [(1, 49, True), (0.9989, 49, False), (1, 48, False)])
def test_stress_wants_999_of_1000_in_time_and_all_agents_but_the_one_that_was_killed(says, available, answering, well):
    row = {"available": available, "answering": answering, "processor": 0.09, "alerts": 0}
    early = {"available": 0.5, "answering": 1, "processor": 0.09, "alerts": 0}
    commands = says(0, {"benchmarks": [early, row, {"run_type": "aggregate", "available": 0}]})
    assert validation.stress(OPTIONS).well is well
    assert {"--iterations=5", "--batches=1"} < set(commands[0]), "one second, of fifths"
    says(0, {"benchmarks": [{"error_occurred": True, "error_message": "999 of 1000 answered rightly"}]})
    assert validation.stress(OPTIONS).said == "999 of 1000 answered rightly"
    says(1, "", "")
    assert not validation.stress(OPTIONS).well


def test_open_regressions_fail_and_accepted_ones_do_not(says):
    rows = [{"state": state, "benchmark": state} for state in ("open", "reopened", "acknowledged", "fixed")]
    says(0, {"results": rows})
    step = validation.regressions(OPTIONS)
    assert not step.well and step.said == "2 open"
    says(0, {"results": rows[2:]})
    assert validation.regressions(OPTIONS).well
    says(7, "", "swarmperf: no such database")
    assert not validation.regressions(OPTIONS).well


def test_the_grade_says_what_to_do_and_fails_nothing(says):
    card = {"results": [{"status": "missed", "recommendation": "try"}, {"status": "met", "recommendation": ""}],
            "scores": [{"part": "overall", "lo": 90.4, "hi": 97.2}]}
    says(0, card)
    assert validation.grade(OPTIONS) == validation.Step("grade", True, "90 .. 97 of 100, 1 budgets missed", ["try"])
    says(7, "", "swarmperf: nothing there")
    assert not validation.grade(OPTIONS).well


def test_tests_run_by_the_python_that_has_what_they_need(says):
    commands = says(0, "/a path/python3\n")
    assert validation.tests(OPTIONS).well
    assert commands == [["scripts/find_python"], ["/a path/python3", "scripts/run_tests.py"]]
    says(2, "", "find_python: none of these has scipy")
    assert validation.tests(OPTIONS) == validation.Step("tests", False, "find_python: none of these has scipy")
    assert commands[2:] == [["scripts/find_python"]]


def test_a_command_that_says_nothing_is_told_by_its_code(says):
    says(1, "")
    assert validation.tests(OPTIONS).said == "it said nothing and ended with 1"
