"""What a screen reader needs of a PDF, by PDF/UA-1, and WeasyPrint does not write.

Structure elements of pydyf are dictionaries: ``S`` is the kind of element, ``P`` its parent, ``K`` its kids, which are
references to elements and numbers of marked content on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import pydyf

#: Kinds of elements that mean something even when they are empty.
MAY_BE_EMPTY = {"/TD", "/TH", "/Figure"}
#: Kinds of elements that may hold words.
HOLD_WORDS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Span", "Caption", "Lbl", "TD", "TH"}
#: What HTML has inside a line and PDF has no word for.
IN_LINES = {
    "em",
    "strong",
    "b",
    "i",
    "code",
    "cite",
    "sup",
    "sub",
    "small",
    "s",
    "u",
    "kbd",
    "samp",
    "var",
    "abbr",
    "q",
}
#: Bit 3: a link belongs to the page also when it is printed again.
PRINT = 4


class _Holds(str):
    """A kind of element that holds its words itself, as WeasyPrint has links do: it is one of these too."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other == "Link" or str.__eq__(self, other)

    __hash__ = str.__hash__


def apply() -> None:
    """Let elements hold their words, once.

    WeasyPrint 70 puts another element around each piece of text: of three in the tree two, a twentieth of the time that
    a book takes and of its file.
    """
    from weasyprint.pdf import tags

    if not hasattr(tags, "holds_words"):
        tags.holds_words = True
        tags._get_pdf_tag = _holding(tags._get_pdf_tag)


def _holding(whole: Callable[[str | None], str]) -> Callable[[str | None], str]:
    @wraps(whole)
    @cache
    def kind_of(tag: str | None) -> str:
        kind = "Span" if tag in IN_LINES else whole(tag)
        return _Holds(kind) if kind in HOLD_WORDS else kind

    return kind_of


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Complete the tags of ``pdf``, which WeasyPrint has made of ``document`` and not yet written."""
    describe_links(document)
    map_all_glyphs(pdf)
    tree = Tree(pdf)
    tree.make_margins_artifacts()
    tree.join_links()
    tree.prune()
    tree.wrap_items()
    tree.give_heads_a_scope()


def describe_links(document: Any) -> None:
    """Describe each link by its words; WeasyPrint gives its address, which inside a book is no word of any language."""
    for page in document.pages:
        for kind, target, _, box in page.links:
            annotation = getattr(box, "link_annotation", None)
            if annotation is None or box.element is None:
                continue
            words = " ".join("".join(box.element.itertext()).split()) or box.element.get("title", "")
            if kind == "external" and target not in words:
                words = f"{words} ({target})".strip()
            if words:
                annotation["Contents"] = pydyf.String(words)
            annotation["F"] = PRINT


def map_all_glyphs(pdf: pydyf.PDF) -> None:
    """Let the second glyph of a letter that has two, as in Thai, mean a break of no width; none may mean nothing."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream):
            thing.stream[:] = [
                part.replace(b" <>", b" <200b>") if isinstance(part, bytes) and part.endswith(b" <>") else part
                for part in thing.stream
            ]


