"""When a host may be asked: how many at once, how far apart, and what its robots.txt asks for."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import requests
from protego import Protego

#: Of a robots.txt; RFC 9309 asks for at least 500 KiB to be read.
MOST_OF_ROBOTS = 512_000


@dataclass
class Host:
    """How one host is treated: ``connections`` at a time, ``pause`` seconds between the beginnings of two requests."""

    connections: int = 1
    pause: float = 0.0
    busy: int = field(default=0, compare=False)
    next: float = field(default=0.0, compare=False)


class Manners:
    """Whose turn it is: one question a host at a time, unless ``rules`` say otherwise. Threads may share it."""

    def __init__(
        self,
        rules: dict[str, Host] | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ):
        self._hosts = {name: Host(rule.connections, rule.pause) for name, rule in (rules or {}).items()}
        self._clock, self._wait = clock, wait
        self._changed = threading.Condition()

    def host(self, name: str) -> Host:
        """Return how the host ``name`` (with its port) is treated."""
        with self._changed:
            return self._hosts.setdefault(name, Host())

    def slow_down(self, name: str, pause: float) -> None:
        """Let at least ``pause`` seconds be between two questions to the host ``name``."""
        host = self.host(name)
        with self._changed:
            if pause > host.pause:
                host.next = max(host.next, self._clock() + pause)
                host.pause = pause

    def take(self, name: str) -> float | None:
        """Take a turn at the host ``name`` and return nothing, or return the seconds after which to try again."""
        host = self.host(name)
        with self._changed:
            now = self._clock()
            if host.next > now:
                return host.next - now
            if host.busy >= max(1, host.connections):
                return float("inf")
            host.busy += 1
            return None

    def pace(self, name: str) -> float:
        """Wait until the host ``name`` may get its next request, and return that moment by the clock.

        Whoever has a turn may send several requests.
        """
        host = self.host(name)
        with self._changed:
            now = self._clock()
            begin = max(now, host.next)
            host.next = begin + host.pause
        if begin > now:
            self._wait(begin - now)
        return begin

    def give_back(self, name: str) -> None:
        """End a turn at the host ``name``."""
        host = self.host(name)
        with self._changed:
            host.busy -= 1
            self._changed.notify_all()

    @contextlib.contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait for a turn at the host ``name``, and hold it."""
        while (seconds := self.take(name)) is not None:
            if seconds == float("inf"):
                with self._changed:
                    self._changed.wait(1.0)
            else:
                self._wait(seconds)
        try:
            self.pace(name)
            yield
        finally:
            self.give_back(name)


def crawl_delay(session: requests.Session, origin: str, agent: str, timeout: float) -> float:
    """Return the seconds that robots.txt of ``origin`` (scheme and host) asks ``agent`` to leave between questions.

    A host without a robots.txt, or with one that cannot be read, asks for none.
    """
    try:
        with session.get(f"{origin}/robots.txt", timeout=timeout, stream=True) as response:
            if response.status_code != 200:
                return 0.0
            text = b""
            for piece in response.iter_content(65_536):
                text += piece
                if len(text) > MOST_OF_ROBOTS:
                    break
        rules = Protego.parse(text[:MOST_OF_ROBOTS].decode("utf-8", "replace"))
        rate = rules.request_rate(agent)
        delays = [rules.crawl_delay(agent), rate.seconds / rate.requests if rate and rate.requests else None]
        return max((float(delay) for delay in delays if delay and 0 < delay < float("inf")), default=0.0)
    except (requests.RequestException, ValueError, LookupError, TypeError, ArithmeticError):
        return 0.0
