"""The numbers under which a work is registered, however they are written, and the addresses that they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from pybtex.database import Entry

from .addresses import link_address, unescaped
from .names import value


@dataclass(frozen=True)
class Identifier:
    """One number of a work, or the address of a page."""

    #: ``doi``, ``pmid``, ``pmcid``, ``arxiv``, ``handle``, ``isbn`` or ``url``.
    kind: str
    #: The number alone, as the register writes it; of a page its address.
    number: str
    #: Where it leads to; nothing for an ISBN.
    address: str


_RESOLVER = r"(?:https?:)?(?://)?(?:(?:www|dx)\.)?doi\.org/+"
_DOI = re.compile(
    rf"\s*(?:{_RESOLVER})?(?:(?:urn:|info:)?doi[:/]?\s*)*(?:{_RESOLVER})?(10\.\d{{4,9}}(?:\.\d+)*/\S+)\s*",
    re.IGNORECASE,
)
_PMID = re.compile(
    r"\s*(?:https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:pubmed|m/pubmed)|pubmed\.gov)/)?"
    r"(?:pmid|pubmed)?[:\s]*0*(\d{1,8})/?(?:[?#].*)?\s*",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"\s*(?:https?://(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc|europepmc\.org)/articles?/(?:pmc/)?)?"
    r"(?:pmcid)?[:\s]*(?:pmc)?[:\s]*(\d{1,9})(?:\.\d+)?/?(?:[?#].*)?\s*",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"\s*(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)?(?:arxiv:)?\s*"
    r"(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)(?:\.pdf)?\s*",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"\s*(?:https?://hdl\.handle\.net/|hdl:)(\S+/\S+)\s*", re.IGNORECASE)


def doi(written: str) -> str:
    """Return the DOI in ``written``, without what people write around it; nothing where there is none."""
    text = unescaped(written)
    found = _DOI.fullmatch(text)
    if not found:
        return ""
    number = found[1]
    # In an address signs are encoded, in a DOI they are not.
    if "://" in text or "%3c" in number.lower():
        number = unquote(number)
    return number.rstrip(".,;" if not number.endswith(";2-") else "")


def pmid(written: str) -> str:
    """Return the PubMed number in ``written``; nothing where there is none."""
    found = _PMID.fullmatch(unescaped(written))
    return found[1] if found and int(found[1]) else ""


def pmcid(written: str) -> str:
    """Return the PubMed Central number in ``written``, as in ``PMC7289408``; nothing where there is none."""
    found = _PMCID.fullmatch(unescaped(written))
    return f"PMC{found[1]}" if found else ""


def doi_address(number: str) -> str:
    """Return the address of a DOI, valid also with the ``<``, ``>``, ``#`` and ``;`` of old ones."""
    return "https://doi.org/" + quote(number, safe="/:;()@!$&'*+,=~-._")


def identifiers(entry: Entry) -> tuple[Identifier, ...]:
    """Return what ``entry`` is registered under: DOI, PubMed, PMC, others, and its address last.

    A number that stands in the address only, as in ``url = {https://doi.org/10.1000/1}``, counts as one.
    """
    url = unescaped(value(entry, "url"))
    web = url.startswith(("http://", "https://"))
    found: list[Identifier] = []
    eprint, prefix = value(entry, "eprint"), value(entry, "archiveprefix").strip("{} ").lower()
    if number := doi(value(entry, "doi")) or (doi(url) if web else ""):
        found.append(Identifier("doi", number, doi_address(number)))
    if number := pmid(value(entry, "pmid")) or (pmid(url) if web else ""):
        found.append(Identifier("pmid", number, f"https://pubmed.ncbi.nlm.nih.gov/{number}"))
    if number := pmcid(value(entry, "pmcid")) or (pmcid(url) if web else ""):
        found.append(Identifier("pmcid", number, f"https://pmc.ncbi.nlm.nih.gov/articles/{number}"))
    if "arxiv" in (prefix, eprint[:5].lower()) and (named := _ARXIV.fullmatch(unescaped(eprint))):
        found.append(Identifier("arxiv", named[1], f"https://arxiv.org/abs/{named[1]}"))
    if prefix in ("hdl", "handle") and eprint:
        number = unescaped(eprint)
        found.append(Identifier("handle", number, link_address(f"https://hdl.handle.net/{number}")))
    elif web and (named := _HANDLE.fullmatch(url)):
        found.append(Identifier("handle", named[1], link_address(url)))
    if number := re.sub(r"[\s-]", "", unescaped(value(entry, "isbn"))).upper():
        found.append(Identifier("isbn", number, ""))
    if address := link_address(url):
        found.append(Identifier("url", address, address))
    return tuple(found)
