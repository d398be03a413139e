"""A dot for each study on sore muscles, and an empty box where nobody has looked."""

COUNT = "studies on sore muscles"
COLUMNS = {"what you do": str, COUNT: float}
HEIGHT = 1.6
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
        if number:
            lines = -(-number // A_ROW)
            dots = [divmod(dot, A_ROW) for dot in range(number)]
            across = [LEFT + STEP * column for _, column in dots]
            down = [height + 0.18 * (lines - 1) - 0.36 * line for line, _ in dots]
            axes.plot(across, down, "o", color=look.accent, markersize=6)
            axes.text(8.95, height, str(number), fontsize=14, weight="bold", color=look.accent, va="center")
            continue
        red = look.verdicts["contradicted"]
        frame = {"boxstyle": "round,pad=0,rounding_size=0.15", "fill": False, "edgecolor": red, "linestyle": "--"}
        axes.add_patch(FancyBboxPatch((LEFT - 0.17, height - 0.33), STEP * A_ROW, 0.66, linewidth=1.3, **frame))
        middle = LEFT + STEP * A_ROW / 2 - 0.17
        axes.text(middle, height, "no study found", fontsize=12.5, color=red, ha="center", va="center")
        axes.text(8.95, height, "0", fontsize=14, weight="bold", color=red, va="center")
