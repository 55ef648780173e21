"""Absolute values: what each benchmark took, how well that is known, and where its spread comes from."""
from __future__ import annotations

from reports import units
from reports.page import Page
from reports.summary import RATES, Summary

ID, TITLE, ORDER = "results", "Results", 25

MOST = 1500  # rows: a page of more is not read, and takes long to open


def build(page: Page) -> dict | str:
    """Returns rows of primary metrics, and apart from them every other metric that is not a rate shown beside one."""
    rows = page.summaries
    if not rows:
        return "No launch has finished, so there is no value to show."
    history, paired = page.report.history, page.data.session.is_pair
    primaries = {(r.series.benchmark, r.series.lane, r.series.impl) for r in rows if r.series.is_primary}
    others = [r for r in rows if not r.series.is_primary and r.series.kind != "bytes"
              and not (r.series.metric in RATES and (r.series.benchmark, r.series.lane, r.series.impl) in primaries)]
    primary = [row for row in rows if row.series.is_primary]
    return {
        "rows": [_row(page, row) for row in primary[:MOST]],
        "others": [_row(page, row) for row in others[:MOST]],
        "more": max(0, len(primary) - MOST) + max(0, len(others) - MOST),
        "paired": paired,
        "history": history.session if history and any(row.before is not None for row in rows) else None,
        "rates": any(row.items or row.bytes for row in rows),
        "few": any(row.lo is None for row in rows if row.series.is_primary),
    }


def _row(page: Page, row: Summary) -> dict:
    series = row.series
    unit, kind = series.unit, series.kind
    rates = [units.human(value, RATES[name]) for name, value in
             (("items_per_second", row.items), ("bytes_per_second", row.bytes)) if value is not None]
    gain = row.median / row.before - 1 if row.before else None
    return {
        "summary": row,
        "series": series,
        "link": page.link(series),
        "median": units.human(row.median, unit, kind),
        "interval": units.interval(row.lo, row.hi, row.median, unit, kind),
        "between": units.percent(row.between),
        "within": units.percent(row.within),
        "rates": rates,
        "before": units.human(row.before, unit, kind) if row.before is not None else "",
        "gain": gain,
        "against": units.percent(gain, signed=True) if gain is not None else "",
    }
