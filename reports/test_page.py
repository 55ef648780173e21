"""The page as a reader and a browser get it: true numbers, nothing fetched, nothing run, links that lead somewhere."""
import base64
import json
import re
import sqlite3

import numpy as np
import pytest

from reports import script, units
from reports.conftest import Parsed, page_of
from reports.render import find_sections

HOSTILE = ['"><script>alert(1)</script>', "'onmouseover='x", "</style><b>", "{{ 7 * 7 }}", "line\nbreak\0", "\u202ecba",
           "שלום", "🚀/agents=3", "$x^2$ _{y}", "x" * 10_000, "<!--", "]]>", "&amp;", "a/agents=2/workers=\"<i>\""]


def test_numbers_on_the_page_are_those_in_the_store(gate):
    path, _, page = gate
    rows = sqlite3.connect(path).execute(
        "SELECT benchmark, verdict, base_median, head_median, change, lo, hi, pairs, verdict.session FROM verdict"
        " JOIN series ON series.id = series WHERE change IS NOT NULL").fetchall()
    assert len(rows) == 4
    for benchmark, verdict, base, head, change, lo, hi, pairs, session in rows:
        cells = [cell.replace(" ", units.THIN) for cell in page.row(verdict, benchmark)]
        percent = [units.percent(np.expm1(value), signed=True) for value in (change, lo, hi)]
        assert cells[2] == percent[0]
        assert cells[3].replace(f",{units.THIN}", ", ") == f"[{percent[1]}, {percent[2]}]"
        assert cells[5:8] == [units.human(base, "s"), units.human(head, "s"), str(pairs)]
        for side in ("base", "head"):
            blobs = sqlite3.connect(path).execute("SELECT data FROM launch_sample WHERE benchmark = ? AND side = ? AND"
                                                  " session = ?", (benchmark, side, session)).fetchall()
            median = np.median([np.median(np.frombuffer(blob)) for blob, in blobs])
            assert units.human(median, "s").replace(units.THIN, " ") in page.row(benchmark, side, "time")


def test_the_banner_counts_verdicts_worst_first(gate):
    assert ("! 1 failed , ▲ 1 slower , ! 1 missing , ! 1 incomparable , ? 1 unsure , ▼ 1 faster , = 1 same , + 1 new"
            in gate[2].text)
    verdicts = [row[0].split()[1] for row in gate[2].cells if row and re.match(r"[!▲▼?=+] ", row[0].strip())]
    assert verdicts[0].startswith("failed") and verdicts[-1].startswith("new")


def test_failures_findings_and_notes_are_told(gate):
    for words in ("why it is failed", "signal 11", "W110", "a few per cent may be code layout", "1 launch failed"):
        assert words in gate[2].text


def without_our_script(html):
    """Returns the page without the one script that the policy allows, whose hash is checked."""
    code = re.search(r"<script>(.*?)</script>", html, re.S)[1]
    assert script.source_hash(code).strip("'") in html and html.count("<script>") == 1
    return html.replace(code, "")


def test_nothing_is_fetched_and_nothing_else_runs(gate):
    _, html, page = gate
    html = without_our_script(html)
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")
    assert not re.search(r"url\(|@import|src=|javascript:|\son\w+=", html)
    assert re.findall(r"<script[^>]*>", html) == ['<script type="application/json" id="trend-data">', "<script>"]
    hrefs = [attributes["href"] for _, attributes in page.elements if "href" in attributes]
    assert {href[:5] for href in hrefs if not href.startswith("#")} == {"data:"}
    policy = [attributes["content"] for tag, attributes in page.elements if attributes.get("http-equiv")]
    assert len(policy) == 1
    parts = dict(part.split(" ", 1) for part in policy[0].split("; "))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"
    for name in ("script-src", "style-src-elem"):
        assert re.fullmatch(r"'sha256-[\w+/=]{44}'", parts[name])


def test_without_the_chart_library_the_page_is_whole(store, monkeypatch, tmp_path):
    monkeypatch.setenv("SWARMPERF_UPLOT", str(tmp_path))
    for _ in range(2):
        store.run(store.session("run"), "core/x", 1e-6)
    html, page = page_of(store)
    without_our_script(html)
    assert page.row("core/x", "time") and "leeoniya" not in html


