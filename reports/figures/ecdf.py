"""The distribution of launch values: the share of launches at or below each value. For a pair, base beside head."""
from __future__ import annotations

import numpy as np
from markupsafe import Markup

from reports import svg
from reports.figures.common import axis_scale
from reports.model import Sample

MOST_STEPS = 80  # a staircase of more steps looks the same


def ecdf(samples: list[Sample], unit: str, kind: str, label: str) -> Markup:
    """Draws one staircase per side (solid: head or the run; dashed: base), and the batches' own in a thin line."""
    plot = svg.axes(290, 190, right=14)
    launch_values = {base: np.sort([s.value for s in samples if (s.launch.side == "base") == base])
                     for base in (True, False)}
    batches = np.sort(np.concatenate([s.values for s in samples]))
    paired = len(launch_values[True]) > 0
    shown = np.concatenate(list(launch_values.values())) if paired else batches
    factor = axis_scale(plot, [float(shown.min()), float(shown.max())], unit, kind, along="x")
    if not paired and len(batches) > len(launch_values[False]):
        _staircase(plot, batches / factor, color=svg.MUTED, linewidth=0.8)
    if paired:
        _staircase(plot, launch_values[True] / factor, color=svg.BASE, linewidth=1.8, dashes=(4, 2))
    if len(launch_values[False]):
        _staircase(plot, launch_values[False] / factor, color=svg.INK, linewidth=1.8)
    plot.xaxis.get_major_locator().set_params(nbins=4) if plot.get_xscale() == "linear" else None
    plot.set_ylim(0, 1)
    plot.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    return svg.to_svg(plot, label)


def _staircase(plot, values: np.ndarray, **style) -> None:
    n = len(values)
    picked = np.unique(np.linspace(0, n - 1, min(n, MOST_STEPS)).round().astype(int))
    x = np.concatenate([[values[0]], values[picked]])
    y = np.concatenate([[0.0], (picked + 1) / n])
    plot.plot(np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1], clip_on=False, solid_joinstyle="miter", **style)
