"""What is listed: one row for each thing that somebody should look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..register import Search
from .known import title_key
from .services import Found

#: What a row is about, in the order of the list: what contradicts the pages first.
RETRACTION, CORRECTION, RESULTS, STUDY, TRIAL, REVIEW = (
    "retraction",
    "correction",
    "results",
    "study",
    "trial",
    "review",
)
ORDER = (RETRACTION, CORRECTION, RESULTS, STUDY, TRIAL, REVIEW)


@dataclass(frozen=True)
class Item:
    """One thing to look at."""

    #: The name under which it is remembered.
    id: str
    what: str
    title: str
    kind: str = ""
    link: str = ""
    #: The searches that found it, and the claims that it may touch.
    searches: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    #: The entry for the bibliography; empty where there is one already.
    entry: str = ""
    #: What to say of it beside its kind.
    why: str = ""
    #: The day of the look that listed it first.
    first: str = ""
    found: Found | None = field(default=None, compare=False)

    def as_data(self) -> dict[str, Any]:
        """Return the row for programs."""
        found = self.found
        return {
            "id": self.id,
            "what": self.what,
            "title": self.title,
            "kind": self.kind,
            "link": self.link,
            "doi": found.doi if found else "",
            "pmid": found.pmid if found else "",
            "trial": found.trial if found else "",
            "searches": list(self.searches),
            "claims": list(self.claims),
            "why": self.why,
            "first": self.first,
            "entry": self.entry,
        }


def names(found: Found) -> list[str]:
    """Return the names under which a record is met again, also when another service sends it."""
    if found.trial:
        return [f"trial:{found.trial}"]
    title = title_key(found.title)
    given = (("doi", found.doi.lower()), ("pmid", found.pmid), ("title", title))
    return [f"{kind}:{value}" for kind, value in given if value] or [f"{found.service}:{found.number}"]


class Gathered:
    """The records of one run and of those before, each once, with every search that found it."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self._called: dict[str, str] = {}

    def name(self, found: Found) -> str:
        """Return the name under which ``found`` is gathered already, or nothing."""
        return next((self._called[name] for name in names(found) if name in self._called), "")

    def add(self, item: Item) -> Item:
        """Take ``item``; where its record is there already, that row learns what it did not say."""
        found = item.found
        here = (found and item.what in (STUDY, TRIAL) and self.name(found)) or item.id
        if old := self.items.get(here):
            known = old.found
            if known and found:
                known = replace(known, doi=known.doi or found.doi, pmid=known.pmid or found.pmid)
            searches = tuple(dict.fromkeys((*old.searches, *item.searches)))
            item = replace(old, found=known, searches=searches)
        self.items[item.id] = item
        if item.found and item.what in (STUDY, TRIAL):
            for name in (*names(item.found), *(names(found) if found else ())):
                self._called.setdefault(name, item.id)
        return item


def touched(ids: Iterable[str], searches: Mapping[str, Search]) -> tuple[str, ...]:
    """Return the claims that the searches ``ids`` bear on."""
    return tuple(dict.fromkeys(claim for one in ids if one in searches for claim in searches[one].claims))
