"""The second opinion agrees with a judge that computes alike, and notices every kind of difference."""
import numpy as np
import pytest

from reports.conftest import page_of
from reports.crosscheck import CODE, crosscheck
from reports.fixture import judge
from reports.load import load


def check(store):
    store.db.commit()
    return crosscheck(load(str(store.path)))


def fill(store):
    session = store.session("gate", base="base")
    for n, effect in ((8, 0.0), (12, 0.06), (40, -0.09)):
        store.pair(session, f"core/n={n}", 1e-6 * n, effect, pairs=n, spread=0.02)
    return session


def test_stored_bounds_agree(store):
    fill(store)
    assert check(store) == (3, [])
    assert "All 3 verdicts agree" in page_of(store)[1].text


@pytest.mark.parametrize("column, value", [
    ("change", "change + 1e-6"), ("lo", "lo - 1e-6"), ("hi", "hi * 1.0001"), ("lo", "NULL"), ("hi", "9e999"),
    ("pairs", "pairs - 1"), ("error", "0.0012")])
def test_a_number_that_is_off_is_found(store, column, value):
    fill(store)
    store.db.execute(f"UPDATE verdict SET {column} = {value} WHERE id = 2")
    checked, findings = check(store)
    assert (checked, [(f.code, f.subject) for f in findings]) == (3, [(CODE, "core/n=12")])
    text = page_of(store)[1].text
    assert "1 of 3 verdicts disagree" in text and "recomputed from the launches" in text


def test_launches_that_are_gone_are_noticed(store):
    fill(store)
    store.db.execute("DELETE FROM sample WHERE series = 1")
    assert [f.subject for f in check(store)[1]] == ["core/n=8"]


def test_too_few_pairs_agree_that_there_is_no_bound(store):
    session = store.session("ab", base="base")
    store.pair(session, "core/x", 1e-6, pairs=3, verdict="unsure")
    store.db.execute("UPDATE verdict SET lo = NULL, hi = NULL")
    assert check(store) == (1, [])


def test_noise_free_metrics_have_no_interval(store):
    session = store.session("ab", base="base")
    series = store.series("wasm/size", metric="bytes", unit="B", kind="bytes", exact=1)
    for number in range(2):
        for side, size in (("base", 1000.0), ("head", 1100.0)):
            store.sample(store.launch(session, side, number, side), series, [size])
    store.verdict(session, series, np.array([1000.0] * 2), np.array([1100.0] * 2), "slower", error=0.0,
                  lo=np.log(1.1), hi=np.log(1.1), tolerance=0.00995033)
    assert check(store) == (1, [])
    row = page_of(store)[1].row("slower", "wasm/size")
    assert "exact" in row and "±1 %" in row and "+10.0 %" in row


@pytest.mark.parametrize("confirmed, disagreements", [(1, 0), (0, 1), (None, 1)])
def test_a_confirmed_change_is_that_of_the_fresh_session(store, confirmed, disagreements):
    gate = store.session("gate", base="base")
    series = store.pair(gate, "core/x", 1e-6, 0.10, pairs=8)
    fresh = store.session("confirm", base="base", parent=gate)
    store.pair(fresh, "core/x", 1e-6, 0.09, pairs=12)
    store.db.execute("UPDATE verdict SET (change, lo, hi, confirmed) = (SELECT change, lo, hi, ? FROM verdict AS fresh"
                     " WHERE session = ?) WHERE session = ?", (confirmed, fresh, gate))
    assert series == 1 and len(check(store)[1]) == disagreements


def test_verdicts_without_numbers_are_not_checked(gate):
    checked, findings = crosscheck(load(str(gate[0])))
    assert (checked, findings) == (4, [])


def test_a_coarse_clock_widens_the_interval_as_the_judge_does(store):
    session = store.session("gate", base="base")
    series = store.series("core/x")
    steps = [100, 101, 100, 101, 102, 100, 101, 101]
    for number, step in enumerate(steps):
        for side, plus in (("base", 0), ("head", 1)):
            store.sample(store.launch(session, side, number, side), series, [(step + plus) * 1e-8])
    base, head = np.array(steps) * 1e-8, (np.array(steps) + 1) * 1e-8
    store.verdict(session, series, base, head, "same")
    assert len(check(store)[1]) == 1, "bounds without the step of the clock are not the judge's"
    widen = 0.125 * (1e-8 / np.median(base) + 1e-8 / np.median(head))
    store.db.execute("UPDATE verdict SET lo = lo - ?1, hi = hi + ?1", (widen,))
    assert check(store) == (1, [])


def test_pairs_beyond_a_look_may_be_left_out(store):
    session = store.session("gate", base="base")
    series = store.pair(session, "core/x", 1e-6, pairs=9, verdict="unsure")
    store.db.commit()
    data = load(str(store.path)).data
    first = [s for s in data.samples[series] if s.launch.round < 8]
    base, head = (np.array([s.value for s in first if s.launch.side == side]) for side in ("base", "head"))
    lo, change, hi = judge(np.log(head / base))
    store.db.execute("UPDATE verdict SET change = ?, lo = ?, hi = ?", (change, lo, hi))
    assert check(store) == (1, [])
