"""A second opinion on each stored verdict: the numbers are recomputed with scipy from the stored launches.

The judge is C++; this is another program, another author's signed-rank distribution, the same definition. Where the two
differ by more than rounding, the page says so: then one of them is wrong, and neither should be believed.
"""
from __future__ import annotations

import math

from reports.model import Finding, Report, SessionData, Verdict
from reports.pairing import Estimate, differences, estimate

CODE = "W901"
RELATIVE = 1e-6   # rounding of sums and medians in another order
ABSOLUTE = 1e-9   # of a log ratio: a thousandth of a millionth
JUDGED = ("slower", "faster", "same", "unsure")


def crosscheck(report: Report) -> tuple[int, list[Finding]]:
    """Returns how many verdicts were recomputed, and a finding for each that disagrees."""
    checked, findings = 0, []
    for verdict in report.data.verdicts if report.data else ():
        if verdict.verdict not in JUDGED or verdict.change is None:
            continue
        own = _recompute(verdict, report.data)
        # A confirmed change reports the estimate of the fresh session that confirmed it, but the pairs of its own.
        fresh = [_recompute(verdict, source) for source in report.confirmations if verdict.confirmed]
        answers = [answer for answer in (own, *fresh) if answer]
        checked += 1
        if own is None or own.pairs != verdict.pairs or not any(_agrees(verdict, answer) for answer in answers):
            findings.append(Finding(CODE, verdict.series.benchmark, _story(verdict, answers)))
    return checked, findings


def _recompute(verdict: Verdict, source: SessionData) -> Estimate | None:
    _, values = differences(verdict.series, source.samples.get(verdict.series.id, []))
    return estimate(values, verdict.error)


def _agrees(verdict: Verdict, answer: Estimate) -> bool:
    if not _close(verdict.change, answer.change):
        return False
    if not verdict.error:
        return True  # a noise-free metric: judged without an interval
    return _close(verdict.lo, answer.lo) and _close(verdict.hi, answer.hi)


def _close(stored: float | None, computed: float | None) -> bool:
    """Compares bounds; an absent and an infinite one are the same: too few pairs."""
    stored = None if stored is None or math.isinf(stored) else stored
    if stored is None or computed is None:
        return stored is None and computed is None
    return math.isclose(stored, computed, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def _story(verdict: Verdict, answers: list[Estimate]) -> str:
    stored = f"stored {_numbers(verdict.pairs, verdict.change, verdict.lo, verdict.hi)}"
    if not answers:
        return f"{verdict.series.lane}: {stored}, but no complete pair is stored"
    computed = _numbers(answers[-1].pairs, answers[-1].change, answers[-1].lo, answers[-1].hi)
    return f"{verdict.series.lane}: {stored}; recomputed from the launches {computed}"


def _numbers(pairs: int, change: float, lo: float | None, hi: float | None) -> str:
    shown = ["–" if value is None else f"{value:+.6g}" for value in (change, lo, hi)]
    return f"{shown[0]} [{shown[1]}, {shown[2]}] over {pairs} pair{'s' if pairs != 1 else ''}"
