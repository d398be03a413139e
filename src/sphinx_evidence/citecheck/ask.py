"""Asking a register for a record: politely, with patience, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests

#: Tries of one question, and the longest pause between two, in seconds.
TRIES = 3
LONGEST_PAUSE = 20.0
#: After so many failed connections in a row a host is not asked again in this run.
GIVE_UP_AFTER = 2


class NotRegistered(Exception):
    """The register knows no such work."""


class Unavailable(Exception):
    """The register gave no answer that can be read; the text says what it did."""


class Register:
    """A service that answers in JSON."""

    def __init__(self, contact: str, timeout: float, sleep: Callable[[float], None] = time.sleep):
        self.timeout = timeout
        self.sleep = sleep
        self.failures: dict[str, int] = {}
        self.session = requests.Session()
        agent = "kratom-evidence-citecheck/1.0"
        self.session.headers["User-Agent"] = f"{agent} (mailto:{contact})" if contact else agent

    def unreachable(self) -> list[str]:
        """Return the hosts that were given up."""
        return sorted(host for host, number in self.failures.items() if number >= GIVE_UP_AFTER)

    def json(self, address: str, parameters: dict[str, str] | None = None) -> Any:
        """Return the answer of ``address``. Raises `NotRegistered` or `Unavailable`."""
        host = urlsplit(address).netloc
        reason = ""
        for attempt in range(TRIES):
            if self.failures.get(host, 0) >= GIVE_UP_AFTER:
                raise Unavailable(f"could not reach {host}")
            try:
                answer = self.session.get(address, params=parameters, timeout=self.timeout)
            except requests.RequestException as error:
                self.failures[host] = self.failures.get(host, 0) + 1
                reason = f"could not reach {host} ({type(error).__name__})"
                continue
            self.failures[host] = 0
            if answer.status_code == 404:
                raise NotRegistered
            if answer.ok:
                try:
                    return answer.json()
                except ValueError:
                    reason = f"{host} answered with something that is not JSON"
            else:
                reason = f"{host} answered {answer.status_code}"
                if answer.status_code not in (429, 500, 502, 503, 504):
                    break
            if attempt < TRIES - 1:
                self.sleep(_pause(answer, attempt))
        raise Unavailable(reason)


def _pause(answer: requests.Response, attempt: int) -> float:
    """Return the seconds to wait: what the host asks for, else longer each time; never longer than the ceiling."""
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked) if asked.isdigit() else 0.5 * 2**attempt, LONGEST_PAUSE)
