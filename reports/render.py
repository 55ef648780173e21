"""A report becomes one HTML file: sections are found by name, templates escape, nothing is fetched from anywhere."""
from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from pathlib import Path

import jinja2
from markupsafe import Markup

from reports import sections, text, units
from reports.model import Report
from reports.page import SYMBOLS, Page

TEMPLATES = Path(__file__).parent / "templates"


def find_sections() -> list:
    """Returns every module of reports/sections in the order in which it wants to be read."""
    names = [info.name for info in pkgutil.iter_modules(sections.__path__)]
    modules = [importlib.import_module(f"reports.sections.{name}") for name in names]
    return sorted(modules, key=lambda module: (module.ORDER, module.ID))


def render(report: Report) -> str:
    """Returns the whole page."""
    environment = _environment()
    page = Page(report)
    parts = []
    for module in find_sections() if report.data else ():
        made = module.build(page)
        template = environment.get_template(f"{module.__name__.rsplit('.', 1)[-1]}.html.j2")
        parts.append({"id": module.ID, "title": module.TITLE, "reason": made if isinstance(made, str) else "",
                      "body": "" if isinstance(made, str) else Markup(template.render(page=page, **made))})
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    html = environment.get_template("page.html.j2").render(report=report, parts=parts, style=style)
    return html.encode("utf-8", "replace").decode("utf-8")


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


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(name=text.name, word=text.word, coded=text.coded, visible=text.visible, when=text.when,
                               duration=units.duration)
    environment.globals.update(plural=text.plural, SYMBOLS=SYMBOLS)
    return environment
