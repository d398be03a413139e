"""What a link's answer means: from what came back, and what Sphinx made of it, to an ``Answer``."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from sphinx.builders.linkcheck import _Status

from .fragments import DIRECTIVE
from .outcomes import ANCHOR, BROKEN, IGNORED, LIMITED, MOVED, NOT_ASKED, REDIRECTED, REFUSED, WORKING, Answer, of_error
from .policy import Policy

#: What Sphinx's worker says of a link: status, what it has to say, HTTP status of a redirect.
Verdict = tuple[_Status, str, int]

PERMANENT = (301, 308)
#: 999 is what LinkedIn answers to programs.
TURNED_AWAY = (401, 403, 406, 418, 451, 999)
UNWELL = (502, 503, 504)
#: How some hosts turn programs away.
HUNG_UP = Answer(BROKEN, "it closed the connection")


@dataclass
class Seen:
    """What came back for the link that a worker is at."""

    uri: str
    fragment: str = ""
    status: int = 0
    retry_after: str = ""
    #: Whether each redirect was permanent.
    for_good: bool = False
    error: Exception | None = None
    missing: bool = False
    answer: Answer | None = None


def of_failure(verdict: Verdict, seen: Seen, timeout: float) -> Answer:
    """Return why a link does not work; ``timeout`` is how long it was waited for, in seconds."""
    if seen.error is not None:
        return of_error(seen.error, timeout)
    if seen.missing:
        return of_anchor(seen.fragment)
    if seen.status == 429:
        return Answer(LIMITED, "it asks for fewer questions")
    if seen.status in TURNED_AWAY:
        return Answer(REFUSED, f"it answered {seen.status}")
    if seen.status >= 400:
        return Answer(BROKEN, f"it answered {seen.status}")
    return Answer(BROKEN, f"it cannot be asked ({verdict[1]})")


def of_redirect(verdict: Verdict, seen: Seen, policy: Policy | None) -> Answer:
    """Return what is said of a link that leads on to another address."""
    target = verdict[1]
    if seen.fragment and "#" not in target:
        target = f"{target}#{seen.fragment}"
    if policy and policy.expect == "redirected":
        return Answer(REDIRECTED, policy.why, target)
    return Answer(MOVED if seen.for_good else REDIRECTED, "", target)


def plain(verdict: Verdict) -> Answer:
    """Return what Sphinx's ``verdict`` is in our words."""
    status, info, _ = verdict
    if status == _Status.WORKING:
        return Answer(WORKING)
    if status == _Status.IGNORED and info == "unable to decode response content":
        return Answer(NOT_ASKED, "its text could not be understood")
    if status in (_Status.IGNORED, _Status.UNCHECKED):
        return Answer(IGNORED, info)
    return Answer(BROKEN, info or "there is no such file")


def of_anchor(fragment: str) -> Answer:
    """Return what is said of a page that lacks ``fragment``."""
    element, _, directives = fragment.partition(DIRECTIVE)
    if not directives and element.lower() == "top":
        # Not an anchor of the page: browsers go to its start.
        return Answer(WORKING, "the start of the page")
    if directives:
        return Answer(ANCHOR, f"the page does not have the text of #{unquote(fragment)}")
    return Answer(ANCHOR, f"the page has no #{unquote(fragment)}")
