"""Asking the outside: the one room through which the checkers of links and of sources go.

What others send has no bound of its own, so this room sets one to each answer: size, total time, number of redirects.
A host is asked by one connection at a time and as slowly as it wishes, unless the one who configures says otherwise.
Whatever keeps an answer from coming is one kind of trouble, `NotAsked`: it says nothing of what was asked about.

Modules: ``answer`` bounds one answer, ``patience`` says when to ask again, ``manners`` when a host may be asked,
``client`` puts these together, and ``memory`` keeps what need not be asked again.
"""

from .answer import BoundedAdapter, Bounds, LeadsInside, TookTooLong
from .client import Answer, Client, NotAsked, session
from .manners import Host, Manners, crawl_delay
from .memory import DAY, Memory
from .patience import Patience, seconds_asked

__all__ = [
    "DAY",
    "Answer",
    "BoundedAdapter",
    "Bounds",
    "Client",
    "Host",
    "LeadsInside",
    "Manners",
    "Memory",
    "NotAsked",
    "Patience",
    "TookTooLong",
    "crawl_delay",
    "seconds_asked",
    "session",
]
