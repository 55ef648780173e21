"""Values in the order measured: a dot per batch, a bar per launch. Drift, two levels and lone outliers show here."""
from __future__ import annotations

from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from reports import svg
from reports.figures.common import axis_scale
from reports.model import Sample

MOST_DOTS = 480  # of one figure; beyond that every k-th batch is drawn


def order(samples: list[Sample], unit: str, kind: str, label: str) -> Markup:
    """Draws launches along the x axis in the order they were started; base in rings, all else in full dots."""
    plot = svg.axes(400, 190)
    factor = axis_scale(plot, [value for s in samples for value in (s.values.min(), s.values.max())], unit, kind)
    positions = {launch: i + 1 for i, launch in enumerate(dict.fromkeys(s.launch.id for s in samples))}
    step = max(1, sum(len(s.values) for s in samples) // MOST_DOTS)
    for base in (True, False):
        part = [s for s in samples if (s.launch.side == "base") == base]
        x, y, bars_x, bars_y = [], [], [], []
        for sample in part:
            values = sample.values[::step] / factor
            centre = positions[sample.launch.id]
            # Batches stand side by side in their launch's column, so that a warm-up within a launch shows too.
            x += [centre + 0.6 * ((i + 0.5) / len(values) - 0.5) for i in range(len(values))]
            y += list(values)
            bars_x += [centre - 0.36, centre + 0.36, None]
            bars_y += [sample.value / factor, sample.value / factor, None]
        if part:
            svg.dots(plot, x, y, svg.BASE if base else svg.MUTED, 2.2)
            plot.plot(bars_x, bars_y, color=svg.BASE if base else svg.INK, linewidth=2.0, solid_capstyle="butt",
                      clip_on=False, zorder=4)
    plot.set_xlim(0.4, len(positions) + 0.6)
    plot.xaxis.set_major_locator(MaxNLocator(min(8, len(positions)), integer=True))
    plot.set_xlabel("launch, in the order started")
    return svg.to_svg(plot, label)
