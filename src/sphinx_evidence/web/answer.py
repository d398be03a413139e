"""One answer, from the first address to the last byte: bounded in size, time and redirects, and not led inside.

Servers send bombs that unpack to gigabytes, bodies without end, a byte a minute, and redirects to the machine that
asks. The time-outs of requests and urllib3 are of single reads, and nothing there bounds a size, so `BoundedAdapter`
does; any `requests.Session` can mount it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class TookTooLong(requests.exceptions.ReadTimeout):
    """The whole answer took longer than it may."""


class LeadsInside(requests.exceptions.ConnectionError):
    """A host outside led to an address of this machine or of its network."""


@dataclass(frozen=True)
class Bounds:
    """What one answer may take."""

    #: Seconds for all of it: connecting, redirects, the last byte.
    seconds: float = 60.0
    #: Bytes of its body, unpacked.
    size: int = 5_000_000
    redirects: int = 10


#: Of a body that only accompanies a redirect. Nobody reads it, so that its end does not matter.
MOST_OF_A_REDIRECT = 16_384


def inside(address: str) -> bool:
    """Return whether the IP ``address`` is of this machine or its network rather than of the outside."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return not parsed.is_global or parsed.is_multicast


class _Inside(Exception):
    """As `LeadsInside`, in the depth of urllib3, which would try again after an OSError."""


class _Journey:
    """The way of one question through its redirects: a hook of the first request, so that copies of it carry it."""

    def __init__(self, bounds: Bounds):
        self.bounds = bounds
        self.ends = time.monotonic() + bounds.seconds
        self.expired = False
        #: Whether it began inside; unknown before the first connection.
        self.began_inside: bool | None = None
        self._timer: threading.Timer | None = None
        self._handle: socket.socket | None = None

    def __call__(self, response: requests.Response, **options: Any) -> None:
        """Do nothing: a hook is called with each response."""

    def watch(self, handle: socket.socket) -> None:
        """End the connection of ``handle`` when the time is over, whatever it is at."""
        self.rest()
        # Its own: http.client closes a connection as soon as it knows that it is the last answer, before the body.
        own = handle.dup()
        self._timer = threading.Timer(max(0.0, self.ends - time.monotonic()), self._expire, [own])
        self._timer.daemon = True
        self._handle = own
        self._timer.start()

    def rest(self) -> None:
        """Watch no longer."""
        timer, handle, self._timer, self._handle = self._timer, self._handle, None, None
        if timer:
            timer.cancel()
        if handle:
            handle.close()

    def _expire(self, handle: socket.socket) -> None:
        self.expired = True
        # Whoever reads from it reads its end.
        with contextlib.suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    def error(self) -> TookTooLong:
        return TookTooLong(f"no whole answer in {self.bounds.seconds:g} seconds")


_now = threading.local()


def _journey() -> _Journey | None:
    return getattr(_now, "journey", None)


@contextlib.contextmanager
def idle() -> Iterator[None]:
    """Do not count the time of this block, in which nobody is asked, to the question that this thread is asking."""
    began, journey = time.monotonic(), _journey()
    if journey:
        journey.rest()
    yield
    if journey:
        journey.ends += time.monotonic() - began


class _Watched(HTTPConnection):
    """A connection that can be ended by a second handle, and that knows where it leads."""

    _handle: socket.socket | None = None

    def connect(self) -> None:
        """Connect, and keep a second handle of the connection."""
        super().connect()
        if self.sock is not None:
            # A handle of its own: TLS takes the first one over, and the thread that asks may close it at any time.
            self._handle = socket.socket(fileno=os.dup(self.sock.fileno()))
        self._look()

    def request(self, *arguments: Any, **options: Any) -> None:
        """Ask, as urllib3 does; a connection that was open already is looked at again."""
        if self._handle is not None:
            self._look()
        super().request(*arguments, **options)

    def getresponse(self) -> Any:
        """Return the response, of which nothing is read that nobody wants."""
        response = super().getresponse()
        # urllib3 reads a body that it drops to its end, to use the connection again; it may have no end.
        response.drain_conn = response.close  # type: ignore[method-assign]
        return response

    def close(self) -> None:
        """Close both handles."""
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()
        super().close()

    def _look(self) -> None:
        journey, handle = _journey(), self._handle
        if journey is None or handle is None:
            return
        journey.watch(handle)
        # Behind a proxy the other end says nothing of the host.
        if self.proxy is None:
            try:
                within = inside(str(handle.getpeername()[0]))
            except OSError:
                return  # it is closed again; urllib3 will notice
            if journey.began_inside is None:
                journey.began_inside = within
            elif within and not journey.began_inside:
                raise _Inside


