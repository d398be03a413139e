"""Everything that is made of the pages to take away: book, leaflet, lists to tick, e-book, LaTeX.

Each is a room of its own; ``sphinx_evidence.books`` in ``extensions`` means all of them.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

#: The rooms, each an extension by itself.
ROOMS = ("book", "leaflet", "checklist", "epub", "latex")


def setup(app: Sphinx) -> dict[str, Any]:
    """Load all rooms."""
    for room in ROOMS:
        app.setup_extension(f"{__name__}.{room}")
    return metadata(app, __name__)
