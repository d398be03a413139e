"""Lists with boxes to tick: on screen, with a pen, and as one sheet, a PDF whose boxes can be ticked as well.

An editor writes ``- [ ] words`` (MyST's ``tasklist``). On a page each such item has a box and its words as the label of
it; in books the box is drawn. ``checklist_sheets`` names pages that are also printed beside the book, one sheet each,
under the last part of their name: of a page its title and each section that has boxes. Modules: ``boxes`` prints the
items, ``sheet`` makes the sheets.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import boxes, sheet

OPTIONS: list[Option] = [
    ("checklist_sheets", [], "env", (list,), "Pages that are printed as one sheet with boxes, too."),
    ("checklist_foot", "", "", (str,), "Said at the foot of each sheet."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the boxes and the printing."""
    declare(app, OPTIONS)
    boxes.setup(app)
    if named(app, __name__):
        app.add_transform(boxes.MakeBoxes)
    app.connect("config-inited", sheet.offer)
    return metadata(app, __name__, 1)
