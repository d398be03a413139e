"""Single elements, written so that they are valid, can be read aloud, and carry no style attribute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator as _Sphinx
else:
    # It is mixed in, so that another translator of Sphinx's can be the one that is mended.
    _Sphinx = object

_WIDTH = re.compile(r"width: ([\d.]+)%")


class Mended(_Sphinx):
    """What we write otherwise than Sphinx and docutils; to be mixed into a translator of Sphinx's."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        # The theme writes one, and a second helps nobody.
        self.meta = [tag for tag in self.meta if 'name="viewport"' not in tag]

    def emptytag(self, node: nodes.Element, tagname: str, suffix: str = "\n", **attributes: Any) -> str:
        """Give columns a class instead of a style attribute, which the site's policy forbids: 22 % becomes ``w-20``."""
        width = _WIDTH.fullmatch(attributes.get("style", "")) if tagname == "col" else None
        if width:
            del attributes["style"]
            attributes["classes"] = [f"w-{min(max(round(float(width[1]) / 5), 1), 19) * 5}"]
        return str(super().emptytag(node, tagname, suffix, **attributes))

    def visit_title(self, node: nodes.title) -> None:
        """Write the caption of a list of pages as a paragraph: Sphinx calls it a heading and gives no level."""
        if isinstance(node.parent, addnodes.compact_paragraph) and node.parent.get("toctree"):
            self.body.append(self.starttag(node, "p", "", CLASS="caption"))
            self.body.append('<span class="caption-text">')
            self.context.append("</span></p>\n")
        else:
            super().visit_title(node)

    def visit_entry(self, node: nodes.entry) -> None:
        """Write the name that a cell has from its column into the cell."""
        super().visit_entry(node)
        if node.get("head"):
            name = f' data-head="{self.attval(node["head"])}">'
            self.body[-1] = self.body[-1].replace(">", name, 1)

    def visit_citation(self, node: nodes.citation) -> None:
        """Write sources as items of a list; docutils gives them a role that is deprecated and not allowed there."""
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<div role="list" class="citation-list">\n')
        self.body.append(self.starttag(node, "div", classes=[node.tagname], role="listitem"))
