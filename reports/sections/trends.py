"""The history of every benchmark: its line, what changed in it and where, limits, and the machine it was measured on.

Points of one machine are joined, those of two never. Numbers are those of the store's views; the packed copies that the
interactive chart draws from are rounded to a 65,535th of what is drawn.
"""
from __future__ import annotations

import base64
import math
from collections import defaultdict

import numpy as np

from reports import text, units
from reports.figures.common import drawable
from reports.figures.spark import spark
from reports.figures.trend import Segment, trend
from reports.model import ChangePoint, Trend
from reports.page import Page

ID, TITLE, ORDER = "trends", "Trends", 30
MOST_ROWS = 1000
MOST_DRAWN = 24     # that get a figure for print: what changed first
CLASS_WORDS = {"step": "step", "spike": "spike", "drift": "drift", "variance": "spread"}
FAR = 3.0           # times the largest value


def build(page: Page) -> dict | str:
    """Returns a row per benchmark, those in which something changed first, and what the chart script needs."""
    report = page.report
    if not report.trends:
        return "No benchmark was measured by two runs yet; every `swarmperf run` or `swarmperf import` adds a point."
    groups: dict[tuple, list[Trend]] = defaultdict(list)
    for found in report.trends:
        s = found.series
        groups[(s.benchmark, s.version, s.metric, s.impl, s.lane, s.clock, s.mode)].append(found)
    changes: dict[int, list[ChangePoint]] = defaultdict(list)
    for change in report.change_points:
        changes[change.series].append(change)
    place = {moment.session: i for i, moment in enumerate(report.moments)}
    rows = [_row(page, group, changes, place) for group in groups.values()]
    rows.sort(key=lambda row: (-len(row["changes"]), text.natural(row["series"].benchmark), row["series"].lane,
                               row["series"].impl))
    shown = rows[:MOST_ROWS]
    for i, row in enumerate(shown):
        row["figure"] = _figure(row) if i < MOST_DRAWN else ""
    return {"rows": shown, "more": len(rows) - len(shown), "points": len(report.moments),
            "looked": bool(report.change_points), "machines": len({t.series.machine_class for t in report.trends})}


