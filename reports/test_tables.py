"""Every number in a table is the store's: computed here once more, by SQL and numpy alone, from the same file."""
import math
import re
import sqlite3

import numpy as np
import pytest

from reports import demo, units
from reports.conftest import Parsed, page_of
from reports.load import load
from reports.render import render


@pytest.fixture(scope="module", params=["history", "gate"])
def made(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "store.db"
    getattr(demo, request.param)(path)
    return request.param, sqlite3.connect(path), Parsed(render(load(str(path))))


def shown(value, unit="s", kind="time"):
    return units.human(value, unit, kind).replace(units.THIN, " ")


def medians(db, where, *arguments):
    """Returns the median of each launch that fits, in base units."""
    rows = db.execute(f"SELECT data FROM launch_sample WHERE failure = '' AND {where}", arguments)
    return np.array([np.median(np.frombuffer(blob)) for blob, in rows])


def test_every_row_of_the_results(made):
    name, db, page = made
    session = db.execute("SELECT max(id) FROM session WHERE kind IN ('run', 'gate')").fetchone()[0]
    rows = [row for row in page.rows_of("results") if len(row) > 6 and row[0] != "Benchmark"]
    sides = name == "gate"
    checked = 0
    for row in rows:
        benchmark, lane = row[0], row[1].split()[0]
        side = row[2] if sides else "solo"
        values = medians(db, "session = ? AND benchmark = ? AND lane = ? AND impl = 'own' AND is_primary AND side = ?", session,
                         benchmark, lane, side)
        at = 3 if sides else 2
        assert row[at] == shown(float(np.median(values))), row
        assert f"{len(values)} ×" in " ".join(row)
        ordered = np.sort(values)
        rank = max((r for r in range(1, len(values)) if sum(math.comb(len(values), i) for i in range(r)) * 2 <= 0.05 * 2 ** len(values)),
                   default=0)
        bounds = units.interval(ordered[rank - 1], ordered[-rank], float(np.median(values)), "s", "time") if rank else "n too small"
        assert row[at + 1] == bounds.replace(units.THIN, " ")
        checked += 1
    assert checked == db.execute("SELECT count(DISTINCT series || side) FROM launch_sample WHERE session = ? AND is_primary",
                                 (session,)).fetchone()[0]


def test_every_row_of_the_trends(made):
    _, db, page = made
    moments = [row[0] for row in db.execute(
        "SELECT session.id FROM session JOIN build ON build.id = head WHERE kind IN ('run', 'import')"
        " ORDER BY coalesce(commit_time, started_ns / 1e9), started_ns, session.id")]
    rows = [row for row in page.rows_of("trends") if row[0] != "Benchmark"]
    for row in rows:
        benchmark, arm = re.match(r"(\S+?)(native|node)(/.*)", row[0].replace(" ", "~")).groups()[0:1][0], row[0]
        lane = re.search(r"(native|node)/\w+", arm)[0]
        impl = arm.split(lane)[1].strip() or "own"
        values: dict[int, list[float]] = {}
        machine: dict[int, str] = {}
        for session, where, blob in db.execute(
                "SELECT history.session, machine_class, data FROM history JOIN series ON series.id = series WHERE benchmark = ?"
                " AND lane = ? AND impl = ? AND is_primary", (benchmark, lane, impl)):
            values.setdefault(session, []).append(float(np.median(np.frombuffer(blob))))
            machine[session] = where
        points = [session for session in moments if session in values]
        assert row[5] == str(len(points)), row
        newest = float(np.median(values[points[-1]]))
        assert row[2] == shown(newest)
        first = next(session for session in points if machine[session] == machine[points[-1]])
        change = math.log(newest / float(np.median(values[first])))
        assert row[4] == units.change(change, True, "s", "time").replace(units.THIN, " ")
        stored = db.execute("SELECT count(*) FROM series_change WHERE benchmark = ? AND lane = ? AND impl = ?",
                            (benchmark, lane, impl)).fetchone()[0]
        assert row[6] == str(stored)
    assert len(rows) == db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM history JOIN series ON series.id = series WHERE is_primary"
        " GROUP BY benchmark, lane, impl HAVING count(DISTINCT session) > 1)").fetchone()[0]


