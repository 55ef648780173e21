"""Numbers for people, one case per line."""
import math

import pytest

from reports import units

N = units.THIN


@pytest.mark.parametrize("value, unit, kind, text", [
    (1.0297e-7, "s", "time", f"103.0{N}ns"),
    (4.12e-5, "s", "time", f"41.20{N}µs"),
    (0.03841, "s", "time", f"38.41{N}ms"),
    (12.5, "s", "time", f"12.50{N}s"),
    (3.2e-10, "s", "time", f"0.3200{N}ns"),
    (9.99999e-7, "s", "time", f"1.000{N}µs"),
    (0.0, "s", "time", f"0{N}s"),
    (1536.0, "B", "bytes", f"1.500{N}KiB"),
    (17.0, "B", "bytes", f"17{N}B"),
    (3.3e9, "B/s", "count", f"3.073{N}GiB/s"),
    (82310.0, "1/s", "count", f"82.31{N}k/s"),
    (0.071, "1", "share", f"7.100{N}%"),
    (0.5, "1", "share", f"50.00{N}%"),
    (1e-6, "s", "time", f"1.000{N}µs"),
    (12345.0, "1", "count", f"12{N}345"),
    (3.0, "1", "count", "3"),
    (-2.5, "1", "count", "−2.500"),
    (5.0, "frames", "count", f"5{N}frames"),
    (None, "s", "time", "–"),
    (math.inf, "1", "count", "∞"),
    (2.5e-7, "1", "count", "2.500e−07"),
])
def test_human(value, unit, kind, text):
    assert units.human(value, unit, kind) == text


@pytest.mark.parametrize("value, ratio, unit, kind, text", [
    (math.log(1.11), True, "s", "time", f"+11.0{N}%"),
    (math.log(0.917), True, "s", "time", f"−8.3{N}%"),
    (math.log(1.0021), True, "B", "bytes", f"+0.21{N}%"),
    (0.0, True, "s", "time", f"0{N}%"),
    (-math.inf, True, "s", "time", f"−100{N}%"),
    (math.inf, True, "B", "bytes", "from nothing"),
    (3.0, False, "1", "count", "+3"),
    (-2.0, False, "1", "count", "−2"),
    (181.0, False, "instructions", "count", f"+181{N}instructions"),
    (-8.3e-06, False, "instructions", "count", f"0{N}instructions"),
    (0.012, False, "1", "share", f"+1.200{N}points"),
    (None, True, "s", "time", "–"),
])
def test_change(value, ratio, unit, kind, text):
    assert units.change(value, ratio, unit, kind) == text


@pytest.mark.parametrize("ns, text", [
    (850_000_000, f"850{N}ms"), (9_400_000_000, f"9.4{N}s"), (12_000_000_000, f"12{N}s"),
    (252_000_000_000, f"4{N}min 12{N}s"), (7_500_000_000_000, f"2{N}h 5{N}min"), (None, "unknown time"),
    (-1, "unknown time"),
])
def test_duration(ns, text):
    assert units.duration(ns) == text


def test_an_interval_is_written_in_the_unit_of_the_median_beside_it():
    assert units.interval(9.9e-7, 1.2e-6, 1.1e-6, "s") == "[0.9900, 1.200]"
    assert units.interval(5.0, 5.0, 5.0, "B") == "always the same"
