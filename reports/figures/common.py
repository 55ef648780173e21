"""What figures share: the value axis in units for people, with room above and below, logarithmic where it must be."""
from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from reports import svg, units

MOST = 1e290  # of what is drawn: axes, ticks and units make less than the largest double of it
POWERS = 300  # of ten, either way
LOG_FROM = 25.0  # the largest value over the smallest, from which on a linear axis would hide all but the outlier


def drawable(values) -> np.ndarray:
    """Returns the values, the extreme ones as the largest that can be drawn; what is not a number stays so."""
    return np.clip(np.asarray(values, dtype=float), -MOST, MOST)


def value_unit(middle: float, unit: str, kind: str) -> tuple[float, str]:
    """Returns (factor, word) that scale values of this size."""
    return (0.01, "%") if kind == "share" else units.scale(middle, unit)


def axis_scale(plot: Axes, values: list[float], unit: str, kind: str, along: str = "y") -> float:
    """Sets limits, ticks and unit of the value axis; returns the factor by which values are divided."""
    lo, hi = min(values), max(values)
    middle = math.sqrt(lo * hi) if lo > 0 else hi
    factor, word = value_unit(middle, unit, kind)
    lo, hi = lo / factor, hi / factor
    axis = plot.yaxis if along == "y" else plot.xaxis
    limits = plot.set_ylim if along == "y" else plot.set_xlim
    if lo > 0 and hi / lo >= LOG_FROM:
        (plot.set_yscale if along == "y" else plot.set_xscale)("log")
        ticks = decades(lo, hi)
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_minor_locator(NullLocator())
        limits(min(lo, ticks[0]) / 1.15, max(hi, ticks[-1]) * 1.15)
    else:
        room = 0.06 * (hi - lo) or 0.02 * abs(hi) or 1.0
        limits(lo - room, hi + room)
    axis.set_major_formatter(svg.plain())
    if along == "y":
        plot.text(0, 1.0, word or "count", transform=plot.transAxes, ha="right", va="bottom", clip_on=False,
                  position=(-4 / 340, 1.015))
    else:
        plot.set_xlabel(word or "count")
    return factor


def decades(lo: float, hi: float) -> list[float]:
    """Returns at most seven powers of ten that enclose the range, all steps alike as far as there are powers of ten."""
    first, last = math.floor(math.log10(lo)), math.ceil(math.log10(hi))
    step = max(1, math.ceil((last - first) / 5))
    return [10.0 ** max(-POWERS, min(power, POWERS)) for power in range(first, last + step, step)]
