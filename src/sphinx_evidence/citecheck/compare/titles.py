"""Titles: the same words, with or without the subtitle. A word more, less or other is another title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from .record import Record
from .words import normal, same, shown, words

#: Where a subtitle may begin.
_BOUNDARY = re.compile(r"\s*:\s*|(?<=\w)[.?!]\s+|\s+[-‐-―]{1,3}\s+|\s*—\s*|;\s+")
#: What publishers put before the title of a paper that they took back.
TAKEN_BACK = re.compile(
    r"\A\s*[\[(]?(retracted|withdrawn|removed|retraction|temporary removal)\b( article| note| paper)?\s*[\])]?"
    r"\s*[:.\-–—]\s*",
    re.IGNORECASE,
)


def bare(title: str) -> str:
    """Return ``title`` in plain words, without a publisher's "RETRACTED:" before it."""
    return TAKEN_BACK.sub("", shown(title), count=1)


def _heads(title: str) -> Iterator[str]:
    """Yield what is left of ``title`` when a subtitle is left out, for each place where one may begin."""
    for found in _BOUNDARY.finditer(title):
        head = title[: found.start()]
        # "A. thaliana ..." has no title called "A".
        enough = len(words(head)) >= 3 or (":" in found[0] and len(normal(head)) >= 3)
        if enough:
            yield head


def same_title(ours: str, record: Record) -> bool:
    """Say whether ``ours`` is a title of ``record``; either may lack its subtitle."""
    ours = bare(ours)
    title, subtitle = bare(record.title), bare(record.subtitle)
    whole = f"{title}: {subtitle}" if subtitle else title
    if any(same(ours, other) for other in (title, whole, *map(bare, record.other_titles))):
        return True
    if any(same(ours, head) for head in _heads(whole)):
        return True
    # Older records have no subtitle at all.
    lacks = not subtitle and not _BOUNDARY.search(title) and len(words(title)) >= 3
    return lacks and any(same(head, title) for head in _heads(ours))


def likeness(ours: str, record: Record) -> float:
    """Return how alike the titles are, from 0 to 1."""
    mine = normal(bare(ours))
    whole = f"{record.title}: {record.subtitle}" if record.subtitle else record.title
    return max(fuzz.ratio(mine, normal(bare(other))) for other in (record.title, whole)) / 100
