"""The site printed as a book: ``-b book`` writes one accessible PDF (PDF/UA-1) without LaTeX and without a browser.

Modules: ``builder`` walks through the toctree, ``chapters`` turns a page into a chapter, ``addresses`` knows where
things are, ``frame`` puts title page, contents and index around the chapters. ``press``, beside this room, prints.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.util.osutil import make_filename_from_project

from sphinx_evidence import building

from .builder import BookBuilder


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and what conf.py may say of the book."""
    building.setup(app)
    if "books_press" not in app.config:
        app.add_config_value(
            "books_press",
            "sphinx_evidence.books.press",
            "",
            types=[str],
            description="Module that prints the books; it has the functions of the default one.",
        )
    app.add_config_value("book_basename", lambda config: make_filename_from_project(config.project), "", types=[str])
    app.add_config_value("book_licence", "", "", types=[str])
    # On the title page: what a reader has to know before all else, and what stands at the foot of every page too.
    app.add_config_value("book_note", "", "", types=[str])
    app.add_config_value("book_foot", "", "", types=[str])
    # Emitted with the chapters when all pages are translated, before they are printed.
    app.add_event("book-printing")
    app.add_builder(BookBuilder)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
