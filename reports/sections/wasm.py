"""The same benchmark natively and as WebAssembly: what SIMD gains there, and what the sandbox costs."""
from __future__ import annotations

from reports import text, units
from reports.page import Page
from reports.summary import RATES, Summary

ID, TITLE, ORDER = "wasm", "WebAssembly", 60
FROM_RUN = True  # where this session has none of it, the run before it may
HOSTS = ("node", "chromium")


def build(page: Page) -> dict | str:
    """Returns the lanes side by side, and everything measured of loading and size."""
    rows = [row for row in page.summaries if row.side != "base"]
    lanes = _lanes(page, rows)
    modules = [row for row in rows if row.series.benchmark.startswith("wasm/") and row.series.metric not in RATES]
    if not lanes and not modules:
        return "Nothing was measured as WebAssembly (a lane of node or chromium, or a benchmark of the category wasm)."
    return {"lanes": lanes, "modules": [_module(page, row) for row in modules],
            "paired": page.data.session.is_pair}


def _lanes(page: Page, rows: list[Summary]) -> list[dict]:
    """Returns one row per benchmark and host that ran both there and natively, or in two variants there."""
    times: dict[tuple, dict[str, Summary]] = {}
    for row in rows:
        if row.series.is_primary and row.series.kind == "time":
            times.setdefault((row.series.benchmark, row.series.impl, row.series.version), {})[row.series.lane] = row
    table = []
    for (benchmark, impl, _), by_lane in sorted(times.items(), key=lambda item: text.natural(item[0][0])):
        native = min((row for lane, row in by_lane.items() if lane.split("/")[0] == "native"),
                     key=lambda row: row.median, default=None)
        for host in HOSTS:
            scalar, simd = by_lane.get(f"{host}/scalar"), by_lane.get(f"{host}/simd")
            if not (scalar or simd) or (native is None and not (scalar and simd)):
                continue
            best = min((row for row in (scalar, simd) if row), key=lambda row: row.median)
            gain, cost = _ratio(scalar, simd), _ratio(best, native)
            table.append({
                "benchmark": benchmark, "impl": impl, "host": host, "link": page.link(best.series),
                "native": _time(native), "native_lane": native.series.lane if native else "", "scalar": _time(scalar),
                "simd": _time(simd), "gain": _times(gain), "cost": _times(cost),
                "raw": {"gain": gain, "cost": cost, **{name: row.median if row else None for name, row in
                                                       (("native", native), ("scalar", scalar), ("simd", simd))}},
            })
    return table


def _time(row: Summary | None) -> str:
    return units.human(row.median, row.series.unit, row.series.kind) if row else "–"


def _ratio(slow: Summary | None, fast: Summary | None) -> float | None:
    """Returns how many times as long the first took, None where one of the two was not measured."""
    return None if slow is None or fast is None or fast.median <= 0 else slow.median / fast.median


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}{units.THIN}×"


def _module(page: Page, row: Summary) -> dict:
    series = row.series
    return {"summary": row, "series": series, "link": page.link(series),
            "median": units.human(row.median, series.unit, series.kind),
            "interval": units.interval(row.lo, row.hi, row.median, series.unit, series.kind)}
