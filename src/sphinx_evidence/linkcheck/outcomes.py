"""What can come of a link."""

from __future__ import annotations

from dataclasses import dataclass

import requests

from sphinx_evidence.web import LeadsInside, TookTooLong

WORKING = "working"
MOVED = "redirected for good"
REDIRECTED = "redirected by design"
REFUSED = "refused"
LIMITED = "rate-limited"
TIMED_OUT = "timed out"
UNAVAILABLE = "unavailable"
NOT_ASKED = "could not be asked"
ANCHOR = "anchor missing"
BROKEN = "broken"
UNREACHABLE = "could not reach"
IGNORED = "ignored"
#: In the order in which they are reported.
OUTCOMES = (
    BROKEN,
    ANCHOR,
    UNREACHABLE,
    MOVED,
    LIMITED,
    TIMED_OUT,
    UNAVAILABLE,
    NOT_ASKED,
    REFUSED,
    REDIRECTED,
    IGNORED,
    WORKING,
)
#: What Sphinx's own builder calls broken or timed out, and ends with status 1 for.
FAILING = (BROKEN, ANCHOR, UNREACHABLE, LIMITED, TIMED_OUT)
#: What need not be asked again for some days.
PASSING = (WORKING, REDIRECTED, REFUSED)


@dataclass(frozen=True)
class Answer:
    """What came of an address: an outcome, what is behind it, and where a redirect led."""

    outcome: str
    why: str = ""
    target: str = ""


def of_error(error: Exception, timeout: float) -> Answer:
    """Return what ``error`` means, which kept an answer from coming within ``timeout`` seconds a read."""
    if isinstance(error, TookTooLong):
        return Answer(TIMED_OUT, str(error))
    if isinstance(error, LeadsInside):
        return Answer(BROKEN, "it leads into this machine or its network")
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return Answer(BROKEN, "it redirects in a circle")
    if isinstance(error, requests.exceptions.SSLError):
        return Answer(BROKEN, "its certificate is not valid")
    text = str(error)
    if isinstance(error, requests.exceptions.Timeout) or "Read timed out" in text:
        return Answer(TIMED_OUT, f"no answer in {timeout:g} seconds")
    if isinstance(error, requests.exceptions.ConnectionError):
        if "NameResolution" in text or "resolve" in text or "Name or service" in text:
            return Answer(UNREACHABLE, "its name does not resolve")
        if "refused" in text or "unreachable" in text or "ProxyError" in text:
            return Answer(UNREACHABLE, "no connection")
        return Answer(BROKEN, "it closed the connection")
    return Answer(BROKEN, f"it cannot be asked ({type(error).__name__})")
