"""Under each source: what kind of source it is, and every page and section that cites it."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinx_evidence import reading_order

from .kinds import KINDS

#: A place that cites: the page, the id of the section in it, and the section's title.
Place = tuple[str, str, str]


def places(env: BuildEnvironment) -> dict[str, list[tuple[str, Place]]]:
    """Return, by page, the key and the place of each citation in it, in the order of the page."""
    if not hasattr(env, "citation_places"):
        env.citation_places = {}
    return env.citation_places


def places_of(env: BuildEnvironment) -> dict[str, list[Place]]:
    """Return the places that cite each source, by key, each place once: pages by name, sections as they come."""
    found: dict[str, list[Place]] = {}
    for _, cited in sorted(places(env).items()):
        for key, place in cited:
            listed = found.setdefault(key, [])
            if place not in listed:
                listed.append(place)
    return found


class PlacesCollector(EnvironmentCollector):
    """Keeps where each page cites what."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        places(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        places(env).update({name: cited for name, cited in places(other).items() if name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        env = app.env
        keys: dict[str, list[str]] = {}
        # Those of the page just read are the last ones.
        for reference in takewhile(
            lambda reference: reference.docname == env.docname, reversed(env.get_domain("cite").citation_refs)
        ):
            keys.setdefault(reference.citation_ref_id, []).extend(target.key for target in reference.targets)
        cited = []
        for node in doctree.findall(pending_xref):
            if node.get("refdomain") != "cite":
                continue
            place = (env.docname, *_section(node))
            cited += [(key, place) for name in node["ids"] for key in keys.get(name, [])]
        if cited:
            places(env)[env.docname] = cited


def _section(node: nodes.Node) -> tuple[str, str]:
    """Return id and title of the section that ``node`` stands in; both empty for the page's own."""
    section = node.parent
    while section is not None and not isinstance(section, nodes.section):
        section = section.parent
    # The outermost section is the page.
    if section is None or isinstance(section.parent, nodes.document):
        return "", ""
    title = section.next_node(nodes.title)
    return section["ids"][0], title.astext() if title else ""


class PrintCitedIn(SphinxPostTransform):
    """Add the lines to each source of a bibliography."""

    # After sphinxcontrib-bibtex has made the sources (5), before links are resolved (10).
    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        sources = list(self.document.findall(nodes.citation))
        # Most pages list none, and there may be many sources and pages.
        if not sources:
            return
        domain = self.env.get_domain("cite")
        keys = {
            (citation.bibliography_key.docname, citation.citation_id): citation.key for citation in domain.citations
        }
        found = places_of(self.env)
        for source in sources:
            key = next(
                (keys[source.get("docname"), name] for name in source["ids"] if (source.get("docname"), name) in keys),
                None,
            )
            if key is None:
                continue
            line = nodes.paragraph(classes=["cited-in"])
            entry = domain.bibdata.data.entries[key]
            kind = KINDS.get(entry.fields.get("kind", ""))
            if kind:
                line += nodes.inline("", kind, classes=["source-kind"])
                line += nodes.Text(". ")
            if self.app.builder.name == "book":
                line += self._pages(source["docname"], found.get(key, []))
            else:
                line += nodes.Text("Cited in: ")
                line += self._links(source["docname"], found.get(key, []))
            source += line

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
        first = {page: section for page, section, _ in reversed(cited)}
        order = [page for page in reading_order.all_pages(self.env) if page in first]
        made: list[nodes.Node] = [nodes.Text("Cited on page " if len(order) == 1 else "Cited on pages ")]
        for number, page in enumerate(order):
            made.append(nodes.Text(", " if number else ""))
            link = make_refnode(self.app.builder, docname, page, first[page], nodes.Text(""))
            link["classes"].append("place")
            made.append(link)
        return [*made, nodes.Text(".")]

    def _link(self, docname: str, page: str, section: str, title: str) -> nodes.Node:
        return make_refnode(self.app.builder, docname, page, section, nodes.Text(title))
