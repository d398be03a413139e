"""Pages are read and written in a few large portions.

Sphinx reads a site of 1,000 pages in 15 portions, and writes one of 100 in four. For each it starts a process, which
begins with a copy of all that the first one has in its memory, and when it has read, sends back all that is known of
the site by then, although only its own pages are taken from it. That was a seventh of the time that 1,000 pages take,
and a twelfth with 100 pages. One portion for each process is enough to read, if none is heavier than the others.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sphinx.builders
from sphinx.application import Sphinx
from sphinx.builders import Builder

from sphinx_evidence.named import metadata

#: A process for fewer pages costs about as much as to write them, and more portions than these save no memory.
LEAST, MOST = 50, 8
#: What a page weighs without its text, in bytes.
EACH = 1000
_read, _write = Builder._read_parallel, Builder._write_parallel


def to_read(pages: Sequence[str], processes: int, weight: Callable[[str], int]) -> list[Any]:
    """Return ``pages``, in their order, in one portion for each of ``processes``, each about as heavy."""
    weights = [weight(page) for page in pages]
    portions: list[list[str]] = []
    whole, so_far = sum(weights), 0
    for page, heavy in zip(pages, weights, strict=True):
        # To the portion in which the middle of the page lies.
        if so_far + heavy / 2 >= whole * len(portions) / processes or not portions:
            portions.append([])
        portions[-1].append(page)
        so_far += heavy
    return portions


def to_write(pages: Sequence[str], processes: int) -> list[Any]:
    """Return ``pages`` in portions that are alike: not all in one, because they wait in memory until it is whole."""
    number = max(1, min(len(pages) // LEAST, MOST))
    size = math.ceil(len(pages) / number) or 1
    return [pages[first : first + size] for first in range(0, len(pages), size)]


@contextlib.contextmanager
def _chunks(make: Callable[[Sequence[str], int], list[Any]]) -> Iterator[None]:
    """Let Sphinx ask ``make`` for portions."""
    module = sphinx.builders.__dict__
    before = module["make_chunks"]
    module["make_chunks"] = make
    try:
        yield
    finally:
        module["make_chunks"] = before


def _read_parallel(self: Builder, docnames: list[str], nproc: int) -> None:
    def weight(docname: str) -> int:
        try:
            return EACH + self.env.doc2path(docname).stat().st_size
        except OSError:
            return EACH  # told by whoever reads it

    with _chunks(lambda pages, processes: to_read(pages, processes, weight)):
        _read(self, docnames, nproc)


def _write_parallel(self: Builder, docnames: Sequence[str], nproc: int) -> None:
    with _chunks(to_write):
        _write(self, docnames, nproc)


def setup(app: Sphinx) -> dict[str, Any]:
    """Read and write in portions."""
    setattr(Builder, "_read_parallel", _read_parallel)  # noqa: B010 -- types know no methods that change
    setattr(Builder, "_write_parallel", _write_parallel)  # noqa: B010
    return metadata(app, __name__)
