"""A question to a register and its answer: found, not registered, or no answer that says anything of the work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sphinx_evidence import __version__
from sphinx_evidence.web import Bounds, Client, Host, Manners, NotAsked

#: Fifty records with their lists of references have a few million bytes.
BOUNDS = Bounds(seconds=90.0, size=30_000_000)
#: NCBI asks for no more than three questions a second.
MANNERS = {"eutils.ncbi.nlm.nih.gov": Host(pause=0.34)}


class NotRegistered(Exception):
    """The register knows no such work."""


class Denied(NotRegistered):
    """The register says so in words, and not only by finding nothing."""


class Unavailable(Exception):
    """The register gave no answer that says anything of the work; the text says what it did."""


class NotUnderstood(Unavailable):
    """The answer has another shape than the register documents; the text says where."""


class NotFoundPage(Unavailable):
    """Something says "not found" with a web page, as a register does not: perhaps the register, perhaps a gateway."""


class Asker:
    """Asks registers for JSON. ``contact`` is a mail address that they may write to."""

    def __init__(self, contact: str = "", timeout: float = 15.0, client: Client | None = None):
        self.contact = contact
        agent = f"sphinx-evidence-citecheck/{__version__}"
        self.client = client or Client(
            f"{agent} (mailto:{contact})" if contact else agent,
            timeout=timeout,
            bounds=BOUNDS,
            manners=Manners(MANNERS),
        )

    def as_whom(self, name: str) -> dict[str, str]:
        """Return the parameter that says who asks; registers answer those sooner who can be written to."""
        return {name: self.contact} if self.contact else {}

    def unreachable(self) -> list[str]:
        """Return the hosts that were given up."""
        return self.client.unreachable()

    def json(self, address: str, parameters: Mapping[str, str] | None = None) -> Any:
        """Return the answer of ``address``. Raises `NotRegistered` or `Unavailable`."""
        try:
            answer = self.client.get(address, parameters, {"Accept": "application/json"})
            if answer.status in (404, 410):
                if _is_page(answer.headers.get("Content-Type", ""), answer.body):
                    raise NotFoundPage(f"{answer.host} answered {answer.status} with a page")
                raise NotRegistered
            if not 200 <= answer.status < 300:
                raise Unavailable(f"{answer.host} answered {answer.status}")
            return answer.json()
        except NotAsked as error:
            raise Unavailable(str(error)) from None


def _is_page(kind: str, body: bytes) -> bool:
    return "html" in kind.lower() or bool(re.match(rb"\s*<(?:!doctype|html)", body[:100], re.IGNORECASE))
