"""Lists with boxes to tick: on screen, with a pen, and as one sheet, a PDF whose boxes can be ticked as well.

An editor writes ``- [ ] words`` (MyST's ``tasklist``). On a page each such item has a box and its words as the label of
it; in books the box is drawn. ``checklist_sheets`` names pages that are also printed beside the book, one sheet each,
under the last part of their name: of a page its title and each section that has boxes. Modules: ``boxes`` prints the
items, ``sheet`` makes the sheets.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from . import boxes, sheet


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the boxes and the printing."""
    app.add_config_value(
        "checklist_sheets", [], "env", types=[list], description="Pages that are printed as one sheet with boxes, too."
    )
    app.add_config_value("checklist_foot", "", "", types=[str], description="Said at the foot of each sheet.")
    boxes.setup(app)
    app.connect("config-inited", sheet.offer)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
