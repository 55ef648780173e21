"""A report becomes one HTML file: sections are found by name, templates escape, nothing is fetched from anywhere."""
from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from pathlib import Path

import jinja2
from markupsafe import Markup

from reports import script, sections, text, units
from reports.model import Report
from reports.page import SYMBOLS, Page
from reports.sections import trends

NOTHING = "'none'"
TEMPLATES = Path(__file__).parent / "templates"


def find_sections() -> list:
    """Returns every module of reports/sections in the order in which it wants to be read."""
    names = [info.name for info in pkgutil.iter_modules(sections.__path__)]
    modules = [importlib.import_module(f"reports.sections.{name}") for name in names]
    return sorted(modules, key=lambda module: (module.ORDER, module.ID))


def render(report: Report) -> str:
    """Returns the whole page."""
    engine = environment()
    page = Page(report)
    parts, made_by_id = [], {}
    for module in find_sections() if report.data else ():
        made = made_by_id[module.ID] = module.build(page)
        instead = None
        if isinstance(made, str) and getattr(module, "FROM_RUN", False) and page.run:
            instead = module.build(page.run)  # a gate measures few things; the run before it may know
        other = isinstance(instead, dict)
        made = instead if other else made
        template = engine.get_template(f"{module.__name__.rsplit('.', 1)[-1]}.html.j2")
        parts.append({"id": module.ID, "title": module.TITLE, "reason": made if isinstance(made, str) else "",
                      "source": page.run.data.session if other else None,
                      "body": "" if isinstance(made, str) else Markup(template.render(page=page.run if other else page, **made))})
    code = script.script() if report.data else ""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8") + script.style()
    policy = (f"default-src 'none'; img-src data:; style-src-elem {script.source_hash(style)};"
              f" style-src-attr 'unsafe-inline'; script-src {script.source_hash(code) if code else NOTHING};"
              " base-uri 'none'; form-action 'none'")
    html = engine.get_template("page.html.j2").render(
        report=report, parts=parts, style=Markup(style), script=Markup(code), policy=policy,
        data=script.island(_trend_data(page, made_by_id)) if report.data else "", facts=script.island(facts(page)))
    return html.encode("utf-8", "replace").decode("utf-8")


def _trend_data(page: Page, made: dict) -> dict:
    found = made.get("trends")
    return trends.packed(page, found["rows"]) if isinstance(found, dict) else {"rows": {}}


def facts(page: Page) -> dict:
    """Returns what an index of many reports tells of this one."""
    data = page.report.data
    if data is None:
        return {"kind": "empty"}
    session = data.session
    return {"kind": session.kind, "session": session.id, "uuid": session.uuid, "started_ns": session.started_ns,
            "state": session.state, "head": session.head.label if session.head else "",
            "base": session.base.label if session.base else "", "counts": dict(page.counts()),
            "benchmarks": len({s.benchmark for s in data.series.values()}), "machine": session.machine.machine_class}


def write(html: str, path: str) -> None:
    """Puts the page in place at once, so that a report that was there before is never half replaced."""
    target = Path(path)
    handle, draft = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(html)
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(name=text.name, word=text.word, coded=text.coded, visible=text.visible, when=text.when,
                               duration=units.duration)
    environment.globals.update(plural=text.plural, SYMBOLS=SYMBOLS)
    return environment
