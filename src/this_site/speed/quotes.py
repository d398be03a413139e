"""Curly quotes for those paragraphs alone that have something to make curly.

docutils takes each paragraph apart, asks of each of its texts whether it may be changed, puts it through a dozen
replacements, and puts a new node in the place of the old one. MyST makes a text of each line, so that was a twentieth
of a build, and nearly all lines have no quote, no dash and no dots in a row. Those that have are left to docutils.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxSmartQuotes

from sphinx_evidence.named import metadata

# What any of docutils' actions changes; and what is an escape, before or after.
_ACTIVE = re.compile(r"""["'`\\\x00]|--|\.\.\.|\. \. \.|&(?:quot|#\d\d);|[–—‘’“”…]""")


class _Nothing(type):
    def __instancecheck__(cls, node: Any) -> bool:
        return not any(_ACTIVE.search(text) for text in node.findall(nodes.Text))


class NothingToChange(metaclass=_Nothing):
    """The class, in the eyes of docutils, of all nodes in which no character would change."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Let docutils skip such nodes, as it skips blocks of code."""
    skipped: tuple[Any, ...] = SphinxSmartQuotes.nodes_to_skip
    if NothingToChange not in skipped:
        # A class in the eyes of docutils, and no node.
        SphinxSmartQuotes.nodes_to_skip = (*skipped, NothingToChange)  # type: ignore[arg-type]
    return metadata(app, __name__)
