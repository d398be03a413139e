"""Keeps the compiled templates of the pages from one build to the next.

Jinja compiles a template each time that a program starts; after a page was saved, that was a seventh of the build. And
it asks the disk for each page, and each part of it, whether the template has changed since the page before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

FOLDER = "templates"


def keep(app: Sphinx) -> None:
    """Give the builder's templates a cache, which knows by their text when they have changed."""
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if environment is not None:
        folder = Path(app.doctreedir, FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
        # Each build has an environment of its own, which reads every template once.
        environment.auto_reload = False


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the cache, when the builder has its templates."""
    app.connect("builder-inited", keep)
    return metadata(app, __name__)
