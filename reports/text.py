"""Text from strangers made fit for a page: names, dates, JSON. Autoescape keeps it from being markup; this keeps it
from being invisible, endless, or from turning the text around it.
"""
from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime, timezone

from markupsafe import Markup, escape

LONGEST = 160       # characters of a name that a table shows; the raw data hold all of it
DEEPEST = 8         # levels of nested JSON that get rows of their own
MOST_DETAILS = 120  # entries of one JSON object that a table shows


def visible(text: object, longest: int = LONGEST) -> str:
    """Returns one line in which every control and direction-changing character is seen as its code."""
    raw = str(text)
    shown = raw if len(raw) <= longest else raw[:longest]
    shown = "".join("↵" if c == "\n" else f"⟨{ord(c):04X}⟩" if _unseen(c) else c for c in shown)
    return shown if len(raw) <= longest else f"{shown}… ({len(raw)} characters)"


def _unseen(character: str) -> bool:
    """Whether a character is control, format (direction, zero width) or surrogate; emoji need their joiner."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and character != "\u200d"


def name(text: object) -> Markup:
    """Returns a name in isolation from the direction of the text around it, breakable after each slash."""
    broken = Markup("/<wbr>").join(escape(part) for part in visible(text).split("/"))
    return Markup("<bdi>{}</bdi>").format(broken)


def word(text: object) -> Markup:
    """Returns a short name (lane, impl, metric) that stays on one line, isolated like any other."""
    return Markup("<bdi>{}</bdi>").format(visible(text, 60))


def natural(text: str) -> list[tuple[int, str]]:
    """Returns a sort key under which agents=5 comes before agents=10."""
    parts = re.split(r"([0-9]+)", text)
    return [(int(part), "") if part.isdecimal() and len(part) < 16 else (-1, part) for part in parts]


def coded(text: str) -> Markup:
    """Returns a sentence of ours with what stands between backticks as code."""
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else escape(part)
                           for i, part in enumerate(text.split("`")))


def slug(*parts: object) -> str:
    """Returns an id that is unique for these parts and the same in every report."""
    joined = "\x1f".join(str(part) for part in parts)
    readable = re.sub(r"[^a-z0-9]+", "-", joined[:60].lower()).strip("-")
    return f"{readable}-{hashlib.sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def when(ns: int | None) -> str:
    """Returns a moment in UTC, to the minute."""
    if ns is None:
        return "unknown"
    try:
        moment = datetime.fromtimestamp(ns / 1e9, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return "unknown"
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"


def plural(count: int, word: str, many: str = "") -> str:
    """Returns "1 pair", "2 pairs"."""
    return f"{count} {word if count == 1 else many or word + 's'}"


def listing(words: list[str]) -> str:
    """Returns "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def flat(value: object) -> list[tuple[str, str]]:
    """Returns nested JSON as (path, text) rows, so that a table can show what this version does not know."""
    rows = [row for row in _flat(value, "", 0) if row[1] != ""]
    more = len(rows) - MOST_DETAILS
    return rows if more <= 0 else rows[:MOST_DETAILS] + [("…", f"{more} more in the store")]


def _flat(value: object, path: str, depth: int) -> list[tuple[str, str]]:
    if depth < DEEPEST and isinstance(value, dict):
        return [row for key, inner in value.items() for row in _flat(inner, f"{path}.{key}".lstrip("."), depth + 1)]
    if depth < DEEPEST and isinstance(value, list):
        if any(isinstance(item, (dict, list)) for item in value):
            return [row for i, inner in enumerate(value) for row in _flat(inner, f"{path}[{i}]", depth + 1)]
        return [(path, " ".join(str(item) for item in value))]
    if isinstance(value, bool):
        return [(path, "yes" if value else "no")]
    if isinstance(value, float):
        return [(path, f"{value:.6g}")]
    return [(path, "–" if value is None else str(value))]
