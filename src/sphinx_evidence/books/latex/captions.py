"""Captions of figures that hold links: TeX writes them into a list of figures, too, and stumbles over a link there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator

_CAPTION = r"\caption{"
#: What holds no words but TeX; sphinxcontrib-bibtex has a node of its own, of the second kind.
RAW = (nodes.raw, nodes.FixedTextElement)


class linked_caption(nodes.Part, nodes.TextElement):
    """A caption that holds a link."""


class MarkCaptions(SphinxPostTransform):
    """Give each caption that holds a link its words alone for the list of figures."""

    formats = ("latex",)
    # After all links are there.
    default_priority = 800

    def run(self, **kwargs: Any) -> None:
        """Put the other node in its place."""
        for caption in list(self.document.findall(nodes.caption)):
            # sphinxcontrib-bibtex writes the link of a citation as raw TeX.
            if any(isinstance(part, (nodes.reference, *RAW)) for part in caption.findall()):
                caption.replace_self(linked_caption("", "", *caption.children, **caption.attributes))


def _open(self: LaTeXTranslator, node: linked_caption) -> None:
    self.visit_caption(node)
    if self.body[-1] == _CAPTION:
        told = "".join(part.astext() for part in node.findall(nodes.Text) if not isinstance(part.parent, RAW))
        words = self.encode(" ".join(told.split()))
        # The braces keep a bracket of the words from ending them.
        self.body[-1] = f"\\caption[{{{words}}}]{{"


def _close(self: LaTeXTranslator, node: linked_caption) -> None:
    self.depart_caption(node)


def setup(app: Sphinx) -> None:
    """Register the node and what makes it."""
    app.add_node(linked_caption, latex=(_open, _close))
    app.add_post_transform(MarkCaptions)
