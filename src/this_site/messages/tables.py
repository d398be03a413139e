"""Tables of Markdown whose rows have cells too many, which are lost, or too few: MyST says nothing of either."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx.application import Sphinx

from this_site.codes import Code

from .fences import FENCE, shown

_LINE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?=[|:-])\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BREAK = re.compile(r"(?<!\\)\|")


def check(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of the first row of each table that is longer or shorter than its head."""
    for line, message in ragged(re.split(r"\r\n|\r|\n", source[0])):
        Code.ADVICE_TABLE.warn(message, location=(docname, line))


def _cells(row: str) -> int:
    """Return how many cells ``row`` has; a bar in code begins one too."""
    bare = re.sub(r"^[ \t>]*(?:[-*+][ \t]+(?=\|))?", "", row).strip()
    return len(_BREAK.split(re.sub(r"(?<!\\)\|$", "", bare.removeprefix("|"))))


def ragged(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield line and message for each table of Markdown in ``lines`` whose rows differ."""
    number, as_they_are = 0, shown(lines)
    while number < len(lines):
        line = lines[number]
        number += 1
        if number in as_they_are:
            continue
        if "|" not in line or number == len(lines) or "|" not in lines[number] or not _LINE.match(lines[number]):
            continue
        heads, marks = _cells(line), _cells(lines[number])
        if heads != marks:
            advice = "give both lines the same number of cells"
            yield (
                number + 1,
                f"the line under a table's head has {marks} cell{'s' * (marks != 1)} and the head {heads}; {advice}",
            )
            continue
        number += 1
        told = False
        while number < len(lines) and lines[number].strip(" \t>") and not FENCE.match(lines[number]):
            cells = _cells(lines[number])
            number += 1
            if cells != heads and not told:
                told = True
                advice = (
                    "those too many are lost; take a bar away, or write \\| for a bar that is no border"
                    if cells > heads
                    else "add the missing ones, or a blank line below the table"
                )
                yield number, f"this row has {cells} cell{'s' * (cells != 1)} and the table's head {heads}; {advice}"
