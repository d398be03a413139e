"""Sphinx's worker, which asks for one link after another, with what its hosts and their registers taught us on top.

Everything that a ``linkcheck_`` option governs is Sphinx's own code: this class looks over its shoulder. It asks for
each page by the functions that `Worker._retrieval_methods` gives it, which note what came back, and then judges again
what Sphinx has made of it.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from html import escape
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import requests
from sphinx.builders.linkcheck import (
    CheckRequest,
    CheckResult,
    Hyperlink,
    HyperlinkAvailabilityCheckWorker,
    RateLimit,
    _Status,
)
from sphinx.config import Config

from sphinx_evidence.web import crawl_delay, seconds_asked, session

from . import addresses
from .fragments import is_missing
from .judgement import HUNG_UP, PERMANENT, UNWELL, Seen, Verdict, of_failure, of_redirect, plain
from .outcomes import (
    BROKEN,
    IGNORED,
    LIMITED,
    NOT_ASKED,
    REFUSED,
    TIMED_OUT,
    UNAVAILABLE,
    UNREACHABLE,
    WORKING,
    Answer,
    of_error,
)
from .shared import Heard, Shared
from .turns import host_of

#: A host that is silent this often, and has not answered once, is not asked again in this run.
SILENCES = 2
#: A register that gave no answer to so many questions in a row is ill.
ILL = 3
#: Further tries of a link whose host is busy or down for the moment.
AGAIN = 3

#: For those who answer 406 to a program that takes anything.
AS_A_BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
}


class Worker(HyperlinkAvailabilityCheckWorker):
    """Asks for links; leaves in ``shared.answers`` what came of each, finer than Sphinx's statuses are."""

    def __init__(
        self,
        config: Config,
        rqueue: Queue[CheckResult],
        wqueue: Queue[CheckRequest],
        rate_limits: dict[str, RateLimit],
        shared: Shared,
    ):
        super().__init__(config, rqueue, wqueue, rate_limits)
        self.shared = shared
        self.config = config
        self._seen = Seen("")
        # One for all workers, so that they share the connections too.
        self._session.mount("http://", self.shared.adapter)
        self._session.mount("https://", self.shared.adapter)

    # -- One link ----------------------------------------------------------------------------

    def _check(self, docname: str, uri: str, hyperlink: Hyperlink) -> Verdict:
        self._seen = Seen(uri, uri.partition("#")[2])
        try:
            verdict: Verdict = super()._check(docname, addresses.known_form(uri), hyperlink)
        except Exception as error:
            # A thread that ends is a run that never ends. One link is no reason for that.
            self._seen.answer = Answer(NOT_ASKED, f"what came back could not be understood ({type(error).__name__})")
            verdict = (_Status.IGNORED, self._seen.answer.why, 0)
        if verdict[0] != _Status.RATE_LIMITED:
            self.shared.answers[uri] = self._seen.answer or plain(verdict)
        return verdict

    def _check_uri(self, uri: str, hyperlink: Hyperlink) -> Verdict:
        host = host_of(self.shared.asked(uri))
        heard = self.shared.heard(host)
        if self.shared.no_network():
            return self._gave_up(Answer(UNREACHABLE, "no host was reached before; not asked"))
        if heard.silent >= SILENCES and not heard.answered:
            return self._gave_up(Answer(heard.silence, "its host was silent before; not asked"))
        named = addresses.work(uri)
        if named:
            return self._ask_register(named, heard, hyperlink)
        self._mind_robots(uri, host, heard)
        self._seen = Seen(self._seen.uri, uri.partition("#")[2])
        return self._judge(super()._check_uri(uri, hyperlink), host, heard, hyperlink)

    def _gave_up(self, answer: Answer) -> Verdict:
        self._seen.answer = answer
        return (self._timeout_status if answer.outcome == TIMED_OUT else _Status.BROKEN), answer.why, 0

    def _mind_robots(self, uri: str, host: str, heard: Heard) -> None:
        """Learn how far apart the host wants its requests, once, and only where there will be several."""
        if heard.robots or self.shared.links[host] < 2:
            return
        heard.robots = True
        asking = session(self.user_agent)
        asking.verify = self.tls_verify and (self.tls_cacerts if isinstance(self.tls_cacerts, str) else True)
        asking.mount("http://", self.shared.adapter)
        asking.mount("https://", self.shared.adapter)
        seconds = crawl_delay(
            asking, f"{urlsplit(uri).scheme}://{host}", self.user_agent or "Sphinx", self.timeout or 30
        )
        self.shared.manners.slow_down(host, min(seconds, self.shared.longest_pause))

    # -- A page ------------------------------------------------------------------------------

    def _retrieval_methods(
        self, check_anchors: bool, anchor: str
    ) -> Iterator[tuple[Callable[..., requests.Response], dict[str, bool]]]:
        for method, options in super()._retrieval_methods(check_anchors, anchor):
            head = method == self._session.head
            yield functools.partial(self._retrieve, method, head, anchor if check_anchors else ""), options

    def _retrieve(
        self, method: Callable[..., requests.Response], head: bool, anchor: str, **options: Any
    ) -> requests.Response:
        """Ask for a page as Sphinx's worker wants it asked, and note what came back."""
        host = host_of(options["url"])
        self.shared.manners.pace(host)
        try:
            response = method(**options)
            if response.status_code == 406 and not head:
                response.close()
                self.shared.manners.pace(host)
                response = method(**{**options, "headers": {**options["headers"], **AS_A_BROWSER}})
        except requests.exceptions.Timeout as error:
            self._seen.error = error
            if head:
                # Sphinx goes on to GET after a broken connection only.
                raise requests.exceptions.ConnectionError(error) from None
            raise
        except requests.RequestException as error:
            self._seen.error = error
            raise
        self._note(response)
        if head and response.status_code >= 500:
            response.close()
            raise requests.exceptions.ConnectionError(f"{response.status_code} to HEAD")
        if anchor and response.ok:
            try:
                self._look_for(anchor, response)
            except requests.RequestException as error:
                self._seen.error = error
                response.close()
                raise
        return response

    def _note(self, response: requests.Response) -> None:
        self.shared.reached = True
        self._seen.error = None
        self._seen.status = response.status_code
        self._seen.retry_after = response.headers.get("Retry-After", "")
        self._seen.for_good = all(hop.status_code in PERMANENT for hop in response.history)

    def _look_for(self, anchor: str, response: requests.Response) -> None:
        """Look for the fragment, and let Sphinx's worker find its anchor in the response if we did."""
        policy = self.shared.policies.get(host_of(response.url)) or self.shared.policies.get(host_of(self._seen.uri))
        try:
            self._seen.missing = not (policy and policy.expect == "anchors-by-script") and is_missing(
                self._seen.fragment, response.headers.get("Content-Type", ""), response.iter_content(65_536)
            )
        except UnicodeDecodeError as error:
            undecoded = error

            def undecodable(**options: Any) -> Iterator[str]:
                raise undecoded

            # Sphinx reads a page through this method, of which it needs no more than this.
            response.iter_content = undecodable  # type: ignore[method-assign, assignment]
            return
        page = "" if self._seen.missing else f'<a id="{escape(anchor)}">'
        # As above.
        response.iter_content = lambda **options: iter([page])  # type: ignore[method-assign]

    def _judge(self, verdict: Verdict, host: str, heard: Heard, hyperlink: Hyperlink) -> Verdict:
        """Return ``verdict`` in the light of what came back and of what is expected of the host."""
        status, seen = verdict[0], self._seen
        if status == _Status.RATE_LIMITED:
            return verdict
        if seen.status >= 600 and status in (_Status.WORKING, _Status.REDIRECTED):
            # HTTP has no such answers, and requests takes them for good ones.
            verdict = (_Status.BROKEN, f"{seen.status} for url: {seen.uri}", 0)
            status = verdict[0]
        if status in (_Status.BROKEN, _Status.IGNORED) and seen.status in UNWELL and not seen.error:
            if self._again(hyperlink, seen.retry_after):
                return _Status.RATE_LIMITED, "", 0
            verdict = (_Status.IGNORED, "service unavailable", 0)
            seen.answer = Answer(UNAVAILABLE, f"it answered {seen.status} each time")
        elif status in (_Status.BROKEN, _Status.TIMEOUT):
            seen.answer = of_failure(verdict, seen, float(self.timeout or 0))
        elif status == _Status.REDIRECTED:
            seen.answer = of_redirect(verdict, seen, self.shared.policies.get(host))
        else:
            seen.answer = plain(verdict)
        policy = self.shared.policies.get(host)
        if policy and policy.expect == "refused" and seen.answer in (HUNG_UP, Answer(LIMITED, seen.answer.why)):
            # Some hosts turn programs away without a word.
            seen.answer = Answer(REFUSED, seen.answer.why)
        if seen.answer.outcome == REFUSED and not (policy and policy.expect == "refused"):
            heard.refused += 1
            expected = "and link-policy.toml does not expect that of its host"
            seen.answer = Answer(BROKEN, f"{seen.answer.why}, {expected}")
        elif seen.answer.outcome == REFUSED:
            heard.refused += 1
            verdict = (_Status.IGNORED, f"refused: {seen.answer.why}, as link-policy.toml expects of its host", 0)
        self._note_host(heard, seen.answer)
        return verdict

    def _note_host(self, heard: Heard, answer: Answer) -> None:
        with self.shared.lock:
            if answer.outcome in (TIMED_OUT, UNREACHABLE):
                heard.silent += 1
                heard.silence = answer.outcome
            elif answer.outcome != IGNORED:
                heard.answered = self.shared.reached = True
            heard.well += answer.outcome == WORKING

    # -- A register --------------------------------------------------------------------------

    def _ask_register(self, named: addresses.Work, heard: Heard, hyperlink: Hyperlink) -> Verdict:
        question = named.asked(self.shared.registers)
        if heard.ill >= ILL:
            return self._not_asked("its register gave no answer before")
        self.shared.manners.pace(host_of(question))
        get: Any = self._session.get
        try:
            with get(
                url=question,
                headers={"Accept": "application/json"},
                timeout=self.timeout,
                stream=True,
                _user_agent=self.user_agent,
                _tls_info=(self.tls_verify, self.tls_cacerts),
            ) as response:
                self._note(response)
                body = b"".join(response.iter_content(65_536))
                if self._seen.status in (429, 500, *UNWELL) and self._again(hyperlink, self._seen.retry_after):
                    return _Status.RATE_LIMITED, "", 0
                wrong = addresses.verdict(named, self._seen.status, body)
        except addresses.Ill as error:
            heard.ill += 1
            heard.answered = True
            return self._not_asked(str(error))
        except (requests.RequestException, ValueError, LookupError) as error:
            heard.ill += 1
            why = of_error(error, float(self.timeout or 0))
            if why.outcome in (TIMED_OUT, UNREACHABLE):
                heard.silent += 1
                heard.silence = NOT_ASKED
            return self._not_asked(f"of its register: {why.why}")
        heard.ill, heard.answered = 0, True
        self._seen.answer = Answer(BROKEN, wrong) if wrong else Answer(WORKING, "registered")
        return (_Status.BROKEN, wrong, 0) if wrong else (_Status.WORKING, "", 0)

    def _not_asked(self, why: str) -> Verdict:
        self._seen.answer = Answer(NOT_ASKED, why)
        return _Status.IGNORED, f"could not be asked: {why}", 0

    # -- Asking again ------------------------------------------------------------------------

    def _again(self, hyperlink: Hyperlink, retry_after: str) -> bool:
        """Put the link back into the queue for later; say whether it was not there too often."""
        tries = self.shared.tries[hyperlink.uri]
        if tries >= AGAIN:
            return False
        self.shared.tries[hyperlink.uri] += 1
        asked = seconds_asked(retry_after)
        pause = min(0.5 * 2**tries if asked is None else asked, self.shared.longest_pause)
        self.wqueue.put(CheckRequest(time.time() + pause, hyperlink), False)
        return True

    def limit_rate(self, response_url: str, retry_after: str | None) -> float | None:
        """As Sphinx does, with every form of ``Retry-After``, and neither for longer nor more often than we wait."""
        asked = seconds_asked(retry_after)
        longest = self.shared.longest_pause
        host = urlsplit(response_url).netloc
        if asked is None:
            moment = super().limit_rate(response_url, "")
            if moment is None:
                return None
            delay = self.rate_limits[host].delay
        else:
            self.shared.tries[self._seen.uri] += 1
            if self.shared.tries[self._seen.uri] > AGAIN:
                return None
            delay = asked
            moment = time.time() + asked
        moment = min(moment, time.time() + longest)
        self.rate_limits[host] = RateLimit(delay, moment)
        return moment
