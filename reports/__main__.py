"""The command line: python3 -m reports --db FILE --out report.html. One line on stderr says what is wrong, if anything.

Exit codes are those of swarmperf: 0 written, 2 usage, 7 the store cannot be read.
"""
from __future__ import annotations

import argparse
import os
import sys
import warnings

from reports.model import StoreError, UsageError

USAGE, STORE = 2, 7


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python3 -m reports", description="Reads a swarmperf store and writes one HTML file that opens offline.",
        epilog="The store is never written to. Exit codes: 0 written, 2 usage, 7 the store cannot be read.")
    parser.add_argument("--db", metavar="FILE", help="the store, an SQLite file")
    parser.add_argument("--index", metavar="FOLDER", help="write index.html, which lists the reports of the folder, and nothing else")
    parser.add_argument("--out", metavar="FILE", help="the page to write")
    parser.add_argument("--session", metavar="UUID|ID", help="default: the newest finished run, ab or gate")
    parser.add_argument("--baseline", metavar="UUID|ID", help="session shown as history; default: the run before")
    parser.add_argument("--repository", metavar="URL", default="",
                        help="where commits are looked at, such as https://github.com/you/project")
    parser.add_argument("--markdown", action="store_true", help="write Markdown: the summary and what changed")
    options = parser.parse_args(arguments)
    if options.repository and not options.repository.startswith("https://"):
        return _fail(f"--repository '{options.repository}': want an address that begins with https://", USAGE)
    if options.index and (options.db or options.out):
        return _fail("--index goes without --db and --out", USAGE)
    if not options.index and not (options.db and options.out):
        parser.error("--db and --out are needed, or --index")
    try:
        if options.index:
            return _index(options.index)
        # Loaded late: --help and a missing file need no matplotlib, which takes most of a second.
        from reports.load import load
        warnings.simplefilter("ignore", RuntimeWarning)  # values near the largest double overflow to ∞, which is shown
        report = load(options.db, options.session, options.baseline, options.repository.rstrip("/"))
        from reports.markdown import markdown
        from reports.render import render, write
        write(markdown(report) if options.markdown else render(report), options.out)
    except StoreError as error:
        return _fail(error, STORE)
    except UsageError as error:
        return _fail(error, USAGE)
    except OSError as error:
        return _unwritten(options.out, error)
    except ImportError as error:
        return _fail(f"{error}; install python3-matplotlib, python3-scipy and python3-jinja2", USAGE)
    return 0


def _index(folder: str) -> int:
    if not os.path.isdir(folder):
        return _fail(f"--index {folder}: no such folder", USAGE)
    from reports.index import NAME, index
    from reports.render import write
    out = os.path.join(folder, NAME)
    try:
        write(index(folder)[0], out)
    except OSError as error:
        return _unwritten(out, error)
    return 0


def _unwritten(out: str, error: OSError) -> int:
    return _fail(f"writing {out}: {error.strerror or error}", USAGE)


def _fail(error: object, code: int) -> int:
    print(f"report: {' '.join(str(error).split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
