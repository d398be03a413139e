"""A dot for each trial or article on sore muscles that a review counted, and an empty box for kratom.

That the search found none is no number that a source gives. So it has no row in the table: the caption names the
search.
"""

COUNT = "trials or articles in one review"
COLUMNS = {"what you do": str, COUNT: float}
HEIGHT = 1.6
#: What the drawing says besides what stands in its rows.
WORDS = ("Kratom", "untested: we found none")
#: Where the dots begin, and how far apart they stand; a row holds this many.
LEFT, STEP, A_ROW = 3.0, 0.36, 16


def draw(figure, rows, look):
    from matplotlib.patches import FancyBboxPatch

    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, 9.6)
    axes.set_ylim(-2.55, 0.45)
    for place, row in enumerate(rows):
        height, number = -1.0 * place, int(row[COUNT])
        axes.text(0, height, row["what you do"], fontsize=12.5, weight="bold", va="center")
        lines = -(-number // A_ROW)
        dots = [divmod(dot, A_ROW) for dot in range(number)]
        across = [LEFT + STEP * column for _, column in dots]
        down = [height + 0.18 * (lines - 1) - 0.36 * line for line, _ in dots]
        axes.plot(across, down, "o", color=look.accent, markersize=6)
        axes.text(8.95, height, str(number), fontsize=14, weight="bold", color=look.accent, va="center")
    height, red = -1.0 * len(rows), look.verdicts["contradicted"]
    axes.text(0, height, WORDS[0], fontsize=12.5, weight="bold", va="center")
    frame = {"boxstyle": "round,pad=0,rounding_size=0.15", "fill": False, "edgecolor": red, "linestyle": "--"}
    axes.add_patch(FancyBboxPatch((LEFT - 0.17, height - 0.33), STEP * A_ROW, 0.66, linewidth=1.3, **frame))
    middle = LEFT + STEP * A_ROW / 2 - 0.17
    axes.text(middle, height, WORDS[1], fontsize=12.5, color=red, ha="center", va="center")
