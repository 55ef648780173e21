"""swebench on a repository of one function with two issues: what patches resolve, and two reports side by side."""

import json
import shlex
import signal
import subprocess
import sys
import time

import pytest

CALC = "def add(a, b):\n    return a - b\n\n\ndef half(a):\n    return a // 2\n"
TESTS = "from calc import half\n\n\ndef test_whole():\n    assert half(4) == 2\n"
PYTEST = f"{sys.executable} -m pytest -rA -p no:cacheprovider -q"


@pytest.fixture
def place(project, tmp_path):
    """A clone of demo/calc, the dataset, and a way to make patches and call the verb."""
    clone = tmp_path / "repositories" / "demo__calc"
    clone.mkdir(parents=True)

    def git(*arguments):
        return subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments], cwd=clone,
                              check=True, capture_output=True, text=True).stdout

    def patch(**files):
        for name, text in files.items():
            (clone / f"{name}.py").write_text(text)
        git("add", "-A")
        made = git("diff", "--cached")
        git("reset", "-q", "--hard")
        return made

    git("init", "-q", "-b", "main")
    (clone / "calc.py").write_text(CALC)
    (clone / "test_calc.py").write_text(TESTS)
    git("add", "-A")
    git("commit", "-qm", "first")

    class Place:
        folder, commit, patch_of = tmp_path, git("rev-parse", "HEAD").strip(), staticmethod(patch)
        add_right, half_right = CALC.replace("a - b", "a + b"), CALC.replace("a // 2", "a / 2")
        report = tmp_path / "report.json"

        def instances(self, **changed):
            added = TESTS.replace("import half", "import add, half") + "\n\ndef test_add():\n    assert add(2, 3) == 5\n"
            halves = TESTS + "\n\ndef test_odd():\n    assert half(3) == 1.5\n"
            rows = [{"instance_id": "demo__calc-1", "patch": patch(calc=self.add_right), "test_patch": patch(test_calc=added),
                     "FAIL_TO_PASS": json.dumps(["test_calc.py::test_add"])},
                    {"instance_id": "demo__calc-2", "patch": patch(calc=self.half_right), "test_patch": patch(test_calc=halves),
                     "FAIL_TO_PASS": ["test_calc.py::test_odd"]}]
            common = {"repo": "demo/calc", "base_commit": self.commit, "PASS_TO_PASS": '["test_calc.py::test_whole"]'} | changed
            path = tmp_path / "instances.jsonl"
            path.write_text("".join(json.dumps(common | row) + "\n" for row in rows))
            return path

        def commit_file(self, name, text):
            (clone / name).write_text(text)
            git("add", "-A")
            git("commit", "-qm", "more")
            return git("rev-parse", "HEAD").strip()

        def only_instance(self, test_patch, **changed):
            """The first instance alone, with other tests."""
            first = json.loads(self.instances(**changed).read_text().splitlines()[0])
            (tmp_path / "instances.jsonl").write_text(json.dumps(first | {"test_patch": test_patch}) + "\n")

        def predictions(self, patches, model="somebody"):
            path = tmp_path / f"{model}.json"
            path.write_text(json.dumps([{"instance_id": i, "model_name_or_path": model, "model_patch": p} for i, p in patches.items()]))
            return path

        def arguments(self, predictions, *more, tests=PYTEST):
            return ["swebench", "evaluate", "--instances", self.folder / "instances.jsonl", "--predictions", predictions,
                    "--repositories", clone.parent, "--tests", tests, "-o", self.report, *more]

        def evaluate(self, predictions, *more, **tests):
            return project.call(*self.arguments(predictions, *more, **tests))

    made = Place()
    made.instances()
    return made


def resolutions(result):
    return {r["instance"]: r["resolution"] for r in result.json["results"]}


def test_the_right_patches_resolve_everything(place):
    result = place.evaluate("gold", "--json")
    assert result.code == 0, result.err
    assert set(resolutions(result).values()) == {"resolved"} and len(resolutions(result)) == 2
    written = json.loads(place.report.read_text())
    assert written["resolved_ids"] == ["demo__calc-1", "demo__calc-2"] and written["total_instances"] == 2


def test_patches_that_lost_their_last_line_break_are_taken(place):
    rows = [json.loads(line) for line in place.instances().read_text().splitlines()]
    stripped = [row | {name: row[name].rstrip("\n") for name in ("patch", "test_patch")} for row in rows]
    (place.folder / "instances.jsonl").write_text("".join(json.dumps(row) + "\n" for row in stripped))
    assert set(resolutions(place.evaluate("gold", "--json")).values()) == {"resolved"}


def test_a_place_whose_right_patches_fail_is_not_to_be_trusted(place):
    result = place.evaluate("gold", tests="echo 'PASSED test_calc.py::test_whole'")
    assert result.code == 5 and "not to be trusted" in result.out


