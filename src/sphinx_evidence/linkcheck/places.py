"""Every place where a link stands; Sphinx keeps the first."""

from __future__ import annotations

import os
from typing import Any

from docutils import nodes
from sphinx.builders.linkcheck import HyperlinkCollector
from sphinx.util.nodes import get_node_line

from sphinx_evidence.application import application


class PlaceCollector(HyperlinkCollector):
    """Notes the places of all links, after Sphinx's own collector has gathered the links."""

    default_priority = HyperlinkCollector.default_priority + 1

    def run(self, **options: Any) -> None:
        """Look through a page."""
        builder = application(self.env).builder
        if not hasattr(builder, "places"):
            return  # another extension has put its own builder in the place of ours
        self._places: dict[str, list[tuple[str, str, int, bool]]] = builder.places
        super().run(**options)

    def _add_uri(self, uri: str, node: nodes.Element) -> None:
        uri = self.env.events.emit_firstresult("linkcheck-process-uri", uri) or uri
        try:
            line = get_node_line(node)
        except ValueError:
            line = -1
        name = self.env.current_document.docname
        page = os.path.relpath(self.env.doc2path(name), application(self.env).confdir)
        place = (name, page, line, _is_of_a_source(node))
        if place not in (known := self._places.setdefault(uri, [])):
            known.append(place)


def _is_of_a_source(node: nodes.Node) -> bool:
    """Return whether ``node`` is in a list of sources, which the bibliography fills and not the page."""
    parent: Any = node.parent
    while parent is not None:
        if isinstance(parent, nodes.citation):
            return True
        parent = parent.parent
    return False
