"""Asking a service, such as a register, and getting an answer of which every part is bounded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from .answer import BoundedAdapter, Bounds, LeadsInside, TookTooLong, idle
from .manners import Manners
from .patience import PASSING, Patience

#: After so many failed connections in a row a host is not asked again in this run.
GIVE_UP_AFTER = 2


class NotAsked(Exception):
    """What was to be asked could not be asked; the text says what kept it. It is no verdict on what was asked about."""


def session(agent: str = "", bounds: Bounds | None = None, retries: Patience | int = 0) -> requests.Session:
    """Return a session all of whose answers are bounded, which calls itself ``agent``."""
    bounds = bounds or Bounds()
    made = requests.Session()
    adapter = BoundedAdapter(bounds, max_retries=retries)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    made.max_redirects = bounds.redirects
    if agent:
        made.headers["User-Agent"] = agent
    return made


@dataclass(frozen=True)
class Answer:
    """What a service answered."""

    status: int
    #: The address that answered, which a redirect may have led to.
    address: str
    headers: Mapping[str, str]
    body: bytes
    #: Whether there was more of it than is read.
    cut: bool = False

    @property
    def host(self) -> str:
        """The host that answered, with its port."""
        return urlsplit(self.address).netloc

    def json(self) -> Any:
        """Return what the body says as JSON. Raises `NotAsked`: a service that is well answers in JSON."""
        if self.cut:
            raise NotAsked(f"{self.host} sent more than can be an answer")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise NotAsked(f"{self.host} answered with something that is not JSON") from None


@dataclass
class Client:
    """Asks services: ``tries`` times, with pauses of at most ``longest`` seconds, one question a host at a time.

    ``agent`` is what it calls itself; ``wait`` is called in the place of waiting.
    """

    agent: str = ""
    timeout: float = 15.0
    bounds: Bounds = field(default_factory=Bounds)
    tries: int = 3
    longest: float = 20.0
    manners: Manners = field(default_factory=Manners)
    wait: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        def wait(seconds: float) -> None:
            with idle():
                self.wait(seconds)

        self.session = session(self.agent, self.bounds, Patience.of(self.tries, self.longest, wait))
        self._failures: dict[str, int] = {}

    def unreachable(self) -> list[str]:
        """Return the hosts that were given up."""
        return sorted(host for host, number in self._failures.items() if number >= GIVE_UP_AFTER)

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return what came back from ``address``, also where it is "not found". Raises `NotAsked`.

        A host that goes on being busy or broken (429, 5xx), that refuses (401, 403, 407) or that cannot be reached gave
        no answer.
        """
        try:
            host = urlsplit(address).netloc
        except ValueError:
            raise NotAsked(f"{address} is no address") from None
        if self._failures.get(host, 0) >= GIVE_UP_AFTER:
            raise NotAsked(f"could not reach {host}")
        try:
            with (
                self.manners.turn(host),
                self.session.get(
                    address, params=parameters, headers=headers, timeout=self.timeout, stream=True
                ) as response,
            ):
                body = b"".join(response.iter_content(65_536))
                answer = Answer(
                    response.status_code,
                    response.url,
                    response.headers,
                    body,
                    bool(getattr(response.raw, "cut", False)),
                )
        except TookTooLong as error:
            self._failed(host)
            raise NotAsked(f"{host} gave {error}") from None
        except (requests.exceptions.TooManyRedirects, LeadsInside, requests.exceptions.ContentDecodingError) as error:
            raise NotAsked(f"{host} led nowhere ({type(error).__name__})") from None
        except (requests.RequestException, ValueError, LookupError) as error:
            self._failed(host)
            raise NotAsked(f"could not reach {host} ({type(error).__name__})") from None
        self._failures[host] = 0
        if answer.status in PASSING or answer.status >= 500 or answer.status in (401, 403, 407):
            raise NotAsked(f"{host} answered {answer.status}")
        return answer

    def _failed(self, host: str) -> None:
        self._failures[host] = self._failures.get(host, 0) + 1
