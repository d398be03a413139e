"""Records in the shapes in which Crossref and NCBI answer."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from .ask import NotRegistered, Register, Unavailable
from .compare import Record, normal

CONCERNS = {
    "retraction": "retracted",
    "removal": "removed",
    "withdrawal": "withdrawn",
    "partial_retraction": "partly retracted",
    "expression_of_concern": "an expression of concern was published",
}


def crossref(register: Register, base: str, doi: str) -> Record:
    """Ask Crossref for the work of ``doi``. Raises `NotRegistered` or `Unavailable`."""
    return from_crossref(_message(register.json(f"{base}/works/{quote(doi, safe='')}")))


def agency(register: Register, base: str, doi: str) -> str:
    """Return the agency that registered ``doi``. Raises `NotRegistered` or `Unavailable`."""
    answer = register.json(f"{base}/{quote(doi, safe='/')}")
    found = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], dict) else {}
    if found.get("RA"):
        return str(found["RA"])
    if found.get("status"):
        raise NotRegistered
    raise Unavailable("the answer of doi.org names no agency")


def search(register: Register, base: str, title: str) -> list[Record]:
    """Return the works that Crossref thinks nearest to ``title``. Raises `Unavailable`."""
    parameters = {"query.bibliographic": title, "rows": "3"}
    items = _message(register.json(f"{base}/works", parameters)).get("items")
    return [from_crossref(item) for item in items or [] if isinstance(item, dict)]


def pubmed(register: Register, base: str, pmid: str) -> Record:
    """Ask NCBI for the work of ``pmid``. Raises `NotRegistered` or `Unavailable`."""
    answer = register.json(f"{base}/esummary.fcgi", {"db": "pubmed", "id": pmid, "retmode": "json"})
    found = answer.get("result", {}).get(pmid) if isinstance(answer, dict) else None
    if not isinstance(found, dict):
        raise Unavailable("the answer of NCBI has no record in it")
    if "error" in found:
        raise NotRegistered
    authors = found.get("authors") or []
    family = str(authors[0].get("name", "")) if authors and isinstance(authors[0], dict) else ""
    # NCBI writes "Singh D": the last word is initials.
    family = re.sub(r"\s+[A-Z]{1,4}$", "", family)
    notice = ""
    if any(normal(str(kind)) == "retracted publication" for kind in found.get("pubtype") or []):
        notice = CONCERNS["retraction"]
    dates = [str(found.get(name, "")) for name in ("pubdate", "epubdate")]
    years = tuple(int(year[0]) for date in dates if (year := re.match(r"\d{4}", date)))
    journals = tuple(str(found[name]) for name in ("fulljournalname", "source") if found.get(name))
    title = str(found.get("title", "")).rstrip(".")
    if not title:
        raise Unavailable("the record of NCBI has no title")
    return Record(title, "", family, "", years, journals, notice, f"PubMed {pmid}")


def _message(answer: Any) -> dict[str, Any]:
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict):
        raise Unavailable("the answer of Crossref has no record in it")
    return message


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else ""


def from_crossref(item: dict[str, Any]) -> Record:
    """Return the record in one item of Crossref. Raises `Unavailable` where it has no title."""
    title = _first(item.get("title"))
    if not title:
        raise Unavailable("the record of Crossref has no title")
    authors = [author for author in item.get("author") or [] if isinstance(author, dict)]
    first = next((author for author in authors if author.get("sequence") == "first"), authors[0] if authors else {})
    years = set()
    for name in ("issued", "published", "published-print", "published-online"):
        parts = (item.get(name) or {}).get("date-parts") or [[]]
        if parts[0] and isinstance(parts[0][0], int):
            years.add(parts[0][0])
    journals = [str(name) for field in ("container-title", "short-container-title") for name in item.get(field) or []]
    notices = {CONCERNS.get(str(update.get("type"))) for update in item.get("updated-by") or []} - {None}
    if any(str(update.get("type")) in CONCERNS for update in item.get("update-to") or []):
        notices.add("this is the notice of a retraction or concern, not the paper")
    if re.match(r"\s*(retracted|withdrawn|removed)\b( article)?\s*:", title, re.IGNORECASE):
        notices.add("retracted")
    return Record(
        title,
        _first(item.get("subtitle")),
        str(first.get("family") or first.get("name") or ""),
        str(first.get("given") or ""),
        tuple(sorted(years)),
        tuple(journals),
        ", ".join(sorted(notices)),
        str(item.get("DOI", "")),
    )
