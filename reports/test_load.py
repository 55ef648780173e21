"""What is read from a good store, and each way in which a file can be bad."""
import sqlite3

import pytest

from reports.load import load, parse_json
from reports.model import StoreError, UsageError


def test_a_session_is_read_as_it_was_stored(store):
    session = store.session("gate", base="main", head="feature")
    series = store.pair(session, "core/dot", 1e-6, pairs=9)
    store.db.commit()
    data = load(str(store.path)).data
    assert (data.session.kind, data.session.base.label, data.session.head.label) == ("gate", "main", "feature")
    assert data.session.machine.details["cores"] == 2
    blobs = store.db.execute("SELECT data FROM launch_sample WHERE series = ? ORDER BY started_ns", (series,))
    assert [s.values.tobytes() for s in data.samples[series]] == [blob for blob, in blobs]
    assert [s.launch.side for s in data.samples[series]] == ["base", "head"] * 9
    assert data.verdicts[0].series is data.series[series]


def test_which_session_is_meant(store):
    first = store.session("run")
    store.session("run", uuid="abcdef01")
    store.session("run", uuid="abcdef02")
    gate = store.session("gate", base="x")
    confirm = store.session("confirm", base="x", parent=gate)
    partial = store.session("run", state="partial")
    store.db.commit()
    path = str(store.path)
    assert load(path).data.session.id == gate
    assert load(path).history.session.uuid == "abcdef02"
    assert [child.session.id for child in load(path).confirmations] == [confirm]
    assert load(path, str(first)).history is None
    assert load(path, "abcdef01").data.session.uuid == "abcdef01"
    assert load(path, "abcdef02", "1").history.session.id == first
    assert load(path, str(partial)).data.session.state == "partial"
    for wrong, why in (("nope", "not in this store"), ("abcdef", "several begin so"), ("999", "not in this store")):
        with pytest.raises(UsageError, match=why):
            load(path, wrong)
    with pytest.raises(UsageError):
        load(path, None, "nope")


def test_where_nothing_finished_the_newest_is_shown(store):
    store.session("run", state="partial")
    newest = store.session("run", state="running")
    store.db.commit()
    assert load(str(store.path)).data.session.id == newest


def test_reading_leaves_no_trace(store, tmp_path):
    store.run(store.session("run"), "core/dot", 1e-6)
    store.close()
    before = store.path.read_bytes()
    store.path.chmod(0o400)
    load(str(store.path))
    assert store.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]


@pytest.mark.parametrize("name", ["a b?mode=rwc#x%41.db", "ünï.db"])
def test_paths_are_not_read_as_addresses(store, tmp_path, name):
    store.session("run")
    store.close()
    store.path.rename(tmp_path / name)
    assert load(str(tmp_path / name)).sessions == 1


def _foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE session (id)")
    connection.commit()


@pytest.mark.parametrize("spoil, why", [
    (lambda path: path.unlink(), "no such file"),
    (lambda path: (path.unlink(), path.mkdir()), "no such file"),
    (lambda path: path.write_bytes(b""), "not a swarmperf store"),
    (lambda path: path.write_text("hello " * 400), "not a database"),
    (lambda path: path.write_bytes(path.read_bytes()[:3000]), "malformed|not a database"),
    (lambda path: (path.unlink(), _foreign(path)), "not a swarmperf store"),
    (lambda path: sqlite3.connect(path).execute("PRAGMA user_version = 5"), "its schema is 5, this program knows 4"),
    (lambda path: sqlite3.connect(path).execute("DROP TABLE finding"), "without its tables"),
])
def test_bad_files_are_refused_in_one_line(store, spoil, why):
    store.session("run")
    store.close()
    spoil(store.path)
    with pytest.raises(StoreError, match=why):
        load(str(store.path))


def test_a_store_that_someone_writes_to_is_waited_for_then_refused(store, monkeypatch):
    monkeypatch.setattr("reports.load.BUSY_S", 0.05)
    store.session("run")
    store.db.commit()
    store.db.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        load(str(store.path))


def test_damaged_values_are_dropped_and_told(store):
    session = store.session("run")
    series = store.series("core/dot")
    for number, blob in enumerate((b"12345", b"", b"\0" * 11, b"\0\0\0\0\0\0\xf8\x7f", b"\0\0\0\0\0\0\xf0\x3f")):
        store.row("sample", launch=store.launch(session, "head", number), series=series, iterations=1, data=blob)
    store.db.commit()
    data = load(str(store.path)).data
    assert [s.values.tolist() for s in data.samples[series]] == [[0.0], [1.0]]
    assert [finding.code for finding in data.findings] == ["W902"] * 4


def test_bytes_that_are_no_text_are_read(store):
    session = store.session("run")
    store.row("finding", session=session, code="", subject="", text="x")
    store.db.execute("UPDATE finding SET code = CAST(x'ff' AS TEXT)")
    store.db.commit()
    assert load(str(store.path)).data.findings[0].code == "\ufffd"


@pytest.mark.parametrize("raw, value", [('{"a": 1}', {"a": 1}), ('{"a": ', '{"a": '), ("", ""),
                                        ("[" * 100_000, "[" * 100_000)])
def test_json_that_is_none_stays_text(raw, value):
    assert parse_json(raw) == value
