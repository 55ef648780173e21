"""What the launches of one series say: median, its interval, spread between and within launches, rates.

A launch is one value (the median of its batches), because batches of one process share its luck. The interval is made
of order statistics: no distribution is assumed. Below six launches there is no 95 % interval, and it is not made up.
"""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from reports import text
from reports.model import Sample, Series, SessionData

LEVEL = 0.95
MAD_TO_SD = 1.4826  # makes the median absolute deviation of normal values their standard deviation
RATES = {"items_per_second": "1/s", "bytes_per_second": "B/s"}  # Google Benchmark's names


@dataclass(frozen=True)
class Summary:
    series: Series
    side: str
    launches: int
    batches: str             # "12", or "8–12" where launches differ
    median: float
    lo: float | None         # None: too few launches for an interval
    hi: float | None
    between: float | None    # relative spread of launch values; None with one launch or a median of 0
    within: float | None     # relative spread of batches, its median over the launches
    items: float | None = None
    bytes: float | None = None
    before: float | None = None  # median in the session that is history


@lru_cache(None)
def interval_rank(n: int) -> int:
    """Returns which order statistic from either end bounds the median of n values at 95 % or more; 0: none does."""
    rank = int(stats.binom.ppf((1 - LEVEL) / 2, n, 0.5)) if n else 0
    while rank > 0 and 2 * stats.binom.cdf(rank - 1, n, 0.5) > 1 - LEVEL:
        rank -= 1
    return max(0, rank)


def median_interval(values: np.ndarray) -> tuple[float, float] | None:
    """Returns the narrowest symmetric order-statistic interval of the median at 95 % or more, or None."""
    rank = interval_rank(len(values))
    if rank < 1:
        return None
    ordered = np.sort(values)
    return float(ordered[rank - 1]), float(ordered[len(values) - rank])


def spread(values: np.ndarray) -> float | None:
    """Returns the median absolute deviation, scaled to a standard deviation, as a share of the median."""
    middle = float(np.median(values))
    if len(values) < 2 or middle == 0:
        return None
    return MAD_TO_SD * float(np.median(np.abs(values - middle))) / abs(middle)


def summarise(series: Series, side: str, samples: list[Sample]) -> Summary:
    """Returns the summary of these samples of one series and one side."""
    values = np.array([sample.value for sample in samples])
    bounds = median_interval(values)
    inner = [s for s in (spread(sample.values) for sample in samples) if s is not None]
    counts = sorted({len(sample.values) for sample in samples})
    return Summary(
        series, side, len(values), f"{counts[0]}" if len(counts) == 1 else f"{counts[0]}–{counts[-1]}",
        float(np.median(values)), bounds[0] if bounds else None, bounds[1] if bounds else None, spread(values),
        float(np.median(inner)) if inner else None)


def sides(samples: list[Sample]) -> list[str]:
    """Returns the sides that occur, base before head."""
    present = {sample.launch.side for sample in samples}
    return [side for side in ("solo", "base", "head") if side in present]


def summaries(data: SessionData, history: SessionData | None = None) -> list[Summary]:
    """Returns one summary per series and side, by name, primary metric first; rates stand beside the primary."""
    earlier = {series_id: [s.value for s in samples if s.launch.side != "base"]
               for series_id, samples in (history.samples.items() if history else ())}
    medians = {series_id: float(np.median(values)) for series_id, values in earlier.items() if values}
    rates = {}
    rows = []
    for series_id, samples in data.samples.items():
        series = data.series[series_id]
        for side in sides(samples):
            row = summarise(series, side, [s for s in samples if s.launch.side == side])
            if series.metric in RATES:
                rates[(_arm(series), side, series.metric)] = row.median
            rows.append(row)
    done = []
    for row in rows:
        rate = {metric: rates.get((_arm(row.series), row.side, metric)) if row.series.is_primary else None
                for metric in RATES}
        done.append(Summary(**{**vars(row), "items": rate["items_per_second"], "bytes": rate["bytes_per_second"],
                               "before": medians.get(row.series.id)}))
    return sorted(done, key=lambda row: (text.natural(row.series.benchmark), row.series.lane, row.series.impl != "own",
                                         row.series.impl, not row.series.is_primary, row.series.metric, row.side))


def _arm(series: Series) -> tuple:
    return series.benchmark, series.version, series.impl, series.lane, series.mode
