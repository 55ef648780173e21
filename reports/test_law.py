"""The fitted law finds the parameters that made the points, and says nothing where points are too few."""
import math

import pytest

from reports.law import Law, fit


@pytest.mark.parametrize("contention, coherency", [(0.0, 0.0), (0.1, 0.0), (0.03, 0.0005), (0.5, 0.01)])
def test_it_finds_what_made_the_points(contention, coherency):
    truth = Law(1e5, contention, coherency, 0.0)
    agents = [1, 2, 5, 10, 20, 50, 100]
    found = fit(agents, [truth.at(n) for n in agents])
    assert found.first == pytest.approx(1e5, rel=1e-3)
    assert found.contention == pytest.approx(contention, abs=2e-3)
    assert found.coherency == pytest.approx(coherency, abs=1e-4)
    if coherency:
        assert found.peak == pytest.approx(math.sqrt((1 - contention) / coherency), rel=0.02)
        assert "most throughput at" in found.words


def test_too_few_points_and_none():
    assert fit([1, 2, 4], [1.0, 2.0, 4.0]) is None
    assert fit([1, 2, 4, 8], [1.0, 0.0, 4.0, 8.0]) is None
