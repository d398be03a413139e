"""One run over all sources: what the builder and the command have in common."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from sphinx_evidence.bibliography import Source
from sphinx_evidence.web import Memory

from .ask import Asker
from .check import FAILING, NOT_CHECKABLE, UNAVAILABLE, Result, check
from .desk import Desk

#: What the memory holds; a file with another word in it, such as one of an older version, counts as absent.
REMEMBERED = "citecheck records 3"
#: Exit status when no question was answered.
NOBODY_ANSWERED = 3
_BAR = 30


@dataclass(frozen=True)
class Settings:
    """Where and how to ask."""

    #: A mail address that the registers may write to.
    contact: str = ""
    #: Seconds for one read of an answer.
    timeout: float = 15.0
    #: Days for which answers are remembered.
    days: float = 30.0
    #: Where they are remembered; none: they are not.
    memory: Path | None = None
    #: Ask all again.
    fresh: bool = False
    #: The registers' addresses, by option; those that are missing have their defaults.
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came out of a run."""

    results: list[Result]
    #: Hosts that could not be reached.
    unreachable: list[str]

    @property
    def status(self) -> int:
        """The exit status: 1 when a source fails, 3 when nobody answered, else 0."""
        if any(result.outcome in FAILING for result in self.results):
            return 1
        asked = [result for result in self.results if result.outcome != NOT_CHECKABLE]
        return NOBODY_ANSWERED if asked and all(result.outcome == UNAVAILABLE for result in asked) else 0

    @property
    def nobody(self) -> str:
        """The sentence that says whom nobody could reach."""
        return f"could not reach {', '.join(self.unreachable) or 'any register'}: nothing was checked"


def run(sources: list[Source], settings: Settings, progress: TextIO | None = None) -> Outcome:
    """Check ``sources``; draw a bar on ``progress`` where that is a terminal."""
    ask = Asker(settings.contact, settings.timeout)
    memory = Memory(
        settings.memory or Path("/nonexistent/answers.json"), REMEMBERED, settings.days, fresh=settings.fresh
    )
    desk = Desk(ask, memory, dict(settings.addresses))
    bar = Bar(len(sources), progress)
    try:
        results = check(sources, desk, bar.tick)
    finally:
        bar.end()
        if settings.memory:
            memory.save()
    return Outcome(results, ask.unreachable())


class Bar:
    """How far the run is: a line that overwrites itself, for a terminal and not for a log."""

    def __init__(self, whole: int, stream: TextIO | None = None, says: str = "checking sources"):
        self.whole, self.done, self.says = whole, 0, says
        self.stream = stream if stream is not None and stream.isatty() else None

    def tick(self) -> None:
        """One more is done."""
        self.done += 1
        if self.stream:
            filled = _BAR * self.done // max(self.whole, 1)
            bar = "#" * filled + "." * (_BAR - filled)
            self.stream.write(f"\r{self.says} [{bar}] {self.done} of {self.whole}")
            self.stream.flush()

    def end(self) -> None:
        """Go to a line of its own."""
        if self.stream and self.done:
            self.stream.write("\n")
            self.stream.flush()


def terminal() -> TextIO:
    """Return where a bar is drawn."""
    return sys.stderr
