"""Join the parts of a book, each a PDF file with tags, into one file: pages, tags, outline and the places of links."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

# Before it is imported, when it greets; a part of Furo has the root logger print whatever is said to it.
logging.getLogger("pikepdf").setLevel(logging.WARNING)

import pikepdf  # noqa: E402


def join(parts: Sequence[tuple[Path, Collection[str], tuple[int, int]]], target: Path) -> None:
    """Write the files of ``parts``, in their order, into the file ``target``; the first says what the book is.

    With each file come the names of the places that are in it (those of others it has too, and they lead nowhere), and
    the level that the first items of its outline have, with their number.
    """
    (first, own, _), *others = parts
    with pikepdf.open(first) as book:
        places = _places(book, own)
        for file, names, start in others:
            with pikepdf.open(file) as part:
                before = len(book.pages)
                # First, so that whatever names a page finds it.
                for page in part.pages:
                    book.pages.append(page)
                _join_tags(book, part, before)
                _join_outline(book, part, *start)
                places |= _places(part, names, book)
        if places:
            named = [thing for name, place in sorted(places.items()) for thing in (pikepdf.String(name), place)]
            book.Root.Names.Dests = pikepdf.Dictionary(Names=pikepdf.Array(named))
        # The same pages have the same bytes, so the file's name for itself is made of them.
        book.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _places(part: pikepdf.Pdf, own: Collection[str], book: pikepdf.Pdf | None = None) -> dict[str, pikepdf.Object]:
    """Return the places of ``part`` by name, as objects of ``book``."""
    names: Any = part.Root.get("/Names", pikepdf.Dictionary()).get("/Dests", pikepdf.Dictionary()).get("/Names", [])
    found = {str(name): place for name, place in zip(names[::2], names[1::2], strict=True) if str(name) in own}
    if book is None or not found:
        return found
    # In one object: only those are copied from file to file.
    copied = book.copy_foreign(part.make_indirect(pikepdf.Array(found.values())))
    return dict(zip(found, copied, strict=True))


def _join_tags(book: pikepdf.Pdf, part: pikepdf.Pdf, before: int) -> None:
    """Hang what ``part`` says into the tree of ``book``, which had ``before`` pages without it."""
    tree, more = book.Root.StructTreeRoot, book.copy_foreign(part.Root.StructTreeRoot)
    # Pages and places to click have numbers, by which a list says what elements they belong to.
    numbers = tree.ParentTree.Nums
    shift = int(numbers[-2]) + 1
    for position, thing in enumerate(more.ParentTree.Nums):
        numbers.append(thing if position % 2 else int(thing) + shift)
    for page in list(book.pages)[before:]:
        page.StructParents = int(page.StructParents) + shift
        for annotation in page.get("/Annots", []):
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + shift
    document = tree.K[0]
    for element in more.K[0].K:
        element.P = document
        document.K.append(element)


def _join_outline(book: pikepdf.Pdf, part: pikepdf.Pdf, level: int, number: int) -> None:
    """Put the outline of ``part`` after that of ``book``; its first items, ``number`` of ``level``, below the last."""
    if "/Outlines" not in part.Root:
        return
    more = book.copy_foreign(part.Root.Outlines)
    if "/Outlines" not in book.Root:
        book.Root.Outlines = more
        return
    outlines = book.Root.Outlines
    for item in _row(more.First):
        item.Parent = outlines
    outlines.Last.Next, more.First.Prev = more.First, outlines.Last
    before = len(list(_row(outlines.First))) - len(list(_row(more.First)))
    outlines.Last = more.Last
    outlines.Count = int(outlines.Count) + int(more.Count)
    if level > 1:
        with book.open_outline() as outline:
            below = outline.root[before - 1].children
            for _ in range(level - 2):
                below = below[-1].children
            below.extend(outline.root[before : before + number])
            del outline.root[before : before + number]


def _row(item: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    """Yield an item of an outline and those after it."""
    while item is not None:
        yield item
        item = item.get("/Next")
