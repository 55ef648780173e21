"""What a gate leaves for a pull request: files that are there whatever the exit code, and workflows that let no code of a
pull request near a token that may write."""

import json
import os
import shlex
import subprocess
import xml.etree.ElementTree

import pytest
from conftest import ROOT, TOOL
from scripted import commit

MARKER = "<!-- swarmperf:gate -->\n"
BASE = {"agents/spawn": 1000, "core/dot": 500}
SLOWER = {"agents/spawn": 1102, "core/dot": 500}  # shown as +10.1 to +10.3 %, whatever the scripted noise draws


class Files:
    def __init__(self, folder):
        self.markdown, self.annotations, self.summary = folder / "comment.md", folder / "annotations.txt", folder / "summary.md"
        self.arguments = ["--markdown", self.markdown, "--annotations", self.annotations, "--summary", self.summary]


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def test_a_regression_is_told_in_all_three(project, files):
    base = commit(project, BASE)
    commit(project, SLOWER, '[gate]\ntolerance = "9%"\n')
    files.summary.write_text("of an earlier step\n")
    files.annotations.write_text("::error::of an earlier gate\n")
    result = project.call("gate", "--base", base, "--json", *files.arguments)
    assert result.code == 1, result.err
    comment = files.markdown.read_text()
    assert comment.startswith(MARKER + "**FAIL** 1 slower, 1 same")
    assert comment.index("agents/spawn") < comment.index("<details>") < comment.index("core/dot")
    assert f"swarmperf gate --base {base}" in comment and "P402" in comment
    assert files.summary.read_text() == "of an earlier step\n" + comment
    assert "::error file=src/agents/spawn.cpp,line=1,title=slower%3A agents/spawn (native)::+10" in files.annotations.read_text()
    assert "::warning file=bench.toml,title=P402" in files.annotations.read_text()
    assert "earlier gate" not in files.annotations.read_text()
    assert result.json["exit"] == 1, "stdout stays data"


@pytest.mark.parametrize(
    "head, code, part",
    [({"core/dot": 500}, 4, "missing"), (BASE | {"core/dot": "none"}, 5, "failed")],
    ids=["incomparable", "failed"],
)
def test_files_are_there_for_other_exit_codes(project, files, head, code, part):
    base = commit(project, BASE)
    commit(project, head)
    result = project.call("gate", "--base", base, *files.arguments)
    assert result.code == code, result.out + result.err
    assert part in files.markdown.read_text() and "::error " in files.annotations.read_text()
    assert part in files.summary.read_text()


def test_an_error_before_any_measurement_is_a_page_too(project, files):
    base = commit(project, BASE)
    (project.folder / "bench.toml").write_text((project.folder / "bench.toml").read_text().replace('"true"', '"echo \'error: <no>\' >&2; false"'))
    project.commit("does not build")
    junit, sarif = files.markdown.with_name("j.xml"), files.markdown.with_name("s.sarif")
    result = project.call("gate", "--base", base, *files.arguments, "--junit", junit, "--sarif", sarif)
    assert result.code == 6
    case = xml.etree.ElementTree.parse(junit).find("testsuite/testcase")
    assert case.get("name") == "gate" and "error: <no>" in case.find("error").text
    assert "error: <no>" in json.loads(sarif.read_text())["runs"][0]["results"][0]["message"]["text"]
    assert files.markdown.read_text().startswith(MARKER + "**NO VERDICT, exit 6**") and "&#60;no&#62;" in files.markdown.read_text()
    assert files.annotations.read_text().startswith("::error title=NO VERDICT%2C exit 6::")
    assert "exit 6" in files.summary.read_text()


