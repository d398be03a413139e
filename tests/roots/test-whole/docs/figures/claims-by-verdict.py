"""Bars: how many claims got each verdict. The numbers come from the claims themselves."""

COLUMNS = None
HEIGHT = 2.5


def draw(figure, rows, look):
    axes = figure.subplots()
    names = [row["verdict"] for row in rows][::-1]
    numbers = [row["claims"] for row in rows][::-1]
    colours = [look.verdicts[row["verdict"]] for row in rows][::-1]
    bars = axes.barh(names, numbers, color=colours, height=0.62)
    axes.bar_label(bars, [f"{number:.0f}" for number in numbers], padding=4, color=look.ink)
    axes.set_xlim(0, max(numbers) * 1.1)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
