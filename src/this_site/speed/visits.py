"""Nodes are shown to a visitor without words that nobody reads, and its methods are looked up once for each kind.

docutils puts a message for debugging together for each node that it shows, and for each that it leaves. Sphinx asks a
translator, for each of them, whether it has a method for the node's class, or for a class that it comes from, by names
that it puts together anew. That was a twentieth of a build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator

from sphinx_evidence.named import metadata

_original_walk = nodes.Node.walk
_original_walkabout = nodes.Node.walkabout


def _walk(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Show this node and those below it to ``visitor``, when they begin; return whether to stop."""
    try:
        try:
            visitor.dispatch_visit(self)
        except (nodes.SkipChildren, nodes.SkipNode):
            return False
        except nodes.SkipDeparture:
            pass
        try:
            for child in self.children[:]:
                if child.walk(visitor):
                    return True
        except nodes.SkipSiblings:
            pass
    except nodes.StopTraversal:
        return True
    return False


def _walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Show this node and those below it to ``visitor``, when they begin and when they end; return whether to stop."""
    call_depart, stop = True, False
    try:
        try:
            visitor.dispatch_visit(self)
        except nodes.SkipNode:
            return stop
        except nodes.SkipDeparture:
            call_depart = False
        try:
            for child in self.children[:]:
                if child.walkabout(visitor):
                    stop = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stop = True
    if call_depart:
        visitor.dispatch_departure(self)
    return stop


def _dispatch_visit(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
    return getattr(self, "visit_" + node.__class__.__name__, self.unknown_visit)(node)


def _dispatch_departure(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
    return getattr(self, "depart_" + node.__class__.__name__, self.unknown_departure)(node)


def _translating(moment: str, original: Callable[[Any, nodes.Node], None]) -> Callable[[Any, nodes.Node], None]:
    """Return what a translator does at a ``moment`` of a node, ``visit`` or ``depart``."""
    names = f"_names_to_{moment}"

    def dispatch(self: SphinxTranslator, node: nodes.Node) -> None:
        # Sphinx gives each translator its methods for other people's nodes when it makes it.
        known: dict[type, str | None] = self.__dict__.setdefault(names, {})
        kind = node.__class__
        if kind not in known:
            possible = (f"{moment}_{each.__name__}" for each in kind.__mro__)
            known[kind] = next((name for name in possible if getattr(self, name, None)), None)
        if name := known[kind]:
            getattr(self, name)(node)
        else:
            original(self, node)

    return dispatch


ORIGINAL_DISPATCH = (SphinxTranslator.dispatch_visit, SphinxTranslator.dispatch_departure)
OUR_DISPATCH = (_translating("visit", ORIGINAL_DISPATCH[0]), _translating("depart", ORIGINAL_DISPATCH[1]))
_OURS: list[tuple[type, str, Any]] = [
    (nodes.Node, "walk", _walk),
    (nodes.Node, "walkabout", _walkabout),
    (nodes.NodeVisitor, "dispatch_visit", _dispatch_visit),
    (nodes.NodeVisitor, "dispatch_departure", _dispatch_departure),
    (SphinxTranslator, "dispatch_visit", OUR_DISPATCH[0]),
    (SphinxTranslator, "dispatch_departure", OUR_DISPATCH[1]),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Put them in the place of docutils' and Sphinx's own."""
    for owner, name, ours in _OURS:
        setattr(owner, name, ours)
    return metadata(app, __name__)
