"""Four glasses: which colour of urine is a warning. The colours are drawn, not measured."""

MEANS = "what it means after hard exercise"
COLUMNS = {"glass": str, "colour": str, MEANS: str}
HEIGHT = 2.0
#: What is in each glass; the same on a light and on a dark ground, because it stands for a colour of the world.
LIQUIDS = ("#f6f0bb", "#e9c94c", "#8f5119", "#3d1c0d")


def draw(figure, rows, look):
    from matplotlib.patches import Polygon

    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, 8)
    axes.set_ylim(-1.15, 1.9)
    red = look.verdicts["contradicted"]
    for place, (row, liquid) in enumerate(zip(rows, LIQUIDS, strict=True)):
        left, warns = 2 * place + 0.45, place >= 2
        # A glass is a little narrower at its foot.
        drink = [(left + 0.12, 0), (left + 0.98, 0), (left + 1.06, 1), (left + 0.04, 1)]
        # Nothing lies outside the axes; a drawing that is not cut to them is lighter.
        axes.add_patch(Polygon(drink, color=liquid, clip_on=False))
        glass = [(left, 1.5), (left + 0.12, 0), (left + 0.98, 0), (left + 1.1, 1.5)]
        rim, width = (red, 2.4) if warns else (look.quiet, 1.4)
        axes.plot(*zip(*glass, strict=True), color=rim, linewidth=width, clip_on=False)
        weight, colour = ("bold", red) if warns else ("normal", look.ink)
        axes.text(left + 0.55, -0.3, row["colour"], fontsize=11, weight=weight, color=colour, ha="center", va="center")
    for first, colour in ((0, look.quiet), (2, red)):
        axes.plot([2 * first + 0.3, 2 * first + 3.7], [-0.56, -0.56], color=colour, linewidth=1.2, clip_on=False)
        axes.text(2 * first + 2, -0.88, rows[first][MEANS], fontsize=11, color=colour, ha="center", va="center")
