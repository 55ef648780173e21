"""import, export, compare over files, init, completion and man, as a stranger uses them."""

import json
import random
import re
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import ROOT

from reports.crosscheck import crosscheck
from reports.load import load


def csv_of(path, effect, rounds, seed=1, bad=lambda name, side, round_number, value: value):
    """Writes pairs of one changed and one unchanged benchmark; `bad` may spoil single values."""
    drawn = random.Random(seed)
    lines = ["benchmark,side,round,value,unit"]
    for name, change in (("changed", effect), ("quiet", 0.0)):
        for number in range(rounds):
            drift = drawn.gauss(0, 0.05)
            for side, factor in (("base", 1.0), ("head", 1 + change)):
                value = 100 * factor * 2.718281828 ** (drift + drawn.gauss(0, 0.01))
                value = bad(name, side, number, value)
                if value is not None:
                    lines.append(f"{name},{side},{number},{value},ns")
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def test_pairs_in_a_file_are_judged_as_gate_judges(project, tmp_path):
    result = project.call("compare", csv_of(tmp_path / "p.csv", 0.10, 40), "--json")
    assert result.code == result.json["exit"] == 1 and result.json["verdict"] == "FAIL" and result.json["paired"]
    rows = {row["benchmark"]: row for row in result.json["results"]}
    assert rows["changed"]["verdict"] == "slower" and rows["changed"]["confirmed"] is True
    assert rows["changed"]["lo"] > 1 and rows["changed"]["lo"] < 1.10 < rows["changed"]["hi"] + 0.02
    assert rows["quiet"]["verdict"] == "same" and rows["quiet"]["pairs"] == 40
    assert all(rows["quiet"][key] is not None for key in ("p", "detectable", "lo", "hi"))
    # The same pairs, stored and exported, are judged alike.
    assert project.call("import", str(tmp_path / "p.csv")).code == 0
    exported = project.call("export", "--format", "json", "--out", str(tmp_path / "p.json"))
    assert exported.code == 0, exported.err
    again = project.call("compare", str(tmp_path / "p.json"), "--json").json
    assert [row["lo"] for row in again["results"]] == [row["lo"] for row in result.json["results"]]


def test_a_suspect_without_fresh_rounds_is_not_confirmed(project, tmp_path):
    result = project.call("compare", csv_of(tmp_path / "p.csv", 0.10, 12), "--json")
    rows = {row["benchmark"]: row for row in result.json["results"]}
    assert rows["changed"]["verdict"] == "unsure" and rows["changed"]["note"] == "looks slower, not confirmed"
    assert "W204" in [f["code"] for f in result.json["findings"]] and result.code == 3
    assert "looks faster" in project.call("compare", csv_of(tmp_path / "f.csv", -0.10, 12)).out


@pytest.mark.parametrize("rounds, bad, part", [
    (1, lambda n, s, r, v: v, "one pair decides nothing"),
    (12, lambda n, s, r, v: 100.0, "all values of a side are equal"),
    (12, lambda n, s, r, v: v * 1000 if (n, s, r) == ("quiet", "head", 5) else v, "round 5, head: "),
    (12, lambda n, s, r, v: None if (n, s, r) == ("quiet", "head", 5) else v, "left out: round 5 has no head"),
    (12, lambda n, s, r, v: None if (n, s) == ("quiet", "head") else v, "quiet: only in base"),
    (12, lambda n, s, r, v: None if (n, s) == ("quiet", "base") else v, "quiet: only in head"),
    (12, lambda n, s, r, v: "nan" if (n, s, r) == ("quiet", "head", 5) else v, "not a finite number"),
    (12, lambda n, s, r, v: "inf" if (n, s, r) == ("quiet", "head", 5) else v, "not a finite number"),
    (12, lambda n, s, r, v: -v if (n, s, r) == ("quiet", "head", 5) else v, "must be above 0"),
])
def test_bad_samples_are_named(project, tmp_path, rounds, bad, part):
    result = project.call("compare", csv_of(tmp_path / "bad.csv", 0.0, rounds, bad=bad))
    assert part in result.out + result.err
    assert "slower" not in result.out, "no bad sample makes anything slower"
    assert result.code in (0, 2, 3, 4)


