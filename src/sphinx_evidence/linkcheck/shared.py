"""What the workers of a run know together: what came of links so far, and how each host behaves."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from sphinx_evidence.web import BoundedAdapter, Manners

from . import addresses
from .outcomes import TIMED_OUT, Answer
from .policy import Policy

#: After so many hosts in a row that cannot be reached, and none that can, there is no network.
HOSTS_WITHOUT_NETWORK = 12


@dataclass
class Heard:
    """How a host has behaved in this run."""

    answered: bool = False
    silent: int = 0
    silence: str = TIMED_OUT
    ill: int = 0
    well: int = 0
    refused: int = 0
    robots: bool = False


@dataclass
class Shared:
    """What the workers of a run know together."""

    registers: addresses.Registers
    policies: dict[str, Policy]
    manners: Manners
    adapter: BoundedAdapter
    longest_pause: float
    #: Number of links to ask by host.
    links: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Answer] = field(default_factory=dict)
    hosts: dict[str, Heard] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    #: Whether any host has answered.
    reached: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, address: str) -> str:
        """Return the address that is asked for the link ``address``."""
        return addresses.asked(address, self.registers)

    def heard(self, host: str) -> Heard:
        """Return what is known of ``host``."""
        with self.lock:
            return self.hosts.setdefault(host, Heard())

    def no_network(self) -> bool:
        """Return whether so many hosts were silent that there cannot be a network."""
        if self.reached:
            return False
        with self.lock:
            return sum(heard.silent > 0 for heard in self.hosts.values()) >= HOSTS_WITHOUT_NETWORK
