"""What an entry of the bibliography says, field by field, in plain words."""

from __future__ import annotations

import re

from sphinx_evidence.bibliography import Source, plain, value

from .compare import Author, Cited

_ET_AL = re.compile(r"et\.?\s*al\.?|\.{3}|…", re.IGNORECASE)
_ARTICLE_NUMBERS = ("eid", "article-number", "articleno")


def say(source: Source) -> Cited:
    """Return what ``source`` says."""
    fields = source.entry.fields
    people = source.people()
    # "and et al." is no author, though BibTeX has another word for it.
    others = source.has_others or bool(people and _ET_AL.fullmatch(f"{people[-1].given} {people[-1].family}".strip()))
    return Cited(
        title=source.text("title"),
        authors=tuple(
            Author(name.family, name.given, name.suffix)
            for name in people[: len(people) - (others and not source.has_others)]
        ),
        others=others,
        year=source.text("year"),
        journal=source.text("journal") or source.text("booktitle"),
        volume=source.text("volume"),
        issue=source.text("number"),
        pages=plain(fields.get("pages", "")),
        article=next((plain(fields[name]) for name in _ARTICLE_NUMBERS if fields.get(name)), ""),
        isbn=value(source.entry, "isbn").strip(),
        kind=source.entry.type,
    )
