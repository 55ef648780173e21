"""A history as it prints: medians with their 95 % intervals, a line per machine, changes as marks, limits as lines."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from reports import svg
from reports.figures.common import axis_scale

COLOUR = {"worse": svg.WORSE, "better": svg.BETTER}
MOST_POINTS = 160


@dataclass(frozen=True)
class Segment:
    """What one machine measured: positions, medians, bounds (NaN where there are none)."""

    at: np.ndarray
    median: np.ndarray
    lo: np.ndarray
    hi: np.ndarray


def trend(segments: list[Segment], marks: list[tuple[int, str, str]], limits: list[float], unit: str, kind: str,
          label: str) -> Markup:
    """`marks` are (position, direction, letter): vertical lines; `limits` are values of budgets."""
    plot = svg.axes(700, 210, right=14)
    seen = np.concatenate([part for s in segments for part in (s.median, s.lo, s.hi)])
    seen = seen[np.isfinite(seen)]
    factor = axis_scale(plot, [float(seen.min()), float(seen.max()), *limits], unit, kind)
    for segment in segments:
        step = max(1, -(-len(segment.at) // MOST_POINTS))
        pick = np.unique([*range(0, len(segment.at), step), len(segment.at) - 1])
        x, bounds = segment.at[pick] + 1, np.isfinite(segment.lo[pick])
        if bounds.any():
            plot.fill_between(x, segment.lo[pick] / factor, segment.hi[pick] / factor, where=bounds, color=svg.BAND,
                              linewidth=0, clip_on=False)
        plot.plot(x, segment.median[pick] / factor, color=svg.INK, linewidth=1.4, clip_on=False)
        if len(pick) <= 40:
            svg.dots(plot, x, segment.median[pick] / factor, svg.INK, 4.0)
    for limit in limits:
        plot.axhline(limit / factor, color=svg.MUTED, linewidth=1.0, dashes=(6, 3), clip_on=False)
    top = plot.get_ylim()[1]
    for position, direction, letter in marks:
        colour = COLOUR.get(direction, svg.MUTED)
        plot.axvline(position + 1, color=colour, linewidth=1.2, clip_on=False)
        plot.text(position + 1, top, letter, ha="center", va="bottom", color=colour, clip_on=False)
    plot.set_xlim(0.5, max(int(s.at.max()) for s in segments) + 1.5)
    plot.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    plot.set_xlabel("session, in the order of commits")
    return svg.to_svg(plot, label)
