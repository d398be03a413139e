"""The Content-Security-Policy of a page."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser


class _Scripts(HTMLParser):
    """Collects the text of the scripts that stand inside a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def script_hashes(html: str) -> list[str]:
    """Return ``'sha256-…'`` for each script inside ``html``, as a policy names it."""
    scripts = _Scripts()
    scripts.feed(html)
    scripts.close()
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts.texts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def policy(hashes: list[str]) -> str:
    """Return the policy that lets the scripts with ``hashes`` run and otherwise only what this site serves."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self'",
        # Furo's small icons stand in its style sheet.
        "img-src": "'self' data:",
        # Search fetches the pages that it found, to show the words around what was sought.
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
