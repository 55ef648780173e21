"""Fixtures of the tests: a store to fill, a page parsed as a browser would, and pages of usual sessions made once."""
from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.fixture import Store
from reports.load import load
from reports.render import render

VOID = {"meta", "br", "wbr", "link", "img", "input", "hr"}


class Parsed(HTMLParser):
    """Elements with their attributes, all text, and whether every element was closed in order."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.cells: list[list[str]] = []
        self.numbers: list[tuple[str | None, str]] = []  # of tables that sort: (what the cell sorts by, its text)
        self.rows: list[tuple[str, list[str]]] = []  # (id of the section, cells)
        self.section, self.sorts, self.number = "", False, False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = dict(attributes).get("id", "")
        if tag in ("div", "table"):
            self.sorts = dict(attributes).get("class") == "scroll" or tag == "table" and self.sorts
        if tag == "tr":
            self.cells.append([])
            self.rows.append((self.section, self.cells[-1]))
        if tag in ("td", "th"):
            self.cells[-1].append("")
            self.number = self.sorts and "number" in dict(attributes).get("class", "").split() and tag == "td"
            if self.number:
                self.numbers.append((dict(attributes).get("data-v"), ""))

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            return
        self.texts.append(data)
        if self.open and {"td", "th"} & set(self.open):
            self.cells[-1][-1] += data
            if self.number:
                self.numbers[-1] = (self.numbers[-1][0], self.numbers[-1][1] + data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def rows_of(self, section: str) -> list[list[str]]:
        """Returns the trimmed cells of every row of a section's tables."""
        return [[" ".join(cell.split()) for cell in cells] for found, cells in self.rows if found == section]

    def row(self, *words: str) -> list[str]:
        """Returns the first table row in which every word is found, its cells trimmed."""
        for cells in self.cells:
            trimmed = [" ".join(cell.split()) for cell in cells]
            if all(any(word in cell for cell in trimmed) for word in words):
                return trimmed
        raise AssertionError(f"no row with {words}")


@pytest.fixture
def store(tmp_path):
    """An empty store; path(store) commits it."""
    made = Store(tmp_path / "store.db")
    made.path = tmp_path / "store.db"
    yield made
    made.db.close()


def page_of(store: Store, session: str | None = None, baseline: str | None = None) -> tuple[str, Parsed]:
    """Returns the page of what the store holds now, as text and parsed."""
    store.db.commit()
    html = render(load(str(store.path), session, baseline))
    return html, Parsed(html)


@pytest.fixture(scope="session")
def gate(tmp_path_factory):
    """A gate with every verdict, after two runs; returns (path, html, parsed)."""
    path: Path = tmp_path_factory.mktemp("gate") / "gate.db"
    made = Store(path, seed=3)
    made.path = path
    for label in ("old", "main"):
        run = made.session("run", head=label)
        made.run(run, "core/dot/n=64", 4.1e-8, build=label)
    session = made.session("gate", base="main", head="feature")
    pairs = (("core/dot/n=64", 0.11, None), ("core/gemm/n=9", -0.12, None), ("core/relu", 0.0, None),
             ("memory/pool", 0.012, "unsure"))
    for name, effect, verdict in pairs:
        made.pair(session, name, 2e-6, effect, base="main", head="feature", verdict=verdict, spread=0.004)
    for word in ("failed", "missing", "new", "incomparable"):
        series = made.series(f"wasm/{word}", lane="node/simd")
        made.row("verdict", session=session, series=series, verdict=word, severity="", pairs=0, tolerance=0.05,
                 note=f"why it is {word}")
    made.launch(session, "feature", 0, "head", lane="node/simd", exit=-11, failure="", benchmarks="wasm/failed")
    made.row("finding", session=session, code="W110", subject="core/relu", text="a few per cent may be code layout")
    html, parsed = page_of(made)
    made.db.close()
    return path, html, parsed
