"""The project's own budgets: every capability has a benchmark, a test or a reason, and the scorecard says what is so."""
import json
import re
import sys
import tomllib
from fnmatch import fnmatchcase

import pytest
import scripted
from history_store import BINARIES, ROOT, history, machine_class, swarmperf

IDS = {f"S{n}" for n in range(1, 142)}


def read(name):
    return tomllib.loads((ROOT / "baselines" / name).read_text())


@pytest.fixture(scope="module")
def listed():
    """What the native suite and that of the source declare."""
    entries = []
    for suite in (str(BINARIES / "suite"), f"'{sys.executable}' '{ROOT}/ci/studies/quality.py'"):
        done = swarmperf("list", "--suite", suite, "--json")
        assert done.returncode == 0, done.stderr
        entries += json.loads(done.stdout)["results"]
    return entries


@pytest.fixture(scope="module")
def benchmarks(listed):
    """Names of everything that is declared: also those in the scripts for Node."""
    names = {entry["benchmark"] for entry in listed}
    for script in (ROOT / "workloads").rglob("*.bench.mjs"):
        names |= set(re.findall(r'name: "([^"]+)"', script.read_text()))
    return names


def matches(pattern, names):
    return any(fnmatchcase(name, pattern) for name in names)


def test_every_capability_has_a_benchmark_a_test_or_a_reason(benchmarks):
    seen = []
    for entry in read("checklist.toml")["capability"]:
        ways = [key for key in ("benchmark", "test", "reason") if entry.get(key)]
        assert len(ways) == 1, f"{entry['id']} needs one of benchmark, test and reason"
        if "benchmark" in entry:
            assert matches(entry["benchmark"], benchmarks), f"{entry['id']}: no benchmark is called {entry['benchmark']}"
        if "test" in entry:
            assert (ROOT / entry["test"]).is_file(), f"{entry['id']}: {entry['test']} is not there"
        if "reason" in entry:
            assert len(entry["reason"]) > 20, f"{entry['id']}: '{entry['reason']}' is no reason"
        seen.append(entry["id"])
    assert len(seen) == len(set(seen)) and set(seen) == IDS


def test_every_budget_names_what_is_there(benchmarks):
    for budget in read("budgets.toml")["budget"]:
        assert set(budget.get("strategy", [])) <= IDS, budget["id"]
        if "benchmark" in budget:
            assert matches(budget["benchmark"], benchmarks), f"{budget['id']}: no benchmark is called {budget['benchmark']}"


def test_the_arms_of_a_budget_are_declared_at_one_version(listed):
    versions = {(entry["benchmark"], entry["impl"]): entry["version"] for entry in listed}
    compared = {}
    for budget in read("budgets.toml")["budget"]:
        arm = next((budget[key] for key in ("versus", "reduction_of", "differs_from", "overhead_over") if key in budget), "")
        keys = dict(word.split("=") for word in arm.split())
        parameters = {key: value for key, value in keys.items() if key not in ("impl", "lane")}
        if set(keys) <= {"lane"}:
            continue  # another lane of a suite has the same benchmarks
        for (name, impl), version in versions.items():
            if impl != budget.get("impl", "own") or not fnmatchcase(name, budget["benchmark"]):
                continue
            other = name
            for key, value in parameters.items():
                other = re.sub(f"/{key}=[^/]*", f"/{key}={value}", other)
            pair = (other, keys.get("impl", impl))
            if parameters and pair not in versions:
                raise AssertionError(f"{budget['id']}: {name} is there, {arm} is not")
            if pair in versions:  # many benchmarks have no such impl by design
                assert versions[pair] == version, f"{budget['id']}: {name} is version {version}, {arm} is {versions[pair]}"
                compared.setdefault(budget["id"], []).append(name)
    assert len(compared["coordination_speedup"]) == len(compared["outcome_coordination"]) == 3, "10, 20 and 50 agents"
    assert len(compared) >= 12


def test_the_tuning_guide_names_benchmarks_that_are_there(benchmarks):
    rows = [line for line in (ROOT / "docs/tuning.md").read_text().splitlines() if line.startswith("| ")]
    named = [found[1] for line in rows if (found := re.search(r"\| `([a-z0-9_]+/[^`]+)` \|$", line))]
    assert len(named) >= 15
    for name in named:
        assert matches(name, benchmarks), f"docs/tuning.md: no benchmark is called {name}"


