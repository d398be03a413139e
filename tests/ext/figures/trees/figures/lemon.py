"""Two bars."""

COLUMNS = {"tea": str, "people (of 20)": "number or nothing"}
HEIGHT = 1.5


def draw(figure, rows, look):
    axes = figure.subplots()
    axes.barh([row["tea"] for row in rows], [row["people (of 20)"] or 0 for row in rows], color=look.accent)
