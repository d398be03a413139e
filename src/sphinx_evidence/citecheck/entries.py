"""The entries of the bibliography, each with the line on which it starts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pybtex.database import Entry, parse_string
from pybtex.exceptions import PybtexError

from sphinx_evidence.bibliography.text import entry_lines, plain


class BadBibliography(Exception):
    """The file cannot be read; the text names file and line and says how to mend it."""


@dataclass(frozen=True)
class Source:
    """One entry: where it stands, and its fields in plain words."""

    key: str
    file: str
    line: int
    entry: Entry

    @property
    def doi(self) -> str:
        """The DOI, or nothing."""
        return self.entry.fields.get("doi", "").strip()

    @property
    def pmid(self) -> str:
        """The PubMed number, or nothing."""
        return self.entry.fields.get("pmid", "").strip()

    @cached_property
    def words(self) -> dict[str, str]:
        """What can be compared: title, family name of the first author, year, journal."""
        fields = self.entry.fields
        authors = self.entry.persons.get("author", [])
        first = authors[0] if authors else None
        family = plain(" ".join([*first.prelast_names, *first.last_names])) if first else ""
        found = {name: plain(fields.get(name, "")) for name in ("title", "year", "journal")}
        return {**found, "family": family}


def read(path: Path, shown: str) -> list[Source]:
    """Return the entries of the file ``path``, which messages call ``shown``.

    Raises `BadBibliography`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise BadBibliography(f"{shown}:{line}: this line is not UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise BadBibliography(f"{shown}: cannot be read ({error.strerror}); check its name in conf.py") from error
    try:
        entries = parse_string(text, "bibtex").entries
    except PybtexError as error:
        line = getattr(error, "lineno", None) or 1
        reason = re.sub(r"\s+", " ", str(error)).strip()
        raise BadBibliography(f"{shown}:{line}: not BibTeX ({reason}); look for a missing brace or comma") from error
    starts = entry_lines(text)
    return [Source(key, shown, starts.get(key, 1), entry) for key, entry in entries.items()]
