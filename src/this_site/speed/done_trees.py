"""Trees that are done with are taken apart, so that Python need not look for them among all that is in use.

Each node of a tree holds its parent, and each parent its nodes, so that a tree which nobody needs any more is not given
up by itself. Python finds it when it looks through everything that it holds, the trees that are still needed and all
that is known of the site among it. With 1,000 pages that was a tenth of a build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sphinx.builders
from docutils import nodes
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils import base
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.parallel import ParallelTasks

from sphinx_evidence.named import metadata

_HELD = (nodes.document, nodes.section)
_original = Builder.write_doctree


def take_apart(tree: nodes.Node) -> None:
    """Let no node of ``tree`` hold what stands above it, and no section what stands in it, which MyST's reader holds.

    Whoever has kept another node has all that stands below it.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        # Where docutils keeps the page of a node; to ask for it would look for it above.
        node.parent = None
        setattr(node, "_document", None)  # noqa: B010 -- its types do not know it
        waiting += node.children
        if isinstance(node, _HELD):
            node.children = []
    if isinstance(tree, nodes.document):
        tree.ids = {}


def _write_doctree(self: Builder, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
    """Keep the tree of a page on the disk."""
    _original(self, docname, doctree, _cache=_cache)
    # A process that reads for another one gives it the tree in this way alone.
    if not _cache:
        take_apart(doctree)


def _nested(tokens: list[Token]) -> SyntaxTreeNode:
    """Return the tree that MyST goes through, from above, to make nodes of it."""
    made = SyntaxTreeNode(tokens)
    waiting = [made]
    while waiting:
        node = waiting.pop()
        node.parent = None
        waiting += node.children
    return made


class _Tasks(ParallelTasks):
    """Gives up the trees of pages that another process has written."""

    def add_task(
        self, task_func: Callable[..., Any], arg: Any = None, result_func: Callable[[Any, Any], Any] | None = None
    ) -> None:
        """Have ``task_func`` done in another process."""

        def done(arg: Any, result: Any) -> None:
            if result_func:
                result_func(arg, result)
            for each in arg or ():
                if isinstance(each, tuple) and isinstance(each[-1], nodes.document):
                    take_apart(each[-1])

        super().add_task(task_func, arg, done)


def setup(app: Sphinx) -> dict[str, Any]:
    """Put both in the place of Sphinx's own."""
    setattr(Builder, "write_doctree", _write_doctree)  # noqa: B010 -- types know no methods that change
    sphinx.builders.__dict__["ParallelTasks"] = _Tasks
    base.__dict__["SyntaxTreeNode"] = _nested
    return metadata(app, __name__)
