"""Drawing a figure with Matplotlib: the same bytes each time, once for light and once for dark."""

from __future__ import annotations

import importlib.util
import io
import logging
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

# On a machine without a list of fonts Matplotlib makes one first, and says so; that is no fault of a figure's.
logging.getLogger("matplotlib.font_manager").addFilter(
    lambda record: not re.search("fontManager|font cache", str(record.msg))
)


@dataclass(frozen=True)
class Look:
    """The colours of a figure; each reaches 4.5:1 on the page's ground, text 7:1."""

    name: str
    ink: str
    quiet: str
    line: str
    accent: str
    #: What other extensions call by name, such as verdicts.
    verdicts: dict[str, str] = field(default_factory=dict)
    #: Words of the program, with what stands in their place in another language.
    words: dict[str, str] = field(default_factory=dict)

    def say(self, words: str) -> str:
        """Return ``words`` in the language of the page, for a program that puts them together with others."""
        return self.words.get(words, words)

    def colours(self) -> list[str]:
        """Return all colours, in an order that is the same for each look."""
        return [self.ink, self.quiet, self.line, self.accent, *self.verdicts.values()]


LOOKS = (
    Look(
        "light",
        ink="#14181a",
        quiet="#474c55",
        line="#c3ccd0",
        accent="#0b5d4e",
    ),
    Look(
        "dark",
        ink="#e6e9ea",
        quiet="#c3c9cf",
        line="#46545a",
        accent="#7fd6c2",
    ),
)


def looks(named: dict[str, tuple[str, str]]) -> tuple[Look, ...]:
    """Return both looks with the colours ``named``: on light ground, on dark ground."""
    return tuple(
        replace(look, verdicts={name: pair[number] for name, pair in named.items()})
        for number, look in enumerate(LOOKS)
    )


#: Inches. Drawn as wide as a phone shows it, so that the letters are not shrunk there.
WIDTH = 4.8


def load(path: Path) -> ModuleType:
    """Return the figure's own module, which has ``COLUMNS`` and ``draw(figure, rows, look)``.

    Raises ``ValueError`` where it lacks them, and whatever its own lines raise.
    """
    spec = importlib.util.spec_from_file_location(f"figure_{path.stem.replace('-', '_')}", path)
    # The name of a file that ends otherwise would have neither.
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "draw", None)):
        raise ValueError("there is no function draw(figure, rows, look); add it")
    if not isinstance(getattr(module, "COLUMNS", None), dict | None):
        raise ValueError("COLUMNS is not a dict; write COLUMNS = {'head': str or float}")
    if not isinstance(getattr(module, "WORDS", ()), tuple | list):
        raise ValueError('WORDS is not a list; write WORDS = ("what the drawing says besides its rows",)')
    if not isinstance(getattr(module, "HEIGHT", 3.0), int | float):
        raise ValueError("HEIGHT is not a number; write inches, such as HEIGHT = 2.5")
    return module


def render(
    module: ModuleType,
    rows: list[dict[str, Any]],
    target: Path,
    look: Look,
    kind: str = "svg",
    words: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Draw ``rows`` as ``module`` says into the file ``target``; ``kind`` is svg or pdf.

    ``words`` are put in the place of others before anything is laid out, so that longer ones find room.
    """
    # Loading Matplotlib takes as long as reading all pages, so only who draws pays for it.
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    settings: dict[RcKeyType, Any] = {
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
        # A price is no formula: "$5 to $9" would lose its signs.
        "text.parse_math": False,
    }
    empty = (
        {"Date": None, "Creator": None} if kind == "svg" else {"CreationDate": None, "Producer": None, "Creator": None}
    )
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(WIDTH, getattr(module, "HEIGHT", 3.0)), layout="constrained")
        said = [
            {name: words.get(cell, cell) if isinstance(cell, str) else cell for name, cell in row.items()}
            for row in rows
        ]
        # A program may look a colour up by what a row says.
        named = look.verdicts | {words[name]: colour for name, colour in look.verdicts.items() if name in words}
        look = replace(look, verdicts=named, words=dict(words))
        module.draw(figure, said, look)
        for text in figure.findobj(Text) if words else ():
            text.set_text(words.get(text.get_text(), text.get_text()))
        drawing = io.BytesIO()
        figure.savefig(drawing, format=kind, transparent=True, metadata=empty)
        _replace(target, drawing.getvalue())


def repaint(svg: str, before: Look, after: Look) -> str:
    """Return a drawing made in the colours of one look in those of another; drawing it again takes far longer."""
    colours = dict(zip(before.colours(), after.colours(), strict=True))
    return re.sub("#[0-9a-f]{6}", lambda found: colours.get(found[0], found[0]), svg)


def _replace(target: Path, content: bytes) -> None:
    """Write ``target`` in one step, so that there is no half a drawing."""
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    part.replace(target)


@dataclass(frozen=True)
class Job:
    """One figure to draw: its program, its numbers, the files to write, each in its look, and their format."""

    program: Path
    rows: list[dict[str, Any]]
    targets: list[tuple[Path, Look]]
    kind: str
    #: Words of the program and of the rows, with what stands in their place in another language.
    words: dict[str, str] = field(default_factory=dict)


def render_all(jobs: list[Job]) -> list[tuple[Path, int, str]]:
    """Draw ``jobs``; return program, line and reason of each that failed."""
    failed = []
    for job in jobs:
        try:
            module = load(job.program)
            (first, look), *others = job.targets
            render(module, job.rows, first, look, job.kind, job.words)
            for target, other in others:
                _replace(target, repaint(first.read_text(encoding="utf-8"), look, other).encode())
        except BaseException as error:  # the program is an editor's; what goes wrong in it has one line
            if is_ours(error, job.program):
                raise
            failed.append((job.program, *reason(job.program, error)))
    return failed


def is_ours(error: BaseException, program: Path) -> bool:
    """Say whether ``error`` was meant for the whole build: somebody has pressed Ctrl+C, or there is no memory left.

    One that a line of ``program`` raises itself is its own fault.
    """
    if isinstance(error, Exception | SystemExit):
        return False
    frames = traceback.extract_tb(error.__traceback__)
    return not (frames and frames[-1].filename == str(program) and "raise" in (frames[-1].line or ""))


def reason(program: Path, error: BaseException) -> tuple[int, str]:
    """Return the line of ``program`` at which ``error`` rose, and what it says."""
    line = 1
    if isinstance(error, SyntaxError):
        line = error.lineno or 1
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == str(program):
                line = frame.lineno or 1
    return line, f"{type(error).__name__}: {error}"
