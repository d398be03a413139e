"""One sheet to hand over: parts of the pages, printed beside the book as ``leaflet.pdf``.

An editor wraps what belongs on the sheet in the directive ``leaflet``, where it stands on its page. ``leaflet_parts``
in conf.py says in what order the parts come. So the sheet says what the pages say. Modules: ``parts`` has the
directive, ``sheet`` gathers the parts and prints.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata
from sphinx_evidence.options import Option, declare

from . import parts, sheet

OPTIONS: list[Option] = [
    ("leaflet_parts", [], "env", (list,), "Names of the parts, in their order on the sheet."),
    ("leaflet_foot", "", "", (str,), "Said at the foot of the sheet."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its node and the printing."""
    declare(app, OPTIONS)
    parts.setup(app)
    app.connect("config-inited", sheet.offer)
    return metadata(app, __name__, 1)
