"""A second opinion on each stored verdict: the numbers are recomputed with scipy from the stored launches.

The judge is C++; this is another program, another author's signed-rank distribution, the same definition. Where the two
differ by more than rounding, the page says so: then one of them is wrong, and neither should be believed.
"""
from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from reports.model import Finding, Report, SessionData, Verdict
from reports.pairing import Estimate, differences, estimate

CODE = "W901"
RELATIVE = 1e-6   # rounding of sums and medians in another order
ABSOLUTE = 1e-9   # of a log ratio: a thousandth of a millionth
LOOKS = (8, 12, 16, 24, 32, 40)
JUDGED = ("slower", "faster", "same", "unsure")


def crosscheck(report: Report) -> tuple[int, list[Finding]]:
    """Returns how many verdicts were recomputed, and a finding for each that disagrees."""
    checked, findings = 0, []
    for verdict in report.data.verdicts if report.data else ():
        if verdict.verdict not in JUDGED or verdict.change is None:
            continue
        own = _recompute(verdict, report.data, slack(verdict, report.data))
        # A confirmed change reports the estimate of the fresh session that confirmed it, but the pairs of its own.
        fresh = [answer for source in report.confirmations if verdict.confirmed for answer in _recompute(verdict, source)]
        answers = [*own, *fresh]
        checked += 1
        if not own or own[0].pairs != verdict.pairs or not any(_agrees(verdict, answer) for answer in answers):
            findings.append(Finding(CODE, verdict.series.benchmark, _story(verdict, answers)))
    return checked, findings


def _recompute(verdict: Verdict, source: SessionData, widen: float = 0.0) -> list[Estimate]:
    """Returns the estimate over all pairs, and that over those of the last look, where more were taken than it needs."""
    _, values = differences(verdict.series, source.samples.get(verdict.series.id, []))
    counts = [len(values), max((look for look in LOOKS if look < len(values)), default=0)]
    found = [estimate(values[:count], verdict.error) for count in counts if count]
    return [replace(one, lo=None if one.lo is None else one.lo - widen, hi=None if one.hi is None else one.hi + widen)
            for one in found if one]


def slack(verdict: Verdict, source: SessionData) -> float:
    """Returns by how much a coarse clock widens an interval at either end: a quarter of its step, as a share."""
    samples = source.samples.get(verdict.series.id, [])
    if not verdict.series.is_ratio or not verdict.error:
        return 0.0
    sides = [np.array([s.value for s in samples if s.launch.side == side]) for side in ("base", "head")]
    return 0.125 * sum(grain(values) / float(np.median(values)) for values in sides if len(values) and np.median(values) > 0)


def grain(values: np.ndarray) -> float:
    """Returns the smallest gap between different values where a quarter of them repeat another one; else 0."""
    gaps = np.diff(np.sort(values))
    steps = gaps[gaps > 0]
    return float(steps.min()) if len(steps) and 4 * int((gaps == 0).sum()) >= len(values) else 0.0


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
