"""Doctree nodes of a figure, and how each writer prints them."""

from __future__ import annotations

import html
import posixpath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_evidence import plain

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator


class chart_drawing(nodes.General, nodes.Inline, nodes.Element):
    """The drawing: ``name``, ``alt`` and ``size`` in inches."""


class chart_data(nodes.General, nodes.Element):
    """Holds the table of the numbers."""


def _html_drawing(self: HTML5Translator, node: chart_drawing) -> None:
    width, height = (round(inches * 96) for inches in node["size"])
    folder = self.builder.imgpath if hasattr(self.builder, "imgpath") else "_images"
    looks = ("light",) if self.builder.embedded else ("light", "dark")
    for look in looks:
        source = posixpath.join(folder, f"{node['name']}-{look}.svg")
        kind = "" if self.builder.embedded else f' class="only-{look}" loading="lazy"'
        self.body.append(
            f'<img{kind} src="{html.escape(source)}" width="{width}" height="{height}"'
            f' alt="{html.escape(node["alt"])}" />\n'
        )
    raise nodes.SkipNode


def _html_data(self: HTML5Translator, node: chart_data) -> None:
    if not self.builder.embedded:
        self.body.append('<details class="chart-data">\n<summary>The numbers as a table</summary>\n')


def _html_data_end(self: HTML5Translator, node: chart_data) -> None:
    if not self.builder.embedded:
        self.body.append("</details>\n")


def _latex_drawing(self: LaTeXTranslator, node: chart_drawing) -> None:
    self.body.append(f"\\noindent\\sphinxincludegraphics[width=0.8\\linewidth]{{{{{node['name']}-light}}.pdf}}\n")
    raise nodes.SkipNode


def _plain_drawing(node: chart_drawing) -> list[nodes.Node]:
    return [nodes.paragraph("", f"[{node['alt']}]")]


def _nothing(self: object, node: nodes.Element) -> None:
    """The table speaks for itself."""


def register(app: Sphinx) -> None:
    """Register the nodes with the writers of Sphinx."""
    plain.add_node(app, chart_drawing, _plain_drawing, html=(_html_drawing, None), latex=(_latex_drawing, None))
    data = {"html": (_html_data, _html_data_end), "latex": (_nothing, _nothing)}
    plain.add_node(app, chart_data, plain.children, **data)
