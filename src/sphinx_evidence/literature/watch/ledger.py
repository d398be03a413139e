"""What was listed before, so that it is listed as new once; and the answers of a run that did not come to its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sphinx_evidence.web import Memory

from .items import RESULTS, STUDY, TRIAL, Item
from .services import Found, Reply

#: What the files hold; one with another word in it, such as one of an older version, counts as absent.
LISTED, ANSWERS = "literature watch 1", "literature watch answers 1"
#: Answers of a run that was stopped are used for so many days.
DAYS = 1.0
_NOWHERE = Path("/nonexistent")


class Ledger:
    """The rows that an earlier look has listed. What was listed is never forgotten: it would knock again."""

    def __init__(self, folder: Path | None):
        self._kept = folder is not None
        self._memory = Memory((folder or _NOWHERE) / "listed.json", LISTED, float("inf"))
        rows = self._memory.get("rows")
        self.rows: dict[str, dict[str, Any]] = {}
        for name, row in rows.items() if isinstance(rows, dict) else ():
            if isinstance(row, dict) and isinstance(row.get("first"), str):
                self.rows[name] = row

    def first(self, name: str) -> str:
        """Return the day on which ``name`` was listed first, or nothing."""
        return str(self.rows[name]["first"]) if name in self.rows else ""

    def items(self) -> Iterable[Item]:
        """Return the records that were listed, to be listed again while nobody has answered them."""
        for name, row in self.rows.items():
            found = Found.from_data(row.get("found"))
            searches = row.get("searches")
            if found and row.get("what") in (STUDY, TRIAL, RESULTS) and isinstance(searches, list):
                ids = tuple(map(str, searches))
                why = str(row.get("why", ""))
                item = Item(name, row["what"], found.title, found.kind, found.link, ids, why=why, found=found)
                yield replace(item, first=row["first"])

    def note(self, item: Item) -> None:
        """Write ``item`` down as listed."""
        found = item.found.as_data() if item.found else None
        row = {"first": item.first, "what": item.what, "searches": list(item.searches), "why": item.why, "found": found}
        self.rows[item.id] = row

    def save(self) -> None:
        """Write the file."""
        if self._kept:
            self._memory.put("rows", self.rows)
            self._memory.save()


class Unfinished:
    """What was answered in this run, for the next one in case that this one is stopped."""

    def __init__(self, folder: Path | None, fresh: bool = False):
        self._path = folder / "answers.json" if folder else None
        self._memory = Memory(self._path or _NOWHERE / "answers.json", ANSWERS, DAYS, fresh=fresh)

    def get(self, name: str) -> Reply | None:
        """Return the answer to the question ``name``, or nothing."""
        return Reply.from_data(self._memory.get(name))

    def put(self, name: str, reply: Reply) -> None:
        """Remember an answer."""
        self._memory.put(name, reply.as_data())

    def save(self) -> None:
        """Write the file."""
        if self._path:
            self._memory.save()

    def clear(self) -> None:
        """The run has come to its end."""
        if self._path:
            self._path.unlink(missing_ok=True)
