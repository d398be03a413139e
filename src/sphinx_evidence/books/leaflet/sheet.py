"""The leaflet itself: the parts in their order, each under the heading that it has on its page, and a QR code."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, tostring

import segno
from docutils.nodes import make_id
from jinja2 import Environment, FileSystemLoader
from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence import review_dates
from sphinx_evidence.books.press import press_of
from sphinx_evidence.codes import Code

HERE = Path(__file__).parent
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
#: What points to other pages of the book, or to its list of sources: there are none on a leaflet.
DROPPED = {"bibtex-citation", "footnote", "to-claim"}


class Piece(NamedTuple):
    """Something from one place of the pages: the words of its heading there, and its HTML."""

    title: str
    html: str


def offer(app: Sphinx, config: Config) -> None:
    """Print the leaflet where an extension prints a book."""
    if "book-printing" in app.events.events:
        app.connect("book-printing", print_leaflet)


def print_leaflet(app: Sphinx, chapters: list[Any]) -> None:
    """Print ``leaflet.pdf`` into the output folder, from the ``element`` of each of the book's ``chapters``."""
    if not app.config.leaflet_parts:
        return
    pieces: dict[str, list[Piece]] = {make_id(name): [] for name in app.config.leaflet_parts}
    for chapter in chapters:
        for name, piece in _pieces(chapter.element):
            pieces.setdefault(name, []).append(piece)
    for name in app.config.leaflet_parts:
        if not pieces[make_id(name)]:
            Code.LEAFLET_EMPTY.warn(
                "no page has anything for the leaflet's part %r; wrap it there in the directive 'leaflet', or take the "
                "part out of leaflet_parts in conf.py",
                name,
            )
    templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True)
    reviewed = sorted(_reviewed(app))
    html = templates.get_template("leaflet.html").render(
        config=app.config,
        parts=pieces,
        reviewed=review_dates.spoken(reviewed[-1]) if reviewed else "",
        code=_code(app),
    )
    press = press_of(app.config)
    pages = press.write([press.parse(html)], Path(app.outdir, "leaflet.pdf"), HERE / "static" / "leaflet.css")
    if pages != 1:
        Code.LEAFLET_LENGTH.warn(
            "the leaflet takes %d pages; shorten what the pages wrap in the directive 'leaflet' until it fits on one",
            pages,
        )


def _reviewed(app: Sphinx) -> Iterator[Any]:
    for matter in app.env.metadata.values():
        try:
            yield review_dates.parse(str(matter.get("reviewed") or ""))
        except ValueError:
            continue  # the page has been told


def _pieces(chapter: Element) -> Iterator[tuple[str, Piece]]:
    """Yield the name of the part and the piece for each piece in ``chapter``."""
    title = ""
    for element in chapter.iter():
        names = (element.get("class") or "").split()
        if element.tag in HEADINGS:
            title = "".join(element.itertext()).strip()
        elif "leaflet-part" in names:
            body = copy.deepcopy(element)
            body.tail = None
            _clean(body)
            yield names[1].removeprefix("leaflet-"), Piece(title, tostring(body, encoding="unicode", method="html"))


def _clean(element: Element) -> None:
    """Take out what leads elsewhere in the book; keep the words of links, and telephone numbers as links."""
    element.attrib.pop("id", None)
    for child in list(element):
        if DROPPED & set((child.get("class") or "").split()):
            _drop(element, child)
            continue
        _clean(child)
        if child.tag == "a" and not child.get("href", "").startswith("tel:"):
            child.tag = "span"
            child.attrib.clear()


def _drop(parent: Element, child: Element) -> None:
    """Remove ``child`` and the blank before it, not what follows it."""
    place = list(parent).index(child)
    tail = child.tail or ""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "").rstrip() + tail
    else:
        parent.text = (parent.text or "").rstrip() + tail
    parent.remove(child)


def _code(app: Sphinx) -> str:
    """Return the site's address as a QR code, the file's address; nothing where nobody knows where the site lives."""
    if not app.config.html_baseurl:
        return ""
    target = Path(app.outdir, "_images", "leaflet-code.svg")
    target.parent.mkdir(exist_ok=True)
    segno.make(app.config.html_baseurl, error="m", micro=False).save(str(target), border=2, xmldecl=False, svgns=True)
    return f"_images/{target.name}"
