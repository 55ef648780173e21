"""The matplotlib door: a figure becomes a small inline SVG whose colours are the page's CSS variables.

Matplotlib cannot write var(--ink), so figures draw with stand-in colours which are exchanged here; hence one SVG serves
light and dark. Text stays text in the page's font. Numbers are rounded, bookkeeping is dropped: a page holds hundreds.
"""
from __future__ import annotations

import io
import hashlib
import logging
import re
import warnings

import matplotlib

matplotlib.use("svg")
logging.getLogger("matplotlib").setLevel(logging.ERROR)  # a read-only home is no concern of the reader

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from markupsafe import Markup, escape

# Stand-in colour → CSS variable. worse and better are the only ones with a hue: colour means direction.
COLOURS = {"#000001": "--ink", "#000002": "--muted", "#000003": "--line", "#000004": "--base", "#000005": "--surface",
           "#000006": "--worse", "#000007": "--better", "#000008": "--band"}
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
INK, MUTED, LINE, BASE, SURFACE, WORSE, BETTER, BAND = COLOURS
matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "report", "path.simplify": False, "text.parse_math": False,
    "font.size": 9.0, "axes.labelsize": 9.0, "xtick.labelsize": 9.0, "ytick.labelsize": 9.0, "text.color": MUTED,
    "axes.labelcolor": MUTED, "xtick.color": MUTED, "ytick.color": MUTED, "axes.edgecolor": LINE})

def axes(width: float, height: float, left: float = 46, bottom: float = 32, right: float = 8, top: float = 18) -> Axes:
    """Returns empty axes in a figure of this size and margins in pixels: quiet frame, horizontal grid, no ticks."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    plot = figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height))
    for side in ("top", "right", "left"):
        plot.spines[side].set_visible(False)
    plot.tick_params(left=False, bottom=False, pad=4, which="both")
    plot.grid(axis="y", color=LINE, linewidth=0.7, clip_on=False)
    plot.set_axisbelow(True)
    plot.patch.set_visible(False)
    plot.yaxis.set_major_locator(MaxNLocator(4, min_n_ticks=3))
    plot.yaxis.set_major_formatter(plain())
    # Fixed places for title and labels: finding free ones would measure every text twice and double the time.
    plot.set_title("", y=1)
    plot.xaxis.set_label_coords(0.5, -20 / (height - top - bottom))
    plot.yaxis.set_label_coords(-(left - 12) / (width - left - right), 0.5)
    return plot


def plain() -> FuncFormatter:
    """Returns a formatter without offsets or powers: 412.8, 0.05, 1200."""
    return FuncFormatter(lambda value, _: f"{0.0 if abs(value) < 1e-12 else value:.6g}".replace("-", "−"))


def dots(plot: Axes, x, y, colour: str, size: float, ring: bool = False) -> None:
    """Draws points as one path of strokes of no length with round caps: a tenth of the bytes of markers."""
    broken_x = [part for value in x for part in (value, None)]
    broken_y = [part for value in y for part in (value, None)]
    layers = ((colour, size), (SURFACE, size - 2.0)) if ring else ((colour, size),)
    for layer, width in layers:
        plot.plot(broken_x, broken_y, color=layer, linewidth=width, solid_capstyle="round", clip_on=False, zorder=3)


def to_svg(plot: Axes, label: str) -> Markup:
    """Returns the figure of these axes as inline SVG, `label` being what people hear; it may be a stranger's text."""
    file = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of glyphs that matplotlib's font lacks: the page's fonts have their own
        plot.figure.savefig(file, format="svg", transparent=True,
                            metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    raw = file.getvalue()
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', raw).groups()
    body = compact(raw[raw.index(">", raw.index("<svg")) + 1:raw.rindex("</svg>")])
    body = own_ids(body, f"g{hashlib.sha256((label + body).encode()).hexdigest()[:8]}-")
    frame = Markup('<svg class="figure" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>')
    return frame.format(escape(label), width, height, width, height, Markup(body))


def compact(body: str) -> str:
    """Drops what only matplotlib needs and exchanges the colours; the picture stays the same."""
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.S)
    body = re.sub(r'<g id="patch_1">.*?</g>', "", body, count=1, flags=re.S)  # the figure's invisible background
    body = re.sub(r'<g id="[^"]*">', "<g>", body).replace("xlink:href", "href")
    body = re.sub(r"<[^>]*>", lambda tag: NUMBER.sub(_tenths, tag[0]), body)  # never in text: ticks keep their digits
    body = re.sub(r'(<text )style="([^"]*)"', lambda m: m[1] + _text_style(m[2]), body)
    body = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", body)
    body = re.sub(r"\s+", " ", body).replace("> <", "><")
    body = re.sub(r'style="[^"]*"', lambda m: m[0].replace("; ", ";").replace(": ", ":"), body)
    body = re.sub(r" ?([MLC]) ", r"\1", body).replace('d=" ', 'd="').replace(' "', '"')
    body = re.sub(r"(M[-\d.]+ [-\d.]+)(?=M|\")", r"\1h0", body)  # a lone point: a stroke of no length, hence a dot
    body = body.replace("<defs></defs>", "").replace("<defs/>", "")
    if "<g " not in body:
        body = re.sub("</?g/?>", "", body)
    for stand_in, variable in COLOURS.items():
        body = body.replace(stand_in, f"var({variable})")
    return body.strip()


def _tenths(number: re.Match) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _text_style(style: str) -> str:
    """Returns the attributes that text needs: its anchor, its colour unless it is the usual one; never its font."""
    anchor = re.search(r"text-anchor: (\w+)", style)
    fill = re.search(r"fill: ([^;]+)", style)
    colour = f'style="fill: {fill[1]}" ' if fill and fill[1] != MUTED else ""
    return (f'text-anchor="{anchor[1]}" ' if anchor else "") + colour


def own_ids(body: str, prefix: str) -> str:
    """Makes the ids of one figure differ from those of every other on the page."""
    body = re.sub(r'\bid="', f'id="{prefix}', body)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}", body)
