"""Stores that hold little or something unusual: the page still says something, and it is true."""
import base64
import json
import re
import sys

import numpy as np
import pytest

from reports import demo
from reports.conftest import Parsed, page_of
from reports.load import load
from reports.render import render


def test_twenty_thousand_benchmarks(tmp_path):
    demo.many(tmp_path / "many.db")
    html = render(load(str(tmp_path / "many.db")))
    page = Parsed(html)
    assert len(html) < 3_500_000
    for words in ("20000 benchmarks measured", "18500 more rows are in the store", "are not drawn", "of 20000 series"):
        assert words in page.text
    assert page.row("generated/case-7", "time")


def test_an_empty_store(store):
    assert "The store holds no session yet. swarmperf run records one." in page_of(store)[1].text


def test_only_confirmations(store):
    store.session("confirm")
    assert "The store holds 1 session, but none that is shown alone." in page_of(store)[1].text


def test_imports_are_shown_and_have_a_history(store):
    for seconds in (1e-6, 2e-6):
        store.run(store.session("import"), "BM_x/8", seconds, spread=0.0, batches=1)
    page = page_of(store)[1]
    assert "swarmperf import" in page.text and page.row("BM_x/8", "native/avx2", "2")


def test_a_profile_is_a_session_of_its_own_and_the_page_claims_nothing_of_it(store):
    session = store.session("profile")
    time_in = store.series("core/x", metric="time in dot", mode="profile", is_primary=0)
    store.sample(store.launch(session, "head", 0, mode="profile", benchmarks="core/x"), time_in, [1e-6])
    store.run(store.session("run"), "core/x", 1e-6)
    page = page_of(store)[1]
    assert page.row("core/x", "native/avx2") and "rofile" not in page.text


def test_an_import_with_two_sides_is_a_comparison(store):
    store.pair(store.session("import", base="base"), "core/x", 1e-6, 0.1)
    page = page_of(store)[1]
    assert page.row("slower", "core/x") and "Nothing to compare" not in page.text


@pytest.mark.parametrize("kind, state, says", [
    ("run", "running", "had not finished when the page was drawn"),
    ("gate", "partial", "This session did not finish."),
])
def test_a_session_without_launches(store, kind, state, says):
    store.session(kind, base="base" if kind == "gate" else None, state=state)
    text = page_of(store)[1].text
    for words in (says, "No launch has finished", "there is nothing to draw"):
        assert words in text
    assert "nothing judged" in text if kind == "gate" else "0 benchmarks measured" in text


def test_one_launch_with_one_value(store):
    session = store.session("run")
    store.sample(store.launch(session, "head", 0), store.series("core/x"), [1e-6])
    page = page_of(store)[1]
    row = page.row("core/x", "n too small")
    assert row[2:6] == ["1.000 µs", "n too small", "–", "–"]
    for words in ("Too few launches for an interval", "Each of the 1 values is 1.000 µs.", "nothing to compare",
                  "two or more numbers of agents", "Nothing was measured as WebAssembly", "No benchmark counted bytes"):
        assert words in page.text


def test_a_partial_pair_session_shows_what_it_has(store):
    session = store.session("ab", base="base", state="partial")
    series = store.series("core/x")
    for number in range(3):
        for side in ("base", "head")[:2 if number < 2 else 1]:
            store.sample(store.launch(session, side, number, side), series, [1e-6, 1.1e-6])
    page = page_of(store)[1]
    assert "This session did not finish." in page.text and "No verdict was reached." in page.text
    assert "1 benchmark on 1 lane (1 series)" in page.text
    assert page.row("core/x", "base")[3] == "1.050 µs" and page.row("core/x", "head")


def test_controls_are_no_benchmarks_of_a_pair_session(store):
    session = store.session("gate", base="base")
    store.pair(session, "core/x", 2e-6, 0.0, base="base", head="head", spread=0.004)
    control = store.series("control/unchanged", lane="native")
    for number in range(8):
        for side in ("base", "head"):
            store.sample(store.launch(session, side, number, side), control, [1e-6])
    assert "1 benchmark on 1 lane (1 series), 8 pairs each" in page_of(store)[1].text


