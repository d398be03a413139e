"""What is kept of the bibliography from one build to the next, and where each page cites what."""

from __future__ import annotations

from itertools import takewhile
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.domain import BibtexDomain

from sphinx_evidence.kept import Kept

#: A place that cites: the page, the id of the section in it, and the section's title.
Place = tuple[str, str, str]


class SourcesDomain(Kept):
    """Keeps places, faults and labels; it has no roles and no directives."""

    name = "sources"
    label = "Sources"
    data_version = 1
    by_page = ("places",)
    initial_data: ClassVar[dict[str, Any]] = {
        # The key and the place of each citation, by page, in the order of the page.
        "places": {},
        # What the bibliography files and the options were when they were last read.
        "digest": "",
        "pages read with": "",
        # What was wrong with them: place, words, kind.
        "faults": [],
        # What pages were last written with: the labels, and where sources are cited.
        "labels": None,
        "cited": None,
    }

    def __init__(self, env: BuildEnvironment):
        super().__init__(env)
        #: The files that this build has made, by name.
        self.texts: dict[str, str] = {}

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the places of a page that was just read."""
        bibtex = bibtex_domain(env)
        if bibtex is None:
            return
        keys: dict[str, list[str]] = {}
        # Those of the page just read are the last ones.
        for reference in takewhile(lambda reference: reference.docname == docname, reversed(bibtex.citation_refs)):
            keys.setdefault(reference.citation_ref_id, []).extend(target.key for target in reference.targets)
        if not keys:
            return
        cited = []
        for node in document.findall(pending_xref):
            if node.get("refdomain") != "cite":
                continue
            place = (docname, *_section(node))
            cited += [(key, place) for name in node["ids"] for key in keys.get(name, [])]
        if cited:
            self.data["places"][docname] = cited

    def places_of(self) -> dict[str, list[Place]]:
        """Return the places that cite each source, by key, each place once: pages by name, sections as they come."""
        found: dict[str, list[Place]] = {}
        for _, cited in sorted(self.data["places"].items()):
            for key, place in cited:
                listed = found.setdefault(key, [])
                if place not in listed:
                    listed.append(place)
        return found


def sources_domain(env: BuildEnvironment) -> SourcesDomain:
    """Return the domain of this extension."""
    return cast(SourcesDomain, env.get_domain("sources"))


def bibtex_domain(env: BuildEnvironment) -> BibtexDomain | None:
    """Return sphinxcontrib-bibtex's domain, if this project has it."""
    found = env.domaindata.get("cite") and env.get_domain("cite")
    return found if isinstance(found, BibtexDomain) else None


def _section(node: nodes.Node) -> tuple[str, str]:
    """Return id and title of the section that ``node`` stands in; both empty for the page's own."""
    section: nodes.Node | None = node.parent
    while section is not None and not isinstance(section, nodes.section):
        section = section.parent
    # The outermost section is the page.
    if section is None or isinstance(section.parent, nodes.document):
        return "", ""
    title = section.next_node(nodes.title)
    return section["ids"][0], title.astext() if title else ""
