"""setup and find_python on machines that lack something, played by stand-ins for the commands they ask."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent


@pytest.fixture
def machine(tmp_path):
    """A machine that has everything, in which no installer may be called; tests take things away."""
    for name in ("setup", "packages.txt"):
        (tmp_path / "scripts").mkdir(exist_ok=True)
        shutil.copy(SCRIPTS / name, tmp_path / "scripts" / name)
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/.installed-lock.json").write_text("{}")
    says(tmp_path, "dpkg-query", "echo 'ii '")
    says(tmp_path, "id", "echo 1000")
    says(tmp_path, "sudo", "exit 1")
    says(tmp_path, "node", "echo v20.1.0")
    says(tmp_path, "npm", "echo npm \"$@\" >> called; mkdir -p node_modules")
    says(tmp_path, "apt-get", "echo apt-get \"$@\" >> called")
    return tmp_path


def says(machine: Path, command: str, script: str):
    (machine / "bin").mkdir(exist_ok=True)
    (machine / "bin" / command).write_text(f"#!/bin/bash\n{script}\n")
    (machine / "bin" / command).chmod(0o755)


def run_setup(machine: Path):
    environment = {**os.environ, "PATH": f"{machine}/bin:/usr/bin:/bin"}
    done = subprocess.run([machine / "scripts/setup"], env=environment, capture_output=True, text=True)
    called = machine / "called"
    return done, called.read_text().splitlines() if called.exists() else []


def test_nothing_missing_calls_nothing(machine):
    done, called = run_setup(machine)
    assert (done.returncode, called, done.stderr) == (0, [], "")


def lacks_ninja(machine: Path):
    says(machine, "dpkg-query", '[[ "$*" == *ninja-build* ]] && echo "un " || echo "ii "')


def test_without_rights_the_package_and_the_command_are_named(machine):
    lacks_ninja(machine)
    done, called = run_setup(machine)
    assert (done.returncode, called) == (2, [])
    assert "missing Debian packages: ninja-build" in done.stderr
    assert "apt-get update && apt-get install --yes --no-install-recommends ninja-build" in done.stderr


def test_root_installs_what_is_missing_and_only_that(machine):
    lacks_ninja(machine)
    says(machine, "id", "echo 0")
    done, called = run_setup(machine)
    assert done.returncode == 0
    assert called == ["apt-get update --quiet", "apt-get install --yes --no-install-recommends ninja-build"]


def test_sudo_is_used_where_it_asks_nothing(machine):
    lacks_ninja(machine)
    says(machine, "sudo", '[[ $1 == --non-interactive ]] && shift && "$@"')
    done, called = run_setup(machine)
    assert (done.returncode, len(called)) == (0, 2)


def test_a_failed_installation_is_not_passed_over(machine):
    lacks_ninja(machine)
    says(machine, "id", "echo 0")
    says(machine, "apt-get", "exit 100")
    done, _ = run_setup(machine)
    assert done.returncode == 2 and "installation failed" in done.stderr


def test_an_old_node_is_refused_by_name(machine):
    says(machine, "node", "echo v16.20.2")
    done, _ = run_setup(machine)
    assert done.returncode == 2 and "node v16.20.2" in done.stderr and "Node 18 or newer" in done.stderr


def test_npm_packages_follow_the_lock_file(machine):
    (machine / "package-lock.json").write_text('{"changed": true}')
    assert run_setup(machine)[1] == ["npm ci --no-audit --no-fund"]
    assert run_setup(machine)[1] == ["npm ci --no-audit --no-fund"], "the second time nothing is missing"


@pytest.mark.parametrize("environment", [
    lambda folder: {"PATH": f"{folder}:/usr/bin:/bin", "SWARMPERF_PYTHON": ""},
    lambda folder: {"PATH": "/usr/bin:/bin", "SWARMPERF_PYTHON": f"{folder}/python3"},
], ids=["on the path", "named"])
def test_find_python_below_a_path_with_a_blank(tmp_path, environment):
    says(tmp_path, "python3", "true")
    folder = (tmp_path / "bin").rename(tmp_path / "a  Python")
    done = subprocess.run([SCRIPTS / "find_python"], env=environment(folder), capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{folder}/python3\n", "")


def test_find_python_names_what_it_tried():
    environment = {**os.environ, "SWARMPERF_PYTHON": "/bin/false"}
    done = subprocess.run([SCRIPTS / "find_python"], env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "/bin/false" in done.stderr and done.stdout == ""
