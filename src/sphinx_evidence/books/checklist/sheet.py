"""A page's boxes as one sheet: sections side by side, each box a field of the PDF."""

from __future__ import annotations

import copy
import re
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from jinja2 import Environment, FileSystemLoader
from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence import phones, review_dates
from sphinx_evidence.books.press import press_of
from sphinx_evidence.codes import Code

from .boxes import BOX

HERE = Path(__file__).parent
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
#: How many letters fit a line of a column.
LINE = 62


def offer(app: Sphinx, config: Config) -> None:
    """Print the sheets where an extension prints a book."""
    if "book-printing" in app.events.events:
        app.connect("book-printing", print_sheets)


def print_sheets(app: Sphinx, chapters: list[Any]) -> None:
    """Print a sheet of each page that ``checklist_sheets`` names, into the output folder."""
    by_name = {chapter.docname: chapter for chapter in chapters}
    for docname in app.config.checklist_sheets:
        name = docname.rpartition("/")[2]
        chapter = by_name.get(docname)
        sections = [] if chapter is None else _sections(chapter.element)
        if chapter is None or not sections:
            _warn(
                f"no page {docname!r} has boxes to print; correct checklist_sheets in conf.py, or write '- [ ] words'"
            )
            continue
        press = press_of(app.config)
        sources = _sources(chapter.element, chapters)
        pages = press.write(
            [press.parse(_html(app, docname, chapter.title, sections, sources))],
            Path(app.outdir, f"{name}.pdf"),
            HERE / "static" / "checklist.css",
        )
        # The boxes are on its front, the sources on its back.
        sides = 2 if sources else 1
        if pages > sides:
            _warn(
                f"the sheet of {docname} takes {pages} pages; shorten its sections that have boxes until it fits on "
                f"{'front and back' if sources else 'one'}"
            )


def _warn(message: str) -> None:
    Code.CHECKLIST_SHEET.warn("%s", message)


def _html(app: Sphinx, docname: str, title: str, sections: list[str], sources: list[str]) -> str:
    templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True)
    reviewed = str(app.env.metadata[docname].get("reviewed") or "")
    return templates.get_template("checklist.html").render(
        config=app.config,
        foot=phones.linked(app.config.checklist_foot, getattr(app.config, "phone_numbers", {})),
        title=title,
        sections=sections,
        second=_half(sections),
        sources=sources,
        reviewed=review_dates.spoken(review_dates.parse(reviewed)) if reviewed else "",
    )


def _half(parts: list[str]) -> int:
    """Return the number of the part that begins the second of two columns, both about as long.

    CSS balances columns too, but WeasyPrint lays them out dozens of times for that: three seconds for a sheet.
    """
    behind = list(accumulate(map(_lines, parts)))
    return min(range(1, len(parts)), key=lambda number: abs(behind[-1] - 2 * behind[number - 1]), default=len(parts))


def _lines(html: str) -> int:
    """Return about how many lines ``html`` takes in a column."""
    blocks = re.split(r"</(?:li|p|h2)>", re.sub(r"<(?!/(?:li|p|h2)>)[^>]*>", "", html))
    return sum(-(-len(" ".join(block.split())) // LINE) for block in blocks)


def _sources(chapter: Element, chapters: list[Any]) -> list[str]:
    """Return the HTML of each source that the boxes of ``chapter`` cite, as the book lists it, by its name."""
    entries = {
        str(part.get("id")): part
        for other in chapters
        for part in other.element.iter("div")
        if "citation" in (part.get("class") or "").split() and part.get("id")
    }
    cited = {
        link.get("href", "").removeprefix("#") for part in chapter.iter("ul") if _boxes(part) for link in part.iter("a")
    }
    found = {}
    for entry in (copy.deepcopy(entries[name]) for name in cited & set(entries)):
        own = Element("p")
        for part in entry:
            if "cited-in" not in (part.get("class") or "").split():
                own.append(part)
        for part in own.iter():
            part.attrib.pop("id", None)
            part.tag = "span" if part.tag in ("p", "a", "div") and part is not own else part.tag
            if part is not own and part.tag == "span":
                part.attrib = {"class": "label"} if part.get("class") == "label" else {}
        found[" ".join("".join(own.itertext()).split())] = tostring(own, encoding="unicode", method="html")
    return [found[words] for words in sorted(found, key=str.casefold)]


def _sections(chapter: Element) -> list[str]:
    """Return the HTML of each section in ``chapter`` that has boxes of its own."""
    found: list[str] = []
    for section in chapter.iter("section"):
        lists = [part for part in section if part.tag == "ul" and _boxes(part)]
        if lists:
            own = Element("section")
            own.extend(copy.deepcopy(part) for part in section if part.tag in HEADINGS or part in lists)
            _clean(own)
            _number(own, len(found))
            found.append(tostring(own, encoding="unicode", method="html"))
    return found


def _boxes(element: Element) -> list[Element]:
    return [part for part in element.iter("span") if BOX in (part.get("class") or "").split()]


def _clean(element: Element) -> None:
    """Make all headings alike, and words of the links that lead elsewhere in the book; numbers can still be dialled."""
    for parent in list(element.iter()):
        for child in [child for child in parent if "footnote" in (child.get("class") or "").split()]:
            _drop(parent, child)
    for part in element.iter():
        part.attrib.pop("id", None)
        if part.tag in HEADINGS:
            part.tag = "h2"
        elif part.tag == "a" and not part.get("href", "").startswith("tel:"):
            part.tag = "span"
            part.attrib = {"class": "source"} if "source-" in part.get("href", "") else {}


def _drop(parent: Element, child: Element) -> None:
    """Remove ``child``, not what follows it."""
    place = list(parent).index(child)
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def _number(section: Element, place: int) -> None:
    """Make a field of each box, named by its words."""
    for item_place, item in enumerate(section.iter("li")):
        for box in _boxes(item)[:1]:
            words = " ".join("".join(item.itertext()).split())
            tail = box.tail
            box.clear()
            box.tag, box.tail = "input", tail
            box.attrib.update({"type": "checkbox", "name": f"tick-{place + 1}-{item_place + 1}", "title": words})
