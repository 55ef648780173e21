"""Whole stores of usual and unusual projects, for the tests of the page in a browser: python3 -m reports.demo FOLDER.

Everything is seeded; what trend, gate and budget would have stored is written as they would store it.
"""
from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np

from reports.fixture import Store

DAY_NS = 86_400 * 10**9
HOSTILE = ['"><script>alert(1)</script>', "'onmouseover='x", "</style><b>", "{{ 7 * 7 }}", "line\nbreak\0", "\u202ecba",
           "שלום", "🚀/agents=3", "$x^2$ _{y}", "x" * 10_000, "<!--", "]]>", "&amp;", "a/agents=2/workers=\"<i>\"",
           "</script><script>window.pwned=1</script>"]


def gate(path: Path) -> None:
    """A gate with every verdict after two runs, regressions with a life, and a scorecard."""
    store = Store(path, seed=3)
    runs = []
    for number, label in enumerate(("old", "main")):
        runs.append(store.session("run", head=label))
        for impl, factor in (("own", 1.0), ("naive", 6.0), ("eigen", 1.3)):
            store.run(runs[-1], "core/dot/n=64", 4.1e-8 * factor * (1 + 0.1 * number), build=label, impl=impl)
        rate = {"kind": "count", "unit": "1/s", "better": "more"}
        for agents in (1, 2, 5, 10, 20, 50, 100):
            items = 100e3 * agents / (1 + 0.08 * (agents - 1) + 0.0004 * agents * (agents - 1))
            store.run(runs[-1], f"scalability/tasks/agents={agents}/workers=8", agents / items, clock="wall", build=label,
                      metrics={"items_per_second": (rate, items)})
        for lane, seconds in (("native/avx2", 1e-6), ("node/scalar", 6e-6), ("node/simd", 2e-6)):
            store.run(runs[-1], "core/relu", seconds, lane=lane, build=label,
                      metrics={"gc_pause": ({"kind": "time", "unit": "s"}, 2e-4)} if lane == "node/simd" else None)
    session = store.session("gate", base="main", head="feature")
    store.db.execute("UPDATE build SET commit_id = '1234567890abcdef1234' WHERE label = 'main'")
    store.db.execute("UPDATE build SET commit_id = 'fedcba0987654321fedc' WHERE label = 'feature'")
    pairs = (("core/dot/n=64", 0.11, None), ("core/gemm/n=9", -0.12, None), ("core/relu", 0.0, None),
             ("memory/pool", 0.012, "unsure"))
    for name, effect, verdict in pairs:
        store.pair(session, name, 2e-6, effect, base="main", head="feature", verdict=verdict, spread=0.004)
    for i in range(14):
        store.pair(session, f"core/other/case={i}", 1e-6 * (i + 1), 0.0, base="main", head="feature", spread=0.004)
    for word in ("failed", "missing", "new", "incomparable"):
        series = store.series(f"wasm/{word}", lane="node/simd")
        store.row("verdict", session=session, series=series, verdict=word, severity="", pairs=0, tolerance=0.05,
                  note=f"why it is {word}")
    store.launch(session, "feature", 0, "head", lane="node/simd", exit=-11, benchmarks="wasm/failed")
    store.row("finding", session=session, code="W110", subject="core/relu", text="a few per cent may be code layout")
    add_life(store, store.series("core/dot/n=64"), runs)
    add_scorecard(store, session)
    store.close()


def add_life(store: Store, series: int, runs: list[int]) -> None:
    """Regressions in each state, with what happened to them."""
    at = store.clock_ns - 40 * DAY_NS
    for state, age, who in (("open", 3, ""), ("acknowledged", 12, "ann"), ("fixed", 30, "bob"), ("reopened", 20, "")):
        known = store.row("regression", series=series, state=state, opened_by="gate" if age < 15 else "trend", session=runs[0],
                          opened_ns=store.clock_ns - age * DAY_NS, changed_ns=store.clock_ns - age * DAY_NS // 2,
                          commit_before="a" * 40, commit_after="b" * 40, change=math.log(1.09), owner=who, note="")
        for word in ("open", state):
            store.row("regression_event", regression=known, at_ns=at, state=word, session=runs[-1], who=who,
                      note="new audit log" if word == "acknowledged" else "")