@pytest.mark.parametrize("values", [[0.0, 0.0], [1e-9, 1e3], [-1.0, 1.0], [1e300, 1e-300], [5e-324] * 2, [1.7e308] * 2])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # as the command line does: they overflow to ∞
def test_extreme_values_are_shown(store, values):
    for kind, base in (("run", None), ("ab", "base")):
        session = store.session(kind, base=base)
        series = store.series("core/x", kind="count", unit="1", metric="m")
        for number in range(8):
            for side in ("solo",) if base is None else ("base", "head"):
                store.sample(store.launch(session, "head", number, side), series, np.roll(values, number))
        if base:
            store.row("verdict", session=session, series=series, verdict="unsure", severity="", pairs=8, change=0.0,
                      lo=-9e999, hi=9e999, error=0.004, tolerance=0.05, note="")
        assert page_of(store)[1].row("core/x")


@pytest.mark.parametrize("changed, limits", [
    ({}, [0.00025]),
    ({"target": "< 1 ms"}, []),  # far above: it would flatten the line
    ({"target": "< 1,024 KiB", "unit": "B"}, []),
    ({"benchmark": "daa/token/latency node/simd"}, []),
    ({"benchmark": "daa/token/latency", "value": None, "status": "unmeasured"}, []),
    ({"value": 9e-4}, []),  # what another metric of this benchmark took
    ({"target": "0.1..0.25 ms"}, []),
])
def test_only_the_budgets_of_a_history_limit_it(store, changed, limits):
    for seconds in (1.1e-4, 1.2e-4):
        session = store.session("run")
        store.run(session, "daa/token/latency", seconds, spread=0.0, batches=1, launches=1,
                  metrics={"latency_p99_ns": ({"exact": 1}, 9e-4)})
    newest, = np.frombuffer(store.db.execute("SELECT data FROM launch_sample WHERE is_primary ORDER BY session DESC").fetchone()[0])
    card = store.row("scorecard", at_ns=store.clock_ns, session=session, build=store.build("head"), machine_class="test", policy="p")
    store.row("budget_result", scorecard=card, **{"budget": "b", "section": "5.1", "tier": 2, "title": "t", "target": "< 0.25 ms", "status": "met",
              "value": newest, "unit": "s", "benchmark": "daa/token/latency native/avx2", "note": "", **changed})
    html, _ = page_of(store)
    row, = json.loads(re.search(r'id="trend-data">(.*?)</script>', html, re.S)[1])["rows"].values()
    assert row["limits"] == limits and ("dashed: budget" in html) == bool(limits)


MOST = sys.float_info.max


