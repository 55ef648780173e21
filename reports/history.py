"""What the store knows over many sessions: the points of every primary series, change points, regressions, scorecards.

The second file that knows SQL, beside load.py, which opens the store and calls this. Views are those of
docs/data-model.md; a store of an older schema has none of it.
"""
from __future__ import annotations

import json
import sqlite3

import numpy as np

from reports.model import (BudgetResult, ChangePoint, Moment, Regression, RegressionEvent, Score, Scorecard, Series,
                           Trend, from_row)
from reports.summary import interval_rank

FIRST_SCHEMA = 2


def read(connection: sqlite3.Connection) -> dict:
    """Returns the fields of Report that are about history."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < FIRST_SCHEMA:
        return {}
    series = {row["id"]: series_of(row) for row in connection.execute("SELECT * FROM series")}
    moments, trends = _trends(connection, series)
    return {
        "moments": moments, "trends": trends,
        "change_points": tuple(_change_points(connection)),
        "regressions": tuple(_regressions(connection, series)),
        "scorecard": _scorecard(connection),
    }


def series_of(row: sqlite3.Row) -> Series:
    return from_row(Series, row, exact=bool(row["exact"]), is_primary=bool(row["is_primary"]))


def _moments(connection: sqlite3.Connection) -> tuple[Moment, ...]:
    rows = connection.execute(
        "SELECT session.id, started_ns, build.label, build.commit_id, build.commit_time, build.dirty, build.details"
        " FROM session JOIN build ON build.id = session.head WHERE kind IN ('run', 'import')")
    found = [Moment(row["id"], row["started_ns"], row["commit_id"], row["commit_time"], row["label"], bool(row["dirty"]),
                    _url(row["details"])) for row in rows]
    return tuple(sorted(found, key=lambda moment: moment.order))


def _url(details: str) -> str:
    try:
        known = json.loads(details)
    except ValueError:
        return ""
    url = known.get("url") if isinstance(known, dict) else None
    return url if isinstance(url, str) and url.startswith("https://") else ""


def _trends(connection: sqlite3.Connection, series: dict[int, Series]) -> tuple[tuple[Moment, ...], tuple[Trend, ...]]:
    """Returns every history of two points or more, its series in the order of their names."""
    moments = _moments(connection)
    place = {moment.session: i for i, moment in enumerate(moments)}
    values: dict[int, dict[int, list[float]]] = {}
    rows = connection.execute(
        "SELECT history.series, history.session, is_thinned, data FROM history JOIN series ON series.id = history.series"
        " JOIN session ON session.id = history.session LEFT JOIN launch ON launch.id = history.launch"
        " WHERE is_primary = 1 AND session.kind IN ('run', 'import') AND coalesce(launch.failure, '') = ''")
    rows.row_factory = None
    for series_id, session, thinned, data in rows:
        numbers = np.frombuffer(data[:len(data) // 8 * 8], dtype="<f8")
        if session not in place or not len(numbers) or not np.isfinite(numbers).all():
            continue
        points = values.setdefault(series_id, {}).setdefault(place[session], [])
        if thinned:
            points.extend(numbers.tolist())
        else:
            points.append(float(numbers[0]) if len(numbers) == 1 else float(np.median(numbers)))
    trends = [_trend(series[i], points) for i, points in values.items()]
    return moments, tuple(sorted((t for t in trends if len(t.at) >= 2), key=lambda t: (t.series.benchmark, t.series.lane, t.series.impl)))


def _trend(series: Series, points: dict[int, list[float]]) -> Trend:
    summaries = {i: _summary(points[i]) for i in sorted(points)}
    at = [i for i, summary in summaries.items() if not np.isinf(summary).any()]  # the middle of two may overflow
    median, lo, hi = (np.array([summaries[i][n] for i in at]) for n in range(3))
    return Trend(series, np.array(at), median, lo, hi, np.array([len(points[i]) for i in at]))


def _summary(values: list[float]) -> tuple[float, float, float]:
    """Returns median and the order-statistic interval that summary.median_interval would give, without its price."""
    ordered = sorted(values)
    n = len(ordered)
    middle = ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2
    rank = interval_rank(n)
    return (middle, ordered[rank - 1], ordered[n - rank]) if rank else (middle, np.nan, np.nan)


def _change_points(connection: sqlite3.Connection):
    for row in connection.execute("SELECT * FROM change_point ORDER BY session, id"):
        yield from_row(ChangePoint, row, kind=row["class"])


def _regressions(connection: sqlite3.Connection, series: dict[int, Series]):
    events: dict[int, list[RegressionEvent]] = {}
    for row in connection.execute("SELECT * FROM regression_event ORDER BY at_ns, id"):
        events.setdefault(row["regression"], []).append(from_row(RegressionEvent, row))
    for row in connection.execute("SELECT * FROM regression ORDER BY opened_ns DESC, id DESC"):
        yield from_row(Regression, row, series=series[row["series"]], events=tuple(events.get(row["id"], ())))


def _scorecard(connection: sqlite3.Connection) -> Scorecard | None:
    row = connection.execute("SELECT scorecard.id, at_ns, policy, machine_class, label FROM scorecard LEFT JOIN build"
                             " ON build.id = scorecard.build ORDER BY at_ns DESC, scorecard.id DESC").fetchone()
    if row is None:
        return None

    def rows_of(kind, table):
        found = connection.execute(f"SELECT * FROM {table} WHERE scorecard = ?", (row["id"],))
        return tuple(from_row(kind, one) for one in found)
    earlier = connection.execute(
        "SELECT at_ns, value FROM scorecard_history WHERE part = 'overall' AND policy = ? AND machine_class = ?"
        " ORDER BY at_ns", (row["policy"], row["machine_class"]))
    return Scorecard(row["at_ns"], row["label"] or "", rows_of(BudgetResult, "budget_result"), rows_of(Score, "score"),
                     tuple((one["at_ns"], one["value"]) for one in earlier))
