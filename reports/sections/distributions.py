"""Every launch of every judged series: drift, two levels and stray launches are seen, not summed away."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from reports import text, units
from reports.figures.common import drawable
from reports.figures.ecdf import ecdf
from reports.figures.order import order
from reports.figures.pairs import pairs
from reports.model import Sample, Series
from reports.page import Page
from reports.pairing import differences
from reports.summary import MAD_TO_SD, sides

ID, TITLE, ORDER = "distributions", "In detail", 28
MOST_BYTES = 800_000    # of all figures together: a page that takes long to open is not read
MOST_DRAWN = 90         # series with figures, what changed first; the script draws the others when they are opened
MOST_ENTRIES = 600
STRAY = 5               # spreads from the median: beyond, a launch is told of
MOST_COUNTERS = 30
OPEN_FIRST = 2          # those the reader came for stand open


def build(page: Page) -> dict | str:
    """Returns one entry per series, what changed first, until the figures would make the page heavy."""
    chosen = [page.data.series[i] for i in page.data.samples if page.drawn(page.data.series[i])]
    if not chosen:
        return "No launch has finished, so there is nothing to draw."
    rank = {verdict.series.id: i for i, verdict in enumerate(page.verdicts)}
    chosen.sort(key=lambda s: (rank.get(s.id, len(rank)), text.natural(s.benchmark), s.lane, s.impl != "own", s.impl,
                               s.metric))
    entries, used = [], 0
    raw = {series_id: i for i, series_id in enumerate(page.data.samples)}
    for series in chosen[:MOST_ENTRIES]:
        entry = _entry(page, series, draw=used < MOST_BYTES and len(entries) < MOST_DRAWN)
        entry["raw"] = raw[series.id]
        used += sum(len(figure) for figure in entry["figures"])
        entries.append(entry)
    changed = sum(entry["word"] in ("failed", "slower", "faster", "unsure") for entry in entries)
    for entry in entries[:min(OPEN_FIRST, changed or 1)]:
        entry["open"] = True
    return {"entries": entries, "paired": page.data.session.is_pair,
            "undrawn": sum(not entry["figures"] and not entry["constant"] for entry in entries)
            + len(chosen[MOST_ENTRIES:]), "all": len(chosen), "same_commits": _commits(page)}


def _entry(page: Page, series: Series, draw: bool) -> dict:
    samples = page.data.samples[series.id]
    verdict = page.verdict_of.get(series.id)
    values = np.concatenate([sample.values for sample in samples])
    constant = float(values.min()) == float(values.max())
    figures = []
    if draw and not constant:
        name = text.visible(series.benchmark, 120)
        drawn = [replace(sample, values=drawable(sample.values)) for sample in samples]
        figures = [order(drawn, series.unit, series.kind, f"{name}: values in the order measured"),
                   ecdf(drawn, series.unit, series.kind, f"{name}: share of launches at or below each value")]
        found = differences(series, samples)[1]
        if verdict and len(found):
            figures.insert(0, pairs(found, verdict, f"{name}: change of each pair"))
    middle = float(np.median([sample.value for sample in samples if sample.launch.side != "base"] or values))
    shown = units.human(middle, series.unit, series.kind)
    return {
        "series": series, "id": page.figure_id(series), "figures": figures, "open": False,
        "word": verdict.verdict if verdict else "",
        "change": units.change(verdict.change, series.is_ratio, series.unit, series.kind)
        if verdict and verdict.change is not None else "",
        "median": shown,
        "constant": f"Each of the {len(values)} values is {shown}." if constant else "",
        "note": verdict.note if verdict else "",
        "words": _words(samples, series),
        "counters": _counters(page, series), "command": _command(page, series),
    }


def _counters(page: Page, series: Series) -> list[dict]:
    """Returns the other metrics of the same launches, each with its median on either side."""
    found = []
    for series_id in page.siblings[page.arm_of(series)]:
        if series_id == series.id:
            continue
        other, samples = page.data.series[series_id], page.data.samples[series_id]
        medians = {side: float(np.median([s.value for s in samples if s.launch.side == side])) for side in sides(samples)}
        base, head = medians.get("base"), medians.get("head", medians.get("solo"))
        found.append({"metric": other.metric + (f" ({other.clock})" if other.kind == "time" else ""),
                      "base": units.human(base, other.unit, other.kind), "head": units.human(head, other.unit, other.kind),
                      "change": units.percent(head / base - 1, signed=True) if base and head is not None else "–"})
    return sorted(found, key=lambda row: row["metric"])[:MOST_COUNTERS]


def _commits(page: Page) -> dict:
    session = page.data.session
    commits = [build.commit_id if build else "" for build in (session.base, session.head)]
    if not all(commits) or commits[0] == commits[1]:
        return {}
    compare = f"{page.report.repository}/compare/{commits[0]}...{commits[1]}" if page.report.repository else ""
    return {"text": f"{commits[0][:10]}..{commits[1][:10]}", "url": compare}


def _command(page: Page, series: Series) -> str:
    """Returns the command that measures this again, where commits say what was measured."""
    session = page.data.session
    name = "'" + series.benchmark.replace("'", "'\\''") + "'"
    if len(series.benchmark) > 200 or not series.benchmark.isprintable():
        return ""
    if page.data.session.is_pair and session.base and session.head and session.base.commit_id and session.head.commit_id:
        head = "" if session.head.dirty else f" --head {session.head.commit_id[:12]}"
        return f"swarmperf ab --base {session.base.commit_id[:12]}{head} --filter {name} --seed {session.seed}"
    return f"swarmperf run --filter {name} --seed {session.seed}" if session.kind == "run" else ""


def _words(samples: list[Sample], series: Series) -> str:
    """Returns what the figures show in a sentence, for those who cannot see them."""
    by_side = [np.array([sample.value for sample in samples if sample.launch.side == side]) for side in sides(samples)]
    values = np.concatenate(by_side)
    low, high = (units.human(float(v), series.unit, series.kind) for v in (values.min(), values.max()))
    count = sum(_strays(part) for part in by_side)
    far = f"; {text.plural(count, 'launch', 'launches')} more than {STRAY} spreads from the median" if count else ""
    return f"{text.plural(len(values), 'launch', 'launches')} from {low} to {high}{far}."


def _strays(values: np.ndarray) -> int:
    distance = np.abs(values - np.median(values))
    usual = MAD_TO_SD * float(np.median(distance))
    return int((distance > STRAY * usual).sum()) if usual > 0 else 0
