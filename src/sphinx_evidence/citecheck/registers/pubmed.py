"""PubMed, by its numbers: NCBI's E-utilities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sphinx_evidence.bibliography import Source

from ..ask import Asker, NotRegistered, NotUnderstood, Unavailable
from ..compare import Author, Record, normal
from ..compare.titles import TAKEN_BACK
from . import shapes

AT_ONCE = 100
_NOTICES = {
    "retracted publication": "retracted",
    "retraction of publication": "this is the notice of a retraction or concern, not the paper",
    "retraction notice": "this is the notice of a retraction or concern, not the paper",
}


class PubMed:
    """NCBI's summaries."""

    name = "PubMed"
    option = "citecheck_eutils"
    default = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    at_once = AT_ONCE

    def __init__(self, ask: Asker, base: str):
        self.ask, self.base = ask, base.rstrip("/")

    def handles(self, source: Source) -> bool:
        """Say whether the source has a PubMed number."""
        return bool(source.pmid)

    def names(self, source: Source) -> str:
        """Return the number under which the source is asked for."""
        return source.pmid

    def fetch(self, source: Source) -> Record:
        """Ask for one work. Raises `NotRegistered` or `Unavailable`."""
        found = self._summaries([source.pmid]).get(source.pmid)
        if found is None:
            raise NotUnderstood("it has no record in it")
        return record(shapes.mapping(found, "the record"), source.pmid)

    def fetch_many(self, sources: Iterable[Source]) -> dict[str, Record]:
        """Return the records of those sources that one question finds, by number. Raises as `fetch` does."""
        wanted = sorted({source.pmid for source in sources})
        found = {}
        for pmid, summary in self._summaries(wanted).items():
            try:
                if pmid in wanted:
                    found[pmid] = record(shapes.mapping(summary, "the record"), pmid)
            except (NotRegistered, Unavailable):
                continue  # asked for singly, it says what is wrong
        return found

    def _summaries(self, pmids: list[str]) -> dict[str, Any]:
        parameters = {"db": "pubmed", "id": ",".join(pmids), "retmode": "json", **self.ask.as_whom("email")}
        answer = shapes.mapping(self.ask.json(f"{self.base}/esummary.fcgi", parameters), "it")
        if isinstance(answer.get("error"), str):
            raise Unavailable(f"NCBI says: {shapes.text(answer['error'], 'error')[:100]}")
        return shapes.mapping(answer.get("result"), "result")


def record(found: dict[str, Any], pmid: str) -> Record:
    """Return the record in one of NCBI's summaries. Raises `NotRegistered` or `NotUnderstood`."""
    if "error" in found:
        raise NotRegistered
    title = shapes.text(found.get("title"), "title").strip()
    if not title:
        raise NotUnderstood("the record has no title")
    kinds = {normal(kind) for kind in shapes.texts(found.get("pubtype"), "pubtype")}
    notices = {_NOTICES[kind] for kind in kinds if kind in _NOTICES}
    if TAKEN_BACK.match(title):
        notices.add("retracted")
    years = {shapes.year(found.get(name), name) for name in ("pubdate", "epubdate", "printpubdate")}
    numbers = {
        shapes.text(one.get("idtype"), "idtype"): shapes.text(one.get("value"), "value of articleids")
        for one in shapes.mappings(found.get("articleids"), "articleids")
    }
    elsewhere = shapes.text(found.get("elocationid"), "elocationid")
    article = re.fullmatch(r"(?:pii: ?)?([a-z]{0,4}\d{1,9})", elsewhere)
    return Record(
        title=re.sub(r"^\[(.*)\]$", r"\1", title.rstrip(".")),
        authors=tuple(_author(one) for one in shapes.mappings(found.get("authors"), "authors") if one.get("name")),
        years=tuple(sorted(year for year in years if year)),
        journals=tuple(filter(None, (shapes.text(found.get(name), name) for name in ("fulljournalname", "source")))),
        volume=shapes.text(found.get("volume"), "volume"),
        issue=shapes.text(found.get("issue"), "issue"),
        pages=shapes.text(found.get("pages"), "pages"),
        article=article[1] if article else "",
        kind="journal-article" if "journal article" in kinds else "",
        notice=", ".join(sorted(notices)),
        also={"doi": numbers["doi"].lower()} if numbers.get("doi") else {},
        identifier=f"PubMed {pmid}",
        register="PubMed",
    )


def _author(one: dict[str, Any]) -> Author:
    """Return an author; NCBI writes "Singh D", or "Allen RH Jr"."""
    name = shapes.text(one.get("name"), "name of authors")
    if shapes.text(one.get("authtype"), "authtype of authors") == "CollectiveName":
        return Author(name, group=True)
    found = re.fullmatch(r"(.+?)\s+([A-Z]{1,4})(?:\s+(Jr|Sr|2nd|3rd|\dth|I{2,3}|IV))?", name)
    return Author(found[1], found[2], found[3] or "") if found else Author(name)
