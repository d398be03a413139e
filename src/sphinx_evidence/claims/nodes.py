"""Doctree nodes of the claims domain, and how each writer prints them.

A claim is made of standard paragraphs inside one box, so a writer needs only to know the
box and the line that holds the claim's words.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_evidence import plain
from sphinx_evidence.interface import _

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator


class claim_box(nodes.General, nodes.Element):
    """A claim: its words, the verdict, the explanation, the sources."""


class claim_words(nodes.General, nodes.TextElement):
    """The claim itself, in quotation marks; the name of the box."""


class claim_ledger(nodes.General, nodes.Element):
    """Stands for the table of all claims until all pages are read."""


class claim_counts(nodes.General, nodes.Element):
    """Stands for the number of claims per verdict until all pages are read."""


class claim_list(nodes.General, nodes.Element):
    """Stands for the claims of one part until all pages are read."""


def _html_box(self: HTML5Translator, node: claim_box) -> None:
    anchor = node["ids"][0]
    classes = " ".join(node["classes"])
    self.body.append(f'<div class="{classes}" id="{anchor}" role="group" aria-labelledby="{anchor}-words">\n')
    # What the index or a label of its own leads here by.
    self.body += [f'<span id="{other}"></span>\n' for other in node["ids"][1:]]


def _html_box_end(self: HTML5Translator, node: claim_box) -> None:
    self.body.append("</div>\n")


def _html_words(self: HTML5Translator, node: claim_words) -> None:
    self.body.append(f'<p class="claim-words" id="{node.parent["ids"][0]}-words">“')


def _html_words_end(self: HTML5Translator, node: claim_words) -> None:
    anchor = node.parent["ids"][0]
    self.body.append("”")
    if self.builder.add_permalinks:
        title = html.escape(_("Link to this claim"))
        self.body.append(f'<a class="headerlink" href="#{anchor}" title="{title}">¶</a>')
    self.body.append("</p>\n")


def _latex_box(self: LaTeXTranslator, node: claim_box) -> None:
    # As Sphinx writes containers: a style may give each class a look, and without one nothing is lost. The verdict
    # comes first, since it gives the box its colour.
    for name in reversed(node["classes"]):
        self.body.append(f"\n\\begin{{sphinxuseclass}}{{{name}}}")
    self.body.append(self.hypertarget(node["ids"][0]))


def _latex_box_end(self: LaTeXTranslator, node: claim_box) -> None:
    self.body.append("\n\\end{sphinxuseclass}" * len(node["classes"]) + "\n")


def _latex_words(self: LaTeXTranslator, node: claim_words) -> None:
    self.body.append("\\textbf{“")


def _latex_words_end(self: LaTeXTranslator, node: claim_words) -> None:
    self.body.append("”}\n\n")


def _plain_box(node: claim_box) -> list[nodes.Node]:
    # Links lead to it; it has no sign of its own where there are no boxes.
    return [nodes.container("", *node.children, ids=node["ids"], classes=node["classes"])]


def _plain_words(node: claim_words) -> list[nodes.Node]:
    return [nodes.paragraph("", "", *node.children)]


def setup(app: Sphinx) -> None:
    """Register the nodes with the writers of Sphinx."""
    box = {"html": (_html_box, _html_box_end), "latex": (_latex_box, _latex_box_end)}
    plain.add_node(app, claim_box, _plain_box, **box)
    words = {"html": (_html_words, _html_words_end), "latex": (_latex_words, _latex_words_end)}
    plain.add_node(app, claim_words, _plain_words, **words)
    # These three are replaced before any writer sees them.
    for placeholder in (claim_ledger, claim_counts, claim_list):
        app.add_node(placeholder)