@pytest.mark.parametrize("session", ["2", None], ids=["run", "gate"])
def test_a_number_with_a_unit_says_what_it_sorts_by(tmp_path, session):
    demo.gate(tmp_path / "store.db")
    numbers = Parsed(render(load(str(tmp_path / "store.db"), session))).numbers
    assert len(numbers) > 100
    for raw, text in numbers:
        # As app/tables.js reads a cell; what was not measured is a dash.
        assert raw is not None or re.fullmatch(r"[-+−]?[\d.\s]*|–", text.strip()), text
        assert raw is None or not math.isnan(float(raw)), text


def test_columns_that_mix_units_sort_by_size(store):
    session = store.session("run")
    bytes_held, rate = {"kind": "bytes", "unit": "B", "exact": 1}, {"kind": "count", "unit": "1/s", "exact": 1}
    for name, seconds, held, items in (("core/a", 9e-4, 512 * 1024, 456e6), ("core/b", 1.2e-3, 2 * 2**20, 1.234e9)):
        for lane in ("native/avx2", "node/simd"):
            store.run(session, name, seconds, spread=0.0, batches=1, lane=lane,
                      metrics={"held": (bytes_held, held), "items_per_second": (rate, items)})
    before = {text: float(raw) for raw, text in page_of(store)[1].numbers if raw}
    shown = {" ".join(text.split()): raw for text, raw in before.items()}
    assert shown["456.0 M/s"] == 456e6 and shown["1.234 G/s"] == 1.234e9
    assert shown["512 KiB"] == 512 * 1024 and shown["2 MiB"] == 2 * 2**20


@pytest.mark.parametrize("made", ["gate"], indirect=True)
def test_every_row_of_changes_regressions_scorecard_and_peers(made):
    _, db, page = made
    changes = [row for row in page.rows_of("changes") if len(row) == 10 and row[0] != "Verdict"]
    stored = db.execute("SELECT verdict, benchmark, change, base_median, head_median, pairs FROM verdict JOIN series ON series.id ="
                        " series").fetchall()
    assert len(changes) == len(stored)
    for verdict, benchmark, change, base, head, pairs in stored:
        row = next(r for r in changes if r[1].startswith(benchmark + "native") or r[1].startswith(benchmark + "node"))
        assert verdict in row[0] and row[7] == str(pairs)
        assert row[5:7] == [shown(base), shown(head)]
        assert row[2] == (units.change(change, True, "s", "time").replace(units.THIN, " ") if change is not None else "–")
    rows = [row for row in page.rows_of("regressions") if row[0] != "State"]
    for state, change, events in db.execute("SELECT state, change, events FROM regression_life"):
        row = next(r for r in rows if r[0] == state)
        assert row[2] == units.change(change, True, "s", "time").replace(units.THIN, " ") and f"{events} events" in row[7]
    rows = [row for row in page.rows_of("scorecard") if len(row) == 7 and row[0] != "State"]
    newest = db.execute("SELECT max(id) FROM scorecard").fetchone()[0]
    for status, title, value in db.execute("SELECT status, title, value FROM budget_result WHERE scorecard = ?", (newest,)):
        row = next(r for r in rows if title in r[1])
        assert status in row[0] and row[3] == (shown(value) if value is not None else "–")
    rows = [row for row in page.rows_of("peers") if row[0] != "Benchmark"]
    run = db.execute("SELECT max(id) FROM session WHERE kind = 'run'").fetchone()[0]
    assert len(rows) == 2
    for row in rows:
        own, peer = (float(np.median(medians(db, "session = ? AND benchmark = ? AND impl = ? AND is_primary", run, row[0], impl)))
                     for impl in ("own", row[2]))
        assert row[3:6] == [shown(own), shown(peer), f"{peer / own:.2f} ×"]
