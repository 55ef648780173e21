"""Targets beside what was measured, the score that follows from them, and what to do first."""
from __future__ import annotations

from reports import text, units
from reports.model import BudgetResult
from reports.page import Page

ID, TITLE, ORDER = "scorecard", "Scorecard", 75
RANK = {"missed": 0, "unsure": 1, "unmeasured": 2, "unmeasurable": 3, "met": 4}
SYMBOL = {"missed": "▲", "unsure": "?", "unmeasured": "–", "unmeasurable": "–", "met": "✓"}
MOST_RECOMMENDED = 8


def build(page: Page) -> dict | str:
    """Returns scores with their bounds, budgets worst first, and the missed ones in the order of their tier."""
    card = page.report.scorecard
    if card is None:
        return "No scorecard is stored: `swarmperf budget` sets every target beside what was measured."
    results = sorted(card.results, key=lambda r: (RANK[r.status], r.tier, text.natural(r.budget)))
    overall = next((s for s in card.scores if s.part == "overall"), None)
    return {"card": card, "rows": [_row(r) for r in results], "symbols": SYMBOL,
            "scores": [_score(s) for s in card.scores], "overall": _score(overall) if overall else None,
            "counts": [(word, sum(r.status == word for r in results)) for word in RANK
                       if any(r.status == word for r in results)],
            "recommended": [_advice(r) for r in results if r.status in ("missed", "unsure")][:MOST_RECOMMENDED],
            "earlier": [(text.when(at), f"{value:.1f}" if value is not None else "not measured whole")
                        for at, value in card.earlier[-12:]]}


def _value(value: float | None, unit: str) -> str:
    return "–" if value is None else units.human(value, unit) if unit in ("s", "B", "1/s", "B/s") else f"{units.digits(value, True)}{units.THIN}{'' if unit == '1' else text.visible(unit, 12)}".rstrip(units.THIN)


def _row(r: BudgetResult) -> dict:
    bounds = "" if r.lo is None or r.hi is None else f"[{_value(r.lo, r.unit)}, {_value(r.hi, r.unit)}]"
    return {"result": r, "limit": units.limit(r.target), "value": _value(r.value, r.unit), "interval": bounds}


def _score(s) -> dict:
    whole = f"{s.value:.1f}" if s.value is not None else f"{s.lo:.0f} to {s.hi:.0f}"
    return {"score": s, "value": whole, "measured": units.percent(s.measured), "weight": units.percent(s.weight)}


def _advice(r: BudgetResult) -> str:
    """Returns one line: what misses, by what, and what the budget's own note says of it."""
    said = f"{text.visible(r.title, 120)}: {_value(r.value, r.unit)}, target {text.visible(r.target, 60)}"
    verb = "missed" if r.status == "missed" else "not decided"
    return f"Tier {r.tier}, {verb}. {said}" + (f". {text.visible(r.note, 300)}" if r.note else "")
