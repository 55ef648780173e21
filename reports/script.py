"""The page's script: ours from app/, and uPlot from the project's npm packages, in one element whose hash the policy names.

Without uPlot (npm packages not installed) the page has no interactive charts; figures and tables are the same.
"""
from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

from markupsafe import Markup

APP = Path(__file__).parent / "app"
UPLOT = Path(__file__).resolve().parent.parent / "node_modules" / "uplot" / "dist"


def script(charts: bool = True) -> str:
    """Returns the text of the one script element."""
    own = [file.read_text(encoding="utf-8") for file in sorted(APP.glob("*.js")) if charts or file.stem in ("rows", "tables")]
    return "\n".join([_read("uPlot.iife.min.js") if charts else "", *own])


def style() -> str:
    """Returns uPlot's own style."""
    return _read("uPlot.min.css")


def _read(name: str) -> str:
    folder = Path(os.environ.get("SWARMPERF_UPLOT", UPLOT))
    try:
        return (folder / name).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def source_hash(text: str) -> str:
    """Returns the source expression that allows exactly this text in a policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def island(value: object) -> Markup:
    """Returns JSON that cannot end the element it stands in."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(raw.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
