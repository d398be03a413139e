"""The words of a BibTeX field as pybtex has text, for styles of bibliographies."""

from __future__ import annotations

from itertools import groupby

from pybtex.richtext import HRef, Tag, Text

from .latex import Run, decode, plain

__all__ = ["plain", "rich"]


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
