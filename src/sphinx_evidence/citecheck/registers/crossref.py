"""Crossref: journals, books, proceedings and most preprints, by DOI; and a search by title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from sphinx_evidence.bibliography import Source

from ..ask import Asker, NotUnderstood
from ..cited import say
from ..compare import Author, Record
from ..compare.titles import TAKEN_BACK
from . import shapes

#: A filter may name so many DOIs.
AT_ONCE = 50
#: In a filter a comma begins the next DOI.
_FOR_A_LIST = re.compile(r"10\.\d{4,9}/[-._;()/:a-z0-9]+")

#: What an update says of the work that it updates, where that should not be relied on.
CONCERNS = {
    "retraction": "retracted",
    "removal": "removed",
    "withdrawal": "withdrawn",
    "partial_retraction": "partly retracted",
    "expression_of_concern": "an expression of concern was published",
}
_CORRECTIONS = frozenset(["correction", "corrigendum", "erratum", "addendum", "clarification"])
_DATES = (
    "issued",
    "published",
    "published-print",
    "published-online",
    "published-other",
    "posted",
    "content-created",
    "approved",
)
_RELATED = {
    "is-preprint-of": "a preprint; published as {}",
    "is-replaced-by": "replaced by {}",
    "is-retracted-by": "retracted by {}",
    "is-corrected-by": "corrected by {}",
}


class Crossref:
    """Crossref's REST service."""

    name = "Crossref"
    option = "citecheck_crossref"
    default = "https://api.crossref.org"
    at_once = AT_ONCE

    def __init__(self, ask: Asker, base: str):
        self.ask, self.base = ask, base.rstrip("/")

    def handles(self, source: Source) -> bool:
        """Say whether the source has a DOI."""
        return bool(source.doi)

    def names(self, source: Source) -> str:
        """Return the number under which the source is asked for."""
        return source.doi

    def fetch(self, source: Source) -> Record:
        """Ask for one work. Raises `NotRegistered` or `Unavailable`."""
        return record(_message(self.ask.json(f"{self.base}/works/{quote(source.doi, safe='')}")))

    def fetch_many(self, sources: Iterable[Source]) -> dict[str, Record]:
        """Return the records of those sources that one question finds, by DOI; the others have to be asked for singly.

        Nothing is known of a work that is not in the answer. Raises `NotRegistered` or `Unavailable`.
        """
        wanted = {doi for source in sources if _FOR_A_LIST.fullmatch(doi := source.doi.lower())}
        if not wanted:
            return {}
        filters = ",".join(f"doi:{doi}" for doi in sorted(wanted))
        parameters = {"filter": filters, "rows": str(AT_ONCE), **self.ask.as_whom("mailto")}
        answer = _message(self.ask.json(f"{self.base}/works", parameters))
        found = {}
        for item in shapes.mappings(answer.get("items"), "items"):
            try:
                doi = shapes.text(item.get("DOI"), "DOI").lower()
                if doi in wanted:
                    found[doi] = record(item)
            except NotUnderstood:
                continue  # asked for singly, it says what is odd
        return found

    def search(self, source: Source) -> list[Record]:
        """Return the works that Crossref thinks nearest to what the entry says. Raises `Unavailable`."""
        cited = say(source)
        words = [cited.title, *(author.family for author in cited.authors[:2]), cited.year, cited.journal]
        parameters = {
            "query.bibliographic": " ".join(filter(None, words))[:500],
            "rows": "5",
            **self.ask.as_whom("mailto"),
        }
        found = []
        for item in shapes.mappings(_message(self.ask.json(f"{self.base}/works", parameters)).get("items"), "items"):
            try:
                found.append(record(item))
            except NotUnderstood:
                continue
        return found


def _message(answer: Any) -> dict[str, Any]:
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict):
        raise NotUnderstood("it has no record in it")
    return message


def _authors(item: dict[str, Any], field: str) -> tuple[Author, ...]:
    found = []
    for author in shapes.mappings(item.get(field), field):
        family, given, suffix, name = (
            shapes.text(author.get(part), f"{part} of {field}").strip()
            for part in ("family", "given", "suffix", "name")
        )
        if family or name or given:
            found.append(
                Author(family or name or given, given if family else "", suffix, group=not family and bool(name))
            )
    return tuple(found)