def packed(page: Page, rows: list[dict]) -> dict:
    """Returns what the script draws from: moments once, and per row unsigned 16-bit numbers in base64."""
    moments = page.report.moments
    return {
        "when": [int(m.started_ns // 10**9) for m in moments],
        "label": [text.visible(m.build, 40) for m in moments],
        "commit": [m.commit_id[:12] for m in moments],
        "link": [page.commit_url(m.commit_id, m.url) for m in moments],
        "rows": {row["id"]: {"unit": row["series"].unit, "kind": row["series"].kind, "limits": row["limits"],
                             "marks": [[m["at"], m["direction"], m["letter"], m["words"]] for m in row["changes"]],
                             "flags": row["flags"],
                             "segments": [_packed_segment(t) for t in row["trends"]]} for row in rows},
    }


def _packed_segment(found: Trend) -> dict:
    bounds = np.isfinite(found.lo)
    low = float(np.min(np.where(bounds, found.lo, found.median)))
    high = float(np.max(np.where(bounds, found.hi, found.median)))
    reach = (high - low) or 1.0

    def levels(values: np.ndarray) -> str:
        scaled = np.rint((np.where(np.isfinite(values), values, found.median) - low) / reach * 65535)
        return base64.b64encode(scaled.astype("<u2").tobytes()).decode()
    whole = len(found.at) and int(found.at[-1]) - int(found.at[0]) + 1 == len(found.at)
    return {"machine": text.visible(found.series.machine_class, 80), "low": low, "high": high,
            "at": [int(found.at[0]), len(found.at)] if whole else [int(i) for i in found.at], "whole": bool(whole),
            "median": levels(found.median),
            **({"lo": levels(found.lo), "hi": levels(found.hi)} if bounds.any() else {})}


def _row(page: Page, group: list[Trend], changes: dict, place: dict[int, int]) -> dict:
    group.sort(key=lambda t: int(t.at[-1]))
    newest = group[-1]
    series = newest.series
    marks = []
    for found in group:
        for change in changes.get(found.series.id, ()):
            if change.session in place:
                marks.append(_mark(change, found, place, page))
    marks.sort(key=lambda mark: mark["at"])
    for letter, mark in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", marks):
        mark["letter"] = letter
    last = len(newest.at) - 1
    first = float(newest.median[0])
    ratio = series.is_ratio and first > 0 and newest.median[last] > 0
    since = math.log(float(newest.median[last]) / first) if ratio else float(newest.median[last]) - first
    flags = [[place[e.session], f"{text.visible(e.who or 'acknowledged', 40)}: {text.visible(e.note, 80)}"]
             for r in page.report.regressions if r.series.id in {t.series.id for t in group}
             for e in r.events if e.state == "acknowledged" and e.session in place]
    return {
        "series": series, "trends": group, "changes": marks, "flags": flags, "limits": _limits(page, group),
        "id": text.slug("trend", series.benchmark, series.metric, series.lane, series.impl, series.version, series.clock,
                        series.mode),
        "points": sum(len(t.at) for t in group), "machines": len(group),
        "latest": units.human(float(newest.median[last]), series.unit, series.kind),
        "latest_value": float(newest.median[last]),
        "interval": units.interval(*(None if math.isnan(b) else float(b) for b in (newest.lo[last], newest.hi[last])),
                                   float(newest.median[last]), series.unit, series.kind),
        "since": units.change(since, bool(ratio), series.unit, series.kind), "since_value": since,
        "spark": spark([(t.at, t.median) for t in group], [(m["at"], m["value"], m["direction"]) for m in marks]),
    }


def _mark(change: ChangePoint, found: Trend, place: dict[int, int], page: Page) -> dict:
    series = found.series
    at = place[change.session]
    where = int(np.searchsorted(found.at, at))
    value = float(found.median[min(where, len(found.median) - 1)])

    def human(x: float) -> str:
        return f"{units.digits(x)} × {text.visible(change.reference, 20)}" if change.reference else units.human(x, series.unit, series.kind)
    size = units.percent(math.expm1(change.change), signed=True) if change.kind == "variance" else units.change(
        change.change, series.is_ratio, series.unit, series.kind)
    direction = "" if change.kind == "variance" or change.change == 0 else "worse" if change.change > 0 else "better"
    blame = ""
    if change.commit_before or change.commit_after:
        blame = f"{change.commit_before[:10] or 'the beginning'}..{change.commit_after[:10] or 'unknown'}"
    return {"at": at, "value": value, "direction": direction, "letter": "•", "class": CLASS_WORDS[change.kind],
            "words": f"{CLASS_WORDS[change.kind]} {size}: {human(change.before)} → {human(change.after)}",
            "size": size, "before": human(change.before), "after": human(change.after), "p": f"{change.p:.2g}",
            "blame": blame, "url": page.commit_url(change.commit_after), "session": change.session}


def _limits(page: Page, group: list[Trend]) -> list[float]:
    """Returns the limits of the budgets that this history was judged by, where their target is a time or a size.

    With a budget the store keeps the place and what was measured there, but not of which metric: the value tells. Limits
    far above would flatten the line, and are left out.
    """
    series = group[0].series
    top = FAR * max(float(np.nanmax([t.median, t.hi])) for t in group)
    found = set()
    for result in page.report.scorecard.results if page.report.scorecard else ():
        limit = units.limit(result.target)
        if limit is None or result.value is None or result.unit != series.unit or result.benchmark != f"{series.benchmark} {series.lane}":
            continue
        if any(np.isclose(t.median, result.value, rtol=1e-9, atol=0).any() for t in group):
            found.add(limit)
    return sorted(limit for limit in found if limit <= top)


def _figure(row: dict) -> object:
    series = row["series"]
    segments = [Segment(t.at, *(drawable(part) for part in (t.median, t.lo, t.hi))) for t in row["trends"]]
    if all(np.ptp(np.concatenate([s.median, s.median])) == 0 for s in segments):
        return ""
    marks = [(m["at"], m["direction"], m["letter"]) for m in row["changes"]] + [(at, "", "⚑") for at, _ in row["flags"]]
    return trend(segments, marks, row["limits"], series.unit, series.kind, f"{text.visible(series.benchmark, 120)}: history")
