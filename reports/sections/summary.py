"""The page in words: what was measured or compared, what came of it, and what could have been seen."""
from __future__ import annotations

import numpy as np

from reports import text, units
from reports.model import SessionData, Verdict
from reports.page import Page

ID, TITLE, ORDER = "summary", "Summary", 10
PAIRING = {"twin": "both builds at once on one core", "lockstep": "both builds batch by batch in turn",
           "alternate": "one build after the other", "solo": "each launch alone"}


def build(page: Page) -> dict:
    """Returns the banner, the sentences below it and the findings."""
    data = page.data
    failures = [launch for launch in data.launches if (launch.failure or launch.exit != 0) and not launch.set_aside]
    checked, disagreements = page.crosscheck
    return {
        "headline": _headline(page, len(failures)),
        "counts": page.counts(),
        "what": _what(data),
        "state": _state(data),
        "power": _pair_power(data.verdicts) if data.session.is_pair else _run_precision(page),
        "confirmations": page.report.confirmations,
        "failures": failures,
        "set_aside": _set_aside(data),
        "checked": checked,
        "disagreements": len(disagreements),
        "findings": disagreements + list(data.findings),
    }


def _set_aside(data: SessionData) -> str:
    """Returns what was measured, is kept and counts for nothing, in words; "" where there is nothing of the kind."""
    again = sum(launch.failure.startswith("repeated: ") for launch in data.launches)
    apart = sum(launch.set_aside for launch in data.launches) - again
    parts = [f"{again} disturbed and taken again" if again else "",
             f"{apart} with its code layout held, to see what layouts do" if apart else ""]
    if not again and not apart:
        return ""
    return f"{text.plural(again + apart, 'launch', 'launches')} count for nothing: {text.listing([p for p in parts if p])}."


def _headline(page: Page, failures: int) -> str:
    """Returns counts in words; it repeats the stored verdicts and adds no opinion."""
    if page.counts():
        return ", ".join(f"{count} {word}" for word, count in page.counts())
    if page.data.session.is_pair:
        return "nothing judged"
    benchmarks = len({series.benchmark for series in page.data.series.values() if series.id in page.data.samples})
    failed = f", {text.plural(failures, 'launch', 'launches')} failed" if failures else ""
    return f"{text.plural(benchmarks, 'benchmark')} measured{failed}"


def _what(data: SessionData) -> str:
    """Returns the size of the session: series, benchmarks, lanes, launches, and how they were run."""
    judged = {v.series.id: v.series for v in data.verdicts}  # in a pair session the controls are launched, not judged
    series = list(judged.values()) or [s for s in data.series.values() if s.is_primary and s.id in data.samples]
    if not data.launches:
        return "No launch has finished."
    benchmarks, lanes = {s.benchmark for s in series}, {s.lane for s in series}
    ways = text.listing([PAIRING[p] for p in PAIRING if p in {launch.pairing for launch in data.launches}])
    repeats = sorted({len(data.samples[s.id]) for s in series if s.id in data.samples})
    each, noun = repeats, "launch each" if repeats == [1] else "launches each"
    if data.session.is_pair:
        each, noun = sorted({v.pairs for v in data.verdicts if v.pairs}), "pairs each"
        noun = "pair each" if each == [1] else noun
    per = f", {each[0]} {noun}" if len(each) == 1 else f", {each[0]} to {each[-1]} {noun}" if each else ""
    return (f"{text.plural(len(benchmarks), 'benchmark')} on {text.plural(len(lanes), 'lane')}"
            f" ({len(series)} series){per}; {text.plural(len(data.launches), 'launch', 'launches')}, {ways}.")


def _state(data: SessionData) -> str:
    if data.session.state == "partial":
        return "This session did not finish. The page shows what it had measured by then, and nothing beyond."
    if data.session.state == "running":
        return "This session had not finished when the page was drawn. It shows what was measured by then."
    return ""


def _pair_power(verdicts: tuple[Verdict, ...]) -> str:
    known = [(float(np.expm1(v.detectable)), v) for v in verdicts
             if v.detectable is not None and v.series.is_ratio and np.isfinite(v.detectable)]
    if not known:
        return ""
    half = float(np.median([change for change, _ in known]))
    worst, verdict = max(known, key=lambda pair: pair[0])
    blunt = f"; in the least precise, {text.visible(verdict.series.benchmark, 80)}, {units.percent(worst)}"
    seen = f"In half of the benchmarks a change of {units.percent(half)} would have been seen"
    return seen + (blunt if len(known) > 1 else "") + "."


def _run_precision(page: Page) -> str:
    known = [(row.hi - row.lo) / 2 / abs(row.median) for row in page.summaries
             if row.series.is_primary and row.lo is not None and row.median]
    if not known:
        return "Too few launches for an interval: six are needed to say how well a median is known."
    return (f"Half of the medians are known to ±{units.percent(float(np.median(known)))} or better,"
            f" all to ±{units.percent(max(known))} (95 % intervals over launches).")
