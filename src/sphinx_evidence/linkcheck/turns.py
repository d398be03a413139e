"""The queue of links, which gives out only those whose host may be asked now."""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from sphinx.builders.linkcheck import CheckRequest, RateLimit

from sphinx_evidence.web import Manners


def host_of(address: str) -> str:
    """Return the host of ``address`` with its port; nothing where it has none."""
    try:
        return urlsplit(address).netloc.lower().rpartition("@")[2]
    except ValueError:
        return ""


class TurnQueue(queue.PriorityQueue[CheckRequest]):
    """Sphinx's queue of links by host: a worker that takes one has its host's turn until it says that it is done.

    ``asked`` returns the address that is asked for a link, ``limits`` the hosts that have told us to wait.
    """

    def __init__(self, manners: Manners, asked: Callable[[str], str], limits: Mapping[str, RateLimit]):
        super().__init__()
        self._manners, self._asked, self._limits = manners, asked, limits
        self._held: dict[int, str] = {}

    def _init(self, maxsize: int) -> None:
        self._ends: list[CheckRequest] = []
        self._hosts: dict[str, list[CheckRequest]] = {}
        self._number = 0

    def _qsize(self) -> int:
        return self._number

    def _put(self, item: CheckRequest) -> None:
        self._number += 1
        if item.hyperlink is None:
            self._ends.append(item)
        else:
            heapq.heappush(self._hosts.setdefault(host_of(self._asked(item.hyperlink.uri)), []), item)

    def get(self, block: bool = True, timeout: float | None = None) -> CheckRequest:
        """Return a link whose host may be asked now; wait for one."""
        with self.not_empty:
            while True:
                item, seconds = self._next()
                if item is not None:
                    self._number -= 1
                    return item
                self.not_empty.wait(seconds)

    def _next(self) -> tuple[CheckRequest | None, float | None]:
        """Return a link, or nothing and the seconds after which there may be one (nothing: when somebody is done)."""
        if self._ends:
            return self._ends.pop(), None
        soonest = float("inf")
        for host, items in list(self._hosts.items()):
            limit = self._limits.get(host)
            seconds: float | None = max(items[0].next_check, limit.next_check if limit else 0) - time.time()
            if seconds is None or seconds <= 0:
                seconds = self._manners.take(host) if host else None
            if seconds is None:
                item = heapq.heappop(items)
                # To the end of the row, so that no host has to wait for another's last link.
                del self._hosts[host]
                if items:
                    self._hosts[host] = items
                if host:
                    self._held[threading.get_ident()] = host
                return item, None
            soonest = min(soonest, seconds)
        return None, None if soonest == float("inf") else soonest

    def task_done(self) -> None:
        """Give the host's turn back."""
        with self.not_empty:
            host = self._held.pop(threading.get_ident(), None)
            if host is not None:
                self._manners.give_back(host)
            self.not_empty.notify_all()
        super().task_done()
