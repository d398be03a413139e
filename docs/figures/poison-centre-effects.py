"""Bars: effects noted in calls to US poison centres about kratom alone."""

SHARE = "share of calls (% of 935 kratom-only exposures)"
COLUMNS = {"effect": str, SHARE: float}
HEIGHT = 3.7
#: What the drawing says besides what stands in its rows.
WORDS = ("Of 935 calls to US poison centres about kratom alone",)


def draw(figure, rows, look):
    axes = figure.subplots()
    names = [row["effect"] for row in rows][::-1]
    shares = [row[SHARE] for row in rows][::-1]
    bars = axes.barh(names, shares, color=look.accent, height=0.62)
    axes.bar_label(bars, [f"{share:g}%" for share in shares], padding=4, color=look.ink)
    axes.set_xlim(0, max(shares) * 1.15)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    figure.suptitle(WORDS[0], x=0.01, ha="left", fontsize=9.5)
