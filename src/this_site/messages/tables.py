"""Tables of Markdown whose rows have cells too many, which are lost, or too few: MyST says nothing of either."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx.application import Sphinx

from this_site.codes import Code

from .fences import FENCE, LITERAL

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
    number, literal = 0, ""
    # Fences of directives whose content is Markdown, and that are open.
    opened: list[str] = []
    while number < len(lines):
        line = lines[number]
        number += 1
        fence = FENCE.match(line)
        if literal:
            if fence and fence["signs"].startswith(literal) and not fence["info"].strip():
                literal = ""
            continue
        if fence and opened and not fence["info"].strip() and fence["signs"].startswith(opened[-1]):
            opened.pop()
            continue
        if fence:
            directive = re.match(r"\{([\w:-]+)\}", fence["info"].strip())
            if directive[1] in LITERAL | {"csv-table"} if directive else fence["signs"][0] != ":":
                literal = fence["signs"]
            else:
                opened.append(fence["signs"])
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
