"""Sphinx's own index of words, ``searchindex.js``, left out where a project says so."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

#: How Sphinx's builder reads the last index, adds a page to the new one, and writes it.
_STEPS = ("load_indexer", "index_page", "dump_search_index")


def leave_out(app: Sphinx) -> None:
    """Let the builder make no index, and remove that of an earlier build, which nobody would bring up to date.

    The index itself stays, empty: Sphinx asks it for the stemmer and the stop words, which our search uses. Whoever has
    the pages written for a program (``json``, ``pickle``) gets the index with them.
    """
    builder = app.builder
    if app.config.site_search_keep_sphinx_index or not isinstance(builder, StandaloneHTMLBuilder):
        return
    if isinstance(builder, SerializingHTMLBuilder):
        return
    for step in _STEPS:
        setattr(builder, step, _nothing)
    (app.outdir / builder.searchindex_filename).unlink(missing_ok=True)


def _nothing(*_arguments: Any) -> None:
    """Stand in for each of the steps."""
