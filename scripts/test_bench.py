"""bench with a tool that only writes down how it is called."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent
TOOL = """#!/bin/bash
echo "$1 ${SWARMPERF_DB-none}" >> called
[[ $1 == run ]] || exit 0
shift
for word; do echo "<$word>"; done > run.txt
exit "${ENDS:-0}"
"""


@pytest.fixture
def bench(tmp_path):
    """Calls the script where nothing is built, and returns its exit code and the lines that the tool wrote."""
    for name, text in {"scripts/build": "#!/bin/sh\n", "build/release/swarmperf": TOOL}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    shutil.copy(SCRIPTS / "bench", tmp_path / "scripts/bench")
    for name in ("swarmperf.db", "of the option.db", "of the environment.db"):
        (tmp_path / name).write_text("has a run before")

    def call(*arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if name != "SWARMPERF_DB"}
        done = subprocess.run([tmp_path / "scripts/bench", *arguments], env=clean | environment, capture_output=True, text=True)
        return done.returncode, (tmp_path / "called").read_text().splitlines()
    call.folder = tmp_path
    return call


@pytest.mark.parametrize("arguments, environment, store", [
    ([], {}, "none"),
    ([], {"SWARMPERF_DB": "of the environment.db"}, "of the environment.db"),
    (["--db", "of the option.db"], {}, "of the option.db"),
    (["-q", "--db=of the option.db"], {"SWARMPERF_DB": "of the environment.db"}, "of the option.db"),
], ids=["its own", "environment", "option", "option in a word"])
def test_what_was_measured_is_compared_and_reported(bench, arguments, environment, store):
    assert bench(*arguments, **environment) == (0, [f"run {store}", f"compare {store}", f"report {store}"])
    assert (bench.folder / "run.txt").read_text() == "".join(f"<{word}>\n" for word in arguments)


def test_a_new_store_has_nothing_to_compare_with(bench):
    assert bench("--db", "new.db") == (0, ["run new.db", "report new.db"])


@pytest.mark.parametrize("code, reported", [(2, False), (5, True), (130, False)])
def test_the_exit_code_is_that_of_the_run(bench, code, reported):
    ended, called = bench("--db", "new.db", ENDS=str(code))
    assert ended == code and len(called) == 1 + reported
