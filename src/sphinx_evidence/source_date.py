"""The time that a build stands for, as ``SOURCE_DATE_EPOCH`` gives it: a build never asks the clock of itself."""

from __future__ import annotations

import datetime as dt
import os

from sphinx.errors import ConfigError

NAME = "SOURCE_DATE_EPOCH"
#: The last second that a zip file can tell, and so an e-book.
LATEST = int(dt.datetime(2107, 12, 31, 23, 59, 58, tzinfo=dt.UTC).timestamp())


def seconds() -> int | None:
    """Return the seconds since 1970 that the build stands for, or None where nobody has said; empty says nothing.

    Raises ``ConfigError`` where it is no such number.
    """
    value = os.environ.get(NAME, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 12 and int(value) <= LATEST):
        raise ConfigError(f"{NAME} is {value[:40]!r}; give the seconds since 1970 in digits, or unset it")
    return int(value)


def time() -> dt.datetime | None:
    """Return the time that the build stands for, or None where nobody has said."""
    given = seconds()
    return None if given is None else dt.datetime.fromtimestamp(given, tz=dt.UTC)


def tidy() -> None:
    """Take the variable away where it is empty: Sphinx and the libraries that draw take it for a number."""
    if seconds() is None:
        os.environ.pop(NAME, None)
