"""Titles of pages are printed once, not once for each page that names them.

A page names the one before, the next, those above it and itself. For each name Sphinx makes a document of its own, with
all transforms, and a new translator: five times a page. That was a fiftieth of a build.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_evidence.named import metadata

_original = StandaloneHTMLBuilder.render_partial
_printed: WeakKeyDictionary[StandaloneHTMLBuilder, dict[tuple[str, str], dict[str, str]]] = WeakKeyDictionary()


def _render_partial(self: StandaloneHTMLBuilder, node: nodes.Node | None) -> dict[str, str]:
    """Return what is printed for ``node`` alone."""
    # A title of bare text is the same wherever it is printed.
    if type(node) is not nodes.title or any(type(child) is not nodes.Text for child in node.children):
        return _original(self, node)
    known = _printed.setdefault(self, {})
    title = (repr(node.attributes), node.astext())
    if title not in known:
        known[title] = _original(self, node)
    return known[title].copy()


def setup(app: Sphinx) -> dict[str, Any]:
    """Put it in the place of the original."""
    setattr(StandaloneHTMLBuilder, "render_partial", _render_partial)  # noqa: B010 -- types know no methods that change
    return metadata(app, __name__)
