"""Four drawn steps for someone who cannot be woken."""

DO = "what you do"
COLUMNS = {"step": str, DO: str}
HEIGHT = 4.1


def _shout(axes, pen):
    axes.plot([0.2, 1.5, 1.5, 0.75, 0.5, 0.5, 0.2, 0.2], [1.05, 1.05, 0.35, 0.35, 0.05, 0.35, 0.35, 1.05], **pen)
    axes.text(0.85, 0.69, "!", fontsize=17, weight="bold", color=pen["color"], ha="center", va="center")


def _telephone(axes, pen):
    axes.plot([0.6, 1.1, 1.1, 0.6, 0.6], [0.05, 0.05, 1.0, 1.0, 0.05], **pen)
    axes.plot([0.7, 1.0], [0.87, 0.87], **pen)
    for across in (0.72, 0.85, 0.98):
        for up in (0.25, 0.43, 0.61):
            axes.plot([across], [up], marker="o", markersize=2.6, color=pen["color"])


def _spray(axes, pen):
    axes.plot([0.55, 1.15, 1.15, 0.55, 0.55], [0.3, 0.3, 0.5, 0.5, 0.3], **pen)
    axes.plot([0.75, 0.75, 0.95, 0.95], [0.5, 1.0, 1.0, 0.5], **pen)
    axes.plot([0.85, 0.85], [0.3, 0.05], **pen)


def _on_the_side(axes, pen):
    """A person on a mat, seen from above: the upper knee bent, a hand under the cheek."""
    axes.plot([-0.05, 1.75, 1.75, -0.05, -0.05], [-0.02, -0.02, 1.08, 1.08, -0.02], **{**pen, "linewidth": 1})
    axes.plot([0.2], [0.72], marker="o", markersize=10, color=pen["color"])
    limb = {**pen, "linewidth": 3.5, "solid_joinstyle": "round"}
    axes.plot([0.5, 0.92], [0.72, 0.72], **{**pen, "linewidth": 8})
    axes.plot([0.92, 1.6], [0.76, 0.76], **limb)
    axes.plot([0.92, 1.12, 1.42], [0.66, 0.22, 0.3], **limb)
    axes.plot([0.5, 0.46, 0.2], [0.66, 0.26, 0.4], **limb)


def draw(figure, rows, look):
    red = look.verdicts["contradicted"]
    every = figure.subplots(len(rows), 1)
    for axes, row, picture in zip(every, rows, (_shout, _telephone, _spray, _on_the_side), strict=True):
        axes.set_axis_off()
        axes.set_xlim(-0.95, 7.2)
        axes.set_ylim(-0.1, 1.15)
        urgent = row["step"] == "2"
        colour = red if urgent else look.ink
        axes.text(-0.6, 0.5, row["step"], fontsize=20, weight="bold", color=red, ha="center", va="center")
        picture(axes, {"color": colour, "linewidth": 2, "solid_capstyle": "round"})
        axes.text(1.9, 0.5, row[DO], fontsize=13, weight="bold" if urgent else "normal", color=colour, va="center")
