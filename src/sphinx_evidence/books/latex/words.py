"""Words that are longer than a line: TeX parts only words that it knows, and prints the rest over the edge."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: A place where a line may end, without a sign: ``handbook.sty`` says so to TeX.
BREAK = "\u200b"
#: Longer than any word of a language, and than two thirds of a narrow line; so many letters stay together.
LONG, TOGETHER = 36, 4
_WORD = re.compile(rf"[^\s{BREAK}]{{{LONG},}}")
_PART = re.compile(rf"(.{{{TOGETHER}}})(?=.)")
#: What TeX sets in its own way: code is wrapped by Sphinx (``verbatimforcewraps``), an address by the package xurl.
_LEFT = (nodes.literal_block, nodes.doctest_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


class BreakWords(SphinxPostTransform):
    """Let a long word end a line after any few of its letters."""

    formats = ("latex",)
    # Before tables are measured (9), after what is made from all pages is in place (5).
    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Change the words."""
        for text in list(self.document.findall(nodes.Text)):
            if not _WORD.search(text) or self._is_left(text):
                continue
            words = _WORD.sub(lambda found: _PART.sub(rf"\1{BREAK}", found[0]), text)
            text.parent.replace(text, nodes.Text(words))

    def _is_left(self, text: nodes.Text) -> bool:
        node = text.parent
        if isinstance(node, nodes.reference) and re.match(r"[a-z]+://", text):
            return True
        while node is not None:
            if isinstance(node, _LEFT):
                return True
            node = node.parent
        return False
