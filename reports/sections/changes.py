"""What the judge decided, one row per contrast, worst first. Every number here is a stored one, scaled for people."""
from __future__ import annotations

import math

import numpy as np

from reports import units
from reports.figures.interval import interval_bar
from reports.model import Verdict
from reports.page import SYMBOLS, Page

ID, TITLE, ORDER = "changes", "Changes", 20
USUAL = 6       # tolerances: a larger change gets an arrow, lest it flatten all others
MOST = 1500     # rows: a page of more is not read, and takes long to open
FOLD_FROM = 12  # so many rows that only say "same" are folded away


def build(page: Page) -> dict | str:
    """Returns the rows, those that are "same" apart where they are many."""
    if not page.data.session.is_pair:
        return "This session measured one build, so there is nothing to compare; `swarmperf ab` compares two."
    if not page.verdicts:
        return "No verdict was reached."
    reach = _reach(page.verdicts)
    rows = [_row(page, verdict, reach) for verdict in page.verdicts[:MOST]]
    same = [row for row in rows if row["verdict"].verdict == "same"]
    fold = len(same) >= FOLD_FROM and len(same) < len(rows)
    return {"rows": [row for row in rows if not (fold and row in same)], "same": same if fold else [],
            "reach": units.percent(reach), "more": max(0, len(page.verdicts) - MOST)}


def _reach(verdicts: list[Verdict]) -> float:
    """Returns how far the drawn axis goes: every estimate of usual size fits, and three quarters of the bounds."""
    far = [abs(math.expm1(min(bound, 5.0))) for v in verdicts if v.series.is_ratio
           for bound in (v.lo, v.hi) if bound is not None and math.isfinite(bound)]
    widest = max((v.tolerance for v in verdicts if v.series.is_ratio), default=0.05)
    estimates = [abs(math.expm1(min(v.change, 5.0))) for v in verdicts if v.series.is_ratio and v.change is not None]
    usual = [change for change in estimates if change <= USUAL * widest]
    return max(2 * widest, float(np.quantile(far, 0.75)) * 1.2 if far else 0.0, max(usual, default=0.0) * 1.15)


def _row(page: Page, verdict: Verdict, reach: float) -> dict:
    series = verdict.series
    ratio, unit, kind = series.is_ratio, series.unit, series.kind
    return {
        "verdict": verdict, "rank": list(SYMBOLS).index(verdict.verdict),
        "link": page.link(series),
        "base": units.human(verdict.base_median, unit, kind),
        "head": units.human(verdict.head_median, unit, kind),
        "change": units.change(verdict.change, ratio, unit, kind),
        "interval": _interval(verdict),
        "bar": interval_bar(verdict, reach) if ratio and verdict.change is not None else "",
        "tolerance": _tolerance(verdict),
        "detectable": units.change(verdict.detectable, ratio, unit, kind).lstrip("+"),
        "confirmed": {True: "confirmed", False: "not confirmed", None: ""}[None if verdict.note else verdict.confirmed],
    }


def _interval(verdict: Verdict) -> str:
    """Returns the bounds on the scale of the change; an open end is infinite, a noise-free metric has none."""
    if verdict.change is None:
        return ""
    if not verdict.error and verdict.lo == verdict.hi:
        return "exact"
    series = verdict.series
    lo, hi = (units.change(bound, series.is_ratio, series.unit, series.kind) for bound in (verdict.lo, verdict.hi))
    return f"[{'−∞' if verdict.lo is None else lo}, {'∞' if verdict.hi is None else hi}]"


def _tolerance(verdict: Verdict) -> str:
    """Returns the tolerance as it is set: per cent (of base's median for counts), for shares points.

    Where the metric is noise-free the judge stores it on the scale of the change, which for ratios is a logarithm.
    """
    if verdict.change is None:
        return "–"
    if not verdict.tolerance:
        return "none"
    share = verdict.tolerance if verdict.error or not verdict.series.is_ratio else math.expm1(verdict.tolerance)
    return f"±{100 * share:.3g}{units.THIN}{'points' if verdict.series.kind == 'share' else '%'}"
