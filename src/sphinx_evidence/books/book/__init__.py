"""The site printed as a book: ``-b book`` writes one accessible PDF (PDF/UA-1) without LaTeX and without a browser.

Modules: ``builder`` walks through the toctree, ``chapters`` turns a page into a chapter, ``addresses`` knows where
things are, ``frame`` puts title page, contents and index around the chapters. ``press``, beside this room, prints.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.osutil import make_filename_from_project

from sphinx_evidence import building
from sphinx_evidence.named import metadata
from sphinx_evidence.options import Option, declare

from .builder import BookBuilder


def _basename(config: Config) -> str:
    """The project's name, as a file's."""
    return make_filename_from_project(config.project)


OPTIONS: list[Option] = [
    (
        "books_press",
        "sphinx_evidence.books.press",
        "",
        (str,),
        "Module that prints the books; it has the functions of the default one.",
    ),
    ("book_basename", _basename, "", (str,), "Name of the file, without its end."),
    ("book_paper", "A4", "", (str,), "Paper of the book: `A4`, or `letter` as in North America."),
    ("book_licence", "", "", (str,), "Licence, said on the title page."),
    ("book_note", "", "", (str,), "On the title page: what a reader has to know before all else."),
    ("book_foot", "", "", (str,), "At the foot of every page: all that someone may have at hand."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and what conf.py may say of the book."""
    building.setup(app)
    declare(app, OPTIONS)
    # Emitted with the chapters when all pages are translated, before they are printed.
    app.add_event("book-printing")
    app.add_builder(BookBuilder)
    return metadata(app, __name__)
