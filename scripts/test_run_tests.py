"""run_tests.py must not be green when nothing ran or a runner died."""
import sys
import threading

import run_tests
from run_tests import Outcome

JUNIT = """<testsuite>
<testcase name="good" status="run"/>
<testcase name="bad" status="fail"><failure message="x"/></testcase>
<testcase name="broken"><error message="x"/></testcase>
<testcase name="absent"><skipped message="no chromium"/></testcase>
<testcase name="off" status="disabled"/>
<testcase name="gtest" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
<system-out>[ RUN ] gtest
x.test.cpp:9: Skipped
needs two cores

[ SKIPPED ] gtest</system-out></testcase>
</testsuite>"""

TAP = """TAP version 13
# Subtest: good
ok 1 - good
  ---
  duration_ms: 0.1
  ...
not ok 2 - bad
ok 3 - absent # SKIP build/wasm is not built
ok 4 - says # of things
1..4
"""


def test_junit_is_counted():
    outcome = run_tests.read_junit(JUNIT)
    assert (outcome.passed, outcome.failed) == (1, ["bad", "broken"])
    assert outcome.skipped == ["absent: no chromium", "off", "gtest: needs two cores"]


def test_tap_is_counted():
    outcome = run_tests.read_tap(TAP)
    assert (outcome.passed, outcome.failed) == (2, ["bad"])
    assert outcome.skipped == ["absent: build/wasm is not built"]


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_runner_that_finds_nothing_has_failed():
    assert run_tests.run("x", script("print('1..0')"), run_tests.read_tap).failed == ["x: no test ran (exit code 0)"]


def test_a_runner_that_crashes_after_good_tests_has_failed():
    outcome = run_tests.run("x", script("print('ok 1 - a'); exit(3)"), run_tests.read_tap)
    assert outcome.passed == 1 and outcome.failed == ["x: exit code 3, though no test failed"]


def test_a_runner_that_leaves_no_result_has_failed(tmp_path):
    outcome = run_tests.run("x", script("pass"), run_tests.read_junit, tmp_path / "none.xml")
    assert len(outcome.failed) == 1 and "the runner itself failed" in outcome.failed[0]


def test_a_runner_that_does_not_exist_has_failed():
    assert len(run_tests.run("x", ["/no/such/runner"], run_tests.read_tap).failed) == 1


def test_end_to_end_tests_begin_before_the_modules_are_built_and_the_others_after():
    order, begun = [], threading.Event()

    def end_to_end():
        begun.set()
        return Outcome(passed=1)

    def modules():
        assert begun.wait(60)
        order.append("modules")

    def other():
        order.append("other")
        return Outcome(passed=2)

    outcomes = run_tests.run_all({"c++": other, run_tests.END_TO_END: end_to_end}, modules)
    assert order == ["modules", "other"] and sum(outcome.passed for outcome in outcomes) == 3


def test_modules_that_do_not_build_have_failed_and_nothing_runs_without_them():
    outcomes = run_tests.run_all({"node": lambda: Outcome(passed=1), run_tests.END_TO_END: lambda: Outcome(passed=1)},
                                 lambda: Outcome(failed=["it does not build"]))
    assert run_tests.summary(outcomes) == ("failed: it does not build\n1 passed, 1 failed, 0 skipped", 1)


def test_a_build_that_cannot_start_or_fails_is_an_outcome(tmp_path, monkeypatch):
    monkeypatch.setattr(run_tests, "ROOT", tmp_path)
    assert "what needs it did not run" in run_tests.build_modules().failed[0]
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/build").write_text("#!/bin/sh\n[ $1 = wasm ]\n")
    (tmp_path / "scripts/build").chmod(0o755)
    assert run_tests.build_modules() is None


def test_the_summary_is_the_last_line_and_names_skips():
    text, code = run_tests.summary([Outcome(2, [], ["a: no chromium"]), Outcome(1)])
    assert text.splitlines() == ["skipped: a: no chromium", "3 passed, 0 failed, 1 skipped"]
    assert code == 0


def test_a_failure_or_nothing_passed_is_not_green():
    assert run_tests.summary([Outcome(2, ["a"])])[1] == 1
    assert run_tests.summary([])[1] == 1
    assert run_tests.summary([Outcome(0, [], ["a: why"])])[1] == 1
