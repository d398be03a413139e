"""Texts without a backslash are given out as they are.

docutils marks what stood behind a backslash with a null character, and takes each text apart three times to remove
these, a thousand times a page. Nearly no text has one. That was a fiftieth of a build.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

_original = nodes.Text.astext


def _astext(self: nodes.Text) -> str:
    """Return the text without null characters."""
    return _original(self) if "\0" in self else str(self)


def setup(app: Sphinx) -> dict[str, Any]:
    """Put it in the place of docutils' own."""
    setattr(nodes.Text, "astext", _astext)  # noqa: B010 -- types know no methods that change
    return metadata(app, __name__)
