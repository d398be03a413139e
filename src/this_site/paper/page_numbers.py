"""The numbers of pages in the text, set when all pages are laid out.

CSS's ``target-counter`` lays a page out again for each page ahead that it names: of a book that leads its readers well,
nearly every page twice. Here the stylesheet leaves room for a number, and the number is put there in the end. What
stands after it in its line moves up; in a line that is filled with leaders, or a margin, the number keeps to the right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

#: What a stylesheet says after a link, or in a margin, where a number will stand: ``content: "000"``.
ROOM = "000"


def fill(page: Any, number: int, page_of: Callable[[str], int | None]) -> bool:
    """Put the numbers into a laid out ``page``, which has ``number`` itself; return whether there were any.

    ``page_of`` returns the number of the page on which an anchor is, or None where there is no such anchor.
    """
    from weasyprint.formatting_structure.boxes import LineBox, MarginBox

    found = False
    for box in page.children:
        in_margin = isinstance(box, MarginBox)
        for line in list(box.descendants()):
            if isinstance(line, LineBox) and (rooms := list(_rooms(line, in_margin))):
                found = True
                right = in_margin or any(child.is_leader for child in line.descendants())
                numbers = {id(room): number if in_margin else page_of(_anchor(room)) for room in rooms}
                _fill(line, numbers, right)
    return found


def _rooms(line: Any, in_margin: bool) -> Iterator[Any]:
    """Yield the texts in ``line`` that leave room for a number: what a stylesheet adds, not what authors write."""
    from weasyprint.formatting_structure.boxes import TextBox

    for box in line.descendants():
        if not isinstance(box, TextBox) or ROOM not in box.text:
            continue
        if box.text == ROOM if in_margin else (box.element_tag or "").endswith("::after"):
            yield box


def _anchor(room: Any) -> str:
    return str(room.element.get("href", "")).removeprefix("#")


def _fill(parent: Any, numbers: dict[int, int | None], right: bool) -> float:
    """Put ``numbers`` into the texts of a line or of a part of it; return by how much that has grown."""
    from weasyprint.formatting_structure.boxes import InlineBox

    grown = 0.0
    for child in parent.children:
        if not child.is_in_normal_flow():
            continue
        if grown and not right:
            child.translate(dx=grown)
        change = 0.0
        if id(child) in numbers:
            change = _set(child, numbers[id(child)])
            if right:
                child.translate(dx=-change)
        elif isinstance(child, InlineBox):
            change = _fill(child, numbers, right)
            if not right:
                child.width += change
        grown += change
    return grown


def _set(room: Any, number: int | None) -> float:
    """Write ``number`` into the text ``room``; return by how much that has grown."""
    from weasyprint.text.line_break import split_first_line

    # An anchor that is not there is told of when the links are made.
    text = room.text.replace(ROOM, "?" if number is None else str(number))
    before = room.width
    room.pango_layout, _, _, room.width, *_ = split_first_line(text, room.style, None, None, 0)
    room.text = text
    return float(room.width - before)
