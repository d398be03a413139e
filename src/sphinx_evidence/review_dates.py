"""Dates of review, shared by the extensions that carry them.

A build never asks the clock. The latest day that a review may name comes from
``SOURCE_DATE_EPOCH``; where that is not set, from the time the page's file was last changed.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from sphinx_evidence import source_date
from sphinx_evidence.interface import _, marked

# A date has no time zone. The farthest zone ahead of UTC is +14 h, so an editor in it may
# already write tomorrow's date.
_AHEAD = 14 * 3600

#: No page can have been reviewed before there were pages; such a year is a slip of the pen.
EARLIEST = dt.date(2000, 1, 1)


def parse(value: str) -> dt.date:
    """Return the day that ``value`` (``YYYY-MM-DD``) names.

    Raises ``ValueError`` with a message for the editor when it is not such a date.
    """
    text = value.strip()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    # fromisoformat also takes 20261124 and 2026-W48-2, which readers of the source would not.
    if day is None or day.isoformat() != text:
        raise ValueError(f"{value!r} is not a date; write it as YYYY-MM-DD, for example 2026-11-24")
    if day < EARLIEST:
        raise ValueError(f"{value!r} was before this site; correct the year")
    return day


def latest_day(source: str | os.PathLike[str]) -> dt.date:
    """Return the last day that a review of the page in file ``source`` may name."""
    given = source_date.seconds()
    epoch = int(Path(source).stat().st_mtime) if given is None else given
    return dt.datetime.fromtimestamp(epoch + _AHEAD, tz=dt.UTC).date()


_MONTHS = (
    marked("January"),
    marked("February"),
    marked("March"),
    marked("April"),
    marked("May"),
    marked("June"),
    marked("July"),
    marked("August"),
    marked("September"),
    marked("October"),
    marked("November"),
    marked("December"),
)


def spoken(day: dt.date) -> str:
    """Return ``day`` as prose in the site's language, whatever the machine speaks: ``24 November 2026``."""
    return _("%(day)d %(month)s %(year)d") % {"day": day.day, "month": _(_MONTHS[day.month - 1]), "year": day.year}
