r"""Addresses: which a page may lead to, and how they are written so that every format takes them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from sphinx_evidence.unseen import seen

#: What an address may begin with. A page that leads anywhere else could run a program of a stranger's.
SCHEMES = frozenset(["http", "https", "ftp", "mailto"])
#: LaTeX's ways to write what has a meaning to it.
_ESCAPED = re.compile(r"\{?\\([%#&_~$^{}])\}?(?:\{\})?")
_NAMED = {
    r"\textunderscore": "_",
    r"\textasciitilde": "~",
    r"\textless": "<",
    r"\textgreater": ">",
    r"\sim": "~",
    r"\_": "_",
}
_NAMED_FORM = re.compile(r"\$?\{?(" + "|".join(map(re.escape, _NAMED)) + r")(?![A-Za-z])(?:\{\}| )?\}?\$?")


def unescaped(value: str) -> str:
    r"""Return an address or number without LaTeX: ``a\_b`` is ``a_b``, ``\url{x}`` is ``x``."""
    value = value.strip()
    if wrapped := re.fullmatch(r"\\(?:url|nolinkurl|path)\s*\{(.*)\}", value):
        value = wrapped[1]
    if "\\" in value:
        value = _NAMED_FORM.sub(lambda found: _NAMED[found[1]], value)
        value = _ESCAPED.sub(r"\1", value).replace("\\", "")
    # Braces keep BibTeX from changing case, which has no meaning here.
    for written, meant in (("{", ""), ("}", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        value = value.replace(written, meant)
    return seen(value).strip()


def link_address(value: str) -> str:
    """Return the address in ``value`` as a page may link it; nothing where it is none."""
    address = "".join(unescaped(value).split())
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in SCHEMES or not (parts.netloc or parts.scheme.lower() == "mailto"):
        return ""
    if "@" in parts.netloc:
        return ""  # a name and a password, or a host that looks like another one
    return valid(address)


def valid(address: str) -> str:
    """Return ``address`` with those signs encoded that no address may hold; what is encoded stays as it is."""
    address = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address)
    return re.sub(r"[\x00-\x20<>\"{}|\\^`\x7f]", lambda found: quote(found[0], safe=""), address)
