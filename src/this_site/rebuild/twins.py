"""Labels and terms that two pages define: Sphinx warns, keeps the last that it read, and forgets both with that page.

So when one of the pages is read again or is gone, the other one is read again too.
"""

from __future__ import annotations

from collections.abc import Collection

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector


def _names(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return the labels and terms of each page."""
    return env.__dict__.setdefault("defined_names", {})


class Names(EnvironmentCollector):
    """Keeps the labels and terms that each page defines."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        _names(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        _names(env).update({name: found for name, found in _names(other).items() if name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        labels = {f"({name})" for name, explicit in doctree.nametypes.items() if explicit}
        terms = {term.astext() for term in doctree.findall(nodes.term) if term["ids"]}
        if labels or terms:
            _names(app.env)[app.env.docname] = labels | terms


def _of(env: BuildEnvironment, docnames: Collection[str]) -> set[str]:
    """Return the pages that define something which a page of ``docnames`` defines too."""
    defined = {name for docname in docnames for name in _names(env).get(docname, ())}
    return {other for other, names in _names(env).items() if not defined.isdisjoint(names)} - set(docnames)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that a page which is gone had a name in common with."""
    return sorted(_of(env, removed))


def add_before_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Add to the pages that are about to be read those that have a name in common with one of them."""
    docnames[:] = sorted({*docnames, *_of(env, docnames)})
