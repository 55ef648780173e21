"""The SQLite door of the report: one short read of the store into dataclasses; never a write.

The file is opened read-only by URI, so that not even a journal is made. Whatever a suite may have put into it - bytes
that are no UTF-8, JSON cut short, blobs of odd length - becomes text, a finding, or an absent value, never a crash.
"""
from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np

from reports import history
from reports.model import (Build, Finding, Launch, Machine, Report, Sample, Session, SessionData, StoreError,
                           UsageError, Verdict, from_row)

SCHEMA = 4                   # the newest schema that this reader knows
APPLICATION_ID = 0x53574D50  # "SWMP": marks an SQLite file as a swarmperf store
TABLES = {"machine", "build", "session", "arm", "series", "launch", "sample", "verdict", "finding"}
BUSY_S = 10.0
DAMAGED = "W902"  # a stored sample that holds no usable numbers


def load(path: str, wanted: str | None = None, baseline: str | None = None, repository: str = "") -> Report:
    """Returns the wanted session (or the newest finished one), its confirmations and the run before it."""
    file = Path(path)
    if not file.is_file():
        raise StoreError(f"opening {path}: no such file; `swarmperf run` makes a store")
    try:
        connection = sqlite3.connect(file.resolve().as_uri() + "?mode=ro", uri=True, timeout=BUSY_S)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("BEGIN")
            _check_schema(connection, path)
            return replace(_read(connection, wanted, baseline), repository=repository, **history.read(connection))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"reading {path}: {error}; is it a swarmperf store, and does nobody hold it?") from error


def _check_schema(connection: sqlite3.Connection, path: str) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(f"reading {path}: not a swarmperf store; give another file with --db")
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version > SCHEMA:
        raise StoreError(f"reading {path}: its schema is {version}, this program knows {SCHEMA}; use a newer swarmperf")
    missing = sorted(TABLES - tables)
    if missing:
        raise StoreError(f"reading {path}: a swarmperf store without its tables ({', '.join(missing)}); restore a copy")


def _read(connection: sqlite3.Connection, wanted: str | None, baseline: str | None) -> Report:
    count = connection.execute("SELECT count(*) FROM session").fetchone()[0]
    chosen = _find(connection, wanted) if wanted else _newest(connection)
    if chosen is None:
        return Report(data=None, sessions=count)
    data = _session_data(connection, chosen)
    before = _find(connection, baseline) if baseline else _previous_run(connection, data.session)
    children = connection.execute("SELECT id FROM session WHERE parent = ? ORDER BY id", (chosen,))
    return Report(
        data=data,
        history=_session_data(connection, before) if before is not None else None,
        confirmations=tuple(_session_data(connection, row["id"]) for row in children.fetchall()),
        sessions=count,
    )


def _find(connection: sqlite3.Connection, name: str) -> int:
    """Returns the session with this id, this UUID, or the only one whose UUID begins so."""
    rows = connection.execute("SELECT id, uuid FROM session").fetchall()
    hits = [row["id"] for row in rows if name in (str(row["id"]), row["uuid"])]
    hits = hits or [row["id"] for row in rows if len(name) >= 4 and row["uuid"].startswith(name)]
    if len(hits) != 1:
        problem = "several begin so" if hits else "not in this store"
        raise UsageError(f"session {name!r}: {problem}; give an id or a UUID")
    return hits[0]


def _newest(connection: sqlite3.Connection) -> int | None:
    """Returns the newest finished session; where none finished, the newest of any state, which the page will say."""
    row = connection.execute(
        "SELECT id FROM session WHERE kind IN ('run', 'ab', 'gate', 'import')"
        " ORDER BY state = 'done' DESC, started_ns DESC, id DESC LIMIT 1").fetchone()
    return row["id"] if row else None


def _previous_run(connection: sqlite3.Connection, session: Session) -> int | None:
    row = connection.execute(
        "SELECT id FROM session WHERE kind IN ('run', 'import') AND state = 'done' AND id <> ? AND started_ns <= ?"
        " ORDER BY started_ns DESC, id DESC LIMIT 1", (session.id, session.started_ns)).fetchone()
    return row["id"] if row else None


def _session_data(connection: sqlite3.Connection, session_id: int) -> SessionData:
    session = _session(connection, session_id)
    launches = _launches(connection, session_id)
    rows = connection.execute(
        "SELECT DISTINCT series.* FROM series WHERE id IN (SELECT series FROM launch_sample WHERE session = ?1)"
        " OR id IN (SELECT series FROM verdict WHERE session = ?1)", (session_id,))
    series = {row["id"]: history.series_of(row) for row in rows}
    samples, damaged = _samples(connection, session_id, launches, series)
    verdicts = [from_row(Verdict, row, series=series[row["series"]],
                          confirmed=None if row["confirmed"] is None else bool(row["confirmed"]))
                for row in connection.execute("SELECT * FROM verdict WHERE session = ? ORDER BY id", (session_id,))]
    findings = [from_row(Finding, row)
                for row in connection.execute("SELECT * FROM finding WHERE session = ? ORDER BY id", (session_id,))]
    return SessionData(session, tuple(launches.values()), series, samples, tuple(verdicts), tuple(findings + damaged))


def _session(connection: sqlite3.Connection, session_id: int) -> Session:
    row = connection.execute("SELECT * FROM session WHERE id = ?", (session_id,)).fetchone()
    machine = connection.execute("SELECT * FROM machine WHERE id = ?", (row["machine"],)).fetchone()
    return from_row(
        Session, row, details=parse_json(row["details"]),
        machine=Machine(machine["class"], parse_json(machine["details"])),
        base=_build(connection, row["base"]), head=_build(connection, row["head"]))


def _build(connection: sqlite3.Connection, build_id: int | None) -> Build | None:
    row = connection.execute("SELECT * FROM build WHERE id = ?", (build_id,)).fetchone()
    return from_row(Build, row, dirty=bool(row["dirty"]), details=parse_json(row["details"])) if row else None


def _launches(connection: sqlite3.Connection, session_id: int) -> dict[int, Launch]:
    rows = connection.execute(
        "SELECT launch.*, arm.lane, arm.impl, build.label AS build FROM launch JOIN arm ON arm.id = launch.arm"
        " JOIN build ON build.id = arm.build WHERE session = ? ORDER BY started_ns, launch.id", (session_id,))
    return {row["id"]: from_row(Launch, row, benchmarks=tuple(n for n in row["benchmarks"].split("\n") if n))
            for row in rows}


def _samples(connection, session_id, launches, series) -> tuple[dict[int, list[Sample]], list[Finding]]:
    samples: dict[int, list[Sample]] = {}
    damaged = []
    rows = connection.execute("SELECT launch, series, data FROM launch_sample WHERE session = ?"
                              " ORDER BY started_ns, launch", (session_id,))
    for row in rows:
        if launches[row["launch"]].failure:
            continue  # kept in the store, counted nowhere: a pair that was repeated, or a wrong result
        raw = row["data"]
        values = np.frombuffer(raw[:len(raw) // 8 * 8], dtype="<f8")
        finite = values[np.isfinite(values)]
        if len(raw) % 8 or len(finite) < max(1, len(values)):
            damaged.append(Finding(DAMAGED, series[row["series"]].benchmark,
                                   f"launch {row['launch']}: {len(raw)} bytes stored hold {len(finite)} usable values"))
        if len(finite):
            samples.setdefault(row["series"], []).append(Sample(launches[row["launch"]], finite))
    return samples, damaged


def parse_json(text: str) -> object:
    """Returns the value, or the text itself where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