def add_scorecard(store: Store, session: int) -> None:
    """One scorecard after another, with a budget in every state; the one that is met is of the newest run."""
    newest = float(np.median([np.median(np.frombuffer(data)) for data, in store.db.execute(
        "SELECT data FROM launch_sample WHERE benchmark = 'core/dot/n=64' AND impl = 'own' AND side = 'solo' AND session ="
        " (SELECT max(id) FROM session WHERE kind = 'run')")]))
    for number in range(3):
        card = store.row("scorecard", at_ns=store.clock_ns - (3 - number) * DAY_NS, session=session, build=store.build("main"),
                         machine_class="test", policy="p1")
        for i, (status, value) in enumerate((("met", newest), ("missed", 6e-8), ("unsure", 5e-8), ("unmeasured", None), ("unmeasurable", None))):
            store.row("budget_result", scorecard=card, budget=f"core.dot.{i}", section="§5.1", tier=1 + i % 3, title=f"Dot product {status}",
                      target="< 50 ns", status=status, value=value, lo=value and value * 0.98, hi=value and value * 1.02, unit="s",
                      benchmark="core/dot/n=64 native/avx2", note="" if value else "no machine here can measure it")
        for part, weight in (("execution", 0.3), ("resource", 0.25), ("quality", 0.25), ("coordination", 0.1), ("stability", 0.1)):
            whole = part != "quality"
            store.row("score", scorecard=card, part=part, weight=weight, value=80.0 + number if whole else None, lo=60.0, hi=90.0,
                      measured=1.0 if whole else 0.5, grade="B" if whole else "")
        store.row("score", scorecard=card, part="overall", weight=1.0, value=None if number == 2 else 79.0 + number, lo=71.0, hi=88.0,
                  measured=0.9, grade="")


