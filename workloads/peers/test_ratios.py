"""The table of targets is readable, and an interval is judged by its nearer end."""
from pathlib import Path

import ratios


def test_every_line_of_the_table_is_a_target():
    rows = ratios.targets((Path(__file__).parent / "targets.tsv").read_text())
    assert len(rows) == len({(benchmark, peer) for benchmark, peer, _ in rows}) > 30
    assert all(0.5 < ratio < 20 for _, _, ratio in rows)


def test_only_the_whole_interval_meets_a_target():
    assert ratios.verdict(1.03, 1.05, 1.03) == "met"
    assert ratios.verdict(1.02, 1.05, 1.03) == "undecided"
    assert ratios.verdict(1.00, 1.02, 1.03) == "missed"
