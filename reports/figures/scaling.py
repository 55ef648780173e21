"""Throughput or efficiency against the number of agents, one lettered line per variant, beside a linear guide.

Letters, not names, stand at the lines' ends: names are strangers' text of any length; the key below spells them.
"""
from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.ticker import FixedLocator, NullLocator

from reports import svg
from reports.figures.common import axis_scale

DASHES = [(), (5, 2), (1.5, 1.8), (7, 2, 1.5, 2)]  # lines differ in dash and letter, not in hue


@dataclass(frozen=True)
class Line:
    letter: str
    agents: list[int]
    values: list[float]
    lo: list[float | None]
    hi: list[float | None]


def scaling(lines: list[Line], guide: list[tuple[float, float]], unit: str, kind: str, label: str) -> Markup:
    """Draws the lines on a logarithmic axis of agents; `guide` is what linear growth would give."""
    plot = svg.axes(440, 260, right=26, top=18)
    agents = sorted({n for line in lines for n in line.agents})
    seen = [v for line in lines for v in (*line.values, *[b for b in (*line.lo, *line.hi) if b is not None])]
    top = max(seen) * 1.1
    # The guide may leave the picture; what is measured decides the scale.
    shown_guide = [(n, value) for n, value in guide if value <= 3 * top]
    factor = axis_scale(plot, [0.0 if kind == "share" else min(seen), max(seen + [1.0] * (kind == "share"))]
                        + [min(value, top) for _, value in shown_guide], unit, kind)
    plot.set_xscale("log")
    bottom, ceiling = plot.get_ylim()
    if plot.get_yscale() == "linear":
        plot.set_ylim(0, ceiling)
    plot.set_xlim(agents[0] / 1.1, agents[-1] * 1.1)
    plot.xaxis.set_major_locator(FixedLocator(agents))
    plot.xaxis.set_minor_locator(NullLocator())
    plot.xaxis.set_major_formatter(svg.plain())
    inside = clip_line(shown_guide, ceiling * factor)
    if len(inside) > 1:
        plot.plot([n for n, _ in inside], [v / factor for _, v in inside], color=svg.MUTED, linewidth=1.0,
                  dashes=(1, 3), clip_on=False)
    for i, line in enumerate(lines):
        y = [v / factor for v in line.values]
        plot.plot(line.agents, y, color=svg.INK, linewidth=1.6, dashes=DASHES[i % 4] or (None, None), clip_on=False)
        for n, lo, hi in zip(line.agents, line.lo, line.hi):
            if lo is not None and hi is not None:
                plot.plot([n, n], [lo / factor, hi / factor], color=svg.INK, linewidth=1.2, clip_on=False)
        svg.dots(plot, line.agents, y, svg.INK, 5.5)
    for y, letter in spaced([(line.values[-1] / factor, line.letter) for line in lines], plot):
        plot.annotate(letter, (agents[-1], y), xytext=(14, 0), textcoords="offset points", va="center", color=svg.INK,
                      annotation_clip=False)
    plot.set_xlabel("agents")
    return svg.to_svg(plot, label)


def clip_line(points: list[tuple[float, float]], ceiling: float) -> list[tuple[float, float]]:
    """Returns the rising line cut where it leaves through the ceiling, so that nothing needs a clip path."""
    kept: list[tuple[float, float]] = []
    for n, value in points:
        if value > ceiling:
            if kept and value > kept[-1][1]:
                share = (ceiling - kept[-1][1]) / (value - kept[-1][1])
                kept.append((kept[-1][0] + share * (n - kept[-1][0]), ceiling))
            break
        kept.append((n, value))
    return kept


def spaced(labels: list[tuple[float, str]], plot) -> list[tuple[float, str]]:
    """Moves labels that would overlap apart, upwards, by the height of a line of text."""
    to_pixels, to_data = plot.transData, plot.transData.inverted()
    placed, lowest = [], float("-inf")
    for y, letter in sorted(labels):
        pixel = max(to_pixels.transform((1, y))[1], lowest)
        lowest = pixel + 11
        placed.append((to_data.transform((0, pixel))[1], letter))
    return placed
