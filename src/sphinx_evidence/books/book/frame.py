"""What stands around the chapters: title page, contents, index; and the book as one HTML text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from jinja2 import Environment, FileSystemLoader
from sphinx.application import Sphinx

from sphinx_evidence import phones, review_dates
from sphinx_evidence.books.press import Press

from .addresses import anchor, page_and_label
from .chapters import Chapter

#: How deep the printed contents go: parts, and the chapters in them.
CONTENTS_DEPTH = 2
#: How many letters take as long to print as a cell of a table, or any other element.
CELL, ELEMENT = 140, 40


def frame(app: Sphinx, press: Press, chapters: list[Chapter], index: list[Any], index_depth: int) -> list[Element]:
    """Return the book as HTML, in two parts that take about the same time to print, if it has chapters.

    ``index`` as Sphinx's ``IndexEntries.create_index`` gives it.
    """
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
    )
    reviewed = sorted(_days(app, "reviewed"))
    due = sorted(_days(app, "review_due"))
    middle = _middle(chapters)
    halves = [chapters] if middle is None else [chapters[:middle], chapters[middle:]]
    parts = []
    for number, half in enumerate(halves):
        html = templates.get_template("book.html").render(
            config=app.config,
            # Numbers at the foot of a page can be tapped where the extension phones knows them.
            foot=phones.linked(app.config.book_foot, getattr(app.config, "phone_numbers", {})),
            first=number == 0,
            last=number == len(halves) - 1,
            contents=[chapter for chapter in chapters if chapter.depth <= CONTENTS_DEPTH],
            anchor=anchor,
            description=str(app.env.metadata[app.config.root_doc].get("description") or ""),
            reviewed=review_dates.spoken(reviewed[-1]) if reviewed else "",
            reviewed_first=review_dates.spoken(reviewed[0]) if reviewed and reviewed[0] != reviewed[-1] else "",
            due=review_dates.spoken(due[0]) if due else "",
            index=[(letter, [_entry(*entry) for entry in entries]) for letter, entries in index],
            index_anchor=anchor("genindex"),
            index_depth=index_depth,
        )
        part = press.parse(html)
        main = part.find("body/main")
        # The template has one.
        assert main is not None
        main.extend(chapter.element for chapter in half)
        parts.append(part)
    return parts


def _middle(chapters: list[Chapter]) -> int | None:
    """Return the number of the chapter that begins a second half which takes about as long to print as the first."""
    behind = list(accumulate(_work(chapter.element) for chapter in chapters))
    starts = [number for number, chapter in enumerate(chapters) if number and chapter.depth <= CONTENTS_DEPTH]
    return min(starts, key=lambda number: abs(behind[-1] - 2 * behind[number - 1]), default=None)


def _work(element: Element) -> int:
    """Return about how long ``element`` takes to print: what it says, and what surrounds that."""
    return sum(CELL if part.tag == "td" else ELEMENT for part in element.iter()) + len("".join(element.itertext()))


def _days(app: Sphinx, name: str) -> Iterator[Any]:
    for matter in app.env.metadata.values():
        try:
            yield review_dates.parse(str(matter.get(name) or ""))
        except ValueError:
            continue  # the page has been told


def _entry(name: str, rest: Any) -> dict[str, Any]:
    """Return an entry of the index for the template; links as (is the main one, anchor)."""
    links, subentries, _ = rest
    return {
        "name": name,
        "links": [_link(link) for link in links],
        "below": [{"name": words, "links": [_link(link) for link in places]} for words, places in subentries],
    }


def _link(link: tuple[str, str]) -> tuple[bool, str]:
    main, uri = link
    return main == "main", anchor(*page_and_label(uri))
