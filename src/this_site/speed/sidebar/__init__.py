"""Furo's list of all pages, made once for a build instead of once for every page.

Sphinx resolves the whole toctree for each page, and Furo parses the result to add its switches: a third of the time of
a site of 100 pages, and most of it at 1,000, where Furo also keeps every list in memory. The lists of two pages differ
only in where the links start and which branch is current. The pages have the same bytes as without this extension.

Who has a build wait until something is saved, as `make live` has, can let the list be made before that, by the event
``get-ready``. It is made anew when anything that it shows has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docutils import nodes
from furo.navigation import get_navigation_tree
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.util.logging import MemoryHandler, pending_warnings

from sphinx_evidence.named import metadata

from .tree import Tree

TOCTREE = "toctree"


class Shown:
    """What the list shows, as it was when the list was made."""

    def __init__(self, env: BuildEnvironment) -> None:
        # A page that is read again gets new ones.
        self.tocs, self.titles = dict(env.tocs), dict(env.titles)
        # These are put into the old ones.
        self.numbers = repr(sorted(env.toc_secnumbers.items()))

    def is_still(self, env: BuildEnvironment) -> bool:
        """Say whether all of it is as it was. The list begins on the first page, which must not be read again."""
        root = env.config.root_doc
        return (
            self.tocs.get(root) is env.tocs.get(root)
            and self.numbers == repr(sorted(env.toc_secnumbers.items()))
            and _alike(self.tocs, env.tocs)
            and _alike(self.titles, env.titles)
        )


def _alike(before: Mapping[str, nodes.Node], now: Mapping[str, nodes.Node]) -> bool:
    return before.keys() == now.keys() and all(
        one is now[docname] or one.pformat() == now[docname].pformat() for docname, one in before.items()
    )


class Sidebar:
    """Takes the toctree out of Furo's sight, and sets the list that Furo would have made of it."""

    def __init__(self) -> None:
        self.tree: Tree | None = None
        self.taken: Any = None
        self._shown: Shown | None = None

    def get_ready(self, app: Sphinx) -> None:
        """Make the list before it is known what there is to build."""
        if app.builder.name == "html" and app.config.root_doc in app.env.tocs:
            with pending_warnings() as held:
                assert isinstance(held, MemoryHandler)
                printed = _print(app)
                # What is wrong now may be what is saved next, as a page that is put back: whoever builds then tells it.
                if not held.clear():
                    self.tree, self._shown = Tree(printed), Shown(app.env)
            # Sphinx keeps the first page as it was when it was first looked at, also when it is read again.
            del app.env.master_doctree
            app.env._pickled_doctree_cache.pop(app.config.root_doc, None)

    def forget(self, app: Sphinx, builder: object) -> None:
        """Make the list anew for a build that begins to write, if it is not the one that was made before."""
        if self._shown is None or not self._shown.is_still(app.env):
            self.tree = None
        self._shown = None

    def take(self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
        """Hide the toctree from Furo, which makes no list then."""
        self.taken = None
        # A translated page has a short list of its own (templates/page.html).
        if app.builder.name == "translated":
            context[TOCTREE] = lambda **_options: ""
        # Where another extension has put a toctree of its own, as on a page for wrong addresses, Furo reads that.
        if app.builder.name == "html" and getattr(context.get(TOCTREE), "__module__", "") == "sphinx.builders.html":
            self.taken = context.pop(TOCTREE)

    def give(self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
        """Put the toctree back, and set the list."""
        if self.taken is None:
            return
        context[TOCTREE], self.taken = self.taken, None
        if self.tree is None:
            self.tree = Tree(_print(app))
        context["furo_navigation_tree"] = self.tree.at(app.builder.get_target_uri(pagename))


def _print(app: Sphinx) -> str:
    """Return the list as Furo would print it for a page at the root of the site that is not in it."""
    toctree = global_toctree_for_doc(
        app.env, "", app.builder, tags=app.tags, titles_only=True, maxdepth=-1, includehidden=True, collapse=False
    )
    # Where this is asked, the builder is called html.
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    return str(get_navigation_tree(app.builder.render_partial(toctree)["fragment"]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Stand around Furo, which is connected with priority 500."""
    sidebar = Sidebar()
    app.add_event("get-ready")
    app.connect("get-ready", sidebar.get_ready)
    app.connect("write-started", sidebar.forget)
    app.connect("html-page-context", sidebar.take, priority=499)
    app.connect("html-page-context", sidebar.give, priority=501)
    return metadata(app, __name__)
