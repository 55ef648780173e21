"""Figures as text: well formed, small, in the page's colours, with as many marks as there are values."""
import re
import xml.etree.ElementTree as xml

import numpy as np
import pytest

from reports import svg
from reports.figures.common import decades
from reports.figures.ecdf import ecdf
from reports.figures.interval import interval_bar
from reports.figures.order import order
from reports.figures.pairs import pairs
from reports.figures.scaling import Line, clip_line, scaling
from reports.load import load
from reports.pairing import differences


@pytest.fixture
def made(store):
    session = store.session("ab", base="base")
    series = store.pair(session, "core/x", 1e-6, 0.1, pairs=8, batches=5)
    store.db.commit()
    data = load(str(store.path)).data
    return data.series[series], data.samples[series], data.verdicts[0]


def test_every_value_is_a_dot(made):
    series, samples, verdict = made
    assert str(order(samples, "s", "time", "x")).count("h0") == 2 * 8 * 5
    assert str(pairs(differences(series, samples)[1], verdict, "x")).count("h0") == 8 + 1


def test_figures_are_well_formed_small_and_colourless(made):
    series, samples, verdict = made
    found = [order(samples, "s", "time", '<"&>'), ecdf(samples, "s", "time", "x"),
             pairs(differences(series, samples)[1], verdict, "x"), interval_bar(verdict, 0.2)]
    for figure in found:
        root = xml.fromstring(str(figure))
        assert root.get("aria-label") in ('<"&>', "x", None)
        assert not re.search(r"#[0-9a-f]{6}|url\(|xlink|<!--|font|<metadata", str(figure))
        assert len(figure) < 5000
    assert "--worse" in found[2] and "--better" not in found[2] and 'class="bar worse"' in found[3]


def test_many_values_are_thinned_evenly(store):
    session = store.session("run")
    series = store.run(session, "core/x", 1e-6, launches=60, batches=60)
    store.db.commit()
    samples = load(str(store.path)).data.samples[series]
    drawn = str(order(samples, "s", "time", "x")).count("h0")
    assert 400 <= drawn <= 600 and len(ecdf(samples, "s", "time", "x")) < 6000


def test_ids_of_two_figures_differ():
    body = '<path id="a"/><use href="#a"/><path clip-path="url(#a)"/>'
    assert svg.own_ids(body, "g1-") == '<path id="g1-a"/><use href="#g1-a"/><path clip-path="url(#g1-a)"/>'


@pytest.mark.parametrize("points, kept", [
    ([(1, 1.0), (2, 2.0)], [(1, 1.0), (2, 2.0)]),
    ([(1, 1.0), (3, 5.0)], [(1, 1.0), (2.0, 3.0)]),
    ([(1, 4.0)], []),
])
def test_a_guide_ends_where_the_picture_ends(points, kept):
    assert clip_line(points, 3.0) == kept


@pytest.mark.parametrize("lo, hi", [(1.0, 30.0), (0.3, 2e9), (1e-9, 1.0)])
def test_decades_enclose(lo, hi):
    ticks = decades(lo, hi)
    assert ticks[0] <= lo and ticks[-1] >= hi and 2 <= len(ticks) <= 7


def test_decades_end_before_the_numbers_do():
    assert all(0 < tick < np.inf for tick in decades(5e-324, 1.7e308))


def test_lines_of_a_scaling_chart_are_lettered_apart():
    lines = [Line(letter, [1, 10], [5.0, 7.0], [None, 6.9], [None, 7.1]) for letter in "ABC"]
    figure = str(scaling(lines, [(1, 5.0), (10, 50.0)], "1/s", "count", "x"))
    heights = [float(y) for y, letter in re.findall(r'y="([\d.]+)"[^>]*>([ABC])<', figure)]
    assert len(heights) == 3 and np.diff(sorted(heights)).min() >= 10


def test_ticks_keep_their_digits(store):
    series = store.series("core/x")
    session = store.session("run")
    for number in range(6):
        store.sample(store.launch(session, "head", number), series, [1.115e-6 + number * 1e-9])
    store.db.commit()
    figure = str(order(load(str(store.path)).data.samples[series], "s", "time", "x"))
    assert len(set(re.findall(r">(1\.1\d+)<", figure))) >= 3