def test_the_numbers_of_the_strategy_are_all_there():
    """Section by section, the figures that the strategy names."""
    targets = {}
    for budget in read("budgets.toml")["budget"]:
        targets.setdefault(budget["section"], []).append(budget["target"])
    wanted = {
        "summary": [">= 6x", ">= 2.8x", ">= 35 %", "< 100 ms", ">= 90 %"],
        "1.1": ["< 5 s", "< 50 ms", "< 10 %", "< 100 ms", "< 20 ms", "< 10 ms", "70..85 %", "> 80 %", "< 1 MB/s", "< 100 KB/s",
                "> 95 %", "< 500 ms", "> 85 of 100", "> 90 %"],
        "1.2": [">= 100 1/s", ">= 1000 1/s", ">= 50 pieces", ">= 20 pieces"],
        "2.1": [">= 4x", ">= 2x", ">= 1.5x"],
        "3.1": ["< 1 ms", "< 10 ms", "< 100 ms"],
        "5.1": ["< 50 ms", "< 10 ms", "< 5 ms", "< 32 MB", "< 2 MB/h", ">= 6x", "< 1 ms", ">= 60 %", ">= 70 %", ">= 67 %", ">= 80 %",
                ">= 62 %", ">= 75 %"],
        "6.1": [">= 4x", ">= 50 %", "< 100 ms"], "6.2": ["< 1 ms", "< 5 ms", "< 10 ms"], "6.3": [">= 2x", ">= 8x", ">= 20 %"],
        "6.4": ["> 95 %", "< 1 %"],
        "7.1": [">= 6x", "< 5 ms", "70..85 %", "< 100 ms", "< 10 %", ">= 99.9 %", "< 1 GB", "< 80 %"],
        "8.1": [">= 70 %", "<= 20 %", "<= 15 %"],
        "9.3": [">= 6x", ">= 2.8x", ">= 35 %"],
    }
    for section, figures in wanted.items():
        missing = set(figures) - set(targets.get(section, []))
        assert not missing, f"section {section}: {missing}"