@pytest.mark.parametrize("option", ["--markdown", "--annotations", "--summary"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_measured(project, tmp_path, option):
    result = project.call("gate", "--base", "HEAD", option, tmp_path / "no such folder" / "file")
    assert result.code == 2 and "cannot be written" in result.err and option in result.err
    assert "plan" not in result.err


def test_the_plain_shell_version(project, tmp_path):
    base = commit(project, BASE)
    commit(project, SLOWER)
    environment = dict(project.environment, PATH=f"{TOOL.parent}:{os.environ['PATH']}", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="")

    def gate(*arguments, **more):
        return subprocess.run([ROOT / "ci/gate.sh", *arguments], cwd=project.folder, env=environment | more, capture_output=True, text=True)

    done = gate(base, str(tmp_path / "out put"))
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(MARKER) and "agents/spawn" in done.stdout
    assert (tmp_path / "out put/result.json").read_text().startswith("{")
    assert gate().returncode == 2, "no base is named"
    absent = gate(CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert absent.returncode == 2 and "'origin/main' is no commit here" in absent.stderr
    assert gate("--upload-pack=x").returncode == 2


def workflow(name):
    yaml = pytest.importorskip("yaml", reason="python3-yaml is not installed")
    parsed = yaml.safe_load((ROOT / "ci" / name).read_text())
    parsed["on"] = parsed.pop(True)  # YAML 1.1 reads the key "on" as a truth value
    return parsed


def steps(parsed):
    return [step for job in parsed["jobs"].values() for step in job["steps"]]


GATE_STEPS = {  # what a CI runs, and the files that it keeps
    "plain shell": (lambda: f"exec {shlex.quote(str(ROOT / 'ci/gate.sh'))} HEAD", ("comment.md", "result.json")),
    "workflow": (lambda: next(step["run"] for step in steps(workflow("pull_request.yml")) if step.get("name") == "gate"),
                 ("comment.md", "result.json", "annotations.txt", "junit.xml", "result.sarif")),
}


@pytest.mark.parametrize("ends, code", [("exit 3", 3), ("kill -KILL $$", 137), (None, 127)], ids=["no verdict", "killed", "absent"])
@pytest.mark.parametrize("step", GATE_STEPS)
def test_a_gate_without_files_is_no_regression_and_shows_none_of_another(project, tmp_path, step, ends, code):
    (command, files), programs, left = GATE_STEPS[step], tmp_path / "programs", project.folder / "performance"
    left.mkdir()
    programs.mkdir()
    for name in files:
        (left / name).write_text("of a gate before")
    if ends:
        (programs / "swarmperf").write_text(f"#!/bin/sh\n{ends}\n")
        (programs / "swarmperf").chmod(0o755)
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    done = subprocess.run(["bash", "-e", "-c", command()], cwd=project.folder, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert "of a gate before" not in done.stdout + "".join(file.read_text() for file in left.iterdir())


def test_a_gate_that_cannot_begin_shows_none_of_another(project):
    (project.folder / "performance").mkdir()
    (project.folder / "performance/comment.md").write_text("of a gate before")
    done = subprocess.run([ROOT / "ci/gate.sh", "origin/none"], cwd=project.folder, capture_output=True, text=True)
    assert done.returncode == 2 and not (project.folder / "performance/comment.md").exists()


def test_the_workflow_that_runs_the_pull_request_has_nothing_to_lose():
    parsed = workflow("pull_request.yml")
    assert parsed["on"] == "pull_request"
    assert parsed["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in parsed["jobs"].values())
    assert "secrets" not in (ROOT / "ci/pull_request.yml").read_text().split("jobs:")[1]
    checkouts = [step["with"] for step in steps(parsed) if step.get("uses", "").startswith("actions/checkout")]
    assert checkouts and all(step["persist-credentials"] is False for step in checkouts)
    assert checkouts[0]["fetch-depth"] == 0
    assert all("${{" not in step.get("run", "") for step in steps(parsed)), "names of branches must not become shell text"
    upload = next(step for step in steps(parsed) if step.get("uses", "").startswith("actions/upload-artifact"))
    assert upload["if"] == "always()"


def test_the_workflow_that_may_write_runs_nothing_of_the_pull_request():
    parsed = workflow("comment.yml")
    assert parsed["on"] == {"workflow_run": {"workflows": [workflow("pull_request.yml")["name"]], "types": ["completed"]}}
    assert parsed["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert {step["uses"].split("@")[0] for step in steps(parsed)} == {"actions/download-artifact", "actions/github-script"}
    assert all("run" not in step for step in steps(parsed))
    script = next(step["with"]["script"] for step in steps(parsed) if "script" in step.get("with", {}))
    assert "${{" not in script and MARKER.strip() in script
    for word in ("exec", "eval", "spawn", "require('child_process')"):
        assert word not in script


def test_no_workflow_runs_on_pull_request_target():
    found = sorted((ROOT / "ci").glob("*.yml"))
    assert len(found) >= 3
    assert all("pull_request_target" not in path.read_text() for path in found)


def test_the_workflow_calls_the_gate_with_options_it_has(project):
    options = project.call("gate", "--help").out
    text = (ROOT / "ci/pull_request.yml").read_text() + (ROOT / "ci/gate.sh").read_text()
    for option in ("--base", "--head", "--json", "--markdown", "--annotations", "--junit", "--sarif", "--summary"):
        assert option in options and option in text
