"""What only this site needs: its layout, its policy, its speed, and patches of others' code, each with its reason.

``this_site`` in ``extensions`` means all of it; each part is an extension by itself, too.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

#: The parts. Those that are quicker than what they stand for come first, so that the others find them in place.
PARTS = (
    "speed.indexed_citations",
    "speed.plugins",
    "speed.chunks",
    "speed.done_trees",
    "speed.trees",
    "speed.visits",
    "speed.texts",
    "speed.debugging",
    "speed.front_matter",
    "speed.titles",
    "speed.quotes",
    "speed.settings",
    "speed.compiled_templates",
    "speed.asked_again",
    "speed.sidebar",
    "messages",
    "builders",
    "rebuild",
    "html.markup",
    "html.policy",
    "html.sheet",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Load all parts."""
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return metadata(app, __name__)
