"""Pairs of a contrast: what the verdict was made from, recomputed from the stored launches.

A pair is a round in which base and head were each launched once. Its difference is the log ratio head/base for times
and bytes, else head - base; where more is better it is flipped, so that a difference above 0 is always worse.
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from reports.model import Sample, Series

SLACK = 1e-12  # an error level may have been rounded on its way through the store


@dataclass(frozen=True)
class Estimate:
    pairs: int
    change: float
    lo: float | None  # None: too few pairs for a bound at this error
    hi: float | None


def differences(series: Series, samples: list[Sample]) -> tuple[np.ndarray, np.ndarray]:
    """Returns (rounds, differences) of the complete pairs, in order of rounds."""
    rounds: dict[int, dict[str, list[float]]] = {}
    for sample in samples:
        if sample.launch.side in ("base", "head") and not sample.launch.failure:  # else kept, but does not count
            rounds.setdefault(sample.launch.round, {"base": [], "head": []})[sample.launch.side].append(sample.value)
    kept, found = [], []
    for number, pair in sorted(rounds.items()):
        if len(pair["base"]) != 1 or len(pair["head"]) != 1:
            continue
        difference = _difference(series, pair["base"][0], pair["head"][0])
        if math.isfinite(difference):
            kept.append(number)
            found.append(difference)
    return np.array(kept, dtype=int), np.array(found)


def _difference(series: Series, base: float, head: float) -> float:
    sign = 1.0 if series.better == "less" else -1.0
    if not series.is_ratio:
        return sign * (head - base)
    return sign * (math.log(head) - math.log(base)) if base > 0 and head > 0 else math.nan


def estimate(values: np.ndarray, error: float | None) -> Estimate | None:
    """Returns Hodges-Lehmann's estimate and the signed-rank bounds at this one-sided error."""
    n = len(values)
    if n == 0:
        return None
    i, j = np.triu_indices(n)
    walsh = np.sort((values[i] + values[j]) / 2)
    rank = signed_rank(n, error) if error is not None and 0 < error < 0.5 else 0
    bounds = (float(walsh[rank - 1]), float(walsh[-rank])) if rank else (None, None)
    return Estimate(n, float(np.median(walsh)), *bounds)


@lru_cache(None)
def signed_rank(n: int, error: float) -> int:
    """Returns how many values w have P(W+ <= w) <= error: the rank of the bound among the Walsh averages."""
    low, high = 0, n * (n + 1) // 2 + 1
    while low < high:
        middle = (low + high) // 2
        if _tail(n, middle) <= error * (1 + SLACK):
            low = middle + 1
        else:
            high = middle
    return low


@lru_cache(None)
def _tail(n: int, statistic: int) -> float:
    """Returns scipy's exact P(W+ <= statistic): asks its test about ranks with signs that give this statistic."""
    signed = []
    left = statistic
    for rank in range(n, 0, -1):
        positive = left >= rank
        left -= rank if positive else 0
        signed.append(rank if positive else -rank)
    return float(stats.wilcoxon(signed, alternative="less", method="exact").pvalue)
