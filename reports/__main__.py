"""The command line: python3 -m reports --db FILE --out report.html. One line on stderr says what is wrong, if anything.

Exit codes are those of swarmperf: 0 written, 2 usage, 7 the store cannot be read.
"""
from __future__ import annotations

import argparse
import sys
import warnings

from reports.model import StoreError, UsageError

USAGE, STORE = 2, 7


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python3 -m reports", description="Reads a swarmperf store and writes one HTML file that opens offline.",
        epilog="The store is never written to. Exit codes: 0 written, 2 usage, 7 the store cannot be read.")
    parser.add_argument("--db", required=True, metavar="FILE", help="the store, an SQLite file")
    parser.add_argument("--out", required=True, metavar="FILE", help="the page to write")
    parser.add_argument("--session", metavar="UUID|ID", help="default: the newest finished run, ab or gate")
    parser.add_argument("--baseline", metavar="UUID|ID", help="session shown as history; default: the run before")
    parser.add_argument("--repository", metavar="URL", default="",
                        help="where commits are looked at, such as https://github.com/you/project")
    options = parser.parse_args(arguments)
    if options.repository and not options.repository.startswith("https://"):
        return _fail(f"--repository '{options.repository}': want an address that begins with https://", USAGE)
    try:
        # Loaded late: --help and a missing file need no matplotlib, which takes most of a second.
        from reports.load import load
        warnings.simplefilter("ignore", RuntimeWarning)  # values near the largest double overflow to ∞, which is shown
        report = load(options.db, options.session, options.baseline, options.repository.rstrip("/"))
        from reports.render import render, write
        write(render(report), options.out)
    except StoreError as error:
        return _fail(error, STORE)
    except UsageError as error:
        return _fail(error, USAGE)
    except OSError as error:
        return _fail(f"writing {options.out}: {error.strerror or error}", USAGE)
    except ImportError as error:
        return _fail(f"{error}; install python3-matplotlib, python3-scipy and python3-jinja2", USAGE)
    return 0


def _fail(error: object, code: int) -> int:
    print(f"report: {' '.join(str(error).split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
