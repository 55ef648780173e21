"""The tables of targets are readable, and an interval is judged by its nearer end."""
from pathlib import Path

import pytest

import ratios

TABLES = {"targets.tsv": 30, "node/targets.tsv": 20}


@pytest.mark.parametrize("table", TABLES)
def test_every_line_of_a_table_is_a_target(table):
    rows = ratios.targets((Path(__file__).parent / table).read_text())
    assert len(rows) == len({(benchmark, peer) for benchmark, peer, _ in rows}) > TABLES[table]
    assert all(ratio == 0 or 0.5 < ratio < 20 for _, _, ratio in rows)


def test_every_peer_of_the_tables_has_a_file():
    here = Path(__file__).parent
    for table, pattern, own in (("targets.tsv", "{}.peer.cpp", {*ratios.OURS, "one_thread" + ratios.TAKEN}),
                                ("node/targets.tsv", "node/{}.peer.mjs", {"naive", "general", "scalar", "relaxed"})):
        peers = {peer for _, peer, _ in ratios.targets((here / table).read_text())} - own
        assert peers and all((here / pattern.format(peer)).exists() for peer in peers)


def test_only_the_whole_interval_meets_a_target():
    assert ratios.verdict(1.03, 1.05, 1.03) == "met"
    assert ratios.verdict(1.02, 1.05, 1.03) == "undecided"
    assert ratios.verdict(1.00, 1.02, 1.03) == "missed"
    assert ratios.verdict(0.5, 0.6, 0) == "", "nothing was asked"


def test_under_node_both_sides_go_by_one_lane():
    for peer in ("tfjs", "naive", "scalar", "relaxed"):
        base, own = ratios.node(Path("build"), peer)
        assert "--as=node" in base and "--as=node" in own and "--variant=simd" in own
        assert (f"--variant={peer}" in base) == (peer in ("scalar", "relaxed"))
        assert ("--variant" in base) == (peer != "tfjs"), "a competitor refuses it"
