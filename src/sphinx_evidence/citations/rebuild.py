"""When pages that cite or list sources are built again, so that a later build equals a first one."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .domain import bibtex_domain, sources_domain
from .sources import digest
from .style import share_labels


def connect(app: Sphinx) -> None:
    """Connect all rules."""
    app.connect("env-get-outdated", outdated)
    # Before sphinxcontrib-bibtex works out the labels (priority 500).
    app.connect("env-updated", order_lists, priority=300)
    # After it has.
    app.connect("env-updated", pages_to_rewrite, priority=900)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return every page when a bibliography file has changed.

    A key that is gone makes a warning only on pages that are read, and an author or a year
    that has changed shows in every label; Sphinx knows of neither.
    """
    now, data = digest(app), sources_domain(env).data
    if data["pages read with"] == now:
        return []
    data["pages read with"] = now
    return sorted(env.found_docs - added - removed)


def order_lists(app: Sphinx, env: BuildEnvironment) -> None:
    """Bring the lists of sources into the order of their pages' names.

    sphinxcontrib-bibtex cites several sources in the order of the lists that they stand in. It keeps the lists as they
    were read, so that a page that was read again, or by another process, would move its sources to the end.
    """
    bibtex = bibtex_domain(env)
    if bibtex is not None:
        ordered = sorted(bibtex.bibliographies.items(), key=lambda item: item[0].docname)
        bibtex.bibliographies.clear()
        bibtex.bibliographies.update(ordered)


def name_sources(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the labels of sources that stand in several lists differ; sphinxcontrib-bibtex knows one list at a time."""
    bibtex = bibtex_domain(env)
    if bibtex is None:
        return
    lists = list(bibtex.bibliographies) if len(bibtex.bibliographies) > 1 else []
    listed = {entry.key: entry for name in lists for _, entry in bibtex.get_filtered_entries(name)}
    share_labels(list(bibtex.bibdata.data.entries.values()), list(listed.values()))


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that cite or list sources, when the labels of any, or the places that cite, have changed.

    A source cited for the first time can turn [Singh 2019] on another page into
    [Singh 2019a].
    """
    bibtex, domain = bibtex_domain(env), sources_domain(env)
    if bibtex is None:
        return []
    pages: set[str] = set()
    now = [(c.citation_id, c.bibliography_key.docname, c.key, c.formatted_entry.label) for c in bibtex.citations]
    if domain.data["labels"] != now:
        domain.data["labels"] = now
        pages |= {reference.docname for reference in bibtex.citation_refs}
        pages |= {key.docname for key in bibtex.bibliographies}
    # A source tells who cites it, with the titles of pages and sections.
    cited = domain.places_of()
    titles = {place[0]: env.titles[place[0]].astext() for listed in cited.values() for place in listed}
    if domain.data["cited"] != (cited, titles):
        domain.data["cited"] = cited, titles
        pages |= {key.docname for key in bibtex.bibliographies}
    return sorted(pages)
