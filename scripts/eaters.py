"""Neighbours that eat the processor, for whoever measures beside one."""
import contextlib
import subprocess
import sys

LOOP = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])})\nwhile True: pass"


@contextlib.contextmanager
def eaters(cores):
    """Runs one endless loop on each of the cores."""
    processes = [subprocess.Popen([sys.executable, "-c", LOOP, str(core)]) for core in cores]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()
