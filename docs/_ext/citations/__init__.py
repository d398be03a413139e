"""How sources are cited and listed, and when pages that cite them are built again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pybtex.plugin import find_plugin, register_plugin
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .style import SourcesStyle

# conf.py names it: bibtex_default_style = "sources".
register_plugin("pybtex.style.formatting", "sources", SourcesStyle)
# sphinxcontrib-bibtex asks for this one at every citation, and to find it among all installed
# packages takes longer than to print the citation. A registered one is found at once.
register_plugin("pybtex.backends", "plaintext", find_plugin("pybtex.backends", "plaintext"), force=True)


def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return every page when a bibliography file has changed.

    A key that is gone makes a warning only on pages that are read, and an author or a year
    that has changed shows in every label; Sphinx knows of neither.
    """
    digest = hashlib.sha256()
    for name in app.config.bibtex_bibfiles:
        path = Path(app.confdir, name)
        digest.update(path.read_bytes() if path.is_file() else b"")
    if getattr(env, "bibliography_digest", None) == digest.hexdigest():
        return []
    env.bibliography_digest = digest.hexdigest()
    return sorted(env.found_docs - added - removed)


def _pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that cite or list sources, when the labels of any have changed.

    A source cited for the first time can turn [Singh 2019] on another page into
    [Singh 2019a].
    """
    domain = env.get_domain("cite")
    now = [(c.citation_id, c.bibliography_key.docname, c.key, c.formatted_entry.label) for c in domain.citations]
    if getattr(env, "citation_labels", None) == now:
        return []
    env.citation_labels = now
    pages = {reference.docname for reference in domain.citation_refs}
    return sorted(pages | {key.docname for key in domain.bibliographies})


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the rules for building again."""
    app.connect("env-get-outdated", _outdated)
    # After sphinxcontrib-bibtex has worked out the labels (priority 500).
    app.connect("env-updated", _pages_to_rewrite, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
