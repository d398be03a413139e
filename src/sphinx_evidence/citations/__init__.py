"""How sources are cited and listed, and when pages that cite them are built again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from docutils import nodes
from pybtex.plugin import find_plugin, register_plugin
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .cited_in import PlacesCollector, PrintCitedIn, places_of
from .entries import check_entries
from .export import LinkFiles, SourcesFileRole, offer_files, write_files
from .kinds import check_kinds
from .readable import check_files
from .style import SourcesStyle, share_labels

# conf.py names it: bibtex_default_style = "sources".
register_plugin("pybtex.style.formatting", "sources", SourcesStyle)
# sphinxcontrib-bibtex asks for this one at every citation, and to find it among all installed
# packages takes longer than to print the citation. A registered one is found at once.
register_plugin("pybtex.backends", "plaintext", find_plugin("pybtex.backends", "plaintext"), force=True)


def _digest(app: Sphinx) -> str:
    """Return a digest of the bibliography files."""
    digest = hashlib.sha256()
    for name in app.config.bibtex_bibfiles:
        path = Path(app.confdir, name)
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def _forget_changed(app: Sphinx) -> None:
    """Have the bibliography files read again when they have changed, also where their time is the same as before."""
    if getattr(app.env, "bibliography_digest", None) != _digest(app):
        data = app.env.get_domain("cite").data
        data["bibdata"] = data["bibdata"]._replace(bibfiles={})


def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return every page when a bibliography file has changed.

    A key that is gone makes a warning only on pages that are read, and an author or a year
    that has changed shows in every label; Sphinx knows of neither.
    """
    digest = _digest(app)
    if getattr(env, "bibliography_digest", None) == digest:
        return []
    env.bibliography_digest = digest
    return sorted(env.found_docs - added - removed)


def _order_lists(app: Sphinx, env: BuildEnvironment) -> None:
    """Bring the lists of sources into the order of their pages' names.

    sphinxcontrib-bibtex cites several sources in the order of the lists that they stand in. It keeps the lists as they
    were read, so that a page that was read again, or by another process, would move its sources to the end.
    """
    lists = env.get_domain("cite").bibliographies
    ordered = sorted(lists.items(), key=lambda item: item[0].docname)
    lists.clear()
    lists.update(ordered)


def _name_sources(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the labels of sources that stand in several lists differ; sphinxcontrib-bibtex knows one list at a time."""
    domain = env.get_domain("cite")
    lists = list(domain.bibliographies) if len(domain.bibliographies) > 1 else []
    listed = {entry.key: entry for name in lists for _, entry in domain.get_filtered_entries(name)}
    share_labels(list(listed.values()))


def _pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that cite or list sources, when the labels of any, or the places that cite, have changed.

    A source cited for the first time can turn [Singh 2019] on another page into
    [Singh 2019a].
    """
    domain = env.get_domain("cite")
    pages: set[str] = set()
    now = [(c.citation_id, c.bibliography_key.docname, c.key, c.formatted_entry.label) for c in domain.citations]
    if getattr(env, "citation_labels", None) != now:
        env.citation_labels = now
        pages |= {reference.docname for reference in domain.citation_refs}
        pages |= {key.docname for key in domain.bibliographies}
    # A source tells who cites it, with the titles of pages and sections.
    cited = places_of(env)
    titles = {place[0]: env.titles[place[0]].astext() for listed in cited.values() for place in listed}
    if getattr(env, "cited_in_before", None) != (cited, titles):
        env.cited_in_before = cited, titles
        pages |= {key.docname for key in domain.bibliographies}
    return sorted(pages)


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the copy buttons only where sources are listed."""
    if doctree is not None and next(doctree.findall(nodes.citation), None) is not None:
        app.add_js_file("sources.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect what is printed under sources and the rules for building again."""
    app.setup_extension("sphinxcontrib.bibtex")
    # Before sphinxcontrib-bibtex reads the files as the builder is made.
    app.connect("config-inited", check_files)
    app.connect("config-inited", offer_files)
    # Before sphinxcontrib-bibtex compares their times (priority 500).
    app.connect("builder-inited", _forget_changed, priority=400)
    # After sphinxcontrib-bibtex has read the files (priority 500).
    app.connect("builder-inited", check_entries, priority=600)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-check-consistency", check_kinds)
    app.add_env_collector(PlacesCollector)
    app.add_post_transform(PrintCitedIn)
    app.add_role("sources-file", SourcesFileRole())
    app.add_post_transform(LinkFiles)
    app.connect("build-finished", write_files)
    app.connect("html-page-context", _add_script)
    app.connect(
        "builder-inited",
        lambda app: app.config.html_static_path.append(str(Path(__file__).parent / "static")),
    )
    # Before sphinxcontrib-bibtex works out the labels (priority 500).
    app.connect("env-updated", _order_lists, priority=300)
    app.connect("env-updated", _name_sources, priority=400)
    # After sphinxcontrib-bibtex has worked out the labels (priority 500).
    app.connect("env-updated", _pages_to_rewrite, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
