"""Points with ranges: how long half of the mitragynine stays in the blood."""

MIDDLE, LOW, HIGH = "half-life (hours)", "low (hours)", "high (hours)"
COLUMNS = {
    "study": str,
    "people (number)": "number or nothing",
    MIDDLE: float,
    LOW: "number or nothing",
    HIGH: "number or nothing",
    "range shown": str,
}
HEIGHT = 2.3


def draw(figure, rows, look):
    axes = figure.subplots()
    for place, row in enumerate(reversed(rows)):
        if row[LOW] is not None:
            axes.plot([row[LOW], row[HIGH]], [place, place], color=look.accent, linewidth=2)
        axes.plot(row[MIDDLE], place, "o", color=look.accent, markersize=6)
        axes.annotate(f"{row[MIDDLE]:.0f}", (row[MIDDLE], place), (0, 6), textcoords="offset points", ha="center")
    axes.set_yticks(range(len(rows)), [row["study"] for row in reversed(rows)])
    axes.set_xlim(0, 80)
    axes.set_ylim(-0.5, len(rows) - 0.3)
    axes.set_xlabel("Hours until half is gone")
