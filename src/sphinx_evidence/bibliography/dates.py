"""Days and months that do not exist."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from babel.dates import get_month_names
from pybtex.database import Entry

#: Languages whose months are known, short and long.
LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs")
_SEASONS = frozenset(("spring", "summer", "autumn", "fall", "winter"))
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)", re.ASCII)
#: biblatex's seasons, and quarters and halves of a year.
_PARTS_OF_A_YEAR = range(21, 42)
_ENGLISH = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())  # noqa: SIM905


@cache
def _months() -> frozenset[str]:
    """Return the first three letters of the months."""
    names = [
        name
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, language).values()
    ]
    return frozenset(name.lower()[:3] for name in names)


def faults(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield field and fault for each date of ``entry`` that does not exist."""
    month, day = (str(entry.fields.get(name, "")).strip("{} ") for name in ("month", "day"))
    if month and not _is_month(month):
        yield "month", f"month {month[:60]!r}, which there is not; write it as {{5}} or may"
    if re.fullmatch(r"\d+", day, re.ASCII) and not 1 <= int(day[:4]) <= 31:
        yield "day", f"day {day[:60]!r}, which there is not; write a number from 1 to 31"
    for name in ("date", "urldate", "origdate", "eventdate"):
        written = str(entry.fields.get(name, "")).strip("{} ")
        for found in _DAY.finditer(written):
            if not _is_day(*(int(part or 0) for part in found.groups())):
                yield name, f"{name} {written[:60]!r}, which does not exist; correct it"
                break


def _is_month(written: str) -> bool:
    # One, or two with a sign between.
    if re.fullmatch(r"\d+(?:\s*[-–/,&]+\s*\d+)?", written, re.ASCII):
        return all(len(number) <= 2 and 1 <= int(number) <= 12 for number in re.findall(r"\d+", written))
    words = re.findall(r"[^\W\d_]+", written.lower())
    if any(word[:3] in _ENGLISH for word in words):
        return True
    # Such as "Jan./Feb.", "3 May", or a month of a language that is not here, in letters of another script.
    return not written.isascii() or any(word[:3] in _months() or word in _SEASONS for word in words)


def _is_day(year: int, month: int, day: int) -> bool:
    if not day:
        return 1 <= month <= 12 or month in _PARTS_OF_A_YEAR
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
