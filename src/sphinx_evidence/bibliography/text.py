"""The words of a BibTeX field as pybtex has text, for styles of bibliographies."""

from __future__ import annotations

import re
from itertools import groupby

from pybtex.richtext import HRef, Tag, Text

from .latex import Run, decode, plain

__all__ = ["entry_lines", "plain", "rich"]


def rich(latex: str) -> Text:
    """Return the words of a field with italics, lowered and raised letters and links."""
    parts = []
    for link, runs in groupby(decode(latex).runs, key=lambda run: run.link):
        words = [_set(run) for run in runs]
        parts.append(HRef(link, *words) if link else Text(*words))
    return Text(*parts)


def _set(run: Run) -> Text:
    text = Text(run.text)
    for style in reversed(run.styles):
        text = Tag(style, text)
    return text


def entry_lines(text: str) -> dict[str, int]:
    """Return the line on which each entry of the BibTeX ``text`` starts, by its key."""
    starts = re.finditer(r"^[ \t]*@\w+\s*\{\s*([^,\s]+)\s*,", text, re.MULTILINE)
    return {found[1]: text.count("\n", 0, found.start()) + 1 for found in starts}