@pytest.mark.parametrize("patch, resolution, why", [
    (lambda place: place.patch_of(calc=place.add_right), "resolved", "1 turned, 1 still pass"),
    (lambda place: place.patch_of(calc=CALC + "\n"), "unresolved", "test_calc.py::test_add did not pass"),
    (lambda place: place.patch_of(calc=place.add_right.replace("a // 2", "0")), "unresolved", "test_calc.py::test_whole did not pass"),
    (lambda place: " \n", "empty patch", "no patch"),
    (lambda place: None, "empty patch", "no patch"),
    (lambda place: "no patch at all\n", "error", "its patch does not apply"),
    (lambda place: place.patch_of(calc="import os\nos._exit(3)\n"), "error", "ended with 3 and named none"),
    # A patch that writes tests of its own into the place of the right ones does not keep them.
    (lambda place: place.patch_of(test_calc="def test_add():\n    pass\n\n\ndef test_whole():\n    pass\n"), "unresolved", "test_add did not pass"),
], ids=["right", "nothing", "breaks", "blank", "none", "garbage", "ends", "own tests"])
def test_what_a_patch_does(place, patch, resolution, why):
    result = place.evaluate(place.predictions({"demo__calc-1": patch(place)}), "--json")
    assert result.code == 0, result.err
    assert resolutions(result) == {"demo__calc-1": resolution}
    assert why in result.json["results"][0]["why"]
    written = json.loads(place.report.read_text())
    assert written["submitted_ids"] == ["demo__calc-1"] and written[f"{resolution.replace(' ', '_')}_ids"] == ["demo__calc-1"]


@pytest.mark.parametrize("name, first", [
    ("/{outside}/kept.txt", ""),
    ("../../{outside}/kept.txt", ""),
    ("linked/kept.txt", "diff --git a/linked b/linked\nnew file mode 120000\n--- /dev/null\n+++ b/linked\n@@ -0,0 +1 @@\n+{outside}\n"
                        "\\ No newline at end of file\n"),
], ids=["absolute", "above", "through a link of the patch"])
def test_nothing_outside_the_checkout_is_removed(place, name, first):
    kept = place.folder / "outside/kept.txt"
    kept.parent.mkdir()
    kept.write_text("kept\n")
    name, first = (text.format(outside=kept.parent) for text in (name, first))
    place.only_instance(f"--- a/{name}\n+++ b/{name}\n@@ -1 +0,0 @@\n-kept\n")
    result = place.evaluate(place.predictions({"demo__calc-1": first + place.patch_of(calc=place.add_right)}), "--json")
    assert kept.exists() and resolutions(result) == {"demo__calc-1": "error"}, result.out


MOVED = "diff --git a/plain.py b/moved.py\nsimilarity index 100%\nrename from plain.py\nrename to moved.py\n"


@pytest.mark.parametrize("name, now, test_patch", [
    ("plain", "plain", None), ("my test", "my test", None), ("tést", "tést", None), ('a "b"\\c', 'a "b"\\c', None), ("[a]*", "[a]*", None),
    ("plain", "moved", MOVED),
])
def test_tampered_tests_are_put_back_whatever_their_name(place, name, now, test_patch):
    text = "".join(f"line {i}\n" for i in range(40))
    commit = place.commit_file(f"{name}.py", text)
    place.only_instance(test_patch or place.patch_of(**{name: text + "a new test\n"}), base_commit=commit)
    tampered = place.predictions({"demo__calc-1": place.patch_of(**{name: text.replace("line 0", "TAMPERED")})})
    sound = f"grep -q 'line 0' {shlex.quote(now + '.py')} && printf 'PASSED test_calc.py::%s\\n' test_add test_whole"
    assert resolutions(place.evaluate(tampered, "--json", tests=sound)) == {"demo__calc-1": "resolved"}


def test_tests_whose_files_are_not_known_are_an_error(place):
    place.only_instance("--- a/test_calc.py\n+++ b/test_calc.py\n@@ no lines\n")
    result = place.evaluate(place.predictions({"demo__calc-1": place.patch_of(calc=place.add_right)}), "--json")
    assert resolutions(result) == {"demo__calc-1": "error"} and "cannot be put back" in result.json["results"][0]["why"]


def test_tests_that_hang_end_with_the_limit(place):
    started = time.monotonic()
    result = place.evaluate("gold", "--limit", "1s", "--json", tests="sleep 60")
    assert set(resolutions(result).values()) == {"error"} and result.code == 5
    assert time.monotonic() - started < 30


def test_what_was_not_asked_or_has_no_patch_is_said(place):
    result = place.evaluate(place.predictions({"demo__calc-1": place.patch_of(calc=place.add_right), "demo__calc-9": "x"}))
    assert result.code == 0 and "somebody: 1 of 1 resolved: 100.0 %" in result.out
    assert "1 of 2 instances had no patch at all" in result.out and "1 of 2 patches are for no instance here" in result.out


