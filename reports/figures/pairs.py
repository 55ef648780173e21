"""The differences of pairs, which are what is judged: one dot per pair, the tolerance as a band, the interval aside."""
from __future__ import annotations

import numpy as np
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from reports import svg
from reports.figures.common import drawable
from reports.model import Verdict

COLOUR = {"slower": svg.WORSE, "faster": svg.BETTER}


def pairs(values: np.ndarray, verdict: Verdict, label: str) -> Markup:
    """Draws log ratios as per cent, shares as points, other differences as they are; above 0 is worse."""
    plot = svg.axes(290, 190, left=44, right=14)
    ratio, factor = verdict.series.is_ratio, 100.0 if verdict.series.is_ratio or verdict.series.kind == "share" else 1.0
    scaled = drawable(factor * (np.expm1(values) if ratio else values))
    rest = [None if v is None or not np.isfinite(v) else float(drawable(factor * (np.expm1(v) if ratio else v)))
            for v in (verdict.change, verdict.lo, verdict.hi)]
    below, above = drawable(_band(verdict))
    count = len(scaled)
    plot.axhspan(below, above, color=svg.BAND, linewidth=0, clip_on=False)
    plot.axhline(0, color=svg.MUTED, linewidth=0.8, clip_on=False)
    svg.dots(plot, range(1, count + 1), scaled, svg.INK, 4.0)
    colour = COLOUR.get(verdict.verdict, svg.INK)
    aside = count + max(1.0, 0.08 * count)
    if rest[1] is not None and rest[2] is not None:
        plot.plot([aside, aside], rest[1:], color=colour, linewidth=2.2, solid_capstyle="butt", clip_on=False)
    if rest[0] is not None:
        svg.dots(plot, [aside], [rest[0]], colour, 6.5)
    seen = [below, above] + [v for v in [*scaled, *rest] if v is not None]
    room = 0.08 * (max(seen) - min(seen)) or 1.0
    plot.set_ylim(min(seen) - room, max(seen) + room)
    plot.set_xlim(0.3, aside + 0.5)
    plot.xaxis.set_major_locator(MaxNLocator(min(6, count), integer=True))
    plot.set_xticks([t for t in plot.get_xticks() if 1 <= t <= count])
    word = "%" if ratio else "points" if verdict.series.kind == "share" else ""
    plot.set_ylabel(f"change, {word}".rstrip(", "))
    plot.set_xlabel("pair; right of it the estimate")
    return svg.to_svg(plot, label)


def _band(verdict: Verdict) -> tuple[float, float]:
    """Returns what lies within the tolerance, on the drawn scale: for ratios symmetric in the logarithm."""
    if verdict.series.is_ratio:
        return 100 * (1 / (1 + verdict.tolerance) - 1), 100 * verdict.tolerance
    reach = verdict.tolerance * (100.0 if verdict.series.kind == "share" else abs(verdict.base_median or 0.0))
    return -reach, reach
