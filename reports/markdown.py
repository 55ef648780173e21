"""The report's answer as Markdown: what the summary says, what changed, what stands open; for a comment, a chat, a log."""
from __future__ import annotations

import re

from reports import text, units
from reports.model import Report
from reports.page import SYMBOLS, Page
from reports.sections import regressions, scorecard, summary, trends

MOST = 40  # rows of a table


def markdown(report: Report) -> str:
    """Returns the whole text; every name in it is plain text to Markdown and HTML."""
    page = Page(report)
    if report.data is None:
        return "# swarmperf\n\nThe store holds nothing to report yet.\n"
    session = report.data.session
    told = summary.build(page)
    head = plain(session.head.label) if session.head else f"session {session.id}"
    lines = [f"# {head}{' against ' + plain(session.base.label) if session.base else ''}", "",
             f"swarmperf {session.kind} #{session.id}, {text.when(session.started_ns)}: **{told['headline']}**", "",
             *(plain(told[key]) for key in ("what", "state", "power") if told[key])]
    changed = [v for v in page.verdicts if v.verdict != "same"]
    if changed:
        lines += ["", "## Changes", "", *_table(["", "benchmark", "lane", "change", "base", "head", "pairs", "note"], [
            [f"{SYMBOLS[v.verdict]} {v.verdict}", plain(v.series.benchmark), plain(v.series.lane),
             units.change(v.change, v.series.is_ratio, v.series.unit, v.series.kind),
             units.human(v.base_median, v.series.unit, v.series.kind), units.human(v.head_median, v.series.unit, v.series.kind),
             str(v.pairs), plain(v.note)] for v in changed])]
    same = len(page.verdicts) - len(changed)
    if same:
        lines += ["", f"{text.plural(same, 'contrast')} {'is' if same == 1 else 'are'} proven to be the same."]
    lines += _trends(page) + _regressions(page) + _scorecard(page)
    findings = told["findings"]
    if findings:
        lines += ["", "## Findings", "", *(f"- {plain(f.code)} {plain(f.subject)}{': ' if f.subject else ''}{plain(f.text)}" for f in findings[:MOST])]
    return "\n".join(lines) + "\n"


def _trends(page: Page) -> list[str]:
    made = trends.build(page)
    rows = [row for row in made["rows"] if row["changes"]] if isinstance(made, dict) else []
    if not rows:
        return []
    return ["", "## Trends", "", *_table(["benchmark", "lane", "newest", "what changed", "commits"], [
        [plain(row["series"].benchmark), plain(row["series"].lane), row["latest"], plain(mark["words"]), plain(mark["blame"])]
        for row in rows for mark in row["changes"]])]


def _regressions(page: Page) -> list[str]:
    made = regressions.build(page)
    rows = [row for row in made["rows"] if row["regression"].state != "fixed"] if isinstance(made, dict) else []
    if not rows:
        return []
    return ["", "## Regressions that stand", "", *_table(["state", "benchmark", "change", "age", "commits", "owner"], [
        [row["regression"].state, plain(row["regression"].series.benchmark), row["change"], row["age"], plain(row["blame"]),
         plain(row["regression"].owner or "nobody")] for row in rows])]


def _scorecard(page: Page) -> list[str]:
    made = scorecard.build(page)
    if not isinstance(made, dict):
        return []
    counts = ", ".join(f"{count} {word}" for word, count in made["counts"])
    score = f"{made['overall']['value']} of 100; " if made["overall"] else ""
    return ["", "## Scorecard", "", score + counts, *(f"- {plain(line)}" for line in made["recommended"])]


def _table(titles: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    lines += ["| " + " | ".join(row) + " |" for row in rows[:MOST]]
    return lines + ([f"\n{len(rows) - MOST} more rows are in the HTML report."] if len(rows) > MOST else [])


def plain(raw: object) -> str:
    """Returns text in which no character means anything to Markdown or HTML, and none is invisible."""
    return re.sub(r":(?!\s)|[^\w\s/=,;.+%()§±→×µ−–:'?!-]|_", lambda m: f"&#{ord(m[0])};", text.visible(raw, 200), flags=re.UNICODE)