def history(path: Path, benchmarks: int = 12, runs: int = 60, launches: int = 6) -> None:
    """Runs of many benchmarks over many commits and two machines: a step, a spike, a drift, and quiet ones."""
    store = Store(path, seed=5)
    series = [[store.series(f"category-{i % 8}/subject-{i}/n={2 ** (i % 12)}", machine_class=where) for where in ("test", "other")]
              for i in range(benchmarks)]
    arms, sessions, launched, samples = [], [], [], []
    random = np.random.default_rng(7)
    for run in range(runs):
        build = store.row("build", key=f"k{run}", label=f"main~{runs - run}", commit_id=f"{run:040x}", commit_time=1_700_000_000 + run * 86_400,
                          dirty=0, details=json.dumps({"url": f"https://example.org/commit/{run:040x}"}))
        arms.append(store.row("arm", build=build, impl="own", lane="native/avx2"))
        sessions.append(store.session("run", head=f"main~{runs - run}"))
        for number in range(launches):
            launched.append((len(launched) + 1, sessions[-1], arms[-1], number, "solo", 0, "time", "solo", number, store.clock_ns, 140_000_000, 120_000_000,
                             4_000_000, 14 << 20, 6, 0, "", "many\nof them"))
            store.clock_ns += 150_000_000
    for i, (here, other) in enumerate(series):
        level = 1e-6 * (1 + i)
        noise = np.exp(random.normal(0, 0.01, (runs, launches)) + random.normal(0, 0.004, (runs, 1)))
        shape = np.ones(runs)
        shape[runs // 2:] *= 1.12 if i % 5 == 0 else 1.0
        shape[runs // 3] *= 1.4 if i % 5 == 1 else 1.0
        values = level * shape[:, None] * noise
        for run in range(runs):
            for number in range(launches):
                samples.append((run * launches + number + 1, here if run < runs * 0.8 or i % 4 else other, 1000,
                                np.asarray([values[run, number]], "<f8").tobytes()))
        if i % 5 == 0:
            add_change(store, here, "step", sessions, runs // 2, level, level * 1.12)
        if i % 5 == 1:
            add_change(store, here, "spike", sessions, runs // 3, level, level * 1.4)
    store.db.executemany(
        "INSERT INTO launch (id, session, arm, round, side, slot, mode, pairing, seed, started_ns, elapsed_ns, user_ns,"
        " system_ns, peak_rss_bytes, switches, exit, failure, benchmarks) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", launched)
    store.db.executemany("INSERT INTO sample (launch, series, iterations, data) VALUES (?,?,?,?)", samples)
    store.close()


def add_change(store: Store, series: int, kind: str, sessions: list[int], at: int, before: float, after: float) -> None:
    lo, hi = max(0, at - 1), min(len(sessions) - 1, at + 1)
    store.row("change_point", series=series, **{"class": kind}, session=sessions[at], lo_session=sessions[lo], hi_session=sessions[hi],
              end_session=sessions[at] if kind == "spike" else None, commit_before=f"{lo:040x}", commit_after=f"{hi:040x}",
              before=before, after=after, change=math.log(after / before), p=0.0004, points=len(sessions), reference="", cohort=1,
              found_ns=store.clock_ns)


def hostile(path: Path) -> None:
    """Names and notes that want to be more than text, in every place that shows any."""
    store = Store(path, seed=2)
    for label in (HOSTILE[4], HOSTILE[0]):
        run = store.session("run", head=label)
        for name in HOSTILE:
            store.run(run, name, 1e-6, launches=2, batches=2, lane=name[:50], impl="own", build=label)
    series = store.series(HOSTILE[0], lane=HOSTILE[0][:50])
    store.row("regression", series=series, state="open", opened_by="gate", session=1, opened_ns=1, changed_ns=1, commit_before=HOSTILE[0],
              commit_after=HOSTILE[1], change=0.1, owner=HOSTILE[0], note=HOSTILE[2])
    add_change(store, series, "step", [1, 2], 1, 1e-6, 2e-6)
    store.db.execute("UPDATE change_point SET commit_after = ?, reference = ?", (HOSTILE[0], HOSTILE[1]))
    session = store.session("gate", base=HOSTILE[0], head=HOSTILE[4])
    for name in HOSTILE:
        store.pair(session, name, 1e-6, pairs=2, verdict="unsure", lane=name[:50], head=HOSTILE[4], base=HOSTILE[0])
        store.row("finding", session=session, code=name, subject=name, text=name)
    store.close()


def many(path: Path, benchmarks: int = 20_000) -> None:
    """One run of very many benchmarks."""
    store = Store(path, seed=9)
    session = store.session("run")
    launch = store.launch(session, "head", 0)
    for i in range(benchmarks):
        store.sample(launch, store.row("series", benchmark=f"generated/case-{i}", version=1, metric="time", unit="s", better="less", kind="time",
                                       exact=0, is_primary=1, judged=1, impl="own", lane="native", clock="cpu", mode="time", machine_class="test"),
                     [1e-6 * (1 + i % 97)])
    store.close()


def main(folder: str) -> None:
    """Writes every store, and the page of each beside it."""
    from reports.__main__ import main as report
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, make in (("gate", gate), ("history", history), ("hostile", hostile), ("big", lambda path: history(path, 200, 500, 2))):
        (place / f"{name}.db").unlink(missing_ok=True)
        make(place / f"{name}.db")
        code = report(["--db", str(place / f"{name}.db"), "--out", str(place / f"{name}.html"), "--repository", "https://example.org/repo"])
        assert code == 0, name
    assert report(["--index", folder]) == 0


if __name__ == "__main__":
    main(sys.argv[1])
