"""The noise of real histories, without their levels, and new series made of it in which nothing changed: what the studies
of trend are made of."""
from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from reports.load import StoreError, load  # noqa: E402

POINTS_MIN = 40
HALF_WINDOW = 15       # points of the running median that takes the levels out
SPREADS = 0.0005, 0.25  # of the logarithms: below a clock's grain, above no noise but chaos
BLOCK = 8              # successive points that stay together, so that neighbours go on resembling each other


def histories(places: list[Path]) -> dict[str, np.ndarray]:
    """Reads the positive, finite values of every series in files of series, folders of such, and stores (.db)."""
    found = {}
    for place in places:
        for file in sorted(place.rglob("*.json")) if place.is_dir() else [place]:
            for name, values in _store(file) if file.suffix == ".db" else _series(file):
                values = np.array([np.nan if v is None else v for v in values], float)
                values = values[np.isfinite(values)]
                if len(values) >= POINTS_MIN and (values > 0).all():
                    found[f"{file.stem}/{name}"] = values
    return found


def _store(file: Path) -> list:
    try:
        return [(f"{t.series.benchmark} {t.series.impl} {t.series.lane}", t.median) for t in load(str(file)).trends]
    except StoreError as error:
        raise SystemExit(f"{error}") from error


def _series(file: Path) -> list:
    try:
        data = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise SystemExit(f"reading {file}: {error}; give JSON files of series, folders of them, or stores") from error
    data = data if isinstance(data, list) else [data]
    return [(one.get("name", file.stem), one["values"]) for one in data if isinstance(one, dict) and "values" in one]


def spread(values: np.ndarray) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def noises(places: list[Path]) -> dict[str, np.ndarray]:
    """Returns the log residuals around a running median of every history whose noise is within SPREADS."""
    found = {}
    for name, values in histories(places).items():
        y = np.log(values)
        rest = np.array([y[i] - np.median(y[max(0, i - HALF_WINDOW):i + HALF_WINDOW + 1]) for i in range(len(y))])
        if SPREADS[0] < spread(rest) < SPREADS[1]:
            found[name] = rest
    if not found:
        raise SystemExit(f"no history of {POINTS_MIN} positive points or more with a spread of {100 * SPREADS[0]:g} to "
                         f"{100 * SPREADS[1]:g} %: nothing to redraw")
    return found


def redraw(noise: np.ndarray, points: int, count: int, random: np.random.Generator) -> np.ndarray:
    """Returns `count` rows of `points` values: blocks of the noise in any order."""
    starts = random.integers(len(noise) - BLOCK + 1, size=(count, -(-points // BLOCK)))
    return noise[starts[:, :, None] + np.arange(BLOCK)].reshape(count, -1)[:, :points]
