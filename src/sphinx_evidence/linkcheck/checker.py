"""Sphinx's checker, which hands out links to workers and gathers what came of them, with ours in their places."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from sphinx.builders.linkcheck import CheckResult, Hyperlink, HyperlinkAvailabilityChecker, _Status
from sphinx.config import Config

from sphinx_evidence.web import BoundedAdapter, Bounds, Manners, Memory

from . import addresses
from .outcomes import BROKEN, IGNORED, NOT_ASKED, PASSING, TIMED_OUT, UNREACHABLE, Answer
from .policy import Policy
from .shared import Shared
from .turns import TurnQueue, host_of
from .worker import Worker


class Checker(HyperlinkAvailabilityChecker):
    """Sphinx's checker, with these workers, a queue that minds whose turn it is, and a memory of what passed."""

    def __init__(self, config: Config, policies: dict[str, Policy], manners: Manners, memory: Memory):
        super().__init__(config)
        timeout = float(config.linkcheck_timeout or 30)
        longest = (
            config.linkcheck_rate_limit_timeout if config.links_longest_pause is None else config.links_longest_pause
        )
        self.shared = Shared(
            addresses.Registers(config.links_handles.rstrip("/"), config.links_eutils.rstrip("/")),
            policies,
            manners,
            BoundedAdapter(Bounds(2 * timeout + 5), pool_connections=100, pool_maxsize=4),
            float(longest),
        )
        self.memory = memory
        self.remembered: set[str] = set()
        self.wqueue = TurnQueue(manners, self.shared.asked, self.rate_limits)

    def invoke_threads(self) -> None:
        """Start the workers."""
        for _ in range(self.num_workers):
            worker = Worker(self.config, self.rqueue, self.wqueue, self.rate_limits, self.shared)
            worker.start()
            self.workers.append(worker)

    def check(self, hyperlinks: dict[str, Hyperlink]) -> Iterator[CheckResult]:
        """Yield the result of each link: those that passed lately, those that cannot be asked, then the others."""
        to_ask = {}
        for uri, link in hyperlinks.items():
            known = self._known(link)
            if known is not None:
                yield known
            else:
                to_ask[uri] = link
        for uri in to_ask:
            if addresses.outside(uri):
                self.shared.links[host_of(self.shared.asked(uri))] += 1
        for result in super().check(to_ask):
            if result.status == _Status.IGNORED and result.uri not in self.shared.answers:
                self.shared.answers[result.uri] = Answer(IGNORED, "linkcheck_ignore has it")
            self._remember(result)
            yield result

    def _known(self, link: Hyperlink) -> CheckResult | None:
        """Return the result of a link that need not be asked, or cannot be."""
        try:
            urlsplit(link.uri)
        except ValueError as error:
            # Sphinx's worker would die of it, and the run wait for it for ever.
            self.shared.answers[link.uri] = Answer(BROKEN, "it is no address")
            return CheckResult(link.uri, link.docname, link.lineno, _Status.BROKEN, str(error), 0)
        kept = self.memory.get(link.uri)
        if self.is_ignored_uri(link.uri) or not isinstance(kept, list):
            return None
        if [type(one) for one in kept] != [str, str, str, str, str, int]:
            return None
        outcome, why, target, status, info, code = kept
        if outcome not in PASSING or status not in list(_Status):
            return None
        self.shared.answers[link.uri] = Answer(outcome, why, target)
        self.remembered.add(link.uri)
        return CheckResult(link.uri, link.docname, link.lineno, _Status(status), info, code)

    def _remember(self, result: CheckResult) -> None:
        answer = self.shared.answers[result.uri]
        self.memory.forget(result.uri)
        if answer.outcome in PASSING and addresses.outside(result.uri):
            status = [result.status.value, result.message, result.code]
            self.memory.put(result.uri, [answer.outcome, answer.why, answer.target, *status])

    def unneeded(self) -> list[Policy]:
        """Return the policies for being turned away whose hosts answered well each time they were asked."""
        return [
            policy
            for name, policy in sorted(self.shared.policies.items())
            if policy.expect == "refused" and (host := self.shared.hosts.get(name)) and host.well and not host.refused
        ]

    def nobody_answered(self) -> bool:
        """Return whether links were asked and no host could be reached."""
        asked = {
            answer.outcome
            for uri, answer in self.shared.answers.items()
            if uri not in self.remembered and addresses.outside(uri)
        } - {IGNORED}
        return bool(asked) and not self.shared.reached and asked <= {UNREACHABLE, TIMED_OUT, NOT_ASKED}