def test_an_interrupt_keeps_what_was_evaluated(place, project):
    slow = f"grep -q 'a / 2' calc.py && sleep 60; {PYTEST}"
    process = project.start(*place.arguments("gold", tests=slow))
    for _ in range(400):
        if place.report.exists() and json.loads(place.report.read_text())["resolved_ids"]:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130
    assert json.loads(place.report.read_text())["resolved_ids"] == ["demo__calc-1"]


@pytest.mark.parametrize("changed, part", [
    ({"repo": "demo/other"}, "wants a clone of demo/other as"),
    ({"base_commit": "0" * 40}, "wants commit 0000"),
    ({"base_commit": "--upload-pack=x"}, '"repo" or "base_commit" is none'),
    ({"repo": "../demo/calc"}, '"repo" or "base_commit" is none'),
    ({"PASS_TO_PASS": "[3]"}, '"PASS_TO_PASS" is no list of tests'),
    ({"PASS_TO_PASS": None}, '"PASS_TO_PASS" is no list of tests'),
], ids=["repository", "commit", "option", "above", "numbers", "null"])
def test_mistakes_in_the_dataset(place, changed, part):
    place.instances(**changed)
    result = place.evaluate("gold")
    assert result.code == 2 and part in result.err and not place.report.exists()


def test_mistakes_in_the_predictions(place):
    file = place.predictions({"demo__calc-9": "x"})
    assert "is for an instance" in place.evaluate(file).err
    file.write_text('{"instance_id": "a", "model_name_or_path": "m", "model_patch": ""}\n{"instance_id": ')
    assert "line 2: " in place.evaluate(file).err
    row = {"instance_id": "a", "model_name_or_path": "m", "model_patch": ""}
    file.write_text(json.dumps([row, row]))
    assert "record 2: a is there twice" in place.evaluate(file).err
    file.write_text(json.dumps([row, row | {"instance_id": "b", "model_name_or_path": "n"}]))
    result = place.evaluate(file)
    assert result.code == 2 and "evaluate each apart" in result.err
    for whole in (json.dumps(row, indent=1), json.dumps({"a": row})):  # one object a line, and each of them a patch
        file.write_text(whole)
        assert place.evaluate(file).code == 2 and "line 1: " in place.evaluate(file).err
    assert place.evaluate(place.folder / "absent").code == 2


def report(path, submitted, resolved):
    ids = [f"i{n:03}" for n in submitted]
    done = [f"i{n:03}" for n in resolved]
    path.write_text(json.dumps({"total_instances": 500, "submitted_ids": ids, "resolved_ids": done, "error_ids": [], "empty_patch_ids": [],
                                "unresolved_ids": sorted(set(ids) - set(done))}))
    return path


@pytest.mark.parametrize("head, verdict, p", [
    (range(31), "more", 0.0053),        # 12 of base's 12 others lost, 31 gained: binomtest(12, 43)
    (range(40, 52), "unsure", 1.0),     # the same twelve
    (range(37, 46), "unsure", 0.508),   # 6 lost, 3 gained: binomtest(3, 9)
    ([], "fewer", 0.00049),             # all twelve lost
])
def test_two_reports(project, tmp_path, head, verdict, p):
    base = report(tmp_path / "base.json", range(60), range(40, 52))
    result = project.call("swebench", "compare", base, report(tmp_path / "head.json", range(60), head), "--json")
    assert result.code == 0 and result.json["verdict"] == verdict
    assert result.json["results"][0]["p"] == pytest.approx(p, rel=0.03)


def test_instances_of_one_report_alone_are_named_and_left_out(project, tmp_path):
    base, head = report(tmp_path / "base.json", range(10), range(5)), report(tmp_path / "head.json", range(2, 12), range(2, 12))
    result = project.call("swebench", "compare", base, head)
    assert result.code == 4
    assert "5 of" not in result.out.splitlines()[0] and "3 of 8 resolved" in result.out and "8 of 8 resolved" in result.out
    assert "submitted in head alone: i010, i011" in result.out and "submitted in base alone: i000, i001" in result.out
    apart = project.call("swebench", "compare", base, report(head, range(50, 60), []))
    assert apart.code == 4 and "no instance in common" in apart.err


def test_what_is_no_report_is_refused(project, tmp_path):
    good, bad = report(tmp_path / "base.json", range(3), []), tmp_path / "bad.json"
    for text, part in [("{}", 'wants "total_instances"'), ("[1", "line 1"), ('{"total_instances": "x"}', "finite number"),
                       (good.read_text().replace('"resolved_ids": []', '"resolved_ids": ["z"]'), "z is resolved and was not submitted")]:
        bad.write_text(text)
        result = project.call("swebench", "compare", good, bad)
        assert result.code == 2 and part in result.err, text
        assert len(result.err.strip().splitlines()) <= 2
    assert project.call("swebench", "compare", good, tmp_path / "absent").code == 2
    assert project.call("swebench").code == 2
