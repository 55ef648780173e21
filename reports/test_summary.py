"""Medians, intervals and spreads against counting, and what becomes of rates and history."""
from math import comb

import numpy as np
import pytest

from reports.load import load
from reports.sections import summary
from reports.summary import median_interval, spread, summaries


@pytest.mark.parametrize("n", range(0, 60))
def test_the_interval_is_the_narrowest_that_covers_95_per_cent(n):
    values = np.arange(1.0, n + 1)
    ranks = [k for k in range(1, n // 2 + 1) if 2 * sum(comb(n, i) for i in range(k)) <= 0.05 * 2**n]
    expected = (max(ranks), n + 1 - max(ranks)) if ranks else None
    assert median_interval(values) == expected
    assert (expected is None) == (n < 6)


@pytest.mark.parametrize("values, expected", [
    ([1.0], None), ([0.0, 0.0, 1.0], None), ([2.0, 2.0, 2.0], 0.0), ([9.0, 10.0, 11.0], 0.14826),
])
def test_spread(values, expected):
    assert spread(np.array(values)) == (None if expected is None else pytest.approx(expected))


def test_rates_stand_beside_their_primary_and_history_beside_its_series(store):
    rate = {"items_per_second": ({"kind": "count", "unit": "1/s", "better": "more", "judged": 0, "exact": 1}, 5e6)}
    for _ in range(2):
        store.run(store.session("run"), "core/x", 2e-6, metrics=rate, launches=7)
    store.run(store.session("run"), "core/y", 3e-6, launches=3)
    store.db.commit()
    report = load(str(store.path), "2")
    rows = {row.series.metric: row for row in summaries(report.data, report.history)}
    assert report.history.session.id == 1
    assert rows["time"].items == rows["items_per_second"].median == 5e6
    assert rows["time"].before == np.median([s.value for s in report.history.samples[rows["time"].series.id]])
    assert rows["items_per_second"].items is None
    assert rows["time"].lo <= rows["time"].median <= rows["time"].hi
    third = load(str(store.path))
    assert [(row.lo, row.before) for row in summaries(third.data, third.history)] == [(None, None)]


def test_launches_with_different_batches_are_said(store):
    session = store.session("run")
    series = store.series("core/x")
    for number, count in enumerate((3, 5)):
        store.sample(store.launch(session, "head", number), series, [1.0] * count)
    store.db.commit()
    report = load(str(store.path))
    row = summaries(report.data)[0]
    assert (row.launches, row.batches) == (2, "3–5")


def test_launches_that_count_for_nothing_are_no_failures(store):
    session = store.session("ab", "base")
    for number, failure in enumerate(["", "repeated: the host took 20 % of the core's time", "apart: one layout was held",
                                      "it ended with exit code 1"]):
        store.launch(session, "head", number, "head", failure=failure)
    store.db.commit()
    data = load(str(store.path)).data
    failed = [launch.failure for launch in data.launches if (launch.failure or launch.exit) and not launch.set_aside]
    assert failed == ["it ended with exit code 1"]
    assert summary._set_aside(data) == ("2 launches count for nothing: 1 disturbed and taken again and 1 with its code "
                                        "layout held, to see what layouts do.")
