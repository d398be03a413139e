"""How a node of ours is printed in a format that its room does not know: as nodes that every writer knows.

A room has visitors for HTML and LaTeX, where its nodes have a look of their own, and one function for all the rest:
text, man pages, Texinfo, and whatever a builder writes that nobody here has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_evidence.building import builder_of
from sphinx_evidence.building import setup as remember_application
from sphinx_evidence.named import metadata

Plain = Callable[[Any], Sequence[nodes.Node]]

#: Formats that show the doctree as it is, and builders that write no text at all.
AS_IT_IS = frozenset({"", "xml", "pseudoxml"})

#: For each of our nodes, the formats that its room has visitors for, and what it is in all others.
_known: dict[type[nodes.Node], tuple[frozenset[str], Plain]] = {}


def add_node(app: Sphinx, node: type[nodes.Element], plain: Plain, **visitors: Any) -> None:
    """Register ``node`` with ``visitors``, by format as in ``Sphinx.add_node``.

    In every other format ``plain`` gives the standard nodes that stand in its place.
    """
    app.setup_extension(__name__)
    _known[node] = (frozenset(visitors), plain)
    app.add_node(node, **visitors)


def children(node: nodes.Element) -> Sequence[nodes.Node]:
    """Return what is in ``node``: for nodes that are nothing but a sign around others."""
    return node.children


class MakePlain(SphinxPostTransform):
    """Put standard nodes in the place of ours, where the writer knows no more."""

    # When all others have done what they do to our nodes.
    default_priority = 950

    def run(self, **kwargs: Any) -> None:
        """Replace each node of ours whose room has no visitor for this format."""
        written = builder_of(self.env).format
        if written in AS_IT_IS:
            return
        ours = {node: plain for node, (formats, plain) in _known.items() if written not in formats}
        if ours:
            for node in [node for node in self.document.findall(nodes.Element) if type(node) in ours]:
                node.replace_self(list(ours[type(node)](node)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    remember_application(app)
    app.add_post_transform(MakePlain)
    return metadata(app, __name__)
