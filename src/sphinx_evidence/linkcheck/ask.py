"""Asking one address, and naming what came back."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, urldefrag

import requests
from sphinx.builders.linkcheck import contains_anchor

from .addresses import Registers, verdict

WORKING = "working"
MOVED = "redirected for good"
REDIRECTED = "redirected by design"
REFUSED = "refused"
LIMITED = "rate-limited"
TIMED_OUT = "timed out"
ANCHOR = "anchor missing"
BROKEN = "broken"
UNREACHABLE = "could not reach"
#: In the order in which they are reported.
OUTCOMES = (BROKEN, ANCHOR, UNREACHABLE, MOVED, LIMITED, TIMED_OUT, REFUSED, REDIRECTED, WORKING)
FAILING = (BROKEN, ANCHOR)

TURNED_AWAY = (401, 403, 418)
PERMANENT = (301, 308)
#: Enough for any page that a person would read.
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Answer:
    """What came of an address: an outcome, what is behind it, and where a redirect led."""

    outcome: str
    why: str = ""
    target: str = ""


@dataclass
class Asker:
    """Asks with patience: ``tries`` times, ``timeout`` seconds each, pauses of at most ``longest_pause`` seconds."""

    registers: Registers
    timeout: float = 15.0
    tries: int = 3
    longest_pause: float = 60.0
    agent: str = "Mozilla/5.0 (compatible; kratom-evidence-linkcheck/1.0)"
    sleep: Callable[[float], None] = time.sleep
    #: Told of each try that got no answer, and asked before another one.
    silence: Callable[[str], None] = field(default=lambda address: None)
    gave_up: Callable[[str], bool] = field(default=lambda address: False)

    def ask(self, address: str, anchors: bool = True) -> Answer:
        """Return what came of ``address``; ``anchors`` says whether a fragment is looked for in the page."""
        answer = Answer(BROKEN, "not asked")
        for attempt in range(self.tries):
            answer, pause = self._once(address, anchors, attempt)
            if answer.outcome in (TIMED_OUT, UNREACHABLE):
                self.silence(address)
            if pause is None or attempt == self.tries - 1:
                break
            self.sleep(min(pause, self.longest_pause))
            # Others that asked the same host at the same time may have found it silent too.
            if self.gave_up(address):
                break
        return answer

    def _once(self, address: str, anchors: bool, attempt: int) -> tuple[Answer, float | None]:
        """Return the answer, and the seconds to wait before another try where one is worth it."""
        backoff = 0.5 * 2**attempt
        place, fragment = urldefrag(address)
        register = place.startswith((self.registers.handles, self.registers.eutils))
        try:
            with requests.Session() as session:
                session.max_redirects = 10
                # Some servers know only GET, and a page has to be read for its anchors.
                methods = ["GET"] if register or (fragment and anchors) else ["HEAD", "GET"]
                for method in methods:
                    with session.request(
                        method,
                        place,
                        headers={"User-Agent": self.agent},
                        timeout=self.timeout,
                        stream=True,
                        allow_redirects=True,
                    ) as response:
                        if method == "HEAD" and response.status_code >= 400 and response.status_code != 429:
                            continue
                        return self._read(address, response, unquote(fragment) if anchors else "", backoff, register)
        except requests.exceptions.TooManyRedirects:
            return Answer(BROKEN, "it redirects in a circle"), None
        except requests.exceptions.SSLError:
            return Answer(BROKEN, "its certificate is not valid"), None
        except requests.exceptions.Timeout:
            return Answer(TIMED_OUT, f"no answer in {self.timeout:g} seconds"), backoff
        except requests.exceptions.ConnectionError as error:
            text = str(error)
            if "NameResolution" in text or "resolve" in text or "Name or service" in text:
                return Answer(UNREACHABLE, "its name does not resolve"), None
            if "refused" in text or "unreachable" in text or "ProxyError" in text:
                return Answer(UNREACHABLE, "no connection"), None
            return Answer(BROKEN, "it closed the connection"), backoff
        except (requests.RequestException, ValueError, UnicodeError) as error:
            return Answer(BROKEN, f"it cannot be asked ({type(error).__name__})"), None
        return Answer(BROKEN, "no answer"), None

    def _read(self, address, response, fragment: str, backoff: float, register: bool) -> tuple[Answer, float | None]:
        status = response.status_code
        if status == 429:
            asked = response.headers.get("Retry-After", "")
            return Answer(LIMITED, "it asks for fewer questions"), float(asked) if asked.isdigit() else backoff
        if status == 503:
            return Answer(BROKEN, "it answered 503"), backoff
        if status in TURNED_AWAY:
            return Answer(REFUSED, f"it answered {status}"), None
        if register and status in (200, 404):
            return self._registered(address, response)
        if status >= 400:
            return Answer(BROKEN, f"it answered {status}"), None
        if fragment and not _has_anchor(response, fragment):
            return Answer(ANCHOR, f"the page has no #{fragment}"), None
        if response.history:
            good = all(hop.status_code in PERMANENT for hop in response.history)
            return Answer(MOVED if good else REDIRECTED, "", response.url), None
        return Answer(WORKING), None

    def _registered(self, address, response) -> tuple[Answer, float | None]:
        try:
            wrong = verdict(address, self.registers, response.json())
        except ValueError:
            wrong = "the register's answer is not a record"
        return Answer(BROKEN, wrong) if wrong else Answer(WORKING, "registered"), None


class _Short:
    """A response of which no more than `MOST_BYTES` are read."""

    def __init__(self, response: requests.Response):
        self.response = response

    def iter_content(self, chunk_size: int, decode_unicode: bool):
        try:
            codecs.lookup(self.response.encoding or "")
        except LookupError:
            # A page may name no encoding, or one that nobody knows.
            self.response.encoding = "utf-8"
        read = 0
        for chunk in self.response.iter_content(chunk_size=chunk_size, decode_unicode=decode_unicode):
            read += len(chunk)
            yield chunk if isinstance(chunk, str) else chunk.decode("utf-8", "replace")
            if read > MOST_BYTES:
                return


def _has_anchor(response: requests.Response, fragment: str) -> bool:
    return contains_anchor(_Short(response), fragment)
