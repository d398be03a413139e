"""What was searched for, on the record: a register of searches, and pages that say "none" only with a search.

The files of ``literature_searches`` (a folder beside the pages) hold one search each. ``search-log`` prints them whole,
``search-table`` lists them. The role ``none`` marks a sentence that says that nothing was found; the build fails when
its search is missing, is due again, or has kept records that the page does not cite. ``number`` prints a number that
several pages give and that stands once, in ``literature_numbers``.

Modules: ``register`` and ``numbers`` read the files, ``unmarked`` finds sentences without a search, ``check`` holds
pages and files together, ``printed`` shortens the log for the book.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_evidence import plain
from sphinx_evidence.interface import add_catalog
from sphinx_evidence.named import metadata
from sphinx_evidence.options import Option, declare

from . import check
from .directives import NumberTableDirective, SearchLogDirective, SearchTableDirective
from .domain import LiteratureDomain, domain_of
from .printed import PrintSearches
from .roles import NoneRole, NumberRole
from .unmarked import none_found


def _visit(self: Any, node: none_found) -> None:
    self.visit_inline(node)


def _depart(self: Any, node: none_found) -> None:
    self.depart_inline(node)


def _plain(node: none_found) -> list[nodes.Node]:
    return [nodes.inline("", "", *node.children, classes=node["classes"])]


def _flow(app: Sphinx, name: str) -> list[dict[str, Any]] | None:
    """Return the counts of all searches for the figure ``search-flow``."""
    if name != "search-flow":
        return None
    searches = list(domain_of(app.env).searches.values())
    hits = sum(search.hits for search in searches)
    screened = sum(len(search.records) for search in searches)
    kept = sum(len(search.kept) for search in searches)
    steps = {
        "searches": len(searches),
        "queries": sum(len(search.looks) for search in searches),
        "results": hits,
        "not screened": hits - screened,
        "screened": screened,
        "left out": screened - kept,
        "kept": kept,
    }
    return [{"step": step, "records": float(number)} for step, number in steps.items()]


def _offer_flow(app: Sphinx, config: Any) -> None:
    if "chart-rows" in app.events.events:
        app.connect("chart-rows", _flow)


OPTIONS: list[Option] = [
    ("literature_searches", "", "env", (str,), "Folder of the searches, from the pages' folder."),
    ("literature_numbers", "", "env", (str,), "File of the numbers, from the pages' folder."),
    (
        "literature_exempt",
        "",
        "env",
        (str,),
        "File of sentences that sound as if nothing was found and need no search, from conf.py's folder.",
    ),
    (
        "literature_phrases",
        [],
        "env",
        (list,),
        "Regular expressions of what says that nothing was found; empty: the list of the extension.",
    ),
    (
        "literature_unmarked",
        True,
        "env",
        (bool,),
        "Warn of sentences that say that nothing was found and are not marked with a search.",
    ),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the domain, its roles and directives, and the checks."""
    declare(app, OPTIONS)
    add_catalog(app)
    app.add_domain(LiteratureDomain)
    plain.add_node(app, none_found, _plain, html=(_visit, _depart), latex=(_visit, _depart))
    app.add_role("none", NoneRole())
    app.add_role("number", NumberRole())
    app.add_directive("search-log", SearchLogDirective)
    app.add_directive("search-table", SearchTableDirective)
    app.add_directive("number-table", NumberTableDirective)
    app.add_post_transform(PrintSearches)
    app.connect("builder-inited", check.load)
    app.connect("env-get-outdated", check.outdated)
    app.connect("config-inited", _offer_flow)
    app.connect("doctree-read", check.check_sentences)
    app.connect("env-check-consistency", check.check_pages)
    return metadata(app, __name__, 3)