class Tree:
    """The structure tree of ``pdf``."""

    def __init__(self, pdf: pydyf.PDF):
        self.pdf = pdf
        self.things = {thing.reference: thing for thing in pdf.objects}
        self.root = self.things[pdf.catalog["StructTreeRoot"]]
        # To go through all of them takes its time, and they are asked for often.
        self._elements = self._in_order()

    def _in_order(self) -> list[pydyf.Dictionary]:
        found = []
        # Without recursion: it is deep.
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            if element is not self.root:
                found.append(element)
            kids = [self.things[kid] for kid in reversed(element["K"]) if not isinstance(kid, int)]
            waiting += [kid for kid in kids if kid.get("Type") == "/StructElem"]
        return found

    def elements(self, kind: str = "") -> list[pydyf.Dictionary]:
        """Return the elements of one kind, or all, with parents before kids."""
        # Those that are taken out are empty.
        return [element for element in self._elements if element and (not kind or element["S"] == kind)]

    def make_margins_artifacts(self) -> None:
        """Mark running heads, feet and page numbers as no part of the text; WeasyPrint tags them, and no more."""
        self._hang_margin_links()
        hung = {element.reference for element in self.elements()}
        numbers = self.things[self.root["ParentTree"]]["Nums"]
        pages = [self.things[b"%d 0 R" % number] for number in self.pdf.pages["Kids"][::3]]
        for page, marks in zip(pages, numbers[1::2], strict=False):
            stray = {mark for mark, element in enumerate(marks) if element not in hung}
            content = self.things[page["Contents"]].stream
            for position, part in enumerate(content):
                if isinstance(part, pydyf.Dictionary) and part.get("MCID") in stray:
                    content[position - 1] = "/Artifact"
                    content[position] = pydyf.Dictionary({"Type": "/Pagination"})
            marks[:] = ["null" if mark in stray else element for mark, element in enumerate(marks)]
        for reference, thing in self.things.items():
            if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem" and reference not in hung:
                thing.clear()

    def _hang_margin_links(self) -> None:
        """Make one link of those in the margins, with as many places to click as there are pages.

        A place to click has to belong to the text; a link on each page would be read out on each.
        """
        hung = {element.reference for element in self.elements()}
        numbers = self.things[self.root["ParentTree"]]["Nums"]
        document = self.things[self.root["K"][0]]
        by_target: dict[bytes, pydyf.Dictionary] = {}
        for position, reference in enumerate(numbers[1::2]):
            link = self.things.get(reference) if isinstance(reference, bytes) else None
            if link is None or reference in hung or link.get("S") != "/Link":
                continue
            for kid in [kid for kid in link["K"] if not isinstance(kid, int)]:
                place = self.things[kid]
                if place.get("Type") != "/OBJR":
                    continue
                annotation = self.things[place["Obj"]]
                target = bytes(annotation["A"]["URI"].data) if "A" in annotation else kid
                one = by_target.get(target)
                if one is None:
                    one = pydyf.Dictionary(
                        {"Type": "/StructElem", "S": "/Link", "K": pydyf.Array([]), "P": document.reference}
                    )
                    # Its words are in the margins, which are not read out.
                    one["Alt"] = annotation["Contents"]
                    one["Pg"] = link["Pg"]
                    self.pdf.add_object(one)
                    self.things[one.reference] = one
                    self._elements.append(one)
                    document["K"].append(one.reference)
                    by_target[target] = one
                one["K"].append(kid)
                numbers[2 * position + 1] = one.reference

    def join_links(self) -> None:
        """Make what CSS adds to a link a part of its words; WeasyPrint makes it a link of its own, inside the other."""
        joined = set()
        for inner in self.elements("/Link"):
            if self.things[inner["P"]]["S"] != "/Link":
                continue
            inner["S"] = "/Span"
            joined.add(inner.reference)
            for kid in [kid for kid in inner["K"] if not isinstance(kid, int)]:
                place = self.things[kid]
                if place.get("Type") == "/OBJR":
                    # The other link's place to click covers this one.
                    inner["K"].remove(kid)
                    self.things[inner["Pg"]]["Annots"].remove(place["Obj"])
                    self.things[place["Obj"]].clear()
                    place.clear()
        # Pages come first in this list, each with the elements of its marks; then places to click, each with its one.
        numbers = self.things[self.root["ParentTree"]]["Nums"]
        numbers[1::2] = [
            "null" if isinstance(element, bytes) and element in joined else element for element in numbers[1::2]
        ]

    def prune(self) -> None:
        """Take out elements that hold nothing, such as the places that links lead to."""
        for element in reversed(self.elements()):
            if not element["K"] and element["S"] not in MAY_BE_EMPTY:
                parent = self.things[element["P"]]
                parent["K"].remove(element.reference)
                element.clear()

    def wrap_items(self) -> None:
        """Put what an item of a list says into a body beside its mark, where it is not yet in one."""
        for item in self.elements("/LI"):
            kinds = [self.things[kid]["S"] for kid in item["K"]]
            if "/LBody" in kinds:
                continue
            marks = [kid for kid, kind in zip(item["K"], kinds, strict=True) if kind == "/Lbl"]
            said = [kid for kid in item["K"] if kid not in marks]
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(said), "Pg": item["Pg"], "P": item.reference}
            )
            self.pdf.add_object(body)
            self.things[body.reference] = body
            for kid in said:
                self.things[kid]["P"] = body.reference
            item["K"] = pydyf.Array([*marks, body.reference])

    def give_heads_a_scope(self) -> None:
        """Say of each head of a table whether it heads its column or its row."""
        for head in self.elements("/TH"):
            group = self.things[self.things[head["P"]]["P"]]
            head["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
