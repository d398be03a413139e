"""The HTML that browsers and screen readers get: what Sphinx, docutils and Furo write, mended where it is made.

``translator`` writes single elements otherwise; ``tables`` names tables and their cells; ``scripts``
chooses what a page loads. How a whole page is laid out stands in ``src/this_site/templates/page.html``.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from sphinx_evidence.named import metadata, named

from . import scripts, tables
from .translator import Mended


class Translator(Mended, HTML5Translator):
    """Sphinx's own translator with what we mend."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Use our translator for pages. Books have readers and rules of their own."""
    if named(app, __name__):
        for builder in ("html", "dirhtml", "translated"):
            app.set_translator(builder, Translator)
        tables.setup(app)
        # After extensions have added what single pages need.
        app.connect("html-page-context", scripts.choose, priority=900)
    return metadata(app, __name__)
