"""Drawing a figure with Matplotlib: the same bytes each time, once for light and once for dark."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Look:
    """The colours of a figure; each reaches 4.5:1 on the page's ground, text 7:1."""

    name: str
    ink: str
    quiet: str
    line: str
    accent: str
    verdicts: dict[str, str]


_VERDICTS = ("supported", "partly-supported", "unproven", "misleading", "contradicted", "untraceable")

LOOKS = (
    Look(
        "light",
        ink="#14181a",
        quiet="#474c55",
        line="#c3ccd0",
        accent="#0b5d4e",
        verdicts=dict(zip(_VERDICTS, ("#0b5a2b", "#28507a", "#474c55", "#7a3600", "#8f1420", "#5c2f7d"), strict=True)),
    ),
    Look(
        "dark",
        ink="#e6e9ea",
        quiet="#c3c9cf",
        line="#46545a",
        accent="#7fd6c2",
        verdicts=dict(zip(_VERDICTS, ("#8fdcaa", "#a9cdf5", "#c9ced8", "#ffc08a", "#ffb3b3", "#dcbcf7"), strict=True)),
    ),
)

#: Inches. Drawn as wide as a phone shows it, so that the letters are not shrunk there.
WIDTH = 4.8


def load(path: Path) -> ModuleType:
    """Return the figure's own module, which has ``COLUMNS`` and ``draw(figure, rows, look)``."""
    spec = importlib.util.spec_from_file_location(f"figure_{path.stem.replace('-', '_')}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def render(module: ModuleType, rows: list[dict[str, Any]], target: Path, look: Look, kind: str = "svg") -> None:
    """Draw ``rows`` as ``module`` says into the file ``target``; ``kind`` is svg or pdf."""
    # Loading Matplotlib takes as long as reading all pages, so only who draws pays for it.
    import matplotlib
    from matplotlib.figure import Figure

    settings = {
        # Text stays text: it can be read aloud, searched and set in the reader's own fonts.
        "svg.fonttype": "none",
        # Matplotlib makes ids at random unless it is given a seed.
        "svg.hashsalt": module.__name__,
        "pdf.fonttype": 42,
        "font.family": "sans-serif",
        "font.size": 10,
        "axes.labelsize": 10,
        "axes.titlesize": 10,
        "axes.titlelocation": "left",
        "axes.edgecolor": look.line,
        "axes.labelcolor": look.quiet,
        "axes.titlecolor": look.ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "xtick.color": look.quiet,
        "ytick.color": look.ink,
        "xtick.labelsize": 9,
        "ytick.labelsize": 10,
        "ytick.left": False,
        "text.color": look.ink,
    }
    empty = (
        {"Date": None, "Creator": None} if kind == "svg" else {"CreationDate": None, "Producer": None, "Creator": None}
    )
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(WIDTH, getattr(module, "HEIGHT", 3.0)), layout="constrained")
        module.draw(figure, rows, look)
        part = target.with_name(target.name + ".part")
        figure.savefig(part, format=kind, transparent=True, metadata=empty)
        part.replace(target)
