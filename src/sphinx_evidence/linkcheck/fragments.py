"""What follows the # of an address, looked for in what came back as a browser does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import unquote

#: Begins the part of a fragment that speaks to the browser: #section:~:text=some%20words
DIRECTIVE = ":~:"
#: Kinds of file whose fragments are theirs: #page=3 of a PDF, #t=10 of a film, #xywh=… of a picture.
_OTHER = re.compile(r"\s*(application/(x-)?pdf|image/(?!svg)|audio/|video/)", re.I)


def is_missing(fragment: str, content_type: str, pieces: Iterable[bytes]) -> bool:
    """Return whether the page whose body comes in ``pieces`` lacks what ``fragment``, as written, points at.

    Raises UnicodeDecodeError when the page does not say how it is encoded and that cannot be told.
    """
    element, _, directives = fragment.partition(DIRECTIVE)
    if _OTHER.match(content_type):
        return False
    texts = [part.partition("=")[2] for part in directives.split("&") if part.startswith("text=")]
    if not element and not texts:
        return False
    page = _Page(element)
    page.feed(decoded(b"".join(pieces), content_type))
    page.close()
    said = _plain("".join(page.words))
    return bool(element and not page.found) or not all(_says(said, text) for text in texts)


def decoded(body: bytes, content_type: str) -> str:
    """Return ``body`` as text, by what the server, the page and the bytes say of their encoding."""
    named = re.search(r"charset\s*=\s*[\"']?([^\s\"';]+)", content_type, re.I)
    in_page = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", body[:4096], re.I)
    tried = [named[1] if named else "", in_page[1].decode("ascii", "replace") if in_page else ""]
    if body.startswith(b"\xef\xbb\xbf"):
        tried = ["utf-8-sig"]
    for name in filter(None, tried):
        try:
            # Python calls encodings too what makes bytes of bytes (hex) or letters of letters (rot13).
            return body.decode(name, "replace")
        except (LookupError, ValueError):
            continue
    if any(tried):
        return body.decode("utf-8", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # What RFC 2616 took for granted of text. Of a body without any type nothing is known.
        if content_type.lower().startswith("text/") and error.start < len(body) - 4:
            return body.decode("cp1252", "replace")
        if error.start >= len(body) - 4 and len(body) > 4:
            return body.decode("utf-8", "replace")  # cut in the middle of a letter
        raise


class _Page(HTMLParser):
    def __init__(self, element: str):
        super().__init__()
        self.element, self.decoded = element, unquote(element)
        self.found = False
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Compare ids and names, whichever of the two is percent-encoded."""
        self._silent += tag in ("script", "style", "template")
        if tag not in _INLINE:
            self.words.append(" ")
        if self.element and not self.found:
            self.found = any(
                key in ("id", "name") and value and (value == self.element or unquote(value) == self.decoded)
                for key, value in attrs
            )

    def handle_endtag(self, tag: str) -> None:
        """Words of two paragraphs are not one word."""
        if tag in ("script", "style", "template"):
            self._silent = max(0, self._silent - 1)
        if tag not in _INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Gather what a reader sees."""
        if not self._silent:
            self.words.append(data)


_INLINE = frozenset(
    """
a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr
""".split()  # noqa: SIM905
)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\u00ad", "").split())


def _says(said: str, text: str) -> bool:
    """Return whether ``said`` has the text of a directive: [before-,]start[,end][,-after]."""
    parts = text.split(",")
    before = parts.pop(0)[:-1] if parts and parts[0].endswith("-") else ""
    after = parts.pop()[1:] if parts and parts[-1].startswith("-") else ""
    position = 0
    for part in (before, *parts, after):
        wanted = _plain(unquote(part))
        found = said.find(wanted, position)
        if found < 0:
            return False
        position = found + len(wanted)
    return True