def test_the_scorecard_says_what_is_measured_and_keeps_it(tmp_path):
    machine = machine_class()
    db = str(tmp_path / "x.db")
    history(db, machine, lambda i: 1.0, runs=2)
    budgets = tmp_path / "budgets.toml"
    budgets.write_text("\n".join(f'[[budget]]\nid = "{name}"\nsection = "1"\ntier = 1\ntitle = "{name}"\ntarget = "{target}"\n'
                                 f'group = "execution"\n{how}\n' for name, target, how in [
                                     ("fine", "< 2 us", 'benchmark = "core/x"'), ("slow", "< 100 ns", 'benchmark = "core/x"'),
                                     ("gone", "< 1 s", 'benchmark = "core/gone"'),
                                     ("later", "< 1 s", 'missing = "a reason"'), ("never", "< 1 s", 'unmeasurable = "no browser"')]))
    done = swarmperf("budget", "--db", db, "--file", str(budgets), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert {r["budget"]: r["status"] for r in said["results"]} == {
        "fine": "met", "slow": "missed", "gone": "unmeasured", "later": "unmeasured", "never": "unmeasurable"}
    (execution,) = [s for s in said["scores"] if s["part"] == "execution"]
    assert execution["value"] is None and execution["measured"] == 0.4 and execution["lo"] < execution["hi"]
    text = swarmperf("budget", "--db", db, "--file", str(budgets)).stdout
    for word in ("met", "missed", "not measured yet", "not measurable here", "no browser"):
        assert word in text
    assert swarmperf("budget", "--db", db, "--file", str(budgets), "--check").returncode == 1
    assert swarmperf("budget", "--db", db, "--file", str(budgets), "--check", "--filter", "gone").returncode == 3
    history_said = json.loads(swarmperf("budget", "--db", db, "--history", "--json").stdout)["results"]
    assert len(history_said) == 3, "whole scorecards are kept, filtered ones are not"
    assert swarmperf("budget", "--db", db, "--file", str(tmp_path / "none.toml")).returncode == 2
    assert swarmperf("budget", "--db", db, "--file", str(budgets), "--machine", "another").returncode == 4


def test_no_open_regression_is_told_only_where_somebody_looked(tmp_path):
    machine = machine_class()
    db, file = str(tmp_path / "x.db"), str(tmp_path / "budgets.toml")
    row = '[[budget]]\nid = "{0}"\nsection = "1"\ntier = 1\ntitle = "{0}"\ntarget = "{1}"\n{2}\n'
    regressions = row.format("regressions", "<= 0 pieces", 'source = "open_regressions"')
    gone = row.format("gone", "< 1 s", 'benchmark = "core/gone"')
    history(db, machine, lambda i: 1.0, runs=12)

    def said(text, store=db):
        (tmp_path / "budgets.toml").write_text(text)
        done = swarmperf("budget", "--db", store, "--file", file, "--check", "--json")
        return done.returncode, json.loads(done.stdout)["results"][0]

    code, one = said(regressions + gone)
    assert (code, one["status"], one["value"]) == (3, "unmeasured", None)
    assert "no gate has judged a series of this machine" in one["note"]
    assert swarmperf("trend", "--db", db, "--dry-run").returncode == 0
    assert said(regressions)[1]["status"] == "unmeasured"
    assert swarmperf("trend", "--db", db).returncode == 0
    code, one = said(regressions + gone)
    assert (code, one["status"], one["note"]) == (3, "met", "1 series judged, the last by trend"), "no benchmark is met"
    assert said(regressions + row.format("fine", "< 1 s", 'benchmark = "core/x"'))[0] == 0
    short = str(tmp_path / "short.db")
    history(short, machine, lambda i: 1.0, runs=4)
    swarmperf("trend", "--db", short)
    assert said(regressions, short)[1]["status"] == "unmeasured", "too few points to show a change"


def test_targets_of_one_figure_are_one_finding(tmp_path):
    machine = machine_class()
    db = str(tmp_path / "x.db")
    history(db, machine, lambda i: 1.0, runs=2)
    budgets = tmp_path / "budgets.toml"
    budgets.write_text("\n".join(
        f'[[budget]]\nid = "{name}"\nsection = "1"\ntitle = "{name}"\ntarget = "{target}"\nbenchmark = "core/{benchmark}"\n{more}\n'
        for name, target, benchmark, more in [("first", "< 100 ns", "x", ""), ("met", "< 1 s", "x", ""),
                                              ("second", "< 200 ns", "x", 'method = "less work"'), ("gone", "< 1 s", "gone", "")]))
    text = swarmperf("budget", "--db", db, "--file", str(budgets)).stdout
    (line,) = [line for line in text.splitlines() if "first" in line and line.startswith("- ")]
    assert line.startswith("- core/x native") and "misses 2 targets: first (< 100 ns), second (< 200 ns)." in line
    assert "less work" in line and "swarmperf " in line and "core/x" in line.split("swarmperf ")[1]
    assert len([line for line in text.splitlines() if line.startswith("- ")]) == 2, "the other is run --gaps"
    each = json.loads(swarmperf("budget", "--db", db, "--file", str(budgets), "--json").stdout)["results"]
    assert ["core/x" in r["recommendation"] for r in each] == [True, False, True, False]


def test_gaps_are_what_the_scorecard_lacks(project):
    for name, text in scripted.files({"quick": 100, "slow": 900, "other": 50}).items():
        (project.folder / name).write_text(text)
    (project.folder / "baselines").mkdir()
    (project.folder / "baselines/budgets.toml").write_text("".join(
        f'[[budget]]\nid = "{name}"\nsection = "1"\ntitle = "{name}"\ntarget = "{target}"\n{how}\n' for name, target, how in [
            ("met", "< 1 s", 'benchmark = "quick"'), ("ratio", ">= 1x", 'benchmark = "slow"\nversus = "impl=peer"'),
            ("gone", "< 1 s", 'benchmark = "gone"'), ("missed", "< 1 ns", 'benchmark = "slow"')]))

    def measured(*arguments):
        result = project.call("run", "--json", *arguments)
        return result.code, {row["benchmark"] for row in result.json["results"]} if result.code == 0 else result.err

    assert measured("-f", "quick") == (0, {"quick"})
    assert measured("--gaps") == (0, {"slow"}), "quick is met, and no target is about the other"
    code, said = measured("--gaps")
    assert code == 2 and "lacks nothing" in said and "ratio, gone" in said
    assert measured("--gaps", "--lanes", "nowhere/*")[0] == 2


CHECKS = '[[budget]]\nid = "checks"\nsection = "1"\ntier = 1\ntitle = "checks"\ntarget = "{}"\nsource = "launches_ok"\n'


def scorecard(project, text, *arguments):
    """The rows of the scorecard of a file with these budgets, by id."""
    file = project.folder / "some.toml"
    file.write_text(text)
    result = project.call("budget", "--file", str(file), "--json", *arguments)
    assert result.code == 0, result.err
    return {row["budget"]: row for row in result.json["results"]}


def write_times(project, times):
    for name, text in scripted.files(times).items():
        (project.folder / name).write_text(text)


def test_a_benchmark_that_always_answers_wrongly_is_a_check_that_fails(project):
    write_times(project, {"good": 100} | {f"bad{i}": "wrong" for i in range(9)})
    run = project.call("run", "--json")
    assert run.code == 5 and len(run.json["failures"]) == 9
    row = scorecard(project, CHECKS.format("> 95 %"))["checks"]
    assert row["status"] == "missed" and row["value"] == 6 / 15 and row["note"] == "6 of 15 launches"
    # scipy.stats.beta.ppf([0.025, 0.975], [6, 7], [10, 9])
    assert row["lo"] == pytest.approx(0.163364, abs=1e-6) and row["hi"] == pytest.approx(0.677130, abs=1e-6)
    compared = project.call("compare", "@last", "@last", "--json")
    assert {r["benchmark"] for r in compared.json["results"]} == {"good"} and not compared.json["only_base"]
    exported = project.call("export", "@last", "--format", "junit").out
    assert exported.count("<error ") == 9 and exported.count("<testcase ") == 10
    assert project.call("baseline", "bless").code == 2, "a run in which something failed is no baseline"
    csv = project.call("export", "@last", "--format", "csv").out
    assert "good" in csv and "bad" not in csv


def test_few_launches_prove_no_share_and_imported_ones_made_no_checks(project):
    write_times(project, {"good": 100})
    assert project.call("run").code == 0
    row = scorecard(project, CHECKS.format("> 95 %"))["checks"]
    assert (row["status"], row["value"], row["hi"]) == ("unsure", 1, 1) and 0.5 < row["lo"] < 0.6
    imported = project.folder / "gbench.json"
    imported.write_text(json.dumps({"context": {"host_name": "h"}, "benchmarks": [
        {"name": "x", "run_type": "iteration", "iterations": 1, "real_time": 1, "cpu_time": 1, "time_unit": "ns"}]}))
    result = project.call("import", str(imported), "--db", str(project.folder / "imported.db"))
    assert result.code == 0, result.err
    row = scorecard(project, CHECKS.format("> 95 %"), "--db", str(project.folder / "imported.db"))["checks"]
    assert row["status"] == "unmeasured" and "swarmperf run" in row["note"]


def test_a_benchmark_that_fails_now_is_not_met_by_an_old_run(project):
    budget = '[[budget]]\nid = "{0}"\nsection = "1"\ntitle = "{0}"\ntarget = "< 1 s"\nbenchmark = "{0}"\n'
    budgets = "".join(budget.format(name) for name in ("kept", "broken", "fine"))
    write_times(project, {"kept": 100, "broken": 100, "fine": 100})
    (project.folder / ".gitignore").write_text("*\n")
    old = project.commit("all are well")
    assert project.call("run").code == 0
    assert {row["status"] for row in scorecard(project, budgets).values()} == {"met"}
    write_times(project, {"broken": "wrong", "fine": 100})
    new = project.git("commit", "-q", "--allow-empty", "-m", "one is wrong, one is not measured") or project.git("rev-parse", "HEAD")
    assert project.call("run").code == 5
    rows = scorecard(project, budgets)
    assert (rows["fine"]["status"], rows["fine"]["note"], rows["fine"]["measured_in"]) == ("met", "", [{"session": 2, "commit": new}])
    assert (rows["kept"]["status"], rows["kept"]["note"]) == ("met", f"of session #1, commit {old[:10]}")
    assert rows["kept"]["measured_in"] == [{"session": 1, "commit": old}]
    assert rows["broken"]["status"] == "unsure" and rows["broken"]["note"].endswith("broken failed in session #2: wrong result")
    assert "failed in session #2" in rows["broken"]["recommendation"]
    text = project.call("budget", "--file", "some.toml").out
    assert f"(of session #1, commit {old[:10]})" in text and "broken failed in session #2" in text
