"""When to ask again: what a host says of it, in all forms, and never for longer than we are willing to wait."""

from __future__ import annotations

import email.utils
import math
import re
import time
from collections.abc import Callable
from typing import Any

from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

#: What a busy or a fallen server answers, which may be over soon.
PASSING = frozenset({429, 500, 502, 503, 504})


def seconds_asked(text: str | None, now: float | None = None) -> float | None:
    """Return the seconds that the header ``Retry-After`` asks to wait; nothing where it asks for none that make sense.

    RFC 9110 knows whole seconds and the three forms of HTTP dates; some servers send fractions.
    """
    text = (text or "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", text, re.ASCII):
        seconds = float(text)
        return seconds if math.isfinite(seconds) else None
    try:
        moment = email.utils.parsedate_tz(text)
        # Without a zone it is GMT: HTTP knows no other.
        seconds = email.utils.mktime_tz(moment) if moment else math.nan
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    if not moment or not math.isfinite(seconds):
        return None
    return max(0.0, seconds - (time.time() if now is None else now))


class Patience(Retry):
    """urllib3's `Retry` that understands every ``Retry-After``, and waits at most ``longest`` seconds at a time."""

    longest: float = 20.0
    #: Called in the place of waiting, with the seconds.
    wait: Callable[[float], None] = staticmethod(time.sleep)

    @classmethod
    def of(cls, tries: int, longest: float, wait: Callable[[float], None]) -> Patience:
        """Return the patience to ask ``tries`` times in all."""
        again = max(0, tries - 1)
        made = cls(
            total=again,
            redirect=False,
            status_forcelist=PASSING,
            allowed_methods=frozenset({"GET", "HEAD"}),
            backoff_factor=0.5,
            raise_on_status=False,
        )
        made.longest, made.wait = longest, wait
        return made

    def new(self, **changed: Any) -> Patience:
        """Return a copy, as urllib3 makes one for each try."""
        made = super().new(**changed)
        made.longest, made.wait = self.longest, self.wait
        return made

    def get_backoff_time(self) -> float:
        """Return the seconds to wait where the host asks for none: half a second, then twice as long each time."""
        return self.backoff_factor * 2.0 ** max(0, len(self.history) - 1)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait as long as the host asks, or longer each time."""
        asked = seconds_asked(response.headers.get("Retry-After")) if response is not None else None
        self.wait(min(self.get_backoff_time() if asked is None else asked, self.longest))
