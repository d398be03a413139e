"""Ranges: how much mitragynine and 7-OH was found in leaf and in products."""

LOW, HIGH = "lowest (mg per g)", "highest (mg per g)"
COLUMNS = {"material": str, "compound": str, LOW: float, HIGH: float, "samples (number)": "number or nothing"}
HEIGHT = 2.4


def draw(figure, rows, look):
    axes = figure.subplots()
    for place, row in enumerate(reversed(rows)):
        dashed = row["compound"] != "mitragynine"
        axes.plot(
            [row[LOW], row[HIGH]],
            [place, place],
            color=look.verdicts["misleading"] if dashed else look.accent,
            linewidth=7,
            solid_capstyle="butt",
        )
        axes.annotate(
            f"{row[LOW]:g} to {row[HIGH]:g}", (row[HIGH], place), (5, 0), textcoords="offset points", va="center"
        )
    axes.set_yticks(range(len(rows)), [f"{row['material']}:\n{row['compound']}" for row in reversed(rows)])
    axes.set_xlim(0, 95)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("Milligrams per gram")