@pytest.mark.parametrize("unit, kind", [("s", "time"), ("1", "count")])
@pytest.mark.parametrize("values", [[MOST, MOST], [MOST, 7.0], [MOST, 1.7e308, 5e-324], [-MOST, MOST], [1e300, 1e-300]])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # as above
def test_extreme_values_stop_no_section(store, values, unit, kind):
    series = [store.series(name, unit=unit, kind=kind) for name in ("core/x", "swarm/agents=1", "swarm/agents=2")]
    for run in range(3):
        session = store.session("run")
        for one in series:
            for number in range(6 + run):
                store.sample(store.launch(session, "head", number), one, np.roll(values, number)[:1 + number % 2])
    pair = store.session("ab", base="base")
    for number in range(8):
        for side in ("base", "head"):
            store.sample(store.launch(pair, side, number, side), series[0], np.roll(values, number + (side == "head"))[:1])
    store.row("verdict", session=pair, series=series[0], verdict="unsure", severity="", pairs=8, change=0.0, lo=-9e999, hi=9e999, error=0.004,
              tolerance=0.05, note="")
    for session in (str(pair - 1), str(pair)):
        html, page = page_of(store, session)
        assert page.row("core/x")
        islands = [re.search(r'id="trend-data">(.*?)</script>', html, re.S)[1],
                   base64.b64decode(re.search(r'href="data:application/json;base64,([^"]*)"', html)[1])]
        for island in islands:
            json.loads(island, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
        drawn = re.findall(r' (?:d|[cxy]+)="([^"]*)"', "".join(re.findall(r"<svg.*?</svg>", html, re.S)))
        assert drawn and not [part for part in drawn if "inf" in part or "nan" in part]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # as above
def test_raw_data_say_null_where_there_is_no_number(store):
    session = store.session("run")
    for number, values in enumerate(([1.0], [MOST], [MOST, MOST])):  # the middle of the last two overflows
        store.sample(store.launch(session, "head", number), store.series("core/x", unit="1", kind="count"), values)
    html, _ = page_of(store)
    raw = json.loads(base64.b64decode(re.search(r'href="data:application/json;base64,([^"]*)"', html)[1]))
    assert raw["series"][0]["value"] == [1.0, MOST, None]


def test_scaling_shows_growth_beside_what_is_possible(store):
    session = store.session("run")
    rate = {"kind": "count", "unit": "1/s", "better": "more", "exact": 1}
    for agents, items in ((1, 100.0), (2, 190.0), (10, 180.0)):
        store.run(session, f"scalability/tasks/agents={agents}/workers=2", 0.01, clock="wall",
                  metrics={"items_per_second": (rate, items)})
    store.run(session, "scalability/other/agents=4", 0.01)
    page = page_of(store)[1]
    assert page.row("A", "workers=2", "10")[1:3] == ["1", "100.0 /s"]
    assert page.row("A", "190.0 /s")[4:] == ["1.90 ×", "95.0 %", "95.0 %"]
    assert page.row("A", "180.0 /s")[4:] == ["1.80 ×", "90.0 %", "18.0 %"]
    labels = [attributes.get("aria-label", "") for _, attributes in page.elements]
    assert [label for label in labels if "throughput" in label] == [
        "scalability/tasks: throughput against the number of agents"]


def test_without_items_there_is_no_efficiency(store):
    session = store.session("run")
    for agents in (1, 2):
        store.run(session, f"daa/mean/agents={agents}", 0.01 * agents, spread=0.0, batches=1, launches=1)
    page = page_of(store)[1]
    assert page.row("A", "native/avx2", "2")[-2:] == ["–", "–"] and page.row("A", "0.50 ×")
    assert "no items per second are stored" in page.text and "efficiency against agents" not in page_of(store)[0]


def test_wasm_lanes_stand_side_by_side(store):
    session = store.session("run")
    for lane, seconds in (("native/avx2", 1e-6), ("native/scalar", 4e-6), ("node/scalar", 6e-6), ("node/simd", 2e-6)):
        series = store.series("core/dot", lane=lane)
        for number in range(6):
            store.sample(store.launch(session, "head", number, lane=lane), series, [seconds])
    page = page_of(store)[1]
    assert page.row("core/dot", "node", "native/avx2")[2:] == [
        "1.000 µs native/avx2", "6.000 µs", "2.000 µs", "3.00 ×", "2.00 ×"]


def test_memory_tells_bytes_and_the_peak_of_lone_benchmarks(store):
    session = store.session("run")
    in_use = {"kind": "bytes", "unit": "B", "exact": 1}
    store.run(session, "memory/pool", 1e-6, metrics={"in_use_bytes": (in_use, 3 * 2**20)})
    store.launch(session, "head", 99, benchmarks="a\nb", peak_rss_bytes=1 << 40)
    page = page_of(store)[1]
    assert page.row("memory/pool", "in_use_bytes")[-2:] == ["3 MiB", "always the same"]
    assert page.row("memory/pool", "peak memory of the process")[-2] == "14 MiB"
    assert "TiB" not in page.text


def test_history_is_information_only(store):
    for seconds in (1e-6, 2e-6):
        store.run(store.session("run"), "core/x", seconds, spread=0.0)
    page = page_of(store)[1]
    assert page.row("core/x", "time")[-1].startswith(("+98", "+99", "+100", "+101", "+102"))
    assert "so a difference proves nothing" in page.text


def test_a_pair_session_shows_what_the_run_before_took_alone(store):
    store.run(store.session("run"), "core/x", 5e-6, spread=0.0, batches=1)
    store.pair(store.session("ab", base="base"), "core/x", 2e-6)
    page = page_of(store)[1]
    assert page.row("core/x", "head", "time")[-1].startswith(("4.9", "5.0"))
    assert "“Alone, before” is session #1, a run of" in page.text and "Against it" not in page.text


def test_history_that_holds_only_base_launches_is_no_history(store):
    broken = store.session("ab", base="base", state="partial")
    store.sample(store.launch(broken, "base", 0, "base"), store.series("core/x"), [1e-6])
    store.run(store.session("run"), "core/x", 2e-6)
    page = page_of(store, baseline=str(broken))[1]
    assert page.row("core/x", "time") and "so a difference proves nothing" not in page.text
