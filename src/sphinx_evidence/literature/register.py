"""The register of searches: one YAML file for each question, with every query, its hits and what became of each record.

Nothing in a file is a count that somebody typed, except how many records a query gave (``hits``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sphinx_evidence.data_file import BadDataFile, Fields, read

KEPT, LEFT_OUT = "kept", "left out"
_TEXTS = ("title", "question", "topic", "by", "limits", "pubmed", "europepmc", "crossref", "registry")
_NEEDED = ("title", "question", "date", "review_due", "looks")
_KNOWN = (*_TEXTS, "date", "review_due", "looks", "screened", "claims")
_LOOK = ("where", "query", "date", "hits")
_RECORD = ("title", "seen", "source", "decision", "reason")


@dataclass(frozen=True)
class Look:
    """One query, exactly as it was sent."""

    where: str  #: what was searched: a database, or a store of pages
    query: str
    date: dt.date
    hits: int  #: how many records came back


@dataclass(frozen=True)
class Record:
    """One record that somebody looked at."""

    title: str
    seen: str  #: address at which it was seen, or nothing
    source: str  #: key in the bibliography, of a kept one
    decision: str  #: ``kept`` or ``left out``
    reason: str
    line: int


@dataclass(frozen=True)
class Search:
    """One question, and the search that was made for it."""

    id: str
    path: Path
    title: str
    question: str
    date: dt.date  #: of the latest look
    review_due: dt.date
    topic: str = ""
    by: str = ""
    limits: str = ""  #: what a reader has to know of the stores that were searched
    looks: tuple[Look, ...] = ()
    records: tuple[Record, ...] = ()
    claims: tuple[str, ...] = ()  #: ids of the claims that the search bears on
    claims_line: int = 1
    queries: dict[str, str] = field(default_factory=dict)  #: what is asked again, by service

    @property
    def anchor(self) -> str:
        """The fragment at which the search is told."""
        return f"search-{self.id}"

    @property
    def hits(self) -> int:
        """How many records all queries together gave; one that two queries gave counts twice."""
        return sum(look.hits for look in self.looks)

    @property
    def kept(self) -> list[Record]:
        """The records that answer the question."""
        return [record for record in self.records if record.decision == KEPT]

    @property
    def left_out(self) -> list[Record]:
        """The records that do not."""
        return [record for record in self.records if record.decision == LEFT_OUT]


def _complain(path: Path, line: int, message: str) -> BadDataFile:
    return BadDataFile(f"{path}:{line}: {message}")


def _no_strangers(path: Path, fields: Fields, known: Iterable[str], what: str) -> None:
    for name, line in fields.lines.items():
        if name not in known:
            near = get_close_matches(name, list(known), 1)
            advice = f"did you mean {near[0]!r}?" if near else f"the fields are: {', '.join(known)}"
            raise _complain(path, line, f"{what} has no field {name!r}; {advice}")


def _day(path: Path, fields: Fields, name: str) -> dt.date:
    value = fields.get(name)
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        line = fields.lines.get(name, fields.line)
        raise _complain(path, line, f"{name}: {value!r} is not a day; write it as YYYY-MM-DD")
    return value


def _text(path: Path, fields: Fields, name: str, *, needed: bool = False) -> str:
    value = fields.get(name)
    if value is None and not needed:
        return ""
    # A title may be a year or a number to YAML.
    if not isinstance(value, str | int | float | dt.date) or isinstance(value, bool) or not str(value).strip():
        raise _complain(path, fields.lines.get(name, fields.line), f"{name} has no words; write some")
    return " ".join(str(value).split())


def _list(path: Path, fields: Fields, name: str) -> list[Any]:
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _complain(path, fields.lines[name], f"{name} must be a list; begin each entry with '- '")
    return value


def _look(path: Path, fields: Any, line: int) -> Look:
    if not isinstance(fields, Fields):
        raise _complain(path, line, "a look needs where, query, date and hits")
    _no_strangers(path, fields, _LOOK, "a look")
    hits = fields.get("hits")
    if not isinstance(hits, int) or isinstance(hits, bool) or hits < 0:
        raise _complain(
            path, fields.lines.get("hits", fields.line), f"hits: {hits!r} is not a number of records; write how many"
        )
    where, query = (_text(path, fields, name, needed=True) for name in ("where", "query"))
    return Look(where, query, _day(path, fields, "date"), hits)


def _record(path: Path, fields: Any, line: int) -> Record:
    if not isinstance(fields, Fields):
        raise _complain(path, line, "a screened record needs title, decision and reason")
    _no_strangers(path, fields, _RECORD, "a screened record")
    title, decision, reason = (_text(path, fields, name, needed=True) for name in ("title", "decision", "reason"))
    seen, source = _text(path, fields, "seen"), _text(path, fields, "source")
    if decision not in (KEPT, LEFT_OUT):
        raise _complain(path, fields.lines["decision"], f"decision is {decision!r}; write '{KEPT}' or '{LEFT_OUT}'")
    if decision == KEPT and not source:
        raise _complain(path, fields.line, f"{title!r} is kept without a source; name its key in the bibliography")
    if seen and not seen.startswith(("https://", "http://")):
        raise _complain(path, fields.lines["seen"], f"seen: {seen!r} is no address; begin it with https://")
    return Record(title, seen, source, decision, reason, fields.line)


def read_search(path: Path) -> Search:
    """Return the search that the file ``path`` tells of. Raises ``BadDataFile``: ``file:line: how to mend it``."""
    fields = read(path)
    for name in _NEEDED:
        if name not in fields:
            raise _complain(path, 1, f"there is no {name}; add it (a search needs {', '.join(_NEEDED)})")
    _no_strangers(path, fields, _KNOWN, "a search")
    words = {name: _text(path, fields, name, needed=name in _NEEDED) for name in _TEXTS}
    looks = tuple(_look(path, one, fields.lines["looks"]) for one in _list(path, fields, "looks"))
    if not looks:
        raise _complain(path, fields.lines["looks"], "looks is empty; a search without a query found nothing out")
    records = tuple(_record(path, one, fields.lines.get("screened", 1)) for one in _list(path, fields, "screened"))
    date, due = _day(path, fields, "date"), _day(path, fields, "review_due")
    if due <= date:
        raise _complain(path, fields.lines["review_due"], f"review_due {due} is not after date {date}; correct one")
    if any(look.date > date for look in looks):
        raise _complain(path, fields.lines["date"], f"a look is later than date {date}; write the latest day")
    search = Search(
        id=path.stem,
        path=path,
        title=words["title"],
        question=words["question"],
        date=date,
        review_due=due,
        topic=words["topic"],
        by=words["by"],
        limits=words["limits"],
        looks=looks,
        records=records,
        claims=tuple(str(one) for one in _list(path, fields, "claims")),
        claims_line=fields.lines.get("claims", 1),
        queries={name: words[name] for name in ("pubmed", "europepmc", "crossref", "registry") if words[name]},
    )
    if len(records) > search.hits:
        line = fields.lines.get("screened", 1)
        raise _complain(
            path, line, f"{len(records)} records were screened, but all looks gave {search.hits}; correct one"
        )
    return search


def read_register(folder: Path) -> tuple[dict[str, Search], list[str]]:
    """Return the searches of ``folder`` by their id (the file's name), and what is wrong with the other files."""
    found: dict[str, Search] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith((".", "_")):
            continue
        try:
            found[path.stem] = read_search(path)
        except BadDataFile as fault:
            faults.append(str(fault))
    return found, faults
