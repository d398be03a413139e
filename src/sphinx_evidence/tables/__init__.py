"""Tables that a reader can filter in the page.

An editor wraps a table in the directive ``filterable``. Without JavaScript, in print and in
a book the table stands whole; with it, a search field and a choice per named column appear
above it. Nothing leaves the page.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

#: The class of a column's head whose values become a choice.
CHOICE = "filter-choice"


class filterable(nodes.General, nodes.Element):
    """Holds one table; ``columns``, ``noun`` as the directive's options say."""


class FilterableDirective(SphinxDirective):
    """Make the table in the body filterable.

    ``columns`` names, separated by commas, the heads of the columns that become choices;
    ``noun`` is what the rows are ("claims", "medicines").
    """

    has_content = True
    option_spec = {"columns": directives.unchanged_required, "noun": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        columns = [name.strip() for name in self.options.get("columns", "").split(",")]
        node = filterable(
            "",
            *self.parse_content_to_nodes(),
            columns=[name for name in columns if name],
            noun=self.options.get("noun", "rows"),
        )
        self.set_source_info(node)
        return [node]


class MarkColumns(SphinxPostTransform):
    """Mark the heads of the chosen columns."""

    # After tables that are made from all pages are in place (priority 5).
    default_priority = 8

    def run(self, **kwargs: object) -> None:
        for node in self.document.findall(filterable):
            self._mark(node)

    def _mark(self, node: filterable) -> None:
        table = next(node.findall(nodes.table), None)
        head = next(table.findall(nodes.thead), None) if table else None
        if head is None:
            self._complain(node, "filterable needs a table with a head row in its body; write one there")
            return
        heads = {entry.astext().strip(): entry for entry in head.findall(nodes.entry)}
        for name in node["columns"]:
            if name in heads:
                heads[name]["classes"].append(CHOICE)
            else:
                self._complain(node, f"no column {name!r}; use some of: {', '.join(heads)}")

    def _complain(self, node: nodes.Node, message: str) -> None:
        logger.warning(message, location=node, type="filters", subtype="table")


def _visit_html(self, node: filterable) -> None:
    self.body.append(f'<div class="filterable" data-noun="{html.escape(node["noun"])}">\n')


def _depart_html(self, node: filterable) -> None:
    self.body.append("</div>\n")


def _nothing(self, node: filterable) -> None:
    """Only a browser can filter."""


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the script only on the pages that need it."""
    if doctree is not None and next(doctree.findall(filterable), None) is not None:
        app.add_js_file("filter.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its script."""
    silent = (_nothing, _nothing)
    app.add_node(
        filterable,
        html=(_visit_html, _depart_html),
        latex=silent,
        text=silent,
        man=silent,
        texinfo=silent,
    )
    app.add_directive("filterable", FilterableDirective)
    app.add_post_transform(MarkColumns)
    app.add_css_file("filter.css")
    app.connect("html-page-context", _add_script)
    app.connect(
        "builder-inited",
        lambda app: app.config.html_static_path.append(str(Path(__file__).parent / "static")),
    )
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
