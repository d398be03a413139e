"""One sheet to hand over: parts of the pages, printed beside the book as ``leaflet.pdf``.

An editor wraps what belongs on the sheet in the directive ``leaflet``, where it stands on its page. ``leaflet_parts``
in conf.py says in what order the parts come. So the sheet says what the pages say. Modules: ``parts`` has the
directive, ``sheet`` gathers the parts and prints.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from . import parts, sheet


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its node and the printing."""
    app.add_config_value("leaflet_parts", [], "env", types=[list])
    app.add_config_value("leaflet_foot", "", "", types=[str])
    parts.setup(app)
    app.connect("config-inited", sheet.offer)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
