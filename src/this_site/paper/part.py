"""A part of what is printed: laid out by itself, numbered with the others, drawn, and joined with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

from . import fonts, glyphs, instances, lines, mends, page_numbers, quick, shared, tags
from .join import Book, Bookmarks, Hook, Piece, piece

VARIANT = "pdf/ua-1"
#: Streams are packed when they are written down.
OPTIONS = {"pdf_variant": VARIANT, "pdf_version": "1.7", "pdf_tags": True, "uncompressed_pdf": True}


def parse(html: str) -> Element:
    """Return ``html`` as WeasyPrint reads it."""
    import tinyhtml5

    return cast(Element, tinyhtml5.parse(html, namespace_html_elements=False))


class Part:
    """The pages of the HTML ``root`` in the looks of ``stylesheet``. Addresses are relative to the folder ``base``.

    Copies of the fonts are kept in the empty folder ``copies``; whoever made it removes it when the part is finished.
    Ask ``paper.missing`` before.
    """

    def __init__(self, root: Element, base: Path, stylesheet: Path, copies: Path):
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        mends.apply()
        shared.apply()
        quick.apply()
        lines.apply()
        glyphs.apply()
        tags.apply()
        instances.apply()
        configuration = FontConfiguration()
        # A folder that WeasyPrint makes stays behind. It is removed with the configuration, which here ends with the
        # process, and a process that is ended from outside removes nothing.
        configuration._folder = copies
        self._document = _parsed(root, f"{base.as_uri()}/").render(
            stylesheets=[
                weasyprint.CSS(string=fonts.rules(), font_config=configuration),
                weasyprint.CSS(filename=stylesheet, font_config=configuration),
            ],
            font_config=configuration,
            pdf_variant=VARIANT,
        )
        self.length = len(self._document.pages)

    @property
    def places(self) -> dict[str, int]:
        """The page of each anchor, counted from 1 in this part."""
        # Where a name is there twice, links lead to the first.
        found: dict[str, int] = {}
        for number, page in enumerate(self._document.pages, start=1):
            for name in page.anchors:
                found.setdefault(name, number)
        return found

    def finish(self, first: int, places: Mapping[str, int]) -> list[Bookmarks]:
        """Draw the pages. The part begins on page ``first``; the anchors of all parts are on the pages ``places``.

        Return what the outline says of each page.
        """
        from weasyprint import DEFAULT_OPTIONS
        from weasyprint.pdf import generate_pdf

        self._number(first, places)
        bookmarks = [(page.bookmarks, page.height) for page in self._document.pages]
        for page in self._document.pages:
            page.bookmarks = []
        self._pdf = generate_pdf(self._document, None, 1, **DEFAULT_OPTIONS | OPTIONS)
        tags.finish(self._document, self._pdf)
        return bookmarks

    def book(self) -> Book:
        """Return the book that begins with this part."""
        return Book(self._pdf, self._own)

    def piece(self, hook: Hook) -> Piece:
        """Return this part, to be hung into the book at ``hook``."""
        return piece(self._pdf, self._own, hook)

    def _number(self, first: int, places: Mapping[str, int]) -> None:
        from weasyprint.document import Page

        own = self._own = self.places
        for number, page in enumerate(self._document.pages):
            if page_numbers.fill(page._page_box, first + number, places.get):
                # The places to click have moved with the words.
                self._document.pages[number] = Page(page._page_box)
        # WeasyPrint leaves links out that lead nowhere. Those of other parts arrive when the parts are joined.
        elsewhere = {name: (0, 0, 0, 0) for name in places if name not in own}
        self._document.pages[-1].anchors.update(elsewhere)


def _parsed(root: Element, base_url: str) -> Any:
    """Return WeasyPrint's HTML without its parser: to write a book down and read it again takes half a second."""
    import cssselect2
    import weasyprint
    from weasyprint.urls import URLFetcher

    html = weasyprint.HTML.__new__(weasyprint.HTML)
    html.base_url, html.url_fetcher, html.media_type = base_url, URLFetcher(), "print"
    html.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
    html.etree_element = html.wrapper_element.etree_element
    return html
