"""What every section may ask of one report: numbers computed once, links that agree between sections."""
from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from reports import text
from reports.crosscheck import crosscheck
from reports.model import Finding, Report, Series, SessionData, Verdict
from reports.summary import Summary, summaries

# Words of a verdict in the order in which a reader wants them, with the symbol that stands for each without colour.
SYMBOLS = {"failed": "!", "slower": "▲", "missing": "!", "incomparable": "!", "unsure": "?", "faster": "▼", "same": "=",
           "new": "+"}


class Page:
    """A report with its derived numbers; `data` is there whenever a section is built."""

    def __init__(self, report: Report, linked: bool = True):
        self.report = report
        self.linked = linked  # False: its series have no place among this page's details

    @cached_property
    def run(self) -> Page | None:
        """The session shown as history, as a page of its own for what this session did not measure."""
        before = self.report.history
        return Page(replace(self.report, data=before, history=None, confirmations=()), linked=False) if before else None

    @property
    def data(self) -> SessionData:
        return self.report.data

    @property
    def twins(self) -> bool:
        """Whether launches shared their core with the other build: then absolute values are not a build's own."""
        return any(launch.pairing == "twin" for launch in self.data.launches)

    @cached_property
    def summaries(self) -> list[Summary]:
        return summaries(self.data, self.report.history)

    @cached_property
    def crosscheck(self) -> tuple[int, list[Finding]]:
        return crosscheck(self.report)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Worst first: by word, then the largest change."""
        rank = {word: i for i, word in enumerate(SYMBOLS)}
        return sorted(self.data.verdicts, key=lambda v: (
            rank[v.verdict], -(v.change or 0.0), text.natural(v.series.benchmark), v.series.lane, v.series.metric))

    @cached_property
    def siblings(self) -> dict[tuple, list[int]]:
        """Ids of the series that were measured in the same launches: those of one benchmark, lane and impl."""
        found: dict[tuple, list[int]] = {}
        for series_id in self.data.samples:
            found.setdefault(self.arm_of(self.data.series[series_id]), []).append(series_id)
        return found

    @staticmethod
    def arm_of(s: Series) -> tuple:
        return s.benchmark, s.lane, s.impl, s.version

    @cached_property
    def verdict_of(self) -> dict[int, Verdict]:
        return {verdict.series.id: verdict for verdict in self.data.verdicts}

    @property
    def now_ns(self) -> int:
        """The moment the page speaks of: its session's end, or the newest moment of any history."""
        return max([self.data.session.ended_ns or self.data.session.started_ns,
                    *(moment.started_ns for moment in self.report.moments)])

    def commit_url(self, commit: str, known: str = "") -> str:
        """Returns where a commit can be looked at, "" where nobody said."""
        if known or not commit or not self.report.repository:
            return known
        return f"{self.report.repository}/commit/{commit}"

    def counts(self) -> list[tuple[str, int]]:
        """Returns how often each verdict occurs, worst first."""
        words = [verdict.verdict for verdict in self.data.verdicts]
        return [(word, words.count(word)) for word in SYMBOLS if word in words]

    def figure_id(self, series: Series) -> str:
        """Returns the permalink of a series' distribution."""
        return text.slug(series.benchmark, series.metric, series.lane, series.impl, series.version, series.clock,
                         series.mode)

    def drawn(self, series: Series) -> bool:
        """Whether a series has a place among the distributions: what is judged, and every primary metric."""
        return self.linked and series.id in self.data.samples and (series.is_primary or series.id in self.verdict_of)

    def link(self, series: Series) -> str:
        """Returns where a series is told in detail, "" where it has no place there."""
        return self.figure_id(series) if self.drawn(series) else ""