class _WatchedTLS(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _WatchedTLS


_POOLS = {"http": _Pool, "https": _PoolTLS}


class _Body:
    """The body of a response, as urllib3's response, of which no more than ``most`` bytes are given."""

    def __init__(self, raw: Any, journey: _Journey, most: int):
        self._raw, self._journey, self._most = raw, journey, most
        #: Whether there was more.
        self.cut = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, amt: int = 65_536, decode_content: bool | None = None) -> Iterator[bytes]:
        """Yield the body in pieces. Raises `TookTooLong`."""
        left = self._most
        try:
            # What is read at once is also what a bomb unpacks at once.
            for piece in self._raw.stream(min(amt, 65_536), decode_content=decode_content):
                if len(piece) > left:
                    self.cut = True
                    yield piece[:left]
                    self.close()
                    return
                left -= len(piece)
                yield piece
        except Exception:
            if self._journey.expired:
                raise self._journey.error() from None
            raise
        finally:
            self._journey.rest()
        # A connection that was cut ends as one that is done.
        if self._journey.expired:
            raise self._journey.error()

    def read(self, amt: int | None = None, decode_content: bool | None = None, **options: Any) -> bytes:
        """Return the body, for those who do not stream."""
        return b"".join(self.stream(decode_content=decode_content))

    def close(self) -> None:
        """Let go of the connection; what was not read is lost."""
        self._journey.rest()
        self._raw.close()


class BoundedAdapter(HTTPAdapter):
    """What a session mounts so that each of its answers keeps to ``bounds``."""

    def __init__(self, bounds: Bounds | None = None, **options: Any):
        self.bounds = bounds or Bounds()
        super().__init__(**options)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Let all connections be watched."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Let connections to proxies be watched too."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Ask. Raises `TookTooLong` and `LeadsInside` beside what requests raises."""
        hooks = request.hooks.setdefault("response", [])
        journey = next((hook for hook in hooks if isinstance(hook, _Journey)), None)
        if journey is None:
            journey = _Journey(self.bounds)
            hooks.append(journey)
        elif time.monotonic() >= journey.ends:
            raise journey.error()
        proxies = options.get("proxies") or (arguments[4] if len(arguments) > 4 else None)
        if proxies and request.url and select_proxy(request.url, proxies):
            self._behind_proxy(request.url, journey)
        _now.journey = journey
        try:
            response = super().send(request, *arguments, **options)
        except _Inside:
            raise LeadsInside(f"it leads into this machine or its network: {request.url}") from None
        except requests.RequestException:
            if journey.expired:
                raise journey.error() from None
            raise
        finally:
            _now.journey = None
        if journey.expired:
            response.close()
            raise journey.error()
        most = MOST_OF_A_REDIRECT if response.is_redirect else self.bounds.size
        response.raw = _Body(response.raw, journey, most)
        return response

    @staticmethod
    def _behind_proxy(address: str, journey: _Journey) -> None:
        host = (urlsplit(address).hostname or "").rstrip(".")
        within = host == "localhost" or host.endswith(".localhost") or inside(host)
        if journey.began_inside is None:
            journey.began_inside = within
        elif within and not journey.began_inside:
            raise LeadsInside(f"it leads into this machine or its network: {address}")