def _years(item: dict[str, Any]) -> tuple[int, ...]:
    dates = [(name, item.get(name)) for name in _DATES]
    issue = shapes.mapping(item.get("journal-issue"), "journal-issue")
    dates += [(name, issue.get(name)) for name in ("published-print", "published-online")]
    found = set()
    for name, date in dates:
        for parts in shapes.listed(shapes.mapping(date, name).get("date-parts"), f"date-parts of {name}"):
            if (first := shapes.listed(parts, f"date-parts of {name}")[:1]) and (year := shapes.year(first[0], name)):
                found.add(year)
    return tuple(sorted(found))


def record(item: dict[str, Any]) -> Record:
    """Return the record in one item of Crossref. Raises `NotUnderstood`."""
    item = shapes.mapping(item, "the record")
    doi = shapes.text(item.get("DOI"), "DOI")
    title, *others = shapes.texts(item.get("title"), "title") or ("",)
    subtitle = next(iter(shapes.texts(item.get("subtitle"), "subtitle")), "")
    event = shapes.mapping(item.get("event"), "event")
    journals = (
        *shapes.texts(item.get("container-title"), "container-title"),
        *shapes.texts(item.get("short-container-title"), "short-container-title"),
        *(shapes.text(event.get(part), "event") for part in ("name", "acronym")),
    )
    notice, notes = _notices(item, doi, title)
    if not doi and not title:
        raise NotUnderstood("the record has neither DOI nor title")
    return Record(
        title=title,
        subtitle=subtitle,
        other_titles=(*others, *shapes.texts(item.get("original-title"), "original-title")),
        authors=_authors(item, "author"),
        years=_years(item),
        # A meeting's name is one more name of its proceedings, not the name where there is none.
        journals=tuple(dict.fromkeys(filter(None, journals))) if item.get("container-title") else (),
        volume=shapes.text(item.get("volume"), "volume"),
        issue=shapes.text(item.get("issue"), "issue"),
        pages=shapes.text(item.get("page"), "page"),
        article=shapes.text(item.get("article-number"), "article-number"),
        kind=shapes.text(item.get("type"), "type"),
        notice=notice,
        notes=notes,
        isbns=tuple(re.sub(r"[^\dX]", "", one.upper()) for one in shapes.texts(item.get("ISBN"), "ISBN")),
        identifier=doi,
        register="Crossref",
    )


def _notices(item: dict[str, Any], doi: str, title: str) -> tuple[str, tuple[str, ...]]:
    """Return why nobody should rely on the work, and what else there is to know of it."""
    concerns, notes = set(), []
    for update in shapes.mappings(item.get("updated-by"), "updated-by"):
        kind, by = (
            shapes.text(update.get("type"), "type of updated-by").lower(),
            shapes.text(update.get("DOI"), "DOI of updated-by"),
        )
        if kind.replace("-", "_") in CONCERNS:
            concerns.add(CONCERNS[kind.replace("-", "_")])
        elif kind in _CORRECTIONS:
            notes.append(f"a correction was published: {by}" if by else "a correction was published")
        elif kind in ("new_version", "new_edition"):
            notes.append(f"there is a newer one: {by}")
    for update in shapes.mappings(item.get("update-to"), "update-to"):
        kind, of = (
            shapes.text(update.get("type"), "type of update-to").lower(),
            shapes.text(update.get("DOI"), "DOI of update-to"),
        )
        if kind.replace("-", "_") in CONCERNS:
            # Some publishers put the notice in the place of the paper.
            concerns.add(
                CONCERNS[kind.replace("-", "_")]
                if of and of.lower() == doi.lower()
                else "this is the notice of a retraction or concern, not the paper"
            )
        elif kind in _CORRECTIONS:
            notes.append(f"this is a correction of {of}, not the paper itself")
    if taken_back := TAKEN_BACK.match(title):
        word = taken_back[1].lower()
        concerns.add(
            {"withdrawn": "withdrawn", "removed": "removed", "temporary removal": "removed"}.get(word, "retracted")
        )
    for name, related in shapes.mapping(item.get("relation"), "relation").items():
        if name in _RELATED:
            others = [shapes.text(one.get("id"), f"id of {name}") for one in shapes.mappings(related, name)]
            notes += [_RELATED[name].format(other) for other in others if other and other.lower() != doi.lower()]
            if name == "is-retracted-by":
                concerns.add("retracted")
    return ", ".join(sorted(concerns)), tuple(dict.fromkeys(notes))
