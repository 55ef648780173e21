#!/usr/bin/env python3
"""Gates HEAD against HEAD: nothing may be called slower, and nearly everything must be shown to be the same."""
import os
import sys

from study import ROOT, arguments, call, keep, names, read, runs_left

sys.path.insert(0, str(ROOT))
from scripts.eaters import eaters  # noqa: E402

KINDS = {"quiet": False, "beside eaters": True}


def main() -> int:
    options = arguments(__doc__, 15).parse_args()
    left = {kind: list(runs_left(options, kind)) for kind in KINDS}
    for run in range(options.runs):
        for kind, loaded in KINDS.items():
            if run not in left[kind]:
                continue
            with eaters(os.sched_getaffinity(0) if loaded else []):
                answer = call(options, ROOT, "gate", "--base", "HEAD", "--head", "HEAD")
            keep(options, kind=kind, code=answer["code"], seconds=round(answer["seconds"], 1), seed=answer["session"]["seed"],
                 commit=answer["head"]["commit"], results=len(answer["results"]), same=len(names(answer, "same")),
                 slower=names(answer, "slower"), faster=names(answer, "faster"), unsure=names(answer, "unsure"),
                 findings=[finding["code"] for finding in answer["findings"]])
    print("\n| gates of HEAD against HEAD | runs | results | same | slower | faster | unsure | median seconds |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    bad = False
    for kind in KINDS:
        runs = [run for run in read(options) if run["kind"] == kind]
        results, same = sum(run["results"] for run in runs), sum(run["same"] for run in runs)
        slower = sum(len(run["slower"]) for run in runs)
        seconds = sorted(run["seconds"] for run in runs)
        print(f"| {kind} | {len(runs)} | {results} | {100 * same / results:.1f} % | {slower} "
              f"| {sum(len(run['faster']) for run in runs)} | {sum(len(run['unsure']) for run in runs)} "
              f"| {seconds[len(seconds) // 2]:.0f} |")
        bad |= slower > 0 or same < 0.95 * results
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
