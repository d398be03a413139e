"""A record as an entry of a bibliography, to be pasted: fields that the service sent, and no other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from sphinx_evidence.citecheck.compare import Record, normal
from sphinx_evidence.citecheck.corrected import escape, latex, person

from .services import Found

_SMALL = frozenset(
    ["a", "an", "the", "of", "on", "in", "for", "and", "or", "to", "with", "by", "is", "are", "was", "do"]
)
_TYPES = {
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "book-chapter": "incollection",
    "proceedings-article": "inproceedings",
    "dissertation": "phdthesis",
    "posted-content": "misc",
    "trial": "misc",
}


def key(found: Found, taken: Container[str]) -> str:
    """Return a key for ``found`` that is not among ``taken``: family name, year, first word of the title."""
    record = found.record
    family = record.authors[0].family if record.authors and not found.trial else ""
    words = [word for word in normal(found.title).split() if word not in _SMALL and word.isascii()]
    parts = [_ascii(family), str(max(record.years)) if record.years else "", words[0] if words else ""]
    base = found.trial.lower() or "".join(parts) or re.sub(r"\W", "", found.number.lower()) or "new"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _ascii(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9]", unicodedata.normalize("NFKD", normal(text))))


def entry(found: Found, name: str) -> str:
    """Return the entry; nothing where it would not parse."""
    record = found.record
    kind = _TYPES.get(record.kind, "article" if record.journals else "misc")
    fields = {"author": " and ".join(person(author) for author in record.authors), **_fields(found, record, kind)}
    lines = [f"  {label} = {{{value}}}," for label, value in fields.items() if value]
    text = "\n".join([f"@{kind}{{{name},", *lines, "}", ""])
    try:
        Parser().parse_string(text)
    except PybtexError:
        return ""  # no entry is better than one that does not parse
    return text


def _fields(found: Found, record: Record, kind: str) -> dict[str, str]:
    title = ": ".join(filter(None, (latex(record.title), latex(record.subtitle))))
    inside = latex(record.journals[0]) if record.journals else ""
    pages = re.sub(r"(?<=\w)-(?=\w)", "--", latex(record.pages or record.article))
    return {
        # The second pair of braces keeps the title's capital letters.
        "title": f"{{{title}}}" if title else "",
        "journal": inside if kind == "article" else "",
        "booktitle": inside if kind in ("incollection", "inproceedings") else "",
        "howpublished": f"ClinicalTrials.gov {found.trial}" if found.trial else "",
        "year": str(max(record.years)) if record.years else "",
        "volume": latex(record.volume),
        "number": latex(record.issue),
        "pages": pages,
        "doi": _doi(found.doi),
        "pmid": found.pmid,
        "url": "" if found.doi or found.pmid else escape(found.link),
    }


def _doi(number: str) -> str:
    """Return a DOI that an entry can hold; old ones have signs that BibTeX reads otherwise."""
    return number if re.fullmatch(r"10\.\d{4,9}/[^\s{}\\%#$&~^]+", number) else ""
