"""Pages are read in a few large portions.

Sphinx reads a site of 1,000 pages in 15 portions. For each it starts a process, which sends back all that is known of
the site by then, although only its own pages are taken from it: a seventh of the time that reading takes. Two portions
for each process are enough for none to wait long for another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import sphinx.builders
from sphinx.application import Sphinx
from sphinx.builders import Builder

from sphinx_evidence.named import metadata

PORTIONS = 2
_read = Builder._read_parallel


def portions(pages: Sequence[str], processes: int) -> list[Any]:
    """Return ``pages`` in so many portions for each of ``processes``."""
    size = max(1, math.ceil(len(pages) / (PORTIONS * processes)))
    return [pages[first : first + size] for first in range(0, len(pages), size)]


def _read_parallel(self: Builder, docnames: list[str], nproc: int) -> None:
    before = sphinx.builders.__dict__["make_chunks"]
    sphinx.builders.__dict__["make_chunks"] = portions
    try:
        _read(self, docnames, nproc)
    finally:
        sphinx.builders.__dict__["make_chunks"] = before


def setup(app: Sphinx) -> dict[str, Any]:
    """Read in portions; pages are written in those that Sphinx chooses, because they wait in memory."""
    setattr(Builder, "_read_parallel", _read_parallel)  # noqa: B010 -- types know no methods that change
    return metadata(app, __name__)
