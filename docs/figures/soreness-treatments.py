"""Effects of treatments on soreness with their 95% intervals, one panel for each scale."""

MIDDLE, LOW, HIGH = "estimate (in the measure)", "low end of the 95% interval", "high end of the 95% interval"
COLUMNS = {"treatment": str, "measure": str, MIDDLE: float, LOW: float, HIGH: float}
HEIGHT = 6.6
_TITLES = {
    "standardised difference": "Points of 10, roughly",
    "centimetres of 10": "Points of 10",
    "points of 100": "Points of 100",
}


def draw(figure, rows, look):
    panels = {measure: [row for row in rows if row["measure"] == measure] for measure in _TITLES}
    heights = [len(panel) + 1.2 for panel in panels.values()]
    for axes, (measure, panel) in zip(figure.subplots(3, height_ratios=heights), panels.items(), strict=True):
        for place, row in enumerate(reversed(panel)):
            axes.plot([row[LOW], row[HIGH]], [place, place], color=look.accent, linewidth=2)
            axes.plot(row[MIDDLE], place, "o", color=look.accent, markersize=5.5)
        axes.set_yticks(range(len(panel)), [row["treatment"] for row in reversed(panel)])
        axes.axvline(0, color=look.quiet, linewidth=1)
        axes.set_ylim(-0.6, len(panel) - 0.4)
        axes.set_xlabel(_TITLES[measure], fontsize=9)
        if measure == "standardised difference":
            # Twice as many points of 10: the rule of thumb that the page tells.
            places = [-3, -2, -1, 0]
            axes.set_xticks(places, [f"{-2 * place}" for place in places])
        else:
            axes.xaxis.set_major_formatter(lambda value, _place: f"{abs(value):g}")
    figure.suptitle("Left of the line means less sore. A long bar means unsure.", x=0.01, ha="left", fontsize=9.5)
