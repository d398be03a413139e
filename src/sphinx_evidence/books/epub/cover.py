"""The cover: the title, and a square for each claim of the article in the colour of its verdict."""

from __future__ import annotations

import textwrap
from pathlib import Path

from sphinx.config import Config
from sphinx.events import EventManager

from sphinx_evidence import review_dates
from sphinx_evidence.interface import _

from .container import build_time

#: Where the cover lies in the book.
COVER = "_static/cover.png"
GROUND = "#0b3f36"
INK = "#ffffff"
QUIET = "#cfe6df"
BAND = "#7fd6c2"
#: Inches, and points per inch: 1600 by 2400 points, which shops and shelves ask for.
SIZE, RESOLUTION = (6.4, 9.6), 250
#: The squares: how many in a row, how wide, and from one to the next, in inches.
COLUMNS, SIDE, STEP = 9, 0.44, 0.58


def squares(events: EventManager) -> list[str]:
    """Return a colour for each claim, verdict by verdict; none where the project judges no claims."""
    if "chart-rows" not in events.events:
        return []
    rows = events.emit_firstresult("chart-rows", "claims-by-verdict") or []
    colours = {name: dark for known in events.emit("chart-colours") if known for name, (_, dark) in known.items()}
    return [colours.get(row["verdict"], QUIET) for row in rows for _square in range(int(row["claims"]))]


def corner(number: int) -> tuple[float, float]:
    """Return where the lower left corner of square ``number`` is, in inches from that of the page."""
    row, column = divmod(number, COLUMNS)
    return 0.6 + column * STEP, 3.55 - row * STEP


def draw(config: Config, events: EventManager, target: Path) -> str:
    """Draw the cover into the PNG file ``target``; return what it shows besides the title, in words."""
    # Slow to load, and only this builder needs it.
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch, Rectangle

    width, height = SIZE
    with matplotlib.rc_context({"font.family": "DejaVu Sans"}):
        figure = Figure(figsize=SIZE, dpi=RESOLUTION, facecolor=GROUND)
        page = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
        page.set_axis_off()
        page.add_patch(Rectangle((0.6, 8.72), 0.9, 0.07, color=BAND))
        title = textwrap.fill(config.epub_title, 15, break_long_words=False)
        page.text(0.57, 8.35, title, color=INK, size=36, weight="bold", va="top", linespacing=1.12)
        below = 8.35 - 0.62 * len(title.splitlines()) - 0.35
        subtitle = textwrap.fill(config.epub_subtitle, 34, break_long_words=False)
        page.text(0.6, below, subtitle, color=QUIET, size=16, va="top", linespacing=1.45)
        shape = "round,pad=0,rounding_size=0.09"
        marks = squares(events)
        for number, colour in enumerate(marks):
            page.add_patch(FancyBboxPatch(corner(number), SIDE, SIDE, boxstyle=shape, color=colour, lw=0))
        edition = _("Edition of %s") % review_dates.spoken(build_time().date())
        page.text(0.6, 0.55, edition, color=QUIET, size=11.5)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Without a word of the program, which would make the file another one with each of its releases.
        figure.savefig(target, format="png", dpi=RESOLUTION, metadata={"Software": None})
    words = _("Below the title, %d small squares: one for each claim, in the colour of its verdict.") % len(marks)
    return words if marks else ""
