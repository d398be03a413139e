"""What has to be done before Sphinx begins: conf.py calls it in its first lines."""

from __future__ import annotations

import atexit
import gc
import os
import warnings

from sphinx_evidence import source_date

from .messages import stop


def start() -> None:
    """Tell what stops a build in one line, mend an empty SOURCE_DATE_EPOCH, and look for garbage less often."""
    # Also where it is sphinx-build that was called.
    stop.install()
    # Before Sphinx takes what it says for a number: it may be empty.
    source_date.tidy()
    # What libraries will have to change is for those who write programs; "error" would stop a build over it.
    if os.environ.pop("PYTHONWARNINGS", ""):
        warnings.simplefilter("ignore")
    # A build makes a great many small objects, and keeps them to its end or gives them up by itself (speed/done_trees).
    # Looking for garbage among them again and again takes a twentieth of its time and finds next to none.
    gc.set_threshold(2_000_000)
    # At its end Python would go through all that is known of the site once more, only to end then.
    atexit.register(gc.freeze)
