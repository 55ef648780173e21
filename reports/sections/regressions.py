"""Slowdowns as things with a life: open, acknowledged, fixed, reopened; how old, whose, and which commits to look at."""
from __future__ import annotations

from reports import text, units
from reports.model import Regression
from reports.page import Page

ID, TITLE, ORDER = "regressions", "Regressions", 35
RANK = {"open": 0, "reopened": 0, "acknowledged": 1, "fixed": 2}
MOST = 500
DAY_NS = 86_400 * 10**9


def build(page: Page) -> dict | str:
    """Returns one row per regression, those that stand open first, the newest first among them."""
    known = sorted(page.report.regressions, key=lambda r: (RANK[r.state], -r.opened_ns))
    if not known:
        return "No regression is known: `swarmperf gate` opens one when it confirms a slowdown, `swarmperf trend` when one lasts."
    counts = [(word, sum(r.state == word for r in known)) for word in RANK]
    return {"rows": [_row(page, r) for r in known[:MOST]], "counts": [c for c in counts if c[1]], "more": max(0, len(known) - MOST)}


def _row(page: Page, r: Regression) -> dict:
    until = r.changed_ns if r.state == "fixed" else page.now_ns
    age = max(0, until - r.opened_ns)
    return {"regression": r, "age": _age(age), "age_ns": age,
            "change": units.change(r.change, r.series.is_ratio, r.series.unit, r.series.kind),
            "blame": f"{r.commit_before[:10] or 'the beginning'}..{r.commit_after[:10]}" if r.commit_after else "",
            "url": page.commit_url(r.commit_after),
            "events": [f"{text.when(e.at_ns)}: {e.state}"
                       + (f" by {text.visible(e.who, 40)}" if e.who else "")
                       + (f", session #{e.session}" if e.session is not None else "")
                       + (f": {text.visible(e.note, 200)}" if e.note else "") for e in r.events]}


def _age(ns: int) -> str:
    days = ns // DAY_NS
    return text.plural(int(days), "day") if days else units.duration(ns) if ns >= 60 * 10**9 else "new"
