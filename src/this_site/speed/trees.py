"""Walks through trees of nodes that cost a fraction of what docutils' own do.

About 130 times a page something looks through its whole tree: transforms and events of Sphinx, MyST and extensions.
Two thirds of them look for something that the page does not have: tables, pictures, formulas. So what kinds of nodes
a page has is noted, with the kinds of what was put somewhere after that, and whoever looks for another kind has found
nothing at once. Where there is something to find, docutils looks with a generator inside a generator for each level,
which each node has to pass; ours keeps a stack. Together that was a quarter of a build. The nodes come in the same
order, also when a tree changes on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import NodeMatcher

from sphinx_evidence.named import metadata

#: What ``isinstance`` takes.
_Classes = type | tuple[type, ...]
_children = attrgetter("children")


class _Kinds:
    """Knows which kinds of nodes the page that was looked through last may have: what it had, and what was put."""

    def __init__(self) -> None:
        self.had: set[type] = set()
        #: What was put since somebody looked. Most of it stands within what was put later: trees grow from below.
        self.put: list[nodes.Node] = []
        self._page: nodes.Node | None = None
        self._lacks: dict[_Classes, bool] = {}

    def lacks(self, page: nodes.document, classes: _Classes) -> bool:
        """Say whether ``page`` has no node of ``classes`` for sure."""
        if page is not self._page:
            self._page, self.had, self.put, self._lacks = page, {nodes.Text}, [page], {}
        if self.put:
            self._note()
        if classes not in self._lacks:
            self._lacks[classes] = not any(issubclass(kind, classes) for kind in self.had)
        return self._lacks[classes]

    def _note(self) -> None:
        """Note of what kinds everything is that was put, and all below it; each node is looked at once."""
        put, self.put = self.put, []
        before, seen = len(self.had), set[int]()
        for node in reversed(put):
            level: list[nodes.Node] = [node]
            while level:
                level = [each for each in level if id(each) not in seen]
                seen.update(map(id, level))
                self.had.update(map(type, level))
                level = list(chain.from_iterable(map(_children, level)))
        if len(self.had) != before:
            self._lacks = {}


_kinds = _Kinds()


def _of_class(self: nodes.Node, cls: _Classes) -> Iterator[nodes.Node]:
    """Yield this node and those below it, if they are of the class ``cls``, or of one of them."""
    if isinstance(self, nodes.document) and _kinds.lacks(self, cls):
        return
    if isinstance(self, cls):
        yield self
    waiting, level = [], iter(self.children)
    while True:
        for node in level:
            if isinstance(node, cls):
                yield node
            if node.children:
                waiting.append(level)
                level = iter(node.children)
                break
        else:
            if not waiting:
                return
            level = waiting.pop()


_original_findall = nodes.Node.findall
_original_setup_child = nodes.Node.setup_child


def _findall(
    self: nodes.Node,
    condition: Callable[[nodes.Node], bool] | type | None = None,
    include_self: bool = True,
    descend: bool = True,
    siblings: bool = False,
    ascend: bool = False,
) -> Iterator[nodes.Node]:
    """Yield this node and those below it which meet ``condition``; with other arguments, as docutils does."""
    if not include_self or not descend or siblings or ascend:
        return _original_findall(self, condition, include_self, descend, siblings, ascend)
    if isinstance(condition, type):
        return _of_class(self, condition)
    if isinstance(condition, NodeMatcher) and condition.classes:
        return filter(condition, _of_class(self, condition.classes))
    return filter(condition, _of_class(self, nodes.Node)) if condition else _of_class(self, nodes.Node)


def _setup_child(self: Any, child: nodes.Node) -> None:
    """Tell ``child`` where it is put. docutils asks four times, up the whole tree, for the page."""
    # Wherever it is put: that may come to be a part of the page.
    if child.__class__ not in _kinds.had or child.children:
        _kinds.put.append(child)
    child.parent = self
    document = self.document
    if document is not None:
        child.document = document
        if child.source is None:
            child.source = document.current_source
        if child.line is None:
            child.line = document.current_line


_OURS = [
    (nodes.Node, "findall", _findall),
    (nodes.Node, "setup_child", _setup_child),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Put them in the place of docutils' own."""
    for owner, name, ours in _OURS:
        setattr(owner, name, ours)
    return metadata(app, __name__)
