"""A page of the site as a chapter of the book: its HTML, changed where paper differs from a screen.

Nothing is changed in finished files: what Sphinx's writer made of one page is parsed, and a new tree is grown from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, ParseError, fromstring

import tinyhtml5

from .addresses import PAGE, anchor, page_and_label, shown_by

#: What a screen needs and paper does not.
NOT_PRINTED = {"script", "style", "button", "template"}
#: Attributes that mean something in print; the others speak to browsers.
KEPT = {"class", "colspan", "rowspan", "lang", "dir", "alt", "start", "width", "height", "scope"}
#: What Sphinx writes around the words of links to pages and to claims: on paper they carry the number of the page.
TO_CLAIM = {"claims-claim", "claim-ref"}
# MyST writes "std-doc", the role "doc" of Sphinx itself "doc".
TO_PAGE = {"std-doc", "doc", *TO_CLAIM}
#: Pages of a site that Sphinx has labels for and a book has not.
NOT_IN_BOOKS = {"search", "modindex", "py-modindex"}
#: How large an author wants a picture.
SIZE = re.compile(r"\b(?<!-)(?:width|height): ?[\d.]+(?:px|pt|pc|mm|cm|in|em|ex|%)")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: What stands in a heading and is none of its words.
NOTES = {"footnote", "footnote-again", "bibtex-citation", "citation-reference"}
#: Tables that do not fit the page are set smaller if they have more columns than this, and much smaller with more yet.
FEW_COLUMNS, MANY_COLUMNS = 5, 14
#: The width of the page, of a letter in a table, of what stands beside a cell, and of the narrowest column, in pixels.
WIDTH, LETTER, BESIDE, NARROWEST = 576, 6, 8, 70


def classes(element: Element) -> list[str]:
    """Return the classes of ``element``."""
    return (element.get("class") or "").split()


def add(parent: Element, parts: Iterable[Element | str]) -> Element:
    """Append elements and texts to ``parent``, and return it."""
    for part in parts:
        if isinstance(part, Element):
            parent.append(part)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + part
        else:
            parent.text = (parent.text or "") + part
    return parent


def words(element: Element) -> str:
    """Return the words of a heading, without its notes, its citations and the brackets around them."""

    def said(part: Element) -> Iterator[str]:
        yield part.text or ""
        for child in part:
            if not NOTES.intersection(classes(child)):
                yield from said(child)
            yield child.tail or ""

    return " ".join(re.sub(r"\s*[\[(][\s,;]*[\])]", "", "".join(said(element))).split())


def _parsed(body: str) -> Element:
    """Return the HTML ``body`` as a tree.

    What Sphinx's writer makes is XML too, which is read in a tenth of the time; what a page brings itself may not be.
    """
    try:
        return fromstring(f"<body>{body}</body>")
    except ParseError:
        return cast(Element, tinyhtml5.parse(body, namespace_html_elements=False).find("body"))


class Chapter:
    """Page ``docname`` at ``depth`` in the toctree, from the HTML ``body``; its images lie in the folder ``images``, as
    the book sees it."""

    def __init__(self, docname: str, depth: int, body: str, images: str):
        self.docname = docname
        self.depth = depth
        self.images = images
        page = _parsed(body)
        self._notes = {note.get("id"): note for note in page.iter("aside") if "footnote" in classes(note)}
        # The numbers of the notes, which CSS counts too, by the names of those that were called.
        self._count = 0
        self._in_note = False
        self._called: dict[str, int] = {}
        self._ids: set[str] = set()
        self.element = Element("article", {"class": f"chapter depth-{depth}", "id": anchor(docname)})
        add(self.element, self._inside(page))
        self._name_headings()
        self._mark_wide_tables()

    @property
    def title(self) -> str:
        """The words of the page's title."""
        heading = next((element for element in self.element.iter() if element.tag in HEADINGS), None)
        return "" if heading is None else words(heading)

    def _name_headings(self) -> None:
        """Tell the outline and the running head the words alone where a heading holds more."""
        for element in self.element.iter():
            if element.tag in HEADINGS and (named := words(element)) != " ".join("".join(element.itertext()).split()):
                element.set("data-words", named)

    def _mark_wide_tables(self) -> None:
        for table in self.element.iter("table"):
            columns: dict[int, int] = {}
            for row in table.iter("tr"):
                for number, cell in enumerate(row):
                    longest = max(map(len, "".join(cell.itertext()).split()), default=0)
                    columns[number] = max(columns.get(number, NARROWEST), longest * LETTER + BESIDE)
            if sum(columns.values()) > WIDTH:
                few, many = len(columns) <= FEW_COLUMNS, len(columns) > MANY_COLUMNS
                size = "parted" if few else "parted widest" if many else "parted wide"
                table.set("class", f"{table.get('class') or ''} {size}".strip())

    def _inside(self, element: Element) -> Iterator[Element | str]:
        if element.text:
            yield element.text
        for child in element:
            if isinstance(child.tag, str):  # a comment has a function for a tag
                yield from self._printed(child)
            if child.tail:
                yield child.tail

    def _printed(self, element: Element) -> Iterator[Element | str]:
        """Yield what stands on paper for ``element``."""
        tag, names = element.tag, classes(element)
        if tag in NOT_PRINTED or "headerlink" in names or "only-dark" in names or "footnote-list" in names:
            return
        if "footnote-reference" in names:
            yield self._note(element)
        elif tag == "a":
            yield from self._link(element)
        elif tag == "input":
            # A box to tick, and whether it is ticked; nobody writes into other fields of a book.
            if element.get("type") == "checkbox":
                yield Element("span", {"class": "tick-box ticked" if "checked" in element.attrib else "tick-box"})
        elif tag == "summary":
            # What it would open stands open below it.
            yield add(Element("p", {"class": "summary"}), self._inside(element))
        elif tag == "span" and not names and not element.get("id"):
            yield from self._inside(element)
        else:
            yield add(self._copy(element), self._inside(element))

    def _copy(self, element: Element) -> Element:
        kept = {name: value for name, value in element.items() if name in KEPT}
        # docutils writes the id of a table with a caption twice.
        if (name := element.get("id")) and name not in self._ids:
            self._ids.add(name)
            kept["id"] = anchor(self.docname, name)
        tag = element.tag
        if tag in HEADINGS:
            # A part's title is a level above those of its chapters, and so on down.
            level = HEADINGS.index(tag) + max(self.depth, 1)
            tag = HEADINGS[min(level, len(HEADINGS)) - 1]
            kept["class"] = " ".join([*classes(element), "title" if element.tag == "h1" else "section"])
        elif tag == "details":
            tag = "div"
        elif tag == "img":
            kept["src"] = f"{self.images}/{quote(Path(unquote(element.get('src', ''))).name)}"
            if sizes := SIZE.findall(element.get("style", "")):
                kept["style"] = "; ".join(sizes)
        elif tag == "th":
            kept.setdefault("scope", "row" if "stub" in classes(element) else "col")
        return Element(tag, kept)

    def _link(self, element: Element) -> Iterator[Element | str]:
        target = element.get("href", "")
        # WeasyPrint tags a span inside a link as a link of its own, and an image in a link as no figure.
        words = list(self._plain(element))
        elsewhere = target.startswith(PAGE) and page_and_label(target)[0] in NOT_IN_BOOKS
        if not target or elsewhere or any(isinstance(part, Element) and part.tag == "img" for part in words):
            kept = {name: value for name, value in self._copy(element).items() if name == "id"}
            yield add(Element("span", kept), words)
            return
        kept = {name: value for name, value in self._copy(element).items() if name in ("id", "class")}
        kept["class"] = kept.get("class", "").replace("reference ", "")
        if target.startswith("#"):
            kept["href"] = "#" + anchor(self.docname, target[1:])
        elif target.startswith(PAGE):
            kept["href"] = "#" + anchor(*page_and_label(target))
            if {name for child in element.iter() for name in classes(child)} & TO_PAGE:
                kept["class"] += " to-page"
            if {name for child in element.iter() for name in classes(child)} & TO_CLAIM:
                kept["class"] += " to-claim"
        else:
            kept["href"] = target
        link = add(Element("a", kept), words)
        yield link
        if not target.startswith(("#", PAGE)) and not shown_by(target, "".join(link.itertext())):
            if self._in_note:
                # A note of a note would take its number, and stand after it.
                yield from (" (", add(Element("a", {"href": target}), [target]), ")")
                return
            self._count += 1
            note = Element("span", {"class": "footnote address"})
            yield add(note, [add(Element("a", {"href": target}), [target])])

    def _plain(self, element: Element) -> Iterator[Element | str]:
        """Yield the inside of a link without spans."""
        for part in self._inside(element):
            if isinstance(part, Element) and part.tag == "span":
                yield from self._unwrapped(part)
            else:
                yield part

    def _unwrapped(self, span: Element) -> Iterator[Element | str]:
        if span.text:
            yield span.text
        for child in span:
            tail, child.tail = child.tail, None
            if child.tag == "span":
                yield from self._unwrapped(child)
            else:
                yield child
            if tail:
                yield tail

    def _note(self, call: Element) -> Element:
        """Return the footnote itself in the place of its call; a second call of the same leads to the first."""
        name = call.get("href", "#")[1:]
        if name in self._called:
            again = Element("a", {"class": "footnote-again", "href": "#" + anchor(self.docname, name)})
            return add(again, [str(self._called[name])])
        self._count += 1
        self._called[name] = self._count
        note = Element("span", {"class": "footnote", "id": anchor(self.docname, name)})
        self._in_note = True
        for block in self._notes[name].iter("p"):
            add(note, [" "] if len(note) or note.text else [])
            add(note, self._inside(block))
        self._in_note = False
        return note
