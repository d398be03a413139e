"""Join the parts of a book, each a PDF that is not yet a file: pages, tags, places of links and outline, in one file.

To write each part into a file, and to have pikepdf read, join and write these, took 0.6 seconds more, of 23 for a book.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pydyf

from . import packed

#: Points in a pixel.
SCALE = 0.75
#: What a page's outline says: level, words, place and whether it is open, of each item; and the page's height.
Bookmarks = tuple[list[Any], float]


class Hook(NamedTuple):
    """Where a part hangs in: the numbers that its first object and its first page have, and two objects of the book."""

    objects: int
    numbers: int
    pages: bytes
    document: bytes


class Piece(NamedTuple):
    """A part as it stands in the book's file: its objects, written down, and what others say of them."""

    #: Streams stand by themselves, others together.
    objects: list[tuple[bytes, bool]]
    pages: list[int]
    #: What is in its tree, and the elements of what is on each page and of each place to click.
    elements: list[bytes]
    numbers: list[bytes]
    places: dict[str, bytes]


def _written(thing: pydyf.Object) -> tuple[bytes, bool]:
    """Return an object as it is written, and whether it is a stream, which is packed."""
    if not isinstance(thing, pydyf.Stream):
        return thing.data, False
    # Whoever looks for what a file is about reads no packed text; pictures are packed in their own way.
    if "Filter" in thing.extra or thing.extra.get("Type") == "/Metadata":
        return thing.data, True
    thing.stream = [zlib.compress(b"\n".join(_lines(thing.stream)))]
    thing.extra = {**thing.extra, "Filter": "/FlateDecode"}
    return thing.data, True


def _lines(stream: list[Any]) -> list[bytes]:
    # Most are bytes or text, of which pydyf asks whether they are numbers first.
    return [
        line if type(line) is bytes else line.encode("ascii") if type(line) is str else pydyf._to_bytes(line)
        for line in stream
    ]


def _at(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _places(pdf: pydyf.PDF, own: Collection[str]) -> dict[str, Any]:
    """Return the places of a part by name. Those of other parts it has too, and they lead nowhere."""
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    return {name.string: place for name, place in zip(names[::2], names[1::2], strict=True) if name.string in own}


def _tree(pdf: pydyf.PDF) -> tuple[Any, Any, Any]:
    """Return the root of the tags, the element that holds all others, and the list of elements by number."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    return root, _at(pdf, root["K"][0]), _at(pdf, root["ParentTree"])


def piece(pdf: pydyf.PDF, own: Collection[str], hook: Hook) -> Piece:
    """Write the part ``pdf`` down, in which are the places ``own``, to hang it in at ``hook``."""
    root, document, list_of_numbers = _tree(pdf)
    numbers = list_of_numbers["Nums"][1::2]
    left_out = {0, pdf.pages.number, pdf.catalog.number, root.number, document.number, list_of_numbers.number}
    if "Metadata" in pdf.catalog:
        left_out.add(_at(pdf, pdf.catalog["Metadata"]).number)
    kept = [thing for thing in pdf.objects if thing.number not in left_out]
    new = {thing.reference: b"%d 0 R" % number for number, thing in enumerate(kept, hook.objects)}
    new |= {pdf.pages.reference: hook.pages, document.reference: hook.document}
    for thing in kept:
        for name in ("StructParents", "StructParent"):
            if isinstance(thing, pydyf.Dictionary) and name in thing:
                thing[name] += hook.numbers
        _rename(thing, new)
    for thing in (document["K"], numbers):
        _rename(thing, new)
    places = _places(pdf, own)
    _rename(list(places.values()), new)
    return Piece(
        objects=[_written(thing) for thing in kept],
        pages=[int(new[b"%d 0 R" % number].split()[0]) for number in pdf.pages["Kids"][::3]],
        elements=list(document["K"]),
        numbers=list(map(pydyf._to_bytes, numbers)),
        places={name: place.data for name, place in places.items()},
    )


def _rename(thing: Any, new: dict[bytes, bytes]) -> None:
    """Put the ``new`` names of objects into ``thing`` and what is inside it."""
    if isinstance(thing, pydyf.Stream):
        _rename(thing.extra, new)
    elif isinstance(thing, dict | list):
        for key, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
            if isinstance(value, bytes):
                if value in new:
                    thing[key] = new[value]
            elif isinstance(value, dict | list):
                _rename(value, new)


class Book:
    """The book, which begins with the part ``pdf``, in which are the places ``own``."""

    def __init__(self, pdf: pydyf.PDF, own: Collection[str]):
        self._pdf = pdf
        _, self._document, list_of_numbers = _tree(pdf)
        self._numbers = list_of_numbers["Nums"]
        self._places = _places(pdf, own)
        self._others: list[tuple[bytes, bool]] = []

    @property
    def hook(self) -> Hook:
        """Where the next part hangs in."""
        next_number = len(self._numbers) // 2
        number = len(self._pdf.objects) + len(self._others)
        return Hook(number, next_number, self._pdf.pages.reference, self._document.reference)

    def add(self, part: Piece) -> None:
        """Hang in the next part."""
        self._others += part.objects
        for page in part.pages:
            self._pdf.pages["Kids"].extend([page, 0, "R"])
            self._pdf.pages["Count"] += 1
        self._document["K"].extend(part.elements)
        for number, element in enumerate(part.numbers, len(self._numbers) // 2):
            self._numbers.extend([number, element])
        self._places |= part.places

    def write(self, target: Path, bookmarks: Iterable[Bookmarks]) -> None:
        """Write the file ``target``, with an outline of what each page's ``bookmarks`` say."""
        pdf = self._pdf
        if self._places:
            named = [thing for name, place in sorted(self._places.items()) for thing in (pydyf.String(name), place)]
            pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": pydyf.Array(named)})})
        # What is made last has the numbers after those of the others.
        own = len(pdf.objects)
        pdf.objects += [pydyf.Object()] * len(self._others)
        _outline(pdf, list(bookmarks))
        pdf.add_object(pdf.info)
        last = pdf.objects[own + len(self._others) :]
        objects = [*map(_written, pdf.objects[1:own]), *self._others, *map(_written, last)]
        with target.open("wb") as file:
            packed.write(file, objects, pdf.catalog.reference, pdf.info.reference)


def _outline(pdf: pydyf.PDF, bookmarks: Sequence[Bookmarks]) -> None:
    """Make the outline of all pages, as WeasyPrint makes that of its own."""
    from weasyprint.anchors import make_page_bookmark_tree
    from weasyprint.matrix import Matrix
    from weasyprint.pdf.anchors import add_outlines

    root: list[Any] = []
    skipped: list[int] = []
    last_by_depth, level = [root], 0
    for number, (items, height) in enumerate(bookmarks):
        matrix = Matrix(a=SCALE, d=-SCALE, f=height * SCALE)
        page = SimpleNamespace(bookmarks=items)
        level = make_page_bookmark_tree(page, skipped, last_by_depth, level, number, matrix)
    add_outlines(pdf, root)
