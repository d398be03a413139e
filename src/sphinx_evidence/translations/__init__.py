"""Some pages of a site in other languages, beside the originals, made by the same build.

``translations`` in conf.py says which: ``{"es": ["index", "guide/help"]}``. The sentences stand in catalogues
(``translations_folder``), as Sphinx and sphinx-intl know them. After the originals are written, Sphinx runs once
more, with what it has read of all pages and ``language = "es"``; it reads and writes those pages alone, into the
folder ``es`` of the same site. A link to any other page leads to the original and says so. A sentence that no
catalogue has, or whose original has changed since, stands in the original's language and is marked as such.

Modules: ``settings`` knows which pages, ``run`` runs Sphinx again, ``builder`` writes, ``marks`` marks what is not
translated, ``languages`` tells which languages a page has, ``messages`` finds what is to be translated and Sphinx
does not see, ``check`` compares each translation with its original (``python -m sphinx_evidence.translations``).
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.interface import add_catalog
from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import builder, languages, marks, messages, run, settings

OPTIONS: list[Option] = [
    ("translations", {}, "html", (dict,), "Languages and, for each, the names of the pages that it has."),
    ("translations_folder", "locale", "html", (str,), "Folder of the catalogues, from conf.py's folder."),
    (
        "translations_build",
        True,
        "html",
        (bool,),
        "Write the translated pages; off, no page leads to them (for a quick look).",
    ),
    (
        "translations_fields",
        ["description"],
        "env",
        (list, tuple),
        "Fields of front matter that are sentences, so translators get them too.",
    ),
    (
        "translations_settings",
        ["html_title", "project"],
        "",
        (list, tuple),
        "Settings that readers see; the catalogue called sphinx has their words.",
    ),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the options and the builder; connect what a project that names this extension asks for."""
    declare(app, OPTIONS, values={"translations": (list, tuple)})
    add_catalog(app)
    app.add_builder(builder.TranslatedBuilder)
    marks.register(app)
    if named(app, __name__):
        app.connect("config-inited", settings.check)
        messages.setup(app)
        builder.connect(app)
        marks.connect(app)
        languages.connect(app)
        run.connect(app)
    return metadata(app, __name__, 1)
