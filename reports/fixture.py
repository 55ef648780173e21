"""Stores for the tests: built from the product's own schema, filled with seeded launches as the judge would store them.

The noise is shaped like that of a shared machine (a drift both arms of a pair see, a launch's own luck, batches, rare
stalls). Verdict rows come from brute force over the signed-rank distribution, a third program beside judge and report.
"""
from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path

import numpy as np

SCHEMAS = Path(__file__).resolve().parent.parent / "harness" / "store" / "schema"
START_NS = 1_790_000_000_000_000_000
ERROR = 0.0040
SERIES = {"version": 1, "metric": "time", "unit": "s", "better": "less", "kind": "time", "exact": 0, "is_primary": 1,
          "judged": 1, "impl": "own", "lane": "native/avx2", "clock": "cpu", "mode": "time", "machine_class": "test"}


class Store:
    """A store being filled. Every method inserts one row of its table and returns its id."""

    def __init__(self, path: Path, seed: int = 1):
        self.db = sqlite3.connect(path)
        schemas = sorted(SCHEMAS.glob("*.sql"), key=lambda file: int(file.stem))
        for file in schemas:
            self.db.executescript(file.read_text())
        self.db.execute(f"PRAGMA user_version = {len(schemas)}")
        self.db.execute(f"PRAGMA application_id = {0x53574D50}")
        self.random = np.random.default_rng(seed)
        self.clock_ns = START_NS
        self.machine = self.row("machine", fingerprint="f1", **{"class": "test"}, details=json.dumps(
            {"cpu": "AMD EPYC 9R14", "cores": 2, "memory_bytes": 8 << 30, "kernel": "6.18.0", "virtual": True,
             "caches": {"L1d": "32 KiB", "L2": "1 MiB"}}))

    def row(self, table: str, **columns) -> int:
        marks = ", ".join("?" for _ in columns)
        return self.db.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                               tuple(columns.values())).lastrowid

    def build(self, label: str, commit: str = "", dirty: int = 0) -> int:
        found = self.db.execute("SELECT id FROM build WHERE label = ?", (label,)).fetchone()
        return found[0] if found else self.row(
            "build", key=f"key of {label}", label=label, commit_id=commit, commit_time=1_789_990_000, dirty=dirty,
            details=json.dumps({"compiler": "g++ 12.2.0", "flags": "-O2 -falign-functions=64 -ffunction-sections"}))

    def session(self, kind: str, base: str | None = None, head: str = "head", state: str = "done", **more) -> int:
        self.clock_ns += 3_600_000_000_000
        columns = {"uuid": f"{self.clock_ns:x}-0000", "kind": kind, "state": state, "machine": self.machine,
                   "started_ns": self.clock_ns,
                   "ended_ns": self.clock_ns + 252_000_000_000 if state == "done" else None,
                   "process": 1, "process_started": 1, "seed": 42, "base": self.build(base) if base else None,
                   "head": self.build(head), "tool": "0.1.0",
                   "details": json.dumps({"arguments": [kind, "--budget", "90s"], "environment": {"load": 0.4}})}
        return self.row("session", **{**columns, **more})

    def series(self, benchmark: str, **more) -> int:
        columns = {"benchmark": benchmark, **SERIES, **more}
        where = " AND ".join(f"{name} = ?" for name in columns)
        found = self.db.execute(f"SELECT id FROM series WHERE {where}", tuple(columns.values())).fetchone()
        return found[0] if found else self.row("series", **columns)

    def launch(self, session: int, build: str, number: int, side: str = "solo", **more) -> int:
        impl, lane = more.pop("impl", "own"), more.pop("lane", "native/avx2")
        arm = (self.build(build), impl, lane)
        self.db.execute("INSERT OR IGNORE INTO arm (build, impl, lane) VALUES (?, ?, ?)", arm)
        arm_id = self.db.execute("SELECT id FROM arm WHERE build = ? AND impl = ? AND lane = ?", arm).fetchone()[0]
        self.clock_ns += 150_000_000
        columns = {"session": session, "arm": arm_id, "round": number, "side": side, "slot": int(side == "head"),
                   "mode": "time", "pairing": "solo" if side == "solo" else "twin", "seed": number,
                   "started_ns": self.clock_ns, "elapsed_ns": 140_000_000, "core": 1,
                   "overlap": None if side == "solo" else 0.97, "steal": 0.01, "user_ns": 120_000_000,
                   "system_ns": 4_000_000, "peak_rss_bytes": 14 << 20, "switches": 6, "exit": 0, "failure": "",
                   "benchmarks": "", **more}
        return self.row("launch", **columns)

    def sample(self, launch: int, series: int, values, iterations: int = 1000) -> None:
        self.row("sample", launch=launch, series=series, iterations=iterations,
                 data=np.asarray(values, dtype="<f8").tobytes())

    def noise(self, drift: float, spread: float, batches: int, stalls: float = 0.03) -> np.ndarray:
        """Returns factors around 1 for the batches of one launch."""
        own = self.random.normal(0, spread) + (0.15 if self.random.random() < stalls else 0.0)
        return np.exp(drift + own + np.abs(self.random.normal(0, spread / 2, batches)))

    def run(self, session: int, benchmark: str, seconds: float, build: str = "head", launches: int = 10,
            batches: int = 9, spread: float = 0.01, metrics: dict | None = None, **series) -> int:
        """Stores solo launches of one benchmark; `metrics` maps a name to (series columns, value)."""
        primary = self.series(benchmark, **series)
        for number in range(launches):
            launch = self.launch(session, build, number, lane=series.get("lane", "native/avx2"),
                                 impl=series.get("impl", "own"), benchmarks=benchmark)
            drift = 0.01 * math.sin(number / 3)
            self.sample(launch, primary, seconds * self.noise(drift, spread, batches))
            for metric, (columns, value) in (metrics or {}).items():
                other = self.series(benchmark, **{**series, "metric": metric, "is_primary": 0, **columns})
                factor = 1.0 if columns.get("exact") else float(self.noise(0, spread, 1)[0])
                self.sample(launch, other, [value * factor])
        return primary

    def pair(self, session: int, benchmark: str, seconds: float, effect: float = 0.0, pairs: int = 8,
             spread: float = 0.01, verdict: str | None = None, batches: int = 7, base: str = "base", head: str = "head",
             **series) -> int:
        """Stores twin launches of one benchmark in two builds, and their verdict. What stalls, stalls both twins."""
        primary = self.series(benchmark, **series)
        values = {"base": [], "head": []}
        for number in range(pairs):
            drift = 0.08 * math.sin(number / 2.0)
            for side, build, factor in (("base", base, 1.0), ("head", head, 1.0 + effect)):
                launch = self.launch(session, build, number, side, lane=series.get("lane", "native/avx2"),
                                     benchmarks=benchmark)
                batch_values = seconds * factor * self.noise(drift, spread, batches, stalls=0.0)
                self.sample(launch, primary, batch_values)
                values[side].append(float(np.median(batch_values)))
        self.verdict(session, primary, np.array(values["base"]), np.array(values["head"]), verdict)
        return primary

    def verdict(self, session: int, series: int, base: np.ndarray, head: np.ndarray, word: str | None, **more) -> int:
        lo, change, hi = judge(np.log(head / base))
        found = "slower" if lo > 0 and change >= 0.05 else "faster" if hi < 0 and change <= -0.05 else \
            "same" if max(-lo, hi) < math.log1p(0.05) else "unsure"
        columns = {"session": session, "series": series, "verdict": word or found,
                   "severity": "" if (word or found) != "slower" else "critical" if change > 0.1 else "warning",
                   "pairs": len(base), "base_median": float(np.median(base)), "head_median": float(np.median(head)),
                   "change": change, "lo": lo, "hi": hi, "error": ERROR, "p": 0.004, "tolerance": 0.05,
                   "detectable": (hi - lo) / 2, "confirmed": None, "note": "", **more}
        return self.row("verdict", **columns)

    def close(self) -> None:
        self.db.commit()
        self.db.close()


def judge(values: np.ndarray, error: float = ERROR) -> tuple[float, float, float]:
    """Returns (lo, estimate, hi) over the Walsh averages, the rank counted from the generating function."""
    n = len(values)
    ways = [1]
    for rank in range(1, n + 1):
        grown = ways + [0] * rank
        ways = [grown[w] + (ways[w - rank] if w >= rank else 0) for w in range(len(grown))]
    rank, total = 0, 0
    while rank < len(ways) and (total := total + ways[rank]) <= error * 2**n:
        rank += 1
    walsh = sorted((a + b) / 2 for i, a in enumerate(values) for b in values[i:])
    return (walsh[rank - 1] if rank else -math.inf), float(np.median(walsh)), (walsh[-rank] if rank else math.inf)
