"""Telephone numbers that a reader can tap, in every output, and that no line breaks.

conf.py says which numbers the pages may give: ``phone_numbers`` has each as it is written, with what a telephone dials.
Wherever such a number stands in running text, it becomes a link. A short one, such as 911, is also a count of things;
so it becomes a link only after a word that says what to do with it: call, dial, text, ring, phone.

An editor may also write the link, as in ``[988](tel:988)``; this is how numbers come in that stand on one page only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_evidence.interface import _, add_catalog, marked
from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

#: With fewer digits a number may count something.
SHORT = 5
#: What says that a short number is to be dialled: a list with commas, which each language has in its own words.
DIAL = marked("call, dial, text, ring, phone")
#: How many letters before a text may say so.
BEFORE = 20
#: Where a number is no running text, or is a link already.
ELSEWHERE = (nodes.reference, nodes.literal, nodes.literal_block, nodes.title, nodes.comment, nodes.raw)


def find(text: str, numbers: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield where a number of ``numbers`` begins and ends in ``text``, and what a telephone dials."""
    if not numbers:
        return
    for found in _pattern(tuple(numbers), _(DIAL)).finditer(text):
        name = found.lastgroup or ""
        yield *found.span(name), numbers[found[name]]


@functools.cache
def _pattern(numbers: tuple[str, ...], dial: str) -> re.Pattern[str]:
    """Return what finds ``numbers``, short ones after a word of ``dial``; made once for thousands of texts."""
    either = {
        short: "|".join(re.escape(number) for number in numbers if (_digits(number) < SHORT) == short)
        for short in (True, False)
    }
    parts = []
    if either[False]:
        parts.append(rf"(?<![\w-])(?P<long>{either[False]})(?![\w-])")
    if either[True]:
        words = "|".join(re.escape(word.strip()) for word in dial.split(","))
        # One of them, or two with a short word between, as in "call or text".
        parts.append(rf"(?i:\b(?:{words})(?: \w{{1,3}} (?:{words}))?\s+)(?P<short>{either[True]})(?![\w-])")
    return re.compile("|".join(parts))


def linked(text: str, numbers: Mapping[str, str]) -> Markup:
    """Return ``text`` as HTML in which each number is a link, for what stands around the pages."""
    parts, end = [], 0
    for start, stop, dialled in find(text, numbers):
        parts += [escape(text[end:start]), Markup('<a href="tel:{}">{}</a>').format(dialled, text[start:stop])]
        end = stop
    return Markup("").join([*parts, escape(text[end:])])


def _digits(number: str) -> int:
    return sum(letter.isalnum() for letter in number)


class LinkNumbers(SphinxTransform):
    """Make links of the numbers that the configuration knows."""

    default_priority = 800

    def apply(self, **kwargs: Any) -> None:
        """Replace each text that has a number."""
        numbers = self.config.phone_numbers
        if not numbers:
            return
        any_number = re.compile("|".join(map(re.escape, numbers)))
        for text in list(self.document.findall(nodes.Text)):
            # Most texts have none, and to see that is quick.
            if not any_number.search(text.astext()) or _inside(text, ELSEWHERE):
                continue
            # Where an editor began a new line, the word that says to dial stands in a text of its own.
            siblings = text.parent.children
            before = "".join(
                part.astext() for part in siblings[: next(place for place, part in enumerate(siblings) if part is text)]
            )[-BEFORE:]
            parts: list[nodes.Node] = []
            end = 0
            for start, stop, dialled in find(before + text.astext(), numbers):
                start, stop = start - len(before), stop - len(before)
                if start < 0:
                    continue
                parts.append(nodes.Text(text[end:start]))
                parts.append(nodes.reference("", text[start:stop], refuri=f"tel:{dialled}"))
                end = stop
            if parts:
                text.parent.replace(text, [part for part in [*parts, nodes.Text(text[end:])] if part.astext()])


class HoldTogether(SphinxPostTransform):
    """Keep TeX from breaking a number at its hyphens; browsers and reading programs are told by a style sheet."""

    # After the links are resolved, and for TeX alone.
    default_priority = 801
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Put each number into a box of TeX."""
        for link in self.document.findall(nodes.reference):
            if link.get("refuri", "").startswith("tel:"):
                before, after = (nodes.raw("", tex, format="latex") for tex in (r"\mbox{", "}"))
                link.children = [before, *link.children, after]
                link.setup_child(before)
                link.setup_child(after)


def _inside(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parent
    return False


OPTIONS: list[Option] = [
    ("phone_numbers", {}, "env", (dict,), "Each telephone number as pages write it, with what a telephone dials."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the setting and what makes the links."""
    declare(app, OPTIONS, values={"phone_numbers": (str,)})
    add_catalog(app)
    if named(app, __name__):
        app.add_transform(LinkNumbers)
        app.add_post_transform(HoldTogether)
    return metadata(app, __name__, 1)
