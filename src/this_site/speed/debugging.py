"""Messages for debugging are made only when someone wants to see them.

For each event Sphinx writes out all that it is about: the source of a page, its whole tree, or everything that its
template is given. When pages are read and written in other processes, all of these messages are also kept, sent to the
first one and thrown away there. That was a twentieth of a build, and a tenth of its memory.
"""

from __future__ import annotations

import logging
from typing import Any

import sphinx.events
from sphinx.application import Sphinx
from sphinx.util.logging import NAMESPACE, VERBOSITY_MAP

from sphinx_evidence.named import metadata


def _unsaid(arguments: object) -> str:
    """Return nothing, for a message that nobody sees."""
    return ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Keep messages that are not asked for from being made; ``sphinx-build -vv`` asks for all."""
    # Sphinx lets everything pass at the beginning of each build, and looks at the end of the way what is wanted.
    least = VERBOSITY_MAP[app.verbosity]
    logging.getLogger(NAMESPACE).setLevel(least)
    # The event's own words are put together before anyone asks whether they are wanted.
    sphinx.events.__dict__["repr"] = repr if least <= logging.DEBUG else _unsaid
    return metadata(app, __name__)
