"""A build after the first one gives the same bytes as a first one would.

Sphinx reads a page again when its file is newer than the last reading, and writes a page again when it was read. So it
misses a change that keeps an older time, the title in the side bars of other pages, the name of a heading that another
page links to, a link to a term that is gone, a style sheet or script that has changed, pictures that no page shows any
more, and what a mistake leaves behind that is mended on another page. Modules: ``read`` compares contents instead of
times, ``lost_links`` and ``twins`` know the pages that wait for another one, ``write`` knows what pages take from each
other, ``pictures`` names and removes pictures, ``kept`` what earlier builds have read and written.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

from . import kept, lost_links, pictures, read, twins, write


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect what decides which pages are read and written again."""
    app.add_domain(kept.Builds)
    app.add_domain(lost_links.LostLinks)
    app.add_domain(twins.Twins)
    app.connect("env-get-outdated", read.outdated)
    app.connect("env-get-outdated", lost_links.outdated)
    app.connect("env-get-outdated", twins.outdated)
    app.connect("env-before-read-docs", twins.add_before_reading, priority=400)
    app.connect("env-before-read-docs", read.forget_before_reading)
    app.connect("env-updated", read.note_new_files)
    app.connect("env-updated", pictures.name_alike)
    app.connect("env-updated", pictures.remove_unused)
    # After all that works out titles, numbers and labels.
    app.connect("env-updated", write.pages_to_rewrite, priority=950)
    return metadata(app, __name__, 1)