def test_sides_without_rounds_are_compared_as_runs(project, tmp_path):
    path = tmp_path / "loose.csv"
    path.write_text("benchmark,side,value\n" + "".join(f"x,{side},{base + i / 1000}\n" for i in range(8)
                                                      for side, base in (("base", 1.0), ("head", 1.5))))
    result = project.call("compare", str(path), "--json")
    assert result.code == 0 and result.json["interleaved"] is False
    assert result.json["results"][0]["verdict"] == "slower" and result.json["results"][0]["n_base"] == 8


def test_import_is_all_or_nothing_and_idempotent(project, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"results": [{"command": "a", "times": [0.1, 0.2]}]}))
    bad.write_text(json.dumps({"results": [{"command": "a", "times": [0.1, "x"]}]}))
    result = project.call("import", str(good), str(bad))
    assert result.code == 2 and "record 1 ('a'): run 2" in result.err and "nothing was imported" in result.err
    assert len(result.err.strip().splitlines()) == 1 and not project.db.exists()
    assert "1 session, 2 launches" in project.call("import", str(good)).out
    assert "there already" in project.call("import", str(good)).out
    assert sqlite3.connect(project.db).execute("SELECT count(*) FROM session").fetchone()[0] == 1
    refused = project.call("import", str(good), "--format", "jmh")
    assert refused.code == 2
    assert project.call("import", str(tmp_path / "absent.json")).code == 2


def test_a_commit_is_one_of_the_repository_and_brings_its_time(project, tmp_path):
    path, outside = tmp_path / "h.json", tmp_path / "outside"
    outside.mkdir()
    times = iter(range(100))
    commit, committed = project.git("log", "-1", "--format=%H %ct").split()

    def stored(*arguments, folder=None):
        path.write_text(json.dumps({"results": [{"command": "a", "times": [0.1 + next(times), 0.2]}]}))
        result = project.call("import", str(path), *arguments, folder=folder)
        assert result.code == 0, result.err
        return sqlite3.connect(project.db).execute("SELECT commit_id, commit_time FROM build ORDER BY id DESC").fetchone()

    assert stored("--commit", commit[:8]) == stored("--commit", "main") == (commit, int(committed))
    assert stored("--commit", "r1234", folder=outside) == ("r1234", None)
    assert stored("--commit", "r1235", "--commit-time", "1970-01-01T02:01:00+02:00", folder=outside) == ("r1235", 60)
    for arguments, part in ((("--commit", "r1234"), "no such commit"), (("--commit-time", "1970-01-01T00:00:00Z"), "give --commit"),
                            (("--commit", "HEAD", "--commit-time", "yesterday"), "2026-11-22T10:00:00Z")):
        result = project.call("import", str(path), *arguments)
        assert result.code == 2 and part in result.err, result.err


def test_our_own_files_say_their_label_and_commit_themselves(project, stranger, tmp_path):
    assert project.call("run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--launches", "1").code == 0
    assert project.call("export", "--all", "-o", str(tmp_path / "own.json")).code == 0
    result = project.call("import", str(tmp_path / "own.json"), "--label", "mine", "--db", str(tmp_path / "x.db"))
    assert result.code == 2 and "own.json is swarmperf's own" in result.err


