"""Where the numbers come from: machine, builds, arguments, seed; and every launch value to take away."""
from __future__ import annotations

import base64
import json
import math
from collections import Counter

import numpy as np

from reports import text, units
from reports.model import Build, SessionData
from reports.page import Page

ID, TITLE, ORDER = "environment", "Environment and raw data", 80
MOST_BYTES = 700_000  # of the values to take away
DIGITS = 10  # significant digits of a downloaded value; clocks have fewer


def build(page: Page) -> dict:
    """Returns tables of words beside words, in the order in which they explain a number."""
    data, session = page.data, page.data.session
    cards = [("Session", _session(data)), ("Machine", [("class", session.machine.machine_class)]
                                           + _details(session.machine.details))]
    if session.base:
        cards.append(("Base build", _build(session.base)))
    if session.head:
        cards.append(("Head build" if session.base else "Build", _build(session.head)))
    cards.append(("Arguments and environment", _details(session.details)))
    raw, held = raw_data(data)
    others = [*page.report.confirmations, *([page.report.history] if page.report.history else [])]
    return {
        "cards": cards,
        "sessions": [other.session for other in others],
        "download": "data:application/json;base64," + base64.b64encode(raw.encode("utf-8", "replace")).decode(),
        "file": f"swarmperf-{text.slug(session.uuid)}.json",
        "size_kib": max(1, len(raw) // 1024), "held": held, "all": len(data.samples),
    }


def _details(value: object) -> list[tuple[str, str]]:
    """Returns rows of JSON, sizes in units for people."""
    return [(word, units.human(float(shown), "B") if word.endswith("bytes") and shown.isdigit() else shown)
            for word, shown in text.flat(value)]


def _session(data: SessionData) -> list[tuple[str, str]]:
    session = data.session
    pairings = Counter(launch.pairing for launch in data.launches)
    rows = [("identity", f"{session.uuid} (#{session.id})"), ("kind", session.kind), ("state", session.state),
            ("tool", f"swarmperf {session.tool}"), ("seed", str(session.seed)),
            ("launches", ", ".join(f"{count} {word}" for word, count in pairings.most_common()) or "none")]
    for word, values in (("overlap of twins", [launch.overlap for launch in data.launches]),
                         ("stolen time", [launch.steal for launch in data.launches])):
        known = [value for value in values if value is not None]
        if known:
            rows.append((word, f"median {100 * np.median(known):.1f} %, worst "
                               f"{100 * (min if word.startswith('overlap') else max)(known):.1f} %"))
    return rows


def _build(build: Build) -> list[tuple[str, str]]:
    commit = f"{build.commit_id}{' with uncommitted changes' if build.dirty else ''}" if build.commit_id else ""
    rows = [("label", build.label), ("commit", commit),
            ("committed", text.when(build.commit_time * 10**9) if build.commit_time is not None else ""),
            ("key", build.key)]
    return [row for row in rows if row[1]] + _details(build.details)


def raw_data(data: SessionData) -> tuple[str, int]:
    """Returns JSON with one value per launch and series, the median of its batches, in base units; and of how many series.

    It stops where the page would become heavy; the store has all.
    """
    session = data.session
    head = json.dumps({"schema": 1, "session": session.uuid, "kind": session.kind, "tool": session.tool, "seed": session.seed,
                       "of_series": len(data.samples)}, ensure_ascii=False, separators=(",", ":"))
    parts, used = [], 0
    for series_id, samples in data.samples.items():
        if used > MOST_BYTES:
            break
        s = data.series[series_id]
        parts.append(json.dumps({
            "benchmark": s.benchmark, "version": s.version, "metric": s.metric, "unit": s.unit, "better": s.better,
            "kind": s.kind, "impl": s.impl, "lane": s.lane, "clock": s.clock, "mode": s.mode,
            "round": [x.launch.round for x in samples], "side": [x.launch.side for x in samples],
            "batches": [len(x.values) for x in samples],
            "value": [_written(x.value) for x in samples],
        }, ensure_ascii=False, separators=(",", ":")))
        used += len(parts[-1])
    return f'{head[:-1]},"series":[{",".join(parts)}]}}', len(parts)


def _written(value: float) -> float | None:
    """Returns the value to DIGITS digits, in full where they overflow, None for an infinity, which JSON has not."""
    return next((x for x in (float(f"{value:.{DIGITS}g}"), value) if math.isfinite(x)), None)
