"""Links to pages that are not there: MyST looks for a page as it reads, so the link is read again when pages come."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.kept import Kept


class LostLinks(Kept):
    """Keeps the names of the pages with such links."""

    name = "lost_links"
    label = "Lost links"

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the page that was just read, if it has one."""
        links = document.findall(pending_xref)
        if any(link.get("reftype") == "myst" and not link.get("refdomain") for link in links):
            self.data["pages"][docname] = True


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages with such links when any page is new."""
    return sorted(env.get_domain("lost_links").data["pages"]) if added else []
