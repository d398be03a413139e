"""A label that we made up, with six marks: what to look for on a packet."""

COLUMNS = {"mark": str, "on the drawn label": str, "what it tells you": str}
HEIGHT = 3.4

#: Where each line stands, how large it is, and whether it is set in bold.
LINES = (
    (4.72, 18, True),
    (3.72, 12.5, True),
    (3.08, 12.5, False),
    (2.44, 12.5, False),
    (1.5, 12, False),
    (0.86, 12, False),
)


def draw(figure, rows, look):
    from matplotlib.patches import Circle, FancyBboxPatch

    axes = figure.subplots()
    axes.set_xlim(0, 8)
    axes.set_ylim(0, 5.6)
    axes.set_aspect("equal")
    axes.axis("off")
    frame = {"boxstyle": "round,pad=0,rounding_size=0.25", "fill": False}
    axes.add_patch(FancyBboxPatch((1.15, 0.3), 6.7, 5.0, edgecolor=look.ink, linewidth=1.6, **frame))
    axes.plot([1.5, 7.5], [4.17, 4.17], color=look.line, linewidth=1)
    axes.plot([1.5, 7.5], [1.93, 1.93], color=look.line, linewidth=1)
    for row, (height, size, bold) in zip(rows, LINES, strict=True):
        strong = row["mark"] in ("2", "3")
        colour = look.verdicts["contradicted"] if strong else look.ink
        weight = "bold" if bold else "normal"
        words = row["on the drawn label"]
        axes.text(1.6, height, words, fontsize=size, color=colour, weight=weight, va="center")
        axes.add_patch(Circle((0.5, height), 0.27, fill=False, edgecolor=colour, linewidth=1.3))
        axes.text(0.5, height - 0.015, row["mark"], fontsize=10, color=colour, ha="center", va="center", weight="bold")
        axes.plot([0.77, 1.45], [height, height], color=colour, linewidth=0.9)
