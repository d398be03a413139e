"""Two bars."""

COLUMNS = {"what": str, "share (% of 10 people)": "number or nothing"}
HEIGHT = 1.5


def draw(figure, rows, look):
    axes = figure.subplots()
    axes.barh([row["what"] for row in rows], [row["share (% of 10 people)"] or 0 for row in rows], color=look.accent)
