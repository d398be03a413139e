"""A time line of decisions on kratom and 7-OH in the United States and Thailand."""

import datetime as dt

DATE = "date (year-month-day)"
COLUMNS = {DATE: str, "place": str, "what was decided": str}
HEIGHT = 2.9


def draw(figure, rows, look):
    axes = figure.subplots()
    colours = {"United States": look.accent, "Thailand": look.verdicts["misleading"]}
    for place, row in enumerate(reversed(rows)):
        day = dt.date.fromisoformat(row[DATE])
        year = day.year + (day.timetuple().tm_yday - 1) / 365
        axes.plot(year, place, "o" if row["place"] == "United States" else "s", color=colours[row["place"]])
    labels = [f"{row[DATE][:7]}  {row['what was decided']}" for row in reversed(rows)]
    axes.set_yticks(range(len(rows)), labels, fontsize=9)
    axes.set_xlim(2016, 2027)
    axes.set_xticks([2016, 2020, 2024])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    figure.suptitle("Round: United States. Square: Thailand.", x=0.01, ha="left", fontsize=9.5)
