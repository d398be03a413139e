"""What is kept from one build to the next that is of no single page."""

from __future__ import annotations

from typing import Any, ClassVar

from sphinx.environment import BuildEnvironment

from sphinx_evidence.kept import Kept


class Builds(Kept):
    """Keeps what earlier builds have read and written; the main process alone writes here."""

    name = "builds"
    label = "Builds"
    by_page = ()
    initial_data: ClassVar[dict[str, Any]] = {
        # A digest of each file that pages are made from, by its path, as it was when it was last read.
        "digests": {},
        # By the builder's name: pictures and downloads beside the pages; what pages take from each other, as a digest.
        "copied": {},
        "shared": {},
    }


def builds(env: BuildEnvironment) -> dict[str, Any]:
    """Return what is kept."""
    return env.get_domain("builds").data
