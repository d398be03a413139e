"""A line of time: what people told of the days after they stopped, and what to do then."""

COLUMNS = {"time": str, "what people told": str, "what you can do": str}
HEIGHT = 3.0
#: What the drawing says besides what stands in its rows.
WORDS = ("Do:",)


def draw(figure, rows, look):
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, 8)
    axes.set_ylim(-2.6, 0.6)
    axes.annotate("", (0.3, -2.6), (0.3, 0.45), arrowprops={"arrowstyle": "-|>", "color": look.quiet, "linewidth": 1.6})
    for place, row in enumerate(rows):
        height = -float(place)
        axes.plot([0.3], [height], "o", color=look.accent, markersize=10)
        axes.text(0.75, height + 0.26, row["time"], fontsize=12.5, weight="bold", color=look.accent, va="center")
        axes.text(0.75, height - 0.04, row["what people told"], fontsize=11.5, color=look.ink, va="center")
        advice = f"{look.say(WORDS[0])} {row['what you can do']}"
        axes.text(0.75, height - 0.34, advice, fontsize=11.5, color=look.quiet, va="center")
