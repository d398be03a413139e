"""Doctree nodes of a figure, and how each writer prints them."""

from __future__ import annotations

import html
import posixpath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from sphinx_evidence import plain
from sphinx_evidence.interface import _

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator


class chart_drawing(nodes.General, nodes.Inline, nodes.Element, addnodes.translatable):
    """The drawing: ``name``, ``alt`` and ``size`` in inches; it holds the words that stand in it."""

    def preserve_original_messages(self) -> None:
        """Keep the text alternative as it was written."""
        self.setdefault("original", self["alt"])

    def extract_original_messages(self) -> list[str]:
        """Return what a translator translates."""
        return [self.get("original", self["alt"])]

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Take a translation."""
        self["alt"] = translated_message


class chart_word(nodes.Invisible, nodes.Element, addnodes.translatable):
    """What a drawing says in ``text``, for translators.

    A node for each: Sphinx takes all of a node for translated when one message is the same in both languages.
    """

    def preserve_original_messages(self) -> None:
        """Nothing: it does not change."""

    def extract_original_messages(self) -> list[str]:
        """Return what a translator translates."""
        return [self["text"]]

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Nothing: the drawing for the other language is made with that of the original."""


def file_name(name: str, look: str, kind: str, language: str = "") -> str:
    """Return the name of a drawing's file; ``language`` is that of a translation, which has a drawing of its own."""
    return f"{name}-{language}-{look}.{kind}" if language else f"{name}-{look}.{kind}"


class chart_data(nodes.General, nodes.Element):
    """Holds the table of the numbers."""


def _html_drawing(self: HTML5Translator, node: chart_drawing) -> None:
    width, height = (round(inches * 96) for inches in node["size"])
    folder = self.builder.imgpath if hasattr(self.builder, "imgpath") else "_images"
    looks = ("light",) if self.builder.embedded else ("light", "dark")
    language = getattr(self.builder, "translation", "")
    # A text alternative that is not translated is marked as any other text.
    marks = (name.removeprefix("language-") for name in node["classes"] if name.startswith("language-"))
    spoken = "".join(f' lang="{html.escape(mark)}"' for mark in marks)
    for look in looks:
        source = posixpath.join(folder, file_name(node["name"], look, "svg", language))
        kind = "" if self.builder.embedded else f' class="only-{look}" loading="lazy"'
        self.body.append(
            f'<img{kind}{spoken} src="{html.escape(source)}" width="{width}" height="{height}"'
            f' alt="{html.escape(node["alt"])}" />\n'
        )
    raise nodes.SkipNode


def _html_data(self: HTML5Translator, node: chart_data) -> None:
    if not self.builder.embedded:
        self.body.append(
            '<details class="chart-data">\n<summary>' + html.escape(_("The numbers as a table")) + "</summary>\n"
        )


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
    # It stands in a drawing, and no writer looks there.
    app.add_node(chart_word)
    data = {"html": (_html_data, _html_data_end), "latex": (_nothing, _nothing)}
    plain.add_node(app, chart_data, plain.children, **data)
