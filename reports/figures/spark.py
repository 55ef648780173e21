"""A history in the space of a word: a line per machine, a dot where something changed. Drawn by hand for its size."""
from __future__ import annotations

import numpy as np
from markupsafe import Markup

WIDTH, HEIGHT = 150, 22
MOST_POINTS = 75  # of one line; two pixels apart


def spark(lines: list[tuple[np.ndarray, np.ndarray]], marks: list[tuple[int, float, str]]) -> Markup:
    """Draws lines of (position, value) on one scale; `marks` are (position, value, "worse" | "better" | "")."""
    values = np.concatenate([line[1] for line in lines])
    last = max(int(line[0].max()) for line in lines)
    low, high = float(values.min()), float(values.max())
    reach = (high - low) or abs(high) or 1.0

    def x(position: float) -> float:
        return round(3 + (WIDTH - 6) * position / max(1, last), 1)

    def y(value: float) -> float:
        return round(HEIGHT - 4 - (HEIGHT - 8) * ((value - low) / reach) if high > low else HEIGHT / 2, 1)

    paths = ""
    for positions, points in lines:
        step = max(1, -(-len(positions) // MOST_POINTS))
        picked = sorted({*range(0, len(positions), step), len(positions) - 1})
        paths += "M" + "L".join(f"{x(positions[i])} {y(points[i])}" for i in picked)
        if len(picked) == 1:
            paths += "h.1"
    dots = "".join(f'<circle class="{direction}" cx="{x(position)}" cy="{y(value)}" r="3"/>'
                   for position, value, direction in marks)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return Markup(f'<svg class="spark" aria-hidden="true" {size}><path d="{paths}"/>{dots}</svg>')
