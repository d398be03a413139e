"""The box of an item and its words, for each writer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from sphinx_evidence import plain

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator

#: How MyST marks an item that has a box.
ITEM = "task-list-item"
#: The class of the box in what is printed.
BOX = "tick-box"


class tick(nodes.Part, nodes.Inline, nodes.TextElement):
    """The words of an item, with a box before them."""


class MakeBoxes(SphinxTransform):
    """Put our box in the place of MyST's, which has no name that could be read aloud and is lost in books."""

    default_priority = 790

    def apply(self, **kwargs: Any) -> None:
        """Take MyST's box out of each item and put its words beside ours."""
        for item in self.document.findall(nodes.list_item):
            if ITEM not in item["classes"]:
                continue
            line = item.next_node(nodes.paragraph)
            for box in [box for box in item.findall(nodes.raw) if "checkbox" in box.astext()]:
                box.parent.remove(box)
            if line is not None:
                words = list(line.children)
                if words and isinstance(words[0], nodes.Text):
                    words[0] = nodes.Text(words[0].astext().lstrip())
                line.clear()
                line += tick("", "", *words)


def _html(self: HTML5Translator, node: tick) -> None:
    if getattr(self.builder, "embedded", False):
        self.body.append(f'<span class="{BOX}"></span> ')
    else:
        self.body.append('<label class="tick"><input type="checkbox"><span>')


def _html_end(self: HTML5Translator, node: tick) -> None:
    if not getattr(self.builder, "embedded", False):
        self.body.append("</span></label>")


def _latex(self: LaTeXTranslator, node: tick) -> None:
    self.body.append(r"\fbox{\rule{0pt}{0.6ex}\rule{0.6ex}{0pt}}~")


def _plain(node: tick) -> list[nodes.Node]:
    return [nodes.Text("[ ] "), *node.children]


def _nothing(self: object, node: tick) -> None:
    """Nothing is left to print."""


def setup(app: Sphinx) -> None:
    """Register the box and how it is printed."""
    plain.add_node(app, tick, _plain, html=(_html, _html_end), latex=(_latex, _nothing))
