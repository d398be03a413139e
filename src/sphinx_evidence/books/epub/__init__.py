"""The site as an EPUB: a book file that phones and e-readers open, and that a screen reader can read.

Takes the place of Sphinx's builder of the same name where conf.py names this extension, so ``sphinx-build -b epub``
writes it. Modules: ``builder`` changes what Sphinx does, ``cover`` draws the cover, ``container`` writes
the file. ``theme`` has the pages' frame and their look, ``package`` the lists of what is in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from .builder import THEME, TidyEpubBuilder
from .cover import COVER


def _name_cover(app: Sphinx, config: Config) -> None:
    """Use the cover that is drawn, unless conf.py names another."""
    if not config.epub_cover:
        config.epub_cover = (COVER, "epub-cover.html")


OPTIONS: list[Option] = [
    (
        "epub_accessibility",
        {},
        "",
        (dict,),
        "What the book says of its accessibility, in schema.org's words.",
    ),
    ("epub_subtitle", "", "", (str,), "Second line of the cover and of the title."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the builder, its theme and its settings in place."""
    declare(app, OPTIONS, values={"epub_accessibility": (list, tuple)})
    if named(app, __name__):
        _replace(app)
    return metadata(app, __name__)


def _replace(app: Sphinx) -> None:
    app.add_html_theme(THEME, str(Path(__file__).parent / "theme"))
    app.add_builder(TidyEpubBuilder, override=True)
    app.connect("config-inited", _name_cover)
