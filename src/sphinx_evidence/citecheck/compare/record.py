"""What a register holds of a work, and what an entry says of one: the two sides of every comparison."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Author:
    """A person, or a group that signed as one."""

    #: The family name; of a group, its whole name.
    family: str
    #: Given names or initials.
    given: str = ""
    #: "Jr.", "III".
    suffix: str = ""
    #: Whether this is a group.
    group: bool = False

    def __str__(self) -> str:
        return ", ".join(part for part in (self.family, self.suffix, self.given) if part)


@dataclass(frozen=True)
class Record:
    """What a register holds of a work."""

    #: The title as the register writes it, with its markup.
    title: str = ""
    #: The subtitle, where the register keeps one apart.
    subtitle: str = ""
    #: Other titles of the same work: the original one of a translation.
    other_titles: tuple[str, ...] = ()
    #: The authors, in order.
    authors: tuple[Author, ...] = ()
    #: The years of all its dates: online, in print, issued.
    years: tuple[int, ...] = ()
    #: The names of the journal, the book or the meeting, the full one first.
    journals: tuple[str, ...] = ()
    #: Volume, issue, pages and article number, as the register writes them.
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article: str = ""
    #: What kind of work it is, in the register's word.
    kind: str = ""
    #: Why nobody should rely on it: it was retracted, or a concern was expressed.
    notice: str = ""
    #: What else the reader of the report should know: a correction, a published version of a preprint.
    notes: tuple[str, ...] = ()
    #: Numbers under which others know it: ``doi``, ``pmid``.
    also: dict[str, str] = field(default_factory=dict)
    #: ISBNs, digits alone.
    isbns: tuple[str, ...] = ()
    #: What the register calls it: its DOI, or "PubMed 123".
    identifier: str = ""
    #: Who answered.
    register: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the record as plain data, to be remembered."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Any) -> Record | None:
        """Return the record that was remembered as ``data``; None where that is no record of this version."""
        names = {one.name for one in fields(cls)}
        if not isinstance(data, dict) or set(data) != names:
            return None
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        try:
            given["authors"] = tuple(Author(**one) for one in data["authors"])
            return cls(**given)
        except TypeError:
            return None


@dataclass(frozen=True)
class Cited:
    """What an entry says, in plain words; what it does not say is empty."""

    title: str = ""
    authors: tuple[Author, ...] = ()
    #: Whether the list of authors ends with "and others".
    others: bool = False
    year: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article: str = ""
    isbn: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Difference:
    """A field that differs."""

    #: What the entry says, and what is registered.
    ours: str
    theirs: str
    #: How sure it is that they mean different things: ``certain``, ``likely`` or ``possible``.
    sure: str
    #: What differs, in a few words; empty where both sides say it.
    what: str = ""