def test_a_corrected_file_is_another_import(project, tmp_path):
    path = tmp_path / "x.csv"
    columns = {"metric": "hits", "unit": "pages", "kind": "count", "better": "less", "version": "1", "primary": "true"}

    def said(db, **changes):
        row = {**columns, **changes}
        path.write_text(f"benchmark,value,{','.join(row)}\nx,5,{','.join(row.values())}\n")
        return project.call("import", str(path), "--db", str(tmp_path / db))

    for name, value in {"unit": "lines", "kind": "share", "better": "more", "version": "2", "primary": "false"}.items():
        assert "there already" not in said(f"{name}.db").out
        assert "there already" in said(f"{name}.db").out, "the same file is"
        corrected = said(f"{name}.db", **{name: value})
        assert "there already" not in corrected.out
        if name in ("unit", "kind", "better"):  # a series has one of each
            assert corrected.code == 2 and "give it another version" in corrected.err
            assert said(f"{name}.db", **{name: value, "version": "2"}).code == 0


@pytest.mark.parametrize("name, text, code, part", [
    ("c.json", '{"reason":"benchmark-complete","id":"a","unit":"ns","measured_values":[10],"iteration_count":[1]}\n' * 2, 0, "2 launches"),
    ("b.json", '{"x":{"latency":{"value":1.5},"time":{"value":2}}}', 2, "record 1 ('x'): time: "),
    ("g.json", '{"context":{},"benchmarks":[{"name":"a","iterations":1,"real_time":1,"cpu_time":1,"time":5}]}', 2, "record 1 ('a'): "),
])
def test_a_series_that_is_there_twice_is_no_error_of_the_database(project, tmp_path, name, text, code, part):
    (tmp_path / name).write_text(text)
    result = project.call("import", str(tmp_path / name))
    assert result.code == code and part in result.out + result.err


