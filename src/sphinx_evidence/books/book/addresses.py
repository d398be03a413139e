"""Where things are in the book, and which addresses a reader of paper has to be told."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

#: How the builder marks an address as that of a page of the book.
PAGE = "page:"


def anchor(docname: str, name: str = "") -> str:
    """Return the id in the book of ``name`` on page ``docname``; without a name, of the page itself.

    Signs that mean something in addresses and styles become their numbers; two names never become one.
    """
    return f"{_plain(docname)}~{_plain(name)}"


def _plain(name: str) -> str:
    return re.sub(r"[^\w./-]", lambda sign: f"~x{ord(sign[0]):x}.", name)


def of_page(docname: str) -> str:
    """Return the address of page ``docname`` as the builder writes it; a label may follow after ``#``."""
    return PAGE + quote(docname)


def page_and_label(address: str) -> tuple[str, str]:
    """Return the page that ``address``, from ``of_page``, leads to, and the label on it."""
    parts = urlsplit(address.removeprefix(PAGE))
    return unquote(parts.path), parts.fragment


def shown_by(target: str, words: str) -> bool:
    """Say whether ``words`` already tell on paper where the link to ``target`` leads.

    A telephone number does, and so do a DOI and a number in PubMed or PMC, by which a paper is found.
    """
    try:
        address = urlsplit(target)
    except ValueError:
        return True  # no browser can follow it, nor anybody who types it
    if address.scheme not in ("http", "https"):
        return True
    told = words.strip().rstrip("/").casefold()
    bare = (address.netloc + address.path).rstrip("/").casefold()
    if told.split("://")[-1] == bare.removeprefix("www.") or told.split("://")[-1] == bare:
        return True
    kind, _, number = told.replace("pmc", "pmc ").replace("doi:", "doi ").partition(" ")
    return kind in ("doi", "pubmed", "pmc") and bool(number) and bare.endswith(number.strip())
