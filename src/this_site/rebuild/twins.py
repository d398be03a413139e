"""Labels and terms that two pages define: Sphinx warns, keeps the last that it read, and forgets both with that page.

So when one of the pages is read again or is gone, the other one is read again too.
"""

from __future__ import annotations

from collections.abc import Collection

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.kept import Kept


class Twins(Kept):
    """Keeps the labels and terms that each page defines."""

    name = "twins"
    label = "Twins"

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note those of the page that was just read."""
        labels = {f"({name})" for name, explicit in document.nametypes.items() if explicit}
        terms = {term.astext() for term in document.findall(nodes.term) if term["ids"]}
        if labels or terms:
            self.data["pages"][docname] = labels | terms


def _of(env: BuildEnvironment, docnames: Collection[str]) -> set[str]:
    """Return the pages that define something which a page of ``docnames`` defines too."""
    pages: dict[str, set[str]] = env.get_domain("twins").data["pages"]
    defined = {name for docname in docnames for name in pages.get(docname, ())}
    return {other for other, names in pages.items() if not defined.isdisjoint(names)} - set(docnames)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that a page which is gone had a name in common with."""
    return sorted(_of(env, removed))


def add_before_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Add to the pages that are about to be read those that have a name in common with one of them."""
    docnames[:] = sorted({*docnames, *_of(env, docnames)})
