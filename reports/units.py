"""Base units become units for people: 0.0000412 s is 41.20 µs. Three to four significant digits, never more.

Scaling happens here and nowhere else; everything before this holds seconds, bytes, counts and shares of 1.
"""
from __future__ import annotations

import math
import re

from reports import text

TIME = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
BYTES = [(1024.0**4, "TiB"), (1024.0**3, "GiB"), (1024.0**2, "MiB"), (1024.0, "KiB"), (1.0, "B")]
COUNT = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")]
LIMIT = re.compile(r"(<|≤|<=|>|≥|>=)\s*(\d[\d,]*(?:\.\d+)?)\s*(ns|µs|us|ms|s|B|KiB|MiB|GiB|KB|MB|GB)\b")
BASE = {"ns": 1e-9, "µs": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1.0, "B": 1.0, "KiB": 1024.0, "MiB": 1024.0**2,
        "GiB": 1024.0**3, "KB": 1e3, "MB": 1e6, "GB": 1e9}
THIN = "\u202f"  # narrow no-break space: groups digits and keeps a number with its unit


def limit(target: str) -> float | None:
    """Returns the limit of a budget such as "< 50 ms" in base units, where it is one of a time or a size."""
    found = LIMIT.search(target)
    return float(found[2].replace(",", "")) * BASE[found[3]] if found else None


def scale(value: float, unit: str) -> tuple[float, str]:
    """Returns (factor, unit for people): divide by the factor. One scale serves a whole figure or row."""
    size = abs(value)
    if unit == "s":
        return next((step for step in TIME if size >= step[0] * 0.99995), TIME[-1] if size else TIME[0])
    if unit in ("B", "B/s"):
        factor, word = next((step for step in BYTES if size >= step[0] * 0.99995), BYTES[-1])
        return factor, word + unit[1:]
    if unit.endswith("/s"):
        factor, word = next((step for step in COUNT if size >= step[0] * 0.99995), COUNT[-1])
        return factor, f"{word}/s" if unit == "1/s" else f"{word}{THIN}{text.visible(unit, 20)}".strip(THIN)
    return 1.0, "" if unit == "1" else text.visible(unit, 20)


def digits(value: float, whole: bool = False) -> str:
    """Returns about four significant digits; whole numbers stay whole where they are counted and not measured."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "not a number"
    size = abs(value)
    if size != 0 and (size < 1e-4 or size >= 1e12):
        shown = f"{value:.3e}"
    elif size >= 1000:
        shown = f"{value:,.0f}".replace(",", THIN)
    elif size == 0 or (whole and float(value).is_integer()):
        shown = f"{value:.0f}"
    else:
        rounded = float(f"{size:.3e}")  # 0.99999 has as many decimals as 1.000
        shown = f"{value:.{max(0, 3 - math.floor(math.log10(rounded)))}f}"
    return shown.replace("-", "−")


def _counted(unit: str) -> bool:
    """Whether values of this unit come in ones; a measured 1.000 s is not a counted 1."""
    return unit != "s" and not unit.endswith("/s")


def human(value: float | None, unit: str, kind: str = "") -> str:
    """Returns the value with its unit, "–" where there is none."""
    if value is None:
        return "–"
    if kind == "share":
        return f"{digits(100 * value)}{THIN}%"
    factor, word = scale(value, unit)
    return f"{digits(value / factor, _counted(unit))}{THIN}{word}".rstrip(THIN)


def interval(lo: float | None, hi: float | None, middle: float, unit: str, kind: str = "") -> str:
    """Returns "[lo, hi]" in the unit of its middle, which stands beside it; below six launches there is none."""
    if lo is None or hi is None:
        return "n too small"
    if lo == hi:
        return "always the same"
    factor = 0.01 if kind == "share" else scale(middle, unit)[0]
    whole = _counted(unit) and kind != "share"
    return f"[{digits(lo / factor, whole)}, {digits(hi / factor, whole)}]"


def percent(share: float | None, signed: bool = False) -> str:
    """Returns a share of 1 as per cent: two decimals below 1 %, one below 100 %, none above."""
    if share is None or math.isnan(share):
        return "–"
    if math.isinf(share):
        return "∞" if share > 0 else "−∞"
    value = 100 * share
    places = 2 if abs(value) < 0.995 else 1 if abs(value) < 99.95 else 0
    shown = f"{value:+,.{places}f}" if signed else f"{value:,.{places}f}"
    if float(shown.replace(",", "")) == 0:
        shown = "0"
    return shown.replace("-", "−").replace(",", THIN) + f"{THIN}%"


def change(value: float | None, ratio: bool, unit: str, kind: str) -> str:
    """Returns a verdict's change: per cent of a log ratio, points of a share, else a signed difference."""
    if value is None:
        return "–"
    if value == math.inf:
        return "from nothing"
    if ratio:
        return percent(math.expm1(min(value, 700.0)), signed=True)
    if kind == "share":
        return f"{digits(100 * value) if value <= 0 else '+' + digits(100 * value)}{THIN}points"
    if kind == "count" and unit.isalpha():
        value = round(value, 2) + 0.0  # of one instruction: what tells nothing is left out
    return ("+" if value > 0 else "") + human(value, unit)


def duration(ns: int | None) -> str:
    """Returns how long something took: 850 ms, 12 s, 4 min 12 s, 2 h 5 min."""
    if ns is None or ns < 0:
        return "unknown time"
    seconds = ns / 1e9
    if seconds < 1:
        return f"{round(seconds * 1000)}{THIN}ms"
    if seconds < 60:
        return f"{seconds:.0f}{THIN}s" if seconds >= 10 else f"{seconds:.1f}{THIN}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}{THIN}min {rest}{THIN}s"
    return f"{minutes // 60}{THIN}h {minutes % 60}{THIN}min"
