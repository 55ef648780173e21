"""What a report is made of: the rows of the store as typed values, in base units, with nothing computed.

The names are those of harness/store/schema/; docs/data-model.md says what they mean.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np


def from_row(kind, row, /, **given):
    """Returns a dataclass filled from the columns of the same name, except for what is given."""
    return kind(**{name: given[name] if name in given else row[name] for name in kind.__dataclass_fields__})


class StoreError(Exception):
    """The store cannot be read: missing, not one, damaged, or of a newer schema. One line for people."""


class UsageError(Exception):
    """What was asked for does not exist. One line for people."""


@dataclass(frozen=True)
class Machine:
    machine_class: str
    details: object


@dataclass(frozen=True)
class Build:
    label: str
    commit_id: str
    commit_time: int | None
    dirty: bool
    key: str
    details: object


@dataclass(frozen=True)
class Session:
    id: int
    uuid: str
    kind: str
    state: str
    parent: int | None
    started_ns: int
    ended_ns: int | None
    seed: int
    tool: str
    machine: Machine
    base: Build | None
    head: Build | None
    details: object

    @property
    def is_pair(self) -> bool:
        return self.kind in ("ab", "gate", "confirm") or (self.kind == "import" and self.base is not None)


@dataclass(frozen=True)
class Series:
    id: int
    benchmark: str
    version: int
    metric: str
    unit: str
    better: str
    kind: str
    exact: bool
    is_primary: bool
    impl: str
    lane: str
    clock: str
    mode: str
    machine_class: str

    @property
    def is_ratio(self) -> bool:
        """Whether changes are log ratios (times, bytes) and not differences (counts, shares)."""
        return self.kind in ("time", "bytes")


@dataclass(frozen=True)
class Launch:
    id: int
    round: int
    side: str
    mode: str
    pairing: str
    started_ns: int
    overlap: float | None
    steal: float | None
    peak_rss_bytes: int
    exit: int
    failure: str
    benchmarks: tuple[str, ...]
    lane: str
    impl: str
    build: str

    @property
    def set_aside(self) -> bool:
        """Measured well and kept, but counting for nothing: taken again, or only to see what layouts do."""
        return self.failure.startswith(("repeated: ", "apart: "))


@dataclass(frozen=True)
class Sample:
    """The values of one series in one launch; `values` holds finite numbers only and at least one."""

    launch: Launch
    values: np.ndarray

    @cached_property
    def value(self) -> float:
        """The launch's value: the median of its batches."""
        return float(np.median(self.values))


@dataclass(frozen=True)
class Verdict:
    series: Series
    verdict: str
    severity: str
    pairs: int
    base_median: float | None
    head_median: float | None
    change: float | None
    lo: float | None
    hi: float | None
    error: float | None
    p: float | None
    tolerance: float
    detectable: float | None
    confirmed: bool | None
    note: str


@dataclass(frozen=True)
class Finding:
    code: str
    subject: str
    text: str


@dataclass(frozen=True)
class SessionData:
    """One session with everything measured in it. `samples` are in the order measured."""

    session: Session
    launches: tuple[Launch, ...] = ()
    series: dict[int, Series] = field(default_factory=dict)
    samples: dict[int, list[Sample]] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Moment:
    """One session that is a point of histories."""

    session: int
    started_ns: int
    commit_id: str
    commit_time: int | None
    build: str
    dirty: bool
    url: str = ""

    @property
    def order(self) -> tuple[float, float, int]:
        when = self.commit_time if self.commit_time is not None else self.started_ns / 1e9
        return when, self.started_ns, self.session


@dataclass(frozen=True)
class Trend:
    """The history of one series: one point per session, in order. `at` holds positions in Report.moments."""

    series: Series
    at: np.ndarray
    median: np.ndarray
    lo: np.ndarray       # 95 % over launches; NaN where there are too few
    hi: np.ndarray
    launches: np.ndarray


@dataclass(frozen=True)
class ChangePoint:
    series: int
    kind: str            # step | spike | drift | variance
    session: int
    commit_before: str
    commit_after: str
    before: float
    after: float
    change: float
    p: float
    reference: str


@dataclass(frozen=True)
class RegressionEvent:
    at_ns: int
    state: str
    session: int | None
    who: str
    note: str


@dataclass(frozen=True)
class Regression:
    id: int
    series: Series
    state: str
    opened_by: str
    session: int
    opened_ns: int
    changed_ns: int
    commit_before: str
    commit_after: str
    change: float
    owner: str
    note: str
    events: tuple[RegressionEvent, ...] = ()


@dataclass(frozen=True)
class BudgetResult:
    budget: str
    section: str
    tier: int
    title: str
    target: str
    status: str
    value: float | None
    lo: float | None
    hi: float | None
    unit: str
    benchmark: str
    note: str


@dataclass(frozen=True)
class Score:
    part: str
    weight: float
    value: float | None
    lo: float
    hi: float
    measured: float
    grade: str


@dataclass(frozen=True)
class Scorecard:
    at_ns: int
    build: str
    results: tuple[BudgetResult, ...]
    scores: tuple[Score, ...]
    earlier: tuple[tuple[int, float | None], ...] = ()  # (when, overall) of the scorecards before, oldest first


@dataclass(frozen=True)
class Report:
    """Everything one page may tell. `data` is None where the store holds no session."""

    data: SessionData | None
    history: SessionData | None = None
    confirmations: tuple[SessionData, ...] = ()
    sessions: int = 0
    moments: tuple[Moment, ...] = ()      # sessions with a place in histories, in order
    trends: tuple[Trend, ...] = ()
    change_points: tuple[ChangePoint, ...] = ()
    regressions: tuple[Regression, ...] = ()
    scorecard: Scorecard | None = None
    repository: str = ""                  # where commits can be looked at, "" where nobody said
