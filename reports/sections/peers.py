"""Own code beside the plain loop and other libraries, where the same benchmark ran with each on the same lane."""
from __future__ import annotations

from collections import defaultdict

import numpy as np

from reports import text, units
from reports.page import Page
from reports.summary import Summary

ID, TITLE, ORDER = "peers", "Peers", 65
FROM_RUN = True  # where this session has none of it, the run before it may
DRAWS, SEED = 400, 1
MOST = 400


def build(page: Page) -> dict | str:
    """Returns a row per peer of a benchmark: how many times its time our own takes, with a bootstrap interval."""
    groups: dict[tuple, dict[str, Summary]] = defaultdict(dict)
    for row in page.summaries:
        s = row.series
        if s.is_primary and s.kind == "time" and row.side != "base":
            groups[(s.benchmark, s.lane, s.version, s.clock)][s.impl] = row
    rows = []
    for key, by_impl in groups.items():
        own = by_impl.get("own")
        rows += [_row(page, own, peer) for impl, peer in by_impl.items() if own and impl != "own" and own.median > 0]
    if not rows:
        return "No benchmark was measured with another implementation beside its own (impl=… of a suite)."
    rows.sort(key=lambda row: (text.natural(row["own"].series.benchmark), row["own"].series.lane, -row["speedup"]))
    return {"rows": rows[:MOST], "more": max(0, len(rows) - MOST)}


def _row(page: Page, own: Summary, peer: Summary) -> dict:
    values = [np.array([s.value for s in page.data.samples[row.series.id] if s.launch.side != "base"]) for row in (own, peer)]
    lo, hi = _interval(*values)
    speedup = peer.median / own.median
    return {"own": own, "peer": peer, "speedup": speedup, "shown": f"{speedup:.2f}{units.THIN}×",
            "interval": f"[{lo:.2f}, {hi:.2f}]" if lo is not None else "n too small",
            "time": units.human(own.median, "s"), "peer_time": units.human(peer.median, "s"),
            "link": page.link(own.series),
            "word": "faster" if lo is not None and lo > 1 else "slower" if hi is not None and hi < 1 else ""}


def _interval(own: np.ndarray, peer: np.ndarray) -> tuple[float | None, float | None]:
    """Returns the 95 % percentile bootstrap of the ratio of medians; nothing below six launches of either."""
    if min(len(own), len(peer)) < 6:
        return None, None
    random = np.random.default_rng(SEED)
    draws = [np.median(random.choice(values, (DRAWS, len(values))), axis=1) for values in (own, peer)]
    if (draws[0] <= 0).any():
        return None, None
    lo, hi = np.quantile(draws[1] / draws[0], [0.025, 0.975])
    return float(lo), float(hi)
