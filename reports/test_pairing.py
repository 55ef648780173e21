"""Estimate and bounds against brute force over every assignment of signs, and against worked examples."""
import itertools
import math

import numpy as np
import pytest

from reports.fixture import judge
from reports.load import load
from reports.pairing import differences, estimate, signed_rank


@pytest.mark.parametrize("n", range(1, 13))
@pytest.mark.parametrize("error", [0.0012, 0.004, 0.01, 0.025, 1 / 16])
def test_the_rank_is_that_of_all_signs(n, error):
    sums = [sum(rank for rank, positive in zip(range(1, n + 1), signs) if positive)
            for signs in itertools.product((0, 1), repeat=n)]
    expected = sum(1 for w in range(n * (n + 1) // 2 + 1) if sum(s <= w for s in sums) <= error * 2**n)
    assert signed_rank(n, error) == expected


@pytest.mark.parametrize("n", [8, 12, 16, 24, 32, 40, 60])
def test_bounds_equal_the_generating_function(n):
    values = np.random.default_rng(n).normal(0.02, 0.05, n)
    found = estimate(values, 0.0040)
    assert (found.lo, found.change, found.hi) == pytest.approx(judge(values, 0.0040), rel=1e-12)


def test_textbook_interval():
    """Hollander and Wolfe, example 3.1 (depression factor, 9 patients): -0.46, 96 % interval (-0.786, -0.010)."""
    x = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    found = estimate(np.subtract(y, x), 0.02)
    assert (found.change, found.lo, found.hi) == pytest.approx((-0.46, -0.786, -0.010))


def test_too_few_pairs_have_no_bounds():
    assert estimate(np.array([0.1, 0.2]), 0.004) == pytest.approx(estimate(np.array([0.2, 0.1]), 0.004))
    assert estimate(np.array([0.1, 0.2]), 0.004).lo is None
    assert estimate(np.array([]), 0.004) is None


def test_only_complete_pairs_count_and_worse_is_positive(store):
    session = store.session("ab", base="a", head="b")
    series = {"less": store.series("t"),
              "more": store.series("m", metric="rate", unit="1/s", kind="count", better="more"),
              "bytes": store.series("b", metric="size", unit="B", kind="bytes", better="more")}
    for number, sides in enumerate((("base", "head"), ("base",), ("base", "base", "head"), ("head", "base"))):
        for side in sides:
            launch = store.launch(session, "a", number, side)
            for one in series.values():
                store.sample(launch, one, [4.0, 4.0, 9.0] if side == "head" else [2.0])
    store.db.commit()
    data = load(str(store.path)).data
    found = {name: differences(data.series[one], data.samples[one]) for name, one in series.items()}
    assert found["less"][0].tolist() == [0, 3]
    assert found["less"][1] == pytest.approx([math.log(2)] * 2)
    assert found["more"][1] == pytest.approx([-2.0] * 2)
    assert found["bytes"][1] == pytest.approx([-math.log(2)] * 2)
