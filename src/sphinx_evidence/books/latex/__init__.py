"""The site as one LaTeX document, for who prints with TeX: ``make latex`` and ``make latexpdf``.

Takes the place of Sphinx's builder of the same name where conf.py names this extension. Modules: ``builder`` puts the
pages together, ``tables`` makes tables fit and break, ``words`` parts words that no line can hold, ``captions`` keeps
links out of the list of figures; ``handbook.sty`` is the look.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence.named import metadata, named

from . import captions
from .builder import BookLaTeXBuilder
from .tables import FitTables
from .words import BreakWords

STYLE = Path(__file__).parent / "handbook.sty"


def _use_style(app: Sphinx, config: Config) -> None:
    """Send the look along with the document."""
    config.latex_additional_files = [*config.latex_additional_files, str(STYLE)]
    elements = config.latex_elements
    elements["preamble"] = f"{elements.get('preamble', '')}\n\\usepackage{{{STYLE.stem}}}\n"


def setup(app: Sphinx) -> dict[str, Any]:
    """Put the builder and the look in place."""
    if named(app, __name__):
        app.add_builder(BookLaTeXBuilder, override=True)
        app.add_post_transform(BreakWords)
        app.add_post_transform(FitTables)
        captions.setup(app)
        app.connect("config-inited", _use_style)
    return metadata(app, __name__)
