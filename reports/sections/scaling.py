"""How throughput grows with the number of agents, beside what linear growth would give.

Linear up to the parallelism there is: one for work timed on one thread's CPU clock, else the workers, else the cores.
More agents than that can share the cores but not multiply them; efficiency is measured against this. Where items are not
counted there is none: an operation may hold more work the more agents there are.
"""
from __future__ import annotations

import re

from reports import text, units
from reports.figures.common import MOST
from reports.figures.scaling import Line, scaling
from reports.law import fit
from reports.page import Page
from reports.summary import Summary

ID, TITLE, ORDER = "scaling", "Scaling", 50
FROM_RUN = True  # where this session has none of it, the run before it may
AGENTS = re.compile(r"/agents=([1-9]\d{0,8})(?=/|$)")
PARAMETERS = re.compile(r"(/[^/=]+=[^/]*)+$")
MOST_LINES = 12
ITEMS = "items_per_second"


def build(page: Page) -> dict | str:
    """Returns one chart pair per benchmark family that was measured with two numbers of agents or more."""
    points: dict[tuple, dict[int, tuple[Summary, Summary | None]]] = {}
    items = {(r.series.benchmark, r.series.lane, r.series.impl, r.series.version): r for r in page.summaries
             if r.series.metric == ITEMS and r.side != "base"}
    for row in page.summaries:
        found = AGENTS.search(row.series.benchmark)
        if not found or not row.series.is_primary or row.series.kind != "time" or row.side == "base" or not _drawable(row.median):
            continue
        s = row.series
        key = (AGENTS.sub("", s.benchmark), s.lane, s.impl, s.version, s.clock)
        rate = items.get((s.benchmark, s.lane, s.impl, s.version))
        points.setdefault(key, {})[int(found[1])] = (row, rate)
    families: dict[str, list[dict]] = {}
    for key, by_agents in sorted(points.items(), key=lambda item: (text.natural(item[0][0]), item[0][1:])):
        if len(by_agents) >= 2:
            families.setdefault(PARAMETERS.sub("", key[0]), []).append(_variant(page, key, by_agents))
    if not families:
        return "No benchmark was measured with two or more numbers of agents (agents=N in its name)."
    return {"charts": [_chart(subject, variants) for subject, variants in families.items()]}


def _variant(page: Page, key: tuple, by_agents: dict) -> dict:
    """Returns throughput and efficiency of one line: items per second where they are counted, else operations."""
    benchmark, lane, impl, version, clock = key
    counted = all(rate is not None and _drawable(rate.median) for _, rate in by_agents.values())
    limit = 1 if clock == "cpu" else _workers(benchmark) or _cores(page)
    agents = sorted(by_agents)
    rows = []
    for n in agents:
        row, rate = by_agents[n]
        middle, lo, hi = (rate.median, rate.lo, rate.hi) if counted else (
            1 / row.median, 1 / row.hi if row.lo else None, 1 / row.lo if row.lo else None)
        rows.append({"agents": n, "value": middle, "lo": lo, "hi": hi})
    first = rows[0]
    for row in rows:
        parallel = min(row["agents"], limit or row["agents"]) / min(first["agents"], limit or first["agents"])
        row["guide"] = first["value"] * parallel
        row["speedup"] = row["value"] / first["value"]
        row["efficiency"] = row["value"] / row["guide"]
        row["shown"] = units.human(row["value"], "1/s")
        row["interval"] = units.interval(row["lo"], row["hi"], row["value"], "1/s")
        row["linear_share"] = row["speedup"] / (row["agents"] / first["agents"])
        row["of_linear"] = units.percent(row["linear_share"]) if counted else "–"
        row["percent"] = units.percent(row["efficiency"]) if counted else "–"
    parameters = PARAMETERS.search(benchmark)
    words = [parameters[0].strip("/") if parameters else "", lane, impl if impl != "own" else "",
             f"version {version}" if version != 1 else ""]
    law = fit([row["agents"] for row in rows], [row["value"] for row in rows]) if counted else None
    return {"words": ", ".join(word for word in words if word), "rows": rows, "limit": limit, "counted": counted,
            "law": law.words if law else ""}


def _drawable(value: float) -> bool:
    """Whether the value and its inverse are numbers above 0 that a figure holds."""
    return 1 / MOST < value < MOST


def _workers(benchmark: str) -> int | None:
    found = re.search(r"/(?:workers|threads)=([1-9]\d{0,5})(?=/|$)", benchmark)
    return int(found[1]) if found else None


def _cores(page: Page) -> int | None:
    details = page.data.session.machine.details
    cores = details.get("cores") if isinstance(details, dict) else None
    return cores if isinstance(cores, int) and cores > 0 else None


def _chart(subject: str, variants: list[dict]) -> dict:
    drawn = variants[:MOST_LINES]
    for letter, variant in zip("ABCDEFGHIJKL", drawn):
        variant["letter"] = letter
    lines = [_line(v, "value", 1.0) for v in drawn]
    shares = [_line(v, "efficiency", None) for v in drawn]
    counted = all(variant["counted"] for variant in variants)
    guide = [(row["agents"], row["guide"]) for row in drawn[0]["rows"]] if counted else []
    name = text.visible(subject, 120)
    figures = [scaling(lines, guide, "1/s", "count", f"{name}: throughput against the number of agents")]
    if counted:
        figures.append(scaling(shares, [(n, 1.0) for n, _ in guide], "1", "share", f"{name}: efficiency against agents"))
    limits = sorted({v["limit"] for v in variants if v["limit"]})
    return {
        "subject": subject, "id": text.slug("scaling", subject), "variants": variants,
        "undrawn": len(variants) - len(drawn),
        "counted": counted, "limits": limits, "figures": figures,
    }


def _line(variant: dict, field: str, scale: float | None) -> Line:
    """Returns one line; efficiency carries the relative interval of its throughput."""
    rows = variant["rows"]
    factors = [scale or row["efficiency"] / row["value"] for row in rows]
    lo, hi = ([None if row[end] is None else row[end] * factor for row, factor in zip(rows, factors)]
              for end in ("lo", "hi"))
    return Line(variant["letter"], [row["agents"] for row in rows], [row[field] for row in rows], lo, hi)
