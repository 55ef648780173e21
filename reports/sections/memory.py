"""Bytes: what benchmarks say of themselves, and the peak memory of processes that ran one benchmark alone."""
from __future__ import annotations

import re

import numpy as np

from reports import text, units
from reports.page import Page
from reports.summary import Summary, median_interval

ID, TITLE, ORDER = "memory", "Memory and collection", 70
FROM_RUN = True  # where this session has none of it, the run before it may
COLLECTION = re.compile(r"(^|[/_-])(gc|collect(ion|or|ed)?s?|pauses?)([/_-]|$)")


def build(page: Page) -> dict | str:
    """Returns byte metrics and peak resident set sizes, each over launches."""
    metrics = [_row(row) for row in page.summaries if row.series.kind == "bytes"]
    peaks = _peaks(page)
    collections = _collections(page)
    if not metrics and not peaks and not collections:
        return "No benchmark counted bytes, and no launch ran one benchmark alone."
    return {"metrics": metrics, "peaks": peaks, "collections": collections, "paired": page.data.session.is_pair}


def _row(row: Summary) -> dict:
    s = row.series
    return {"benchmark": s.benchmark, "metric": s.metric, "lane": s.lane, "impl": s.impl, "side": row.side,
            "launches": row.launches, "exact": s.exact, "value": row.median,
            "median": units.human(row.median, s.unit, s.kind),
            "interval": units.interval(row.lo, row.hi, row.median, s.unit, s.kind)}


def _collections(page: Page) -> list[dict]:
    """Returns what was measured of garbage collection: metrics and benchmarks that say so by name."""
    return [_row(row) for row in page.summaries
            if row.series.kind != "bytes" and COLLECTION.search(f"{row.series.benchmark}/{row.series.metric}")]


def _peaks(page: Page) -> list[dict]:
    """Returns peak memory per benchmark; launches that ran several cannot tell whose it was."""
    groups: dict[tuple, list[int]] = {}
    for launch in page.data.launches:
        if len(launch.benchmarks) == 1 and launch.exit == 0 and not launch.failure and launch.mode == "time":
            groups.setdefault((launch.benchmarks[0], launch.lane, launch.impl, launch.side), []).append(
                launch.peak_rss_bytes)
    rows = []
    for key in sorted(groups, key=lambda key: (text.natural(key[0]), key)):
        (benchmark, lane, impl, side), peaks = key, groups[key]
        middle = float(np.median(peaks))
        bounds = median_interval(np.array(peaks, dtype=float)) or (None, None)
        rows.append({"benchmark": benchmark, "metric": "peak memory of the process", "lane": lane, "impl": impl,
                     "side": side, "launches": len(peaks), "exact": False, "value": middle,
                     "median": units.human(middle, "B"), "interval": units.interval(*bounds, middle, "B")})
    return rows
