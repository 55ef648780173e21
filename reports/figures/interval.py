"""The change of one row as a bar of a few hundred bytes: tolerance band, interval, estimate, on the table's own axis.

Drawn by hand and not by matplotlib, because a table of hundreds of rows has hundreds of them and no text in any.
"""
from __future__ import annotations

import math

from markupsafe import Markup

from reports.model import Verdict

WIDTH, HEIGHT = 130, 16
CLASS = {"slower": "worse", "faster": "better"}


def interval_bar(verdict: Verdict, reach: float) -> Markup:
    """Draws -reach .. +reach from left to right; what lies beyond ends in an arrow at the edge."""
    def x(value: float) -> float:
        return round(WIDTH / 2 + max(-1.0, min(1.0, value / reach)) * (WIDTH / 2 - 5), 1)

    def share(bound: float | None) -> float | None:
        return None if bound is None else math.expm1(min(bound, 5.0))

    change, lo, hi = share(verdict.change), share(verdict.lo), share(verdict.hi)
    middle = HEIGHT // 2
    left, right = x(-verdict.tolerance), x(verdict.tolerance)
    parts = [f'<rect class="band" x="{left}" y="0" width="{round(right - left, 1)}" height="{HEIGHT}"/>',
             f'<path class="zero" d="M{WIDTH / 2} 0v{HEIGHT}"/>']
    marks = ""
    if lo is not None and hi is not None:
        marks += f"M{x(lo)} {middle}H{x(hi)}"
        marks += f"M{WIDTH - 6} {middle - 4}l4 4l-4 4" if hi > reach else ""
        marks += f"M6 {middle - 4}l-4 4l4 4" if lo < -reach else ""
    if marks:
        parts.append(f'<path d="{marks}"/>')
    if -reach <= change <= reach:
        parts.append(f'<circle cx="{x(change)}" cy="{middle}" r="3.5"/>')
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    direction = CLASS.get(verdict.verdict, "")
    return Markup(f'<svg class="bar {direction}" aria-hidden="true" {size}>{"".join(parts)}</svg>')
