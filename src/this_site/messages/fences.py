"""What MyST passes over in silence: a fence that is never closed and takes in all that follows, and what lies too deep.

Its parser reads twenty levels; a list takes two of them for each step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx.application import Sphinx

from this_site.codes import Code

# A fence stands at the start of a line, or in a quotation or a list.
FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?P<signs>`{3,}|~{3,}|:{3,})(?P<info>[^`\n]*)$")
#: Directives whose content is not Markdown, so that fences in it mean nothing.
LITERAL = {"code", "code-block", "sourcecode", "raw", "math", "eval-rst", "literalinclude", "csv-table"}

#: How many fences may stand in each other: nobody needs so many, and a reader sees none of it.
DEEPEST = 20


def check(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of each fence on page ``docname`` that is not closed."""
    lines = re.split(r"\r\n|\r|\n", source[0])
    if deep := next((line for line, fence, _ in unclosed(lines) if not fence), 0):
        Code.ADVICE_DEPTH.warn(
            "fences stand in each other more than %d deep here; take some of them out",
            DEEPEST,
            location=(docname, deep),
        )
        # Python would come to its end among them.
        source[0] = "\n".join(lines[: next(number for number, line in enumerate(lines) if FENCE.match(line))])
        return
    bare = dict(unbraced(lines))
    for line, fence in bare.items():
        Code.ADVICE_FENCE.warn("%s makes nothing as it is; write the name in braces", fence, location=(docname, line))
    for line, fence, outer in unclosed(lines):
        if line in bare:
            continue
        within = f" before the fence of line {outer} ends" if outer else ""
        Code.ADVICE_FENCE.warn(
            "the fence %s is never closed%s; write %s on a line of its own where it should end",
            fence,
            within,
            # It may stand in a list.
            found["signs"] if (found := FENCE.match(fence)) else fence,
            location=(docname, line),
        )

    for line, fence in indented(lines):
        Code.ADVICE_FENCE.warn(
            "the fence %s is indented by four blanks or a tab, which shows it as code; take the blanks away",
            fence,
            location=(docname, line),
        )

    for line in too_deep(lines):
        Code.ADVICE_DEPTH.warn(
            "this line lies deeper in lists or quotations than a page shows; take it out of some of them",
            location=(docname, line),
        )


def shown(lines: list[str]) -> set[int]:
    """Return the numbers of the lines that a fence shows as they are; what stands in them is no Markdown."""
    found: set[int] = set()
    # Fences that are open, each with whether what stands in it is Markdown.
    opened: list[tuple[str, bool]] = []
    for number, line in enumerate(lines, 1):
        if opened and _closes(line, opened[-1][0]):
            opened.pop()
        elif opened and not opened[-1][1]:
            found.add(number)
        elif fence := FENCE.match(line):
            opened.append((fence["signs"], _holds_markdown(fence)))
    return found


def _holds_markdown(fence: re.Match[str]) -> bool:
    directive = re.match(r"\{([\w:-]+)\}", fence["info"].strip())
    return directive[1] not in LITERAL if directive else fence["signs"][0] == ":"


def unbraced(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield line and text of each fence of colons whose name has no braces."""
    as_they_are = shown(lines)
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if fence and fence["signs"][0] == ":" and number not in as_they_are and re.match(r"\s*[^{\s]", fence["info"]):
            yield number, line.strip()


def indented(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield line and text of each directive that begins as code does: four blanks in, below an empty line."""
    inside, before = False, ""
    for number, line in enumerate(lines, 1):
        if re.match(r" {0,3}(?:[-*+]|\d+[.)])\s", line) or re.match(r"[:%]\s", line):
            inside = True  # an item of a list, to which what is indented belongs
        elif line.strip() and not line[0].isspace():
            inside = bool(FENCE.match(line))
        elif not inside and not before.strip() and re.match(r"(?: {4}|\t)\s*(?:`{3,}|~{3,}|:{3,})\{[\w:-]+\}", line):
            yield number, line.strip()
        before = line


def too_deep(lines: list[str]) -> Iterator[int]:
    """Yield the number of the first line outside code that lies deeper than nine lists or eighteen quotations."""
    literal = ""
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if fence and fence["signs"][0] != ":":
            literal = "" if literal else fence["signs"]
        prefix = line[: len(line) - len(line.lstrip(" \t>"))]
        if not literal and (prefix.count(">") > 18 or re.match(r"[ \t>]{18,}([-*+]|\d+[.)]) ", line)):
            yield number
            return


def unclosed(lines: list[str], first: int = 1, outer: int = 0, depth: int = 1) -> Iterator[tuple[int, str, int]]:
    """Yield line number, text and the line of the fence around it for each fence in ``lines`` that is not closed.

    ``lines`` start at the line number ``first`` and stand in the fence of line ``outer``, if any. One that
    stands in `DEEPEST` others has no text here, and what is in it is not looked at.
    """
    position = 0
    while position < len(lines):
        opening = FENCE.match(lines[position])
        position += 1
        if not opening:
            continue
        if depth > DEEPEST:
            yield first + position - 1, "", outer
            return
        start = position
        while position < len(lines) and not _closes(lines[position], opening["signs"]):
            position += 1
        if position == len(lines):
            yield first + start - 1, lines[start - 1].strip(" \t>"), outer
        if _holds_markdown(opening) and depth <= DEEPEST:
            yield from unclosed(lines[start:position], first + start, first + start - 1, depth + 1)
        position += 1


def _closes(line: str, signs: str) -> bool:
    fence = FENCE.match(line)
    return bool(fence and not fence["info"].strip() and fence["signs"].startswith(signs))
