"""What an address may be: one place for every output."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote, urlsplit

#: What links may begin with, unless conf.py says otherwise (``safety_schemes``).
SCHEMES = ("http", "https", "mailto", "tel")
#: Browsers pass over these inside an address, and over more of them before it.
_PASSED_OVER = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]")
#: What the name or number of a host may hold.
_HOST = re.compile(r"[^\x00-\x20\x7f\"#%/<>?@\[\\\]^`{|}]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)


def scheme(address: str) -> str:
    """Return what ``address`` begins with, as a browser would read it, in small letters; nothing for a relative one.

    An address written with character references or in percent code is read the way in which it does most harm.
    """
    for form in (address, html.unescape(address), unquote(address), unquote(html.unescape(address))):
        found = _SCHEME.match(_PASSED_OVER.sub("", form))
        if found:
            # What no program knows as a scheme may be a file's name: "chapter:one".
            return found[1].lower()
    return ""


def misread(address: str) -> str:
    """Return the scheme as which a browser reads some part of ``address``, a way between two pages; or nothing.

    The way to a page of the same folder begins with its last part.
    """
    parts = address.partition("#")[0].split("/")
    return next((found[1].lower() for part in parts if (found := _SCHEME.match(part.strip()))), "")


def nameless(address: str) -> bool:
    """Say whether ``address`` names a host and no scheme; in a book that is a file of the reader's network."""
    return _PASSED_OVER.sub("", html.unescape(address)).replace("\\", "/").startswith("//")


def unreadable(address: str) -> bool:
    """Say whether no browser can make out the host of ``address``, as in ``https://example.org]``."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and (not parts.hostname or not _HOST.fullmatch(parts.hostname))
    except ValueError:
        return True


def foreign(address: str) -> bool:
    """Say whether ``address`` leads to another host, or has a scheme at all."""
    return bool(scheme(address)) or nameless(address)
