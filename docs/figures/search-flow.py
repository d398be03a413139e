"""Boxes as in a PRISMA 2020 flow diagram: how many results the searches gave, and what became of them."""

COLUMNS = None
HEIGHT = 4.4
#: Which counts stand in the boxes on the left, from top to bottom, and which beside the arrow to the next one.
_DOWN = ("results", "screened", "kept")
_ASIDE = {"results": "not screened", "screened": "left out"}
_WORDS = {
    "results": "Results of {queries:,} queries\nin {searches:,} searches: {results:,}",
    "not screened": "Set aside on sight,\nor seen before: {not screened:,}",
    "screened": "Records looked at: {screened:,}",
    "left out": "Left out, each with\nits reason: {left out:,}",
    "kept": "Kept and cited: {kept:,}",
}


def draw(figure, rows, look):
    counts = {row["step"]: int(row["records"]) for row in rows}
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.4, len(_DOWN) - 0.6)
    frame = {"boxstyle": "round,pad=0.6", "facecolor": "none", "edgecolor": look.accent, "linewidth": 1.4}
    arrow = {"arrowstyle": "->", "color": look.quiet, "linewidth": 1.4}
    for place, step in enumerate(_DOWN):
        height = len(_DOWN) - 1 - place
        axes.text(0.26, height, _WORDS[step].format(**counts), ha="center", va="center", fontsize=10, bbox=frame)
        if step in _ASIDE:
            axes.annotate("", (0.26, height - 0.76), (0.26, height - 0.24), arrowprops=arrow)
            axes.annotate("", (0.56, height - 0.5), (0.26, height - 0.5), arrowprops=arrow)
            words = _WORDS[_ASIDE[step]].format(**counts)
            axes.text(0.78, height - 0.5, words, ha="center", va="center", fontsize=10, bbox=frame)
