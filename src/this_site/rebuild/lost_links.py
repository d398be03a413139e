"""Links to pages that are not there: MyST looks for a page as it reads, so the link is read again when pages come."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector


def _pages(env: BuildEnvironment) -> set[str]:
    return env.__dict__.setdefault("lost_links", set())


class LostLinks(EnvironmentCollector):
    """Keeps the names of the pages with such links."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        _pages(env).discard(docname)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        _pages(env).update(_pages(other) & set(docnames))

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        links = doctree.findall(pending_xref)
        if any(link.get("reftype") == "myst" and not link.get("refdomain") for link in links):
            _pages(app.env).add(app.env.docname)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages with such links when any page is new."""
    return sorted(_pages(env)) if added else []
