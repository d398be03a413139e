"""Under each source: what kind of source it is, and every page and section that cites it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinx_evidence import reading_order
from sphinx_evidence.building import builder_of
from sphinx_evidence.interface import _

from .domain import Place, bibtex_domain, sources_domain


class PrintCitedIn(SphinxPostTransform):
    """Add the lines to each source of a bibliography."""

    # After sphinxcontrib-bibtex has made the sources (5), before links are resolved (10).
    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        sources = list(self.document.findall(nodes.citation))
        # Most pages list none, and there may be many sources and pages.
        bibtex = bibtex_domain(self.env) if sources else None
        if bibtex is None:
            return
        keys = {
            (citation.bibliography_key.docname, citation.citation_id): citation.key for citation in bibtex.citations
        }
        found = sources_domain(self.env).places_of()
        kinds = self.config.citations_kinds
        for source in sources:
            key = next(
                (keys[source.get("docname"), name] for name in source["ids"] if (source.get("docname"), name) in keys),
                None,
            )
            if key is None:
                continue
            line = nodes.paragraph(classes=["cited-in"])
            entry = bibtex.bibdata.data.entries.get(key)
            kind = kinds.get(entry.fields.get("kind", "")) if entry is not None else None
            if kind:
                line += nodes.inline("", kind, classes=["source-kind"])
                line += nodes.Text(". ")
            if self.config.citations_cited_in is not False:
                line += self._places(source["docname"], found.get(key, []))
            source += line

    def _places(self, docname: str, cited: list[Place]) -> list[nodes.Node]:
        if builder_of(self.env).name == "book":
            return self._pages(docname, cited)
        return [nodes.Text(_("Cited in:") + " "), *self._links(docname, cited)]

    def _links(self, docname: str, cited: list[Place]) -> list[nodes.Node]:
        pages: dict[str, list[tuple[str, str]]] = {}
        for page, section, title in cited:
            pages.setdefault(page, []).append((section, title))
        made: list[nodes.Node] = []
        for number, (page, sections) in enumerate(pages.items()):
            made.append(nodes.Text("; " if number else ""))
            made.append(self._link(docname, page, "", self.env.titles[page].astext()))
            below = [(section, title) for section, title in sections if section]
            for position, (section, title) in enumerate(below):
                made.append(nodes.Text(", " if position else " ("))
                made.append(self._link(docname, page, section, title))
            made.append(nodes.Text(")" if below else ""))
        made.append(nodes.Text("."))
        return made

    def _pages(self, docname: str, cited: list[Place]) -> list[nodes.Node]:
        """Return the numbers of the printed pages: for each page of the site the first place on it that cites."""
        first = {page: section for page, section, _title in reversed(cited)}
        order = [page for page in reading_order.all_pages(self.env) if page in first]
        words = _("Cited on page") if len(order) == 1 else _("Cited on pages")
        made: list[nodes.Node] = [nodes.Text(words + " ")]
        for number, page in enumerate(order):
            made.append(nodes.Text(", " if number else ""))
            link = make_refnode(builder_of(self.env), docname, page, first[page], nodes.Text(""))
            link["classes"].append("place")
            made.append(link)
        return [*made, nodes.Text(".")]

    def _link(self, docname: str, page: str, section: str, title: str) -> nodes.Node:
        return make_refnode(builder_of(self.env), docname, page, section, nodes.Text(title))
