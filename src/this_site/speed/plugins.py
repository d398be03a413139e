"""What is installed, looked up once in a build.

For each style and each kind of name, pybtex and sphinxcontrib-bibtex read the lists of all packages that are installed,
a dozen times a build: a tenth of what a build takes before it reads a page.
"""

from __future__ import annotations

import functools
import importlib.metadata
from typing import Any

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata


@functools.cache
def _installed() -> Any:
    return importlib.metadata.entry_points()


def _entry_points(**wanted: str) -> Any:
    return _installed().select(**wanted)


def setup(app: Sphinx) -> dict[str, Any]:
    """Let both look into one list; it is read anew for each build."""
    _installed.cache_clear()
    for module in (pybtex.plugin, sphinxcontrib.bibtex.plugin):
        module.__dict__["entry_points"] = _entry_points
    return metadata(app, __name__)
