"""Pages and searches whose date of review is near or past."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sphinx_evidence import review_dates

from ..register import Search
from .items import REVIEW, Item

#: How many days before its date a review is listed.
NEAR = 30
_MATTER = re.compile(r"\A\ufeff?---\r?\n(.*?)\r?\n---", re.S)
_DUE = re.compile(r"^review_due:[ \t]*[\"']?(\d{4}-\d{2}-\d{2})", re.M)
#: The same in reStructuredText, where fields stand at the head of a page.
_FIELD = re.compile(r"\A\ufeff?\s*(?::[^:\n]+:.*\n)*?:review_due:[ \t]*(\d{4}-\d{2}-\d{2})")


def due(text: str) -> dt.date | None:
    """Return the day that a page's first lines give for its next review; nothing where they give none."""
    matter = _MATTER.match(text)
    found = _DUE.search(matter[1]) if matter else _FIELD.match(text)
    try:
        return review_dates.parse(found[1]) if found else None
    except ValueError:
        return None  # the build tells the editor


def near(pages: Path | None, searches: Mapping[str, Search], day: dt.date) -> Iterator[Item]:
    """Yield what is to be reviewed within `NEAR` days of ``day``, the earliest first."""
    dates: list[tuple[dt.date, str, str]] = []
    if pages:
        for path in sorted(path for path in pages.rglob("*") if path.suffix in (".md", ".rst") and path.is_file()):
            if when := due(path.read_text(encoding="utf-8", errors="replace")):
                dates.append((when, path.relative_to(pages).as_posix(), "page"))
    dates += [(search.review_due, search.path.name, "search") for search in searches.values()]
    for when, name, kind in sorted(dates):
        if when <= day + dt.timedelta(days=NEAR):
            said = "was due" if when < day else "is due"
            yield Item(f"review:{name}:{when}", REVIEW, name, kind, why=f"its review {said} on {when}")
