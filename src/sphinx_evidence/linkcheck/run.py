"""All links of a run: a few at once to each host, none to a host that is silent, few that passed lately."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .addresses import asked
from .ask import BROKEN, MOVED, REDIRECTED, REFUSED, TIMED_OUT, UNREACHABLE, WORKING, Answer, Asker
from .policy import Policy

DAY = 86_400.0
#: A host that is silent this often, and has not answered once, is not asked again in this run.
SILENCES = 2
PASSING = (WORKING, REDIRECTED, REFUSED)


@dataclass(frozen=True)
class Result:
    """What came of the link ``address``; ``asked`` is the address that was asked for it."""

    address: str
    asked: str
    answer: Answer
    remembered: bool = False


@dataclass
class _Host:
    """How a host has behaved in this run."""

    at_once: threading.Semaphore
    answered: bool = False
    silent: int = 0
    silence: str = TIMED_OUT
    well: int = 0
    refused: int = 0


class Memory:
    """Links that passed, with the time, in a JSON file; a damaged file is an empty memory."""

    def __init__(self, path: Path, days: float, *, fresh: bool = False, now: float | None = None):
        self.path, self.days = path, days
        self.now = time.time() if now is None else now
        self.passed: dict[str, dict[str, object]] = {}
        if not fresh:
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                self.passed = {key: one for key, one in kept.items() if {"at", "outcome"} <= one.keys()}
            except (OSError, ValueError, AttributeError):
                self.passed = {}

    def get(self, address: str) -> Answer | None:
        """Return what came of ``address`` if that was lately. Not all grow old on one day."""
        one = self.passed.get(address)
        jitter = int(hashlib.sha256(address.encode()).hexdigest(), 16) % 1000 / 1000
        if one is None or not 0 <= self.now - float(str(one["at"])) < self.days * (0.7 + 0.6 * jitter) * DAY:
            return None
        return Answer(str(one["outcome"]), str(one.get("why", "")), str(one.get("target", "")))

    def put(self, result: Result) -> None:
        """Remember what passed; forget what did not."""
        self.passed.pop(result.address, None)
        if result.answer.outcome in PASSING:
            told = {"outcome": result.answer.outcome, "why": result.answer.why, "target": result.answer.target}
            self.passed[result.address] = {"at": self.now, **told}

    def save(self) -> None:
        """Write the file, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.passed, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(self.path)


@dataclass
class Run:
    """Asks all links."""

    asker: Asker
    policies: dict[str, Policy]
    memory: Memory
    at_once: int = 4
    threads: int = 16
    hosts: dict[str, _Host] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.asker.gave_up = self._silent
        self.asker.silence = self._note_silence

    def all(self, addresses: Iterable[str], tick: Callable[[], None]) -> list[Result]:
        """Return one result for each of ``addresses``; ``tick`` is called after each."""

        def one(address: str) -> Result:
            result = self._one(address)
            tick()
            return result

        with ThreadPoolExecutor(self.threads) as pool:
            results = list(pool.map(one, _mixed(addresses)))
        for result in results:
            if not result.remembered:
                self.memory.put(result)
        return sorted(results, key=lambda result: result.address)

    def unneeded(self) -> list[Policy]:
        """Return the policies for being turned away whose hosts answered well each time they were asked."""
        return [
            policy
            for name, policy in sorted(self.policies.items())
            if policy.expect == "refused" and (host := self.hosts.get(name)) and host.well and not host.refused
        ]

    def _host(self, address: str) -> _Host:
        with self._lock:
            return self.hosts.setdefault(urlsplit(address).netloc, _Host(threading.Semaphore(self.at_once)))

    def _silent(self, address: str) -> bool:
        host = self._host(address)
        return host.silent >= SILENCES and not host.answered

    def _note_silence(self, address: str) -> None:
        host = self._host(address)
        with self._lock:
            host.silent += 1

    def _one(self, address: str) -> Result:
        question = asked(address, self.asker.registers)
        if known := self.memory.get(address):
            return Result(address, question, known, remembered=True)
        host = self._host(question)
        policy = self.policies.get(urlsplit(question).netloc)
        with host.at_once:
            if self._silent(question):
                return Result(address, question, Answer(host.silence, "its host was silent before; not asked"))
            answer = self.asker.ask(question, anchors=not (policy and policy.expect == "anchors-by-script"))
        with self._lock:
            if answer.outcome in (TIMED_OUT, UNREACHABLE):
                host.silence = answer.outcome
            else:
                host.answered = True
            host.well += answer.outcome == WORKING
            host.refused += answer.outcome == REFUSED
        return Result(address, question, _judge(answer, policy))


def _judge(answer: Answer, policy: Policy | None) -> Answer:
    """Return ``answer`` in the light of what is expected of its host."""
    if answer.outcome == REFUSED and not (policy and policy.expect == "refused"):
        return Answer(BROKEN, f"{answer.why}, and link-policy.toml does not expect that of its host")
    if answer.outcome == MOVED and policy and policy.expect == "redirected":
        return Answer(REDIRECTED, policy.why, answer.target)
    return answer


def _mixed(addresses: Iterable[str]) -> list[str]:
    """Return ``addresses`` with those of one host far apart, so that a slow host does not hold all threads."""
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(urlsplit(address).netloc, []).append(address)
    longest = max(map(len, by_host.values()), default=0)
    return [listed[turn] for turn in range(longest) for listed in by_host.values() if turn < len(listed)]
