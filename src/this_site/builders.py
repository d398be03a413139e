"""What Sphinx's other builders lack to build this site without a warning: texts, manuals, help files, one long page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata


def keep_written_pages(app: Sphinx, doctree: nodes.document) -> None:
    """Keep pages that Sphinx makes itself, as the index, out of what is joined to one document; menus still name them.

    Builders that join all pages to one look for each in the folder of the pages.
    """
    for toctree in doctree.findall(addnodes.toctree):
        toctree["includefiles"] = [name for name in toctree["includefiles"] if name in app.env.found_docs]


def keep_templates_with_their_theme(app: Sphinx) -> None:
    """Give a builder with a theme of its own that theme's templates: the site's change parts of its own theme."""
    builder: Any = app.builder
    theme = getattr(builder, "theme", None)
    if theme is None or theme.name == app.config.html_theme or builder.name == "epub":
        return
    theirs, app.config.templates_path = app.config.templates_path, []
    try:
        builder.create_template_bridge()
        builder.templates.init(builder, theme)
    finally:
        app.config.templates_path = theirs


def make_folder_of_styles(app: Sphinx) -> None:
    """Make the folder in which Furo writes the colours of code: Apple Help's lies in a bundle, and is made later."""
    if app.builder.name == "applehelp":
        Path(app.builder.outdir, "_static").mkdir(parents=True, exist_ok=True)


def lead_on_from_published_pages_alone(app: Sphinx) -> None:
    """Let only the site lead on from the old names of its pages: nobody has an address within a book."""
    if app.builder.name != "html":
        for listener in [*app.events.listeners["html-collect-pages"]]:
            if listener.handler.__module__ == "sphinx_reredirects":
                app.disconnect(listener.id)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect all four."""
    # After what is noted of toctrees was noted (priority 500).
    app.connect("doctree-read", keep_written_pages, priority=990)
    app.connect("builder-inited", keep_templates_with_their_theme)
    app.connect("builder-inited", make_folder_of_styles)
    app.connect("builder-inited", lead_on_from_published_pages_alone)
    return metadata(app, __name__)
