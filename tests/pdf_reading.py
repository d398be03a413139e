"""Reading a PDF as a screen reader does: its tags, its outline, its links, its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2


class Pdf:
    """The PDF file at ``path``."""

    def __init__(self, path: Path):
        self.path = path
        self.file = pikepdf.open(path)
        self.pages = [page.obj.objgen for page in self.file.pages]
        self.tree = self.file.Root.StructTreeRoot

    def text(self) -> list[str]:
        """Return the text of each page, in the order in which it is drawn."""
        document = pypdfium2.PdfDocument(self.path)
        return [page.get_textpage().get_text_bounded() for page in document]

    def outline(self) -> list[tuple[int, str, int]]:
        """Return level, title and number of the page of each bookmark."""
        found = []

        def walk(items, level):
            for item in items:
                found.append((level, str(item.title), self.pages.index(item.destination[0].objgen) + 1))
                walk(item.children, level + 1)

        with self.file.open_outline() as outline:
            walk(outline.root, 1)
        return found

    def elements(self, kind: str = "") -> Iterator[pikepdf.Dictionary]:
        """Yield the elements of one kind, or all, in reading order."""
        yield from (element for element in self._below(self.tree.K) if not kind or str(element.S) == f"/{kind}")

    def _below(self, kids) -> Iterator[pikepdf.Dictionary]:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from self._below(kid.get("/K", []))

    def page_of(self, element: pikepdf.Dictionary) -> int:
        """Return the number of the page on which ``element`` stands."""
        return self.pages.index(element.Pg.objgen) + 1

    def destinations(self) -> dict[str, int]:
        """Return the page of each place that a link can lead to."""
        names = list(self.file.Root.Names.Dests.Names)
        places = zip(names[::2], names[1::2], strict=True)
        return {str(name): self.pages.index(place[0].objgen) + 1 for name, place in places}

    def links(self) -> Iterator[tuple[int, pikepdf.Dictionary]]:
        """Yield each link with the number of its page."""
        for number, page in enumerate(self.file.pages, start=1):
            for annotation in page.get("/Annots", []):
                assert annotation.Subtype == "/Link"
                yield number, annotation

    def kinds_with_marks(self) -> Iterator[tuple[int, list[str]]]:
        """Yield, for each piece of tagged content in reading order, its page and the kinds of elements around it."""

        def walk(element, above):
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, pikepdf.Dictionary):
                    if "/S" in kid:
                        yield from walk(kid, [*above, str(kid.S)])
                else:
                    yield self.page_of(element), above

        yield from walk(self.tree.K[0], [])

    def fonts(self) -> Iterator[tuple[str, bool]]:
        """Yield the name of each font, and whether it is in the file."""
        for thing in self.file.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                yield str(thing.FontName), any(name in thing for name in ("/FontFile", "/FontFile2", "/FontFile3"))

    def metadata(self) -> str:
        """Return the XMP packet."""
        return self.file.Root.Metadata.read_bytes().decode()
