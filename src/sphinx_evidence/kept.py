"""What a room keeps of the pages from one build to the next: a domain of Sphinx's, mostly without roles and directives.

Sphinx saves a domain with the pages, clears it of a page that is read again or gone, and merges what another process
has read. An attribute of the environment would have none of that by itself.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx.domains import Domain


class Kept(Domain):
    """Keeps something of each page, under the page's name; to be given a ``name`` and a ``label``.

    ``initial_data`` may hold more, which is of no page and only the main process writes.
    """

    #: The keys of ``initial_data`` whose values hold something of each page, by its name.
    by_page: ClassVar[tuple[str, ...]] = ("pages",)
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}}

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is gone or read again."""
        for kind in self.by_page:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for kind in self.by_page:
            self.data[kind].update({page: what for page, what in otherdata[kind].items() if page in docnames})

    def resolve_any_xref(self, *arguments: Any) -> list[tuple[str, nodes.reference]]:
        """Return nothing: nobody means what is kept here with a name alone."""
        return []
