"""Works that a link names by number: they are asked of their register, because landing pages turn programs away."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

#: What NCBI says of a number that it does not have; its other errors are its own.
_NO_SUCH_NUMBER = re.compile(r"cannot get|invalid uid|invalid id|not found|no items found|does not exist", re.I)
#: What the Handle System answers: 1 success, 100 no such handle, 200 a handle without values.
_FOUND, _NO_SUCH_HANDLE, _NO_VALUES = 1, 100, 200


@dataclass(frozen=True)
class Registers:
    """Where registers answer. Without a slash at the end."""

    handles: str
    eutils: str


@dataclass(frozen=True)
class Work:
    """A work by its number: ``kind`` is ``doi``, ``handle``, ``pubmed`` or ``pmc``."""

    kind: str
    number: str

    def asked(self, registers: Registers) -> str:
        """Return the address at which the register answers for it."""
        if self.kind in ("doi", "handle"):
            return f"{registers.handles}/{quote(self.number, safe='/')}"
        return f"{registers.eutils}/esummary.fcgi?db={self.kind}&id={self.number}&retmode=json"


class Ill(Exception):
    """The register's answer says nothing of the work; the text says why."""


def work(address: str) -> Work | None:
    """Return the work that the link ``address`` names, in any form that people write; nothing for other links."""
    address = address.strip()
    # doi:10.1000/1, also as people write it in a link: https://doi.org/doi:10.1000/1
    if named := re.match(r"(?:doi|info:doi/|urn:doi|hdl|info:hdl/)[:/]?\s*(?=\d)", address, re.I):
        rest = address[named.end() :]
        return _handle(re.split(r"[?#]", rest)[0], "doi" if "doi" in named[0].lower() else "handle")
    try:
        parts = urlsplit(address)
        host, path = (parts.hostname or "").rstrip("."), unquote(parts.path)
        if parts.scheme.lower() not in ("http", "https") or parts.port not in (None, 80, 443):
            return None
        query = parse_qs(parts.query)
    except ValueError:
        return None
    host = re.sub(r"^www\.", "", host)
    if host in ("doi.org", "dx.doi.org"):
        return _handle(re.sub(r"^/+(api/handles/)?\s*(urn:|info:)?(doi[:/])?\s*", "", path, flags=re.I), "doi")
    if host in ("hdl.handle.net", "handle.net"):
        return _handle(re.sub(r"^/+(api/handles/)?\s*(info:)?(hdl[:/])?\s*", "", path, flags=re.I), "handle")
    return _of_ncbi(host, path, query)


def _handle(number: str, kind: str) -> Work | None:
    number = unquote(number).strip().rstrip("/")
    # 10.1000/1 is a DOI, 10/abc a short one, 2027/1 another handle.
    if kind == "doi" and not re.fullmatch(r"10(\.\d[\d.]*)?/\S.*", number):
        return None
    if kind == "handle" and not re.fullmatch(r"\d[\w.]*/\S.*", number):
        return None
    return Work("doi" if number.startswith(("10.", "10/")) else "handle", number)


def _of_ncbi(host: str, path: str, query: dict[str, list[str]]) -> Work | None:
    if host == "pubmed.ncbi.nlm.nih.gov":
        path = f"/pubmed{path}"
    elif host == "pmc.ncbi.nlm.nih.gov":
        path = f"/pmc{path}"
    elif host not in ("ncbi.nlm.nih.gov", "m.ncbi.nlm.nih.gov"):
        return None
    path = re.sub(r"/{2,}", "/", re.sub(r"^/m/", "/", path))
    if found := re.match(r"/pubmed/(?:pmid:?)?0*(\d+)/?$", path, re.I):
        return Work("pubmed", found[1])
    if found := re.match(r"/pmc/articles/pmid/0*(\d+)(/|$)", path, re.I):
        return Work("pubmed", found[1])
    if found := re.match(r"/pmc/(?:articles/)?(?:PMC:?)?0*(\d+)(?:\.\d+)?(/|$)", path, re.I):
        return Work("pmc", found[1])
    term = " ".join(query.get("term", []) + query.get("list_uids", []))
    if re.match(r"/(pubmed/?|entrez/query\.fcgi)$", path, re.I) and (
        found := re.fullmatch(r"\s*(?:pmid:?\s*)?0*(\d+)\s*(?:\[(?:uid|pmid)\])?\s*", term, re.I)
    ):
        return Work("pubmed", found[1])
    return None


def outside(address: str) -> bool:
    """Return whether ``address`` is asked of a host."""
    return address[:8].lower().startswith(("http:", "https:")) or work(address) is not None


def known_form(address: str) -> str:
    """Return ``address`` in the form that Sphinx knows: it takes doi:10.1000/1 and HTTP://… for names of files."""
    scheme, colon, rest = address.partition(":")
    if scheme.lower() in ("http", "https"):
        return f"{scheme.lower()}{colon}{rest}"
    named = work(address)
    if not named:
        return address
    resolver = "https://doi.org/" if named.kind == "doi" else "https://hdl.handle.net/"
    return resolver + quote(named.number, safe="/")


def asked(address: str, registers: Registers) -> str:
    """Return the address to ask for the link ``address``; most are asked themselves."""
    named = work(address)
    return named.asked(registers) if named else address


def verdict(named: Work, status: int, body: bytes) -> str:
    """Return what is wrong with ``named`` by its register's answer; nothing when it is registered.

    Raises `Ill` when the answer is none: then it says nothing of the work.
    """
    if status not in (200, 404):
        raise Ill(f"its register answered {status}")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise Ill("its register answered with something that is not JSON") from None
    if not isinstance(answer, dict):
        raise Ill("its register's answer is not a record")
    if named.kind in ("doi", "handle"):
        code = answer.get("responseCode")
        if code == _FOUND and status == 200:
            return ""
        if code == _NO_SUCH_HANDLE:
            return f"no such {'DOI' if named.kind == 'doi' else 'handle'} is registered"
        if code == _NO_VALUES:
            return "it is registered, and leads nowhere"
        raise Ill(f"its register answered with code {code!r}"[:120])
    return _of_summary(named, answer)


def _of_summary(named: Work, answer: dict[str, object]) -> str:
    result = answer.get("result")
    record = result.get(named.number) if isinstance(result, dict) else None
    errors = record.get("error") if isinstance(record, dict) else answer.get("esummaryresult") or answer.get("error")
    if errors:
        text = " ".join(map(str, errors)) if isinstance(errors, list) else str(errors)
        if _NO_SUCH_NUMBER.search(text):
            return "the register has no such number"
        raise Ill(f"its register answered: {text}"[:120])
    if not isinstance(record, dict) or str(record.get("uid", named.number)) != named.number:
        raise Ill("its register's answer is not a record of it")
    return ""