def test_everything_exported_comes_back_the_same(project, stranger, tmp_path):
    run = project.call("ab", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'", "--filter", "mix/1024", "--budget", "5s")
    assert run.code == 0, run.err
    checked, disagreements = crosscheck(load(str(project.db)))
    assert checked == 1 and disagreements == [], "scipy computes the verdict that the judge stored"
    first = project.call("export", "--all").out
    other = tmp_path / "other.db"
    (tmp_path / "all.json").write_text(first)
    assert project.call("import", str(tmp_path / "all.json"), "--db", str(other)).code == 0
    assert project.call("export", "--all", "--db", str(other)).out == first
    for kind in ("junit", "sarif", "bmf", "csv"):
        out = project.call("export", "--format", kind).out
        assert "mix/1024" in out or kind == "sarif"
        if kind == "junit":
            assert ElementTree.fromstring(out).find("testsuite").get("tests") == "1"
        elif kind in ("sarif", "bmf"):
            json.loads(out)
    assert project.call("export", "#99").code == 2
    assert "there are bmf, csv" in project.call("export", "--format", "x").err


def test_our_own_csv_reads_back_as_the_runs_it_was_written_from(project, stranger, tmp_path):
    files = []
    for number in ("1", "2"):
        assert project.call("run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--launches", "2").code == 0
        files.append(str(tmp_path / f"e{number}.csv"))
        assert project.call("export", number, "--format", "csv", "-o", files[-1]).code == 0
    stored, of_files = (project.call("compare", *sides, "--json").json for sides in (("1", "2"), files))
    assert stored["only_base"] == stored["only_head"] == [] and stored["results"]
    for key in ("results", "only_base", "only_head"):
        assert of_files[key] == stored[key]


def test_two_clocks_are_two_series_and_said(project, tmp_path):
    files = []
    for clock in ("cpu", "wall"):
        files.append(tmp_path / f"{clock}.csv")
        files[-1].write_text(f"benchmark,value,clock\nx,1,{clock}\nx,2,{clock}\n")
    result = project.call("compare", *map(str, files), "--json")
    assert result.code == 4 and result.json["results"] == []
    assert result.json["only_base"] == ["x native, cpu clock"] and result.json["only_head"] == ["x native, wall clock"]


@pytest.mark.parametrize("unit, ratio, lo", [("ns", 1.5, 1.5), ("B", 1.5, 1.5), ("pages", None, 5.0), ("%", None, 0.05)])
def test_only_times_and_sizes_have_a_ratio(project, tmp_path, unit, ratio, lo):
    files = [tmp_path / "base.csv", tmp_path / "head.csv"]
    for path, value in zip(files, (10, 15)):
        path.write_text("benchmark,metric,value,unit\n" + f"x,m,{value},{unit}\n" * 8)
    (row,) = project.call("compare", *map(str, files), "--json").json["results"]
    assert row["ratio"] == (ratio and pytest.approx(ratio)) and row["lo"] == row["hi"] == pytest.approx(lo)


def test_gate_leaves_junit_and_sarif(project, stranger, tmp_path):
    junit, sarif = tmp_path / "junit.xml", tmp_path / "x.sarif"
    run = project.call("gate", "--base-suite", f"'{stranger}'", "--head-suite", f"'{stranger}'", "--filter", "mix/1024", "--budget", "5s",
                       "--junit", str(junit), "--sarif", str(sarif))
    assert run.code in (0, 3), run.err
    assert ElementTree.parse(junit).getroot().find("testsuite/testcase").get("name") == "mix/1024"
    assert json.loads(sarif.read_text())["version"] == "2.1.0"


CMAKE = """cmake_minimum_required(VERSION 3.16)
project(theirs CXX)
find_package(benchmark REQUIRED)
add_executable(their_bench bench.cpp)
target_link_libraries(their_bench PRIVATE benchmark::benchmark)
"""


def test_init_writes_what_gates_a_strangers_project(project):
    (project.folder / "bench.toml").unlink()
    (project.folder / ".gitignore").unlink()
    (project.folder / "CMakeLists.txt").write_text(CMAKE)
    result = project.call("init")
    assert "/build/" in (project.folder / ".gitignore").read_text().splitlines()
    assert result.code == 0 and "links Google Benchmark" in result.out, result.err
    assert project.call("init").code == 2, "nothing is overwritten"
    project.commit("theirs, with init")
    subprocess.run("cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build", shell=True, cwd=project.folder, check=True,
                   stdout=subprocess.DEVNULL)
    assert {row["benchmark"] for row in project.call("list", "--json").json["results"]} == {"first", "second"}
    gate = project.call("gate", "--base", "HEAD", "--head", "HEAD", "--filter", "first", "--budget", "5s", "--json")
    assert gate.code in (0, 3), gate.err
    assert gate.json["results"][0]["benchmark"] == "first"
    yaml = pytest.importorskip("yaml")
    workflow = yaml.safe_load((project.folder / ".github/workflows/performance.yml").read_text())
    install = next(step for step in workflow["jobs"]["gate"]["steps"] if step.get("name") == "install swarmperf")
    install["run"], commands = install["run"].split("# It will be run as bench.toml says:\n")
    assert commands.startswith("#   cmake -S . -B build") and "--target their_bench" in commands
    assert workflow == yaml.safe_load((ROOT / "ci/pull_request.yml").read_text()), "the rest is the one of ci/"


@pytest.mark.parametrize("before, after", [
    (None, "/swarmperf.db*\n/report.html\n/my_bench\n"),
    ("build/", "build/\n/swarmperf.db*\n/report.html\n/my_bench\n"),
    ("report.html\r\nswarmperf.db*\nmy_bench\n", "report.html\r\nswarmperf.db*\nmy_bench\n"),
])
def test_init_completes_gitignore_and_says_so(project, before, after):
    ignored = project.folder / ".gitignore"
    ignored.unlink()
    if before:
        ignored.write_bytes(before.encode())
    for _ in range(2):
        result = project.call("init", "--no-ci", "--force")
        assert result.code == 0 and ignored.read_bytes().decode() == after
        assert (".gitignore: added" in result.out) == (before != after)
        before = after


@pytest.mark.parametrize("files", [["meson.build"], ["Makefile"], []])
def test_what_init_writes_is_always_read(project, files):
    (project.folder / "bench.toml").unlink()
    for name in files:
        (project.folder / name).write_text("")
    assert project.call("init", "--no-ci").code == 0
    assert "TO CHANGE" in (project.folder / "bench.toml").read_text()
    assert "bench.toml:" not in project.call("list").err, "it is valid; only the suite is not there"
    assert project.call("init", "--force", "--no-ci", "--suite", "'./the suite' --flag").code == 0
    assert 'artefacts = ["the suite"]' in (project.folder / "bench.toml").read_text()


def complete(shell, script, line):
    """Returns what bash offers for the line."""
    words = line.split(" ")
    code = f"{script}\nCOMP_WORDS=({' '.join(repr(w) for w in words)})\nCOMP_CWORD={len(words) - 1}\n_swarmperf\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    return subprocess.run([shell, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_bash_completes_verbs_options_and_words(project):
    script = project.call("completion", "bash").out
    assert {"gate", "import", "report"} <= set(complete("bash", script, "swarmperf "))
    assert complete("bash", script, "swarmperf gate --tol") == ["--tolerance"]
    assert complete("bash", script, "swarmperf gate --layout sh") == ["shuffled"]
    assert complete("bash", script, "swarmperf completion f") == ["fish"]
    assert "W201" in complete("bash", script, "swarmperf explain W2")
    assert {"merge", "prune", "check"} <= set(complete("bash", script, "swarmperf db "))
    assert complete("bash", script, "swarmperf swebench evaluate --pre") == ["--predictions"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_accept_their_script(project, tmp_path, shell):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    script = tmp_path / f"_swarmperf.{shell}"
    script.write_text(project.call("completion", shell).out)
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    if shell == "fish":
        offered = subprocess.run([shell, "-c", f"source {script}; complete -C 'swarmperf gate --tol'"], capture_output=True, text=True).stdout
        assert offered.startswith("--tolerance")


def test_every_verb_has_a_page_that_groff_reads_without_a_word(project, tmp_path):
    result = project.call("man", "--out", str(tmp_path / "man1"))
    pages = sorted((tmp_path / "man1").iterdir())
    assert result.code == 0 and len(pages) > 12
    verbs = {line.split()[0] for line in project.call("--help").out.split("Subcommands:")[1].strip().splitlines()}
    assert {page.name for page in pages} == {"swarmperf.1", *(f"swarmperf-{verb}.1" for verb in verbs)}
    if shutil.which("groff"):
        for page in pages:
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", str(page)], capture_output=True, text=True)
            assert done.returncode == 0 and not done.stderr, done.stderr
            text = re.sub(".\x08", "", done.stdout)
            assert "OPTIONS" in text or page.name == "swarmperf.1"
    database = (tmp_path / "man1/swarmperf-db.1").read_text()
    assert "swarmperf db prune" in database and ".SS prune" in database and "older\\-than" in database, "its parts have options too"
    assert project.call("man", "gaet").code == 2


def test_report_writes_markdown_and_an_index(project, stranger, tmp_path):
    assert project.call("run", "--suite", f"'{stranger}'", "--filter", "mix/1024", "--launches", "2").code == 0
    (tmp_path / "site").mkdir()
    both = project.call("report", "--out", str(tmp_path / "site/a.html"), "--markdown", str(tmp_path / "a.md"), "--json")
    assert both.code == 0 and set(both.json) == {"schema", "report", "markdown"}, both.err
    assert (tmp_path / "a.md").read_text().startswith("# ")
    project.environment["SWARMPERF_PYTHON"] = "/nonexistent"
    (python,) = (row for row in project.call("doctor", "--json").json["results"] if row["subject"] == "reports")
    assert python["fine"] and "python3: scipy" in python["text"], "doctor looks where report does"
    index = project.call("report", "--index", str(tmp_path / "site"))
    assert index.code == 0 and "a.html" in (tmp_path / "site/index.html").read_text(), index.err
    assert project.call("report", "--repository", "ftp://x").code == 2
    assert project.call("report", "--index", str(tmp_path), "--out", "x").code == 2
