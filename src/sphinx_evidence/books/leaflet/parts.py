"""What of a page belongs on the leaflet: the directive that says so, and its node."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence import plain
from sphinx_evidence.codes import Code

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator


class leaflet_part(nodes.General, nodes.Element):
    """Holds what is also on the leaflet, in the part ``name``; on its page nothing shows it."""


class LeafletDirective(SphinxDirective):
    """The body is also on the leaflet, in the part that the argument names."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0].strip()
        known = self.config.leaflet_parts
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            Code.LEAFLET_PART.warn(
                "the leaflet has no part %r; %suse one of: %s, or add it to leaflet_parts in conf.py",
                name,
                f"did you mean {near[0]!r}? " if near else "",
                ", ".join(known) or "none",
                location=(self.env.docname, self.lineno),
            )
        return [leaflet_part("", *self.parse_content_to_nodes(), name=name)]


def _html(self: HTML5Translator, node: leaflet_part) -> None:
    if self.builder.name == "book":
        self.body.append(f'<div class="leaflet-part leaflet-{nodes.make_id(node["name"])}">')


def _html_end(self: HTML5Translator, node: leaflet_part) -> None:
    if self.builder.name == "book":
        self.body.append("</div>")


def _nothing(self: object, node: leaflet_part) -> None:
    """The part is a part of its page like any other."""


def setup(app: Sphinx) -> None:
    """Register the directive and how the writers print its node."""
    plain.add_node(app, leaflet_part, plain.children, html=(_html, _html_end), latex=(_nothing, _nothing))
    app.add_directive("leaflet", LeafletDirective)
