"""sphinxcontrib-bibtex's domain, which looks things up where the original goes through all citations each time.

For every source it goes through every citation of the site, and for every citation through every source. With 1,000
pages that was a quarter of a build; it grows with the square of the pages. And it formats each citation anew, though
those of one source differ only in the way from the page to the list. What comes out is the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from pybtex.database import Entry
from pybtex.plugin import find_plugin, register_plugin
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain, _FilterVisitor
from sphinxcontrib.bibtex.nodes import bibliography as bibliography_node
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from sphinx_evidence.named import metadata, named

#: What is printed, and where each of its links leads: page and anchor.
_Kept = tuple[nodes.Element, list[tuple[str, str]]]


class IndexedDomain(BibtexDomain):
    """Shows the original only those citations and sources that it is about to choose."""

    #: What the original sees, while it is shown less than all.
    _few_citations: list[Any] | None = None
    _few_references: list[Any] | None = None
    #: What is known by key, once all pages are read.
    _citations_by_key: dict[str, list[tuple[int, Any]]] | None = None
    #: What each bibliography lists, as long as no page is read.
    _listed: dict[Any, list[tuple[str, Entry]]] | None = None
    #: What is printed for which citation.
    _printed: dict[Any, _Kept]
    #: The keys of all citations, in the order of the list of pages that is with them.
    _cited: tuple[list[str], list[str]] | None = None

    @property
    def citations(self) -> list[Any]:
        """The sources as they are listed."""
        return self.data["citations"] if self._few_citations is None else self._few_citations

    @property
    def citation_refs(self) -> list[Any]:
        """The places that cite."""
        return self.data["citation_refs"] if self._few_references is None else self._few_references

    def get_filtered_entries(self, bibliography_key: Any) -> Iterable[tuple[str, Entry]]:
        """Return the sources that a bibliography lists, with their keys; worked out once for all who ask in a row."""
        known = self._listed = self._listed or {}
        # Whoever reads a page again has taken its citations out before.
        wanted = bibliography_key, len(self.data["citation_refs"])
        if wanted not in known:
            known[wanted] = self._filtered_entries(bibliography_key)
        return known[wanted]

    def _filtered_entries(self, bibliography_key: Any) -> list[tuple[str, Entry]]:
        listing = self.bibliographies[bibliography_key]
        places: dict[str, set[str]] = {}
        for reference in self.data["citation_refs"]:
            for target in reference.targets:
                places.setdefault(target.key, set()).add(reference.docname)
        # To ask the filter of each list about each source took a sixth of a build after one page was changed. Its
        # answer is kept with what it was made from: the filter, the source, the pages that cite it.
        asked = ast.dump(listing.filter_)
        kept = self.data.setdefault("chosen", {})
        before = kept.get(bibliography_key, ("", {}))
        answers = before[1] if before[0] == asked else {}
        now: dict[str, tuple[Entry, frozenset[str], bool]] = {}
        found: list[tuple[str, Entry]] = []
        for entry in super().get_entries(listing.bibfiles):
            key = listing.keyprefix + entry.key
            cited = frozenset(places.get(key, ()))
            known = answers.get(entry.key)
            if known is None or known[0] is not entry or known[1] != cited:
                # It has no types.
                visitor = _FilterVisitor(  # type: ignore[no-untyped-call]
                    entry=entry, docname=bibliography_key.docname, cited_docnames=cited
                )
                try:
                    success = bool(visitor.visit(listing.filter_))
                except ValueError:
                    # The original says what is wrong with the filter, each time, and what it does then.
                    found += self._of_original(bibliography_key, entry)
                    continue
                known = entry, cited, success
            now[entry.key] = known
            if known[2] or entry.key in listing.keys:
                found.append((key, entry))
        kept[bibliography_key] = asked, now
        return found

    def _of_original(self, bibliography_key: Any, entry: Entry) -> list[tuple[str, Entry]]:
        # What the original asks for.
        self.get_entries = lambda bibfiles: [entry]  # type: ignore[method-assign]
        try:
            return list(super().get_filtered_entries(bibliography_key))
        finally:
            del self.get_entries

    def get_all_cited_keys(self, docnames: list[str]) -> Iterable[str]:
        """Return the keys of all citations in the order of the pages; worked out once for all lists."""
        if self._cited is None or self._cited[0] is not docnames:
            # The original has no types.
            self._cited = docnames, list(super().get_all_cited_keys(docnames))  # type: ignore[no-untyped-call]
        return self._cited[1]

    def clear_doc(self, docname: str) -> None:
        """Forget what a page has said."""
        self._listed = None
        super().clear_doc(docname)

    def env_updated(self) -> Iterable[str]:
        """Work out the lists, when all pages are read."""
        self._citations_by_key = None
        kept = self.data.setdefault("chosen", {})
        for gone in kept.keys() - self.bibliographies.keys():
            del kept[gone]
        changed = super().env_updated()
        # A filter that cannot be understood is told of whenever it is asked for.
        self._listed = self._cited = None
        self._citations_by_key, self._printed = {}, {}
        for number, citation in enumerate(self.citations):
            self._citations_by_key.setdefault(citation.key, []).append((number, citation))
        return changed

    def resolve_xref(self, env: Any, fromdocname: str, builder: Any, typ: str, target: str, *more: Any) -> Any:
        """Return what is printed for a citation."""
        if self._citations_by_key is None:
            return super().resolve_xref(env, fromdocname, builder, typ, target, *more)
        keys = {wanted.key for wanted in parse_citation_targets(target)}
        found = [place for key in keys for place in self._citations_by_key.get(key, ())]
        which = builder, typ, target
        if known := self._printed.get(which):
            return _led(known, builder, fromdocname)
        # In the order of the lists, as the original meets them.
        self._few_citations = [citation for _, citation in sorted(found, key=lambda place: place[0])]
        try:
            printed = super().resolve_xref(env, fromdocname, builder, typ, target, *more)
        finally:
            self._few_citations = None
        # Where a source stands in several lists, it depends on the page which one is meant.
        if len(found) == len(keys):
            places = [(each.bibliography_key.docname, each.citation_id) for _, each in found]
            if (kept := _to_keep(printed, places, builder, fromdocname)) is not None:
                self._printed[which] = kept
        return printed


def _link(builder: Any, page: str, place: tuple[str, str]) -> dict[str, str]:
    """Return the attributes of a link from ``page`` to ``place``, a page and an anchor, as Sphinx sets them."""
    if page == place[0]:
        return {"refid": place[1]}
    return {"refuri": f"{builder.get_relative_uri(page, place[0])}#{place[1]}"}


def _to_keep(printed: Any, places: list[tuple[str, str]], builder: Any, page: str) -> _Kept | None:
    """Return a copy of what was ``printed`` on ``page``, with where its links lead, if all of them lead to ``places``.

    Other formats than HTML have no such links.
    """
    links = [(_link(builder, page, place), place) for place in places]
    led = [
        next((place for link, place in links if link.items() <= node.attributes.items()), None)
        for node in printed.findall(nodes.reference)
    ]
    where = [place for place in led if place]
    # One that is in no such list has no link, and is told of on each page.
    return (printed.deepcopy(), where) if set(where) == set(places) and len(where) == len(led) else None


def _led(kept: _Kept, builder: Any, page: str) -> nodes.Element:
    """Return a copy of what is ``kept``, with links that begin at ``page``."""
    copy = kept[0].deepcopy()
    for node, place in zip(copy.findall(nodes.reference), kept[1], strict=True):
        for name in ("refid", "refuri"):
            node.attributes.pop(name, None)
        node.attributes.update(_link(builder, page, place))
    return copy


_list_sources = BibliographyTransform.run


def _list_few(self: Any, **options: Any) -> None:
    """Print the sources of a page; the original goes through all citations of the site for each, to find its own."""
    domain = self.env.get_domain("cite")
    listing = list(self.document.findall(bibliography_node))
    if not listing or not isinstance(domain, IndexedDomain):
        _list_sources(self, **options)
        return
    pages = {node["docname"] for node in listing}
    domain._few_references = [reference for reference in domain.citation_refs if reference.docname in pages]
    try:
        _list_sources(self, **options)
    finally:
        domain._few_references = None


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the domain in the place of the original."""
    # The original asks for this one at every citation, and to find it among all installed packages takes longer than
    # to print the citation. A registered one is found at once.
    register_plugin("pybtex.backends", "plaintext", find_plugin("pybtex.backends", "plaintext"), force=True)
    # It stops a project that has no bibliography, so it is loaded for one that asks.
    if named(app, __name__):
        app.setup_extension("sphinxcontrib.bibtex")
    if "sphinxcontrib.bibtex" in app.extensions:
        app.add_domain(IndexedDomain, override=True)
        setattr(BibliographyTransform, "run", _list_few)  # noqa: B010 -- types know no methods that change
    return metadata(app, __name__)
