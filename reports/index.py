"""A folder of reports as a site: one page that lists them, newest first, from what each says of itself."""
from __future__ import annotations

import html
import json
import re
from pathlib import Path

from markupsafe import Markup

from reports import script, text
from reports.render import NOTHING, TEMPLATES, environment

FACTS = re.compile(r'<meta name="swarmperf" content="([^"]*)">')
HEAD_BYTES = 200_000  # what a report says of itself stands before its style
NAME = "index.html"


def index(folder: str) -> tuple[str, int]:
    """Returns the page, and how many HTML files of the folder are no reports."""
    rows, strangers = [], 0
    for file in sorted(Path(folder).rglob("*.html")):
        if file.name == NAME and file.parent == Path(folder):
            continue
        facts = facts_of(file)
        if facts is None:
            strangers += 1
            continue
        rows.append({"href": file.relative_to(folder).as_posix(), "kib": max(1, file.stat().st_size // 1024), **facts})
    rows.sort(key=lambda row: (-row["started_ns"], row["href"]))
    code = script.script(charts=False)
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    policy = (f"default-src 'none'; style-src-elem {script.source_hash(style)}; script-src {script.source_hash(code) if code else NOTHING};"
              " base-uri 'none'; form-action 'none'")
    page = environment().get_template("index.html.j2").render(rows=rows, strangers=strangers, style=Markup(style), script=Markup(code),
                                                              policy=policy)
    return page.encode("utf-8", "replace").decode("utf-8"), strangers


def facts_of(file: Path) -> dict | None:
    """Returns what the report says of itself, with every field there; None for a file that is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            found = FACTS.search(opened.read(HEAD_BYTES))
        facts = json.loads(html.unescape(found[1])) if found else None
    except (OSError, ValueError):
        return None
    if not isinstance(facts, dict):
        return None
    counts = facts.get("counts")
    started = facts.get("started_ns")
    return {"kind": str(facts.get("kind", "")), "state": str(facts.get("state", "")), "head": str(facts.get("head", "")),
            "base": str(facts.get("base", "")), "session": str(facts.get("session", "")), "machine": str(facts.get("machine", "")),
            "benchmarks": facts.get("benchmarks") if isinstance(facts.get("benchmarks"), int) else 0,
            "started_ns": started if isinstance(started, int) else 0, "when": text.when(started if isinstance(started, int) else None),
            "counts": [(str(word), count) for word, count in counts.items() if isinstance(count, int)] if isinstance(counts, dict) else []}