def test_elements_close_ids_are_unique_and_links_lead_somewhere(gate):
    page = gate[2]
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"][1:] for _, attributes in page.elements if attributes.get("href", "").startswith("#")}
    assert targets <= set(ids) and len(targets) > 10


def test_tables_and_figures_speak(gate):
    page = gate[2]
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    drawings = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert drawings and all(a.get("aria-label") or a.get("aria-hidden") for a in drawings)
    tables, captions = ([tag for tag, _ in page.elements].count(tag) for tag in ("table", "caption"))
    assert tables == captions > 2
    assert ("html", {"lang": "en"}) in page.elements
    assert gate[1].count("@media (prefers-color-scheme") == 1


def test_the_raw_data_are_every_launch_value(gate):
    path, _, page = gate
    href = next(a["href"] for _, a in page.elements if "download" in a)
    raw = json.loads(base64.b64decode(href.split(",", 1)[1]))
    count = sqlite3.connect(path).execute("SELECT count(*) FROM launch_sample WHERE session = 3").fetchone()[0]
    assert sum(len(series["value"]) for series in raw["series"]) == count == 64
    assert raw["series"][0]["value"][0] == pytest.approx(2e-6, rel=0.5)


@pytest.mark.parametrize("kind", ["run", "gate"])
def test_hostile_text_is_text(store, kind):
    session = store.session(kind, base=HOSTILE[0] if kind == "gate" else None, head=HOSTILE[4], tool="<i>",
                            details=json.dumps({"arguments": HOSTILE[:9], "<b>": {"\u202e": [1]}}),
                            uuid="<u>" + "y" * 300)
    for name in HOSTILE:
        if kind == "gate":
            store.pair(session, name, 1e-6, pairs=2, verdict="unsure", lane=name[:50], head=HOSTILE[4], base=HOSTILE[0])
        else:
            store.run(session, name, 1e-6, launches=2, batches=2, lane=name[:50], impl=name[:9], build=HOSTILE[4],
                      metrics={name[:40]: ({"unit": name[:30], "kind": "count"}, 3.0)})
        store.row("finding", session=session, code=name, subject=name, text=name)
    store.launch(session, HOSTILE[0], 99, failure=HOSTILE[0], exit=1, benchmarks=HOSTILE[2] + "\n" + HOSTILE[1])
    html, page = page_of(store)
    clean = {tag for tag, _ in page.elements}
    assert not clean & {"i", "u", "img", "iframe"}
    assert len([tag for tag, _ in page.elements if tag == "script"]) == 2
    assert not [a for _, a in page.elements for name in a if name.startswith("on")]
    assert page.open == []
    for shown in ('"><script>alert(1)</script>', "'onmouseover='x", "{{ 7 * 7 }}", "line↵break⟨0000⟩", "⟨202E⟩cba",
                  "שלום", "$x^2$ _{y}", "(10000 characters)", "<!--", "&amp;"):
        assert shown in page.text.replace("/ ", "/"), shown
    assert "\u202e" not in html.split("<script>")[0] and "\0" not in html and len(without_our_script(html)) < 1_500_000


def test_sections_are_found_by_name_and_have_templates():
    ids = [module.ID for module in find_sections()]
    assert ids == ["summary", "changes", "results", "distributions", "trends", "regressions", "scaling", "wasm", "peers",
                   "memory", "scorecard", "environment"]


def test_two_hundred_series_fit_in_three_megabytes(store):
    session = store.session("ab", base="base")
    for i in range(200):
        store.pair(session, f"category/subject/case-{i}/n={i}", 1e-6 * (i + 1), pairs=(8, 12, 40)[i % 3], batches=10)
    html, page = page_of(store)
    assert len(html.encode()) < 3_000_000
    drawn = [a for tag, a in page.elements if tag == "svg" and a.get("class") == "figure"]
    undrawn = re.search(r"(\d+) of 200 are not drawn", page.text)
    assert len(drawn) == 3 * (200 - int(undrawn[1])) > 150
    assert "200 contrasts judged" not in page.text and page.row("same", "case-199")


def test_the_page_is_the_same_each_time(store):
    store.run(store.session("run"), "core/x/agents=1", 1e-6)
    assert page_of(store)[0] == page_of(store)[0]


def test_parsed_notices_what_is_wrong():
    with pytest.raises(AssertionError):
        Parsed("<p><b></p>")
