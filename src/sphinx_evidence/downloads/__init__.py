"""A list of files to take away, each with its size, and none that this build does not have.

An editor writes the directive ``download-list`` with a line per file: its name, a colon, what it is. A file is made by
another extension beside the pages, which tells its text when it is asked (event ``site-file``), or it was made by an
earlier command and lies in the folder ``downloads_folder``; from there it is copied beside the pages.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence import building
from sphinx_evidence.interface import add_catalog
from sphinx_evidence.named import metadata
from sphinx_evidence.options import Option, declare

from . import files, listing

OPTIONS: list[Option] = [
    ("downloads_folder", "", "", (str,), "Folder of files that earlier commands have made, from conf.py's folder."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, the event and the copying."""
    building.setup(app)
    declare(app, OPTIONS)
    add_catalog(app)
    # Emitted with the name of a file; the first extension that makes such a file beside the pages returns its text.
    app.add_event(files.EVENT)
    listing.setup(app)
    app.connect("env-get-outdated", files.note_changes)
    app.connect("env-updated", files.pages_to_rewrite)
    app.connect("build-finished", files.copy)
    return metadata(app, __name__, 3)
