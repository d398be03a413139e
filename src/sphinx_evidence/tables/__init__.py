"""Tables that a reader can filter in the page, or find by name.

An editor wraps a table in the directive ``filterable``. Without JavaScript, in print and in
a book the table stands whole; with it, a search field and a choice per named column appear
above it. Nothing leaves the page.

With the option ``names`` the search field is a finder: a YAML file says by which names people ask for a row. The finder
says which row it took and why, never claims more than "did you mean" for what is spelled otherwise, and says what it
means when there is no row. Rows and names are written beside the pages as JSON, with a schema, and as CSV.

Modules: ``names`` reads the file, ``finder`` keeps, checks and exports. In ``static/``: ``filter.js`` filters,
``finder.js`` finds; a browser loads it, and the names, when somebody turns to the field.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence import building, plain
from sphinx_evidence.codes import Code
from sphinx_evidence.named import metadata, named

from . import finder
from .node import filterable

#: The class of a column's head whose values become a choice.
CHOICE = "filter-choice"


class FilterableDirective(SphinxDirective):
    """Make the table in the body filterable.

    ``columns`` names, separated by commas, the heads of the columns that become choices;
    ``noun`` is what the rows are ("claims", "medicines"). For a finder, ``names`` is a file of names, its path from the
    folder of conf.py; ``prefix`` begins the targets of the rows, ``ask`` stands above the field, and ``missing`` is the
    target of the paragraph that says what it means when there is no row.
    """

    has_content = True
    option_spec = dict.fromkeys(("columns", "noun", "names", "prefix", "ask", "missing"), directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        columns = [name.strip() for name in self.options.get("columns", "").split(",")]
        node = filterable(
            "",
            *self.parse_content_to_nodes(),
            columns=[name for name in columns if name],
            noun=self.options.get("noun", "rows"),
            prefix=self.options.get("prefix", ""),
            ask=self.options.get("ask", "Words"),
            missing=self.options.get("missing", ""),
        )
        self.set_source_info(node)
        if "names" in self.options:
            finder.read_names(self.env, self.options["names"], node)
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
        Code.TABLES_FILTER.warn(message, location=node)


def _visit_html(self: Any, node: filterable) -> None:
    told = {"data-noun": node["noun"], **finder.attributes(self.builder.env, node)}
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in told.items())
    self.body.append(f'<div class="filterable"{written}>\n')


def _depart_html(self: Any, node: filterable) -> None:
    self.body.append("</div>\n")


def _nothing(self: Any, node: filterable) -> None:
    """Only a browser can filter."""


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the script only on the pages that need it."""
    if doctree is not None and next(doctree.findall(filterable), None) is not None:
        app.add_js_file("filter.js", loading_method="defer")


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its script."""
    building.setup(app)
    visitors = {"html": (_visit_html, _depart_html), "latex": (_nothing, _nothing)}
    plain.add_node(app, filterable, plain.children, **visitors)
    app.add_domain(finder.TablesDomain)
    app.add_directive("filterable", FilterableDirective)
    app.add_post_transform(MarkColumns)
    app.connect("html-page-context", _add_script)
    app.connect("config-inited", finder.offer_files)
    app.connect("doctree-read", finder.keep)
    app.connect("build-finished", finder.write_files)
    if named(app, __name__):
        app.add_css_file("filter.css")
        app.connect("builder-inited", _add_static)
    return metadata(app, __name__, 2)
