"""Print HTML as an accessible PDF (PDF/UA-1) with WeasyPrint: what the book and the leaflet share."""

from __future__ import annotations

import contextlib
import ctypes.util
import gc
import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import Element

from sphinx_evidence.books.press import PANGO, PrintError, complain

from .part import Part, parse
from .second import Second, SecondFailed

__all__ = ["PrintError", "Second", "helper", "missing", "parse", "write"]

#: From how many pages on a second process takes less time than starting it.
WORTH_A_PROCESS = 20


class _Complaints(logging.Handler):
    """Passes what WeasyPrint complains of on to Sphinx, where it stops the build."""

    def emit(self, record: logging.LogRecord) -> None:
        """Warn."""
        complain(record.getMessage())


def listen(handler: logging.Handler) -> None:
    """Let ``handler`` hear WeasyPrint's complaints, and nothing of its progress or that of the fonts' tools."""
    weasyprint = logging.getLogger("weasyprint")
    weasyprint.handlers = [handler]
    weasyprint.propagate = False
    for chatty in ("weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def missing() -> str:
    """Return one line that says what has to be installed before anything can be printed, or nothing."""
    listen(_Complaints(logging.WARNING))
    try:
        with _by_file_name():
            importlib.import_module("weasyprint")
    except OSError:
        return PANGO
    return ""


@contextlib.contextmanager
def _by_file_name() -> Iterator[None]:
    """Let libraries be found by the names of their files, on Linux.

    WeasyPrint tries the names that they have elsewhere before, and for each of these Python asks a compiler, if there
    is one: 0.2 seconds.
    """
    found = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = found


@contextlib.contextmanager
def helper(pages: int) -> Iterator[Second | None]:
    """Yield a second process for a book of so many pages, if that is worth it; it ends with the printing.

    While pages are put into HTML here, it loads what printing needs.
    """
    second = Second() if pages >= WORTH_A_PROCESS and os.cpu_count() != 1 else None
    try:
        yield second
    finally:
        if second is not None:
            second.close()


def write(
    parts: Sequence[Element],
    target: Path,
    stylesheet: Path,
    second: Second | None = None,
    meanwhile: Callable[[], Any] = bool,
) -> int:
    """Print ``parts``, one after the other, into the file ``target``, whole or not at all.

    A part is HTML, see ``parse``; its addresses are relative to the folder of ``target``.
    Each part begins on a new page. Return the number of pages. The same text gives
    the same bytes, whether or not there is a ``second`` process to print the last part. ``meanwhile`` is called once,
    when that has begun. Raise PrintError where the file
    cannot be written. Ask ``missing`` first.
    """
    # Printing makes a great many small objects and keeps them to its end; looking for garbage among them finds none.
    gc.disable()
    try:
        with TemporaryDirectory(prefix="book-", ignore_cleanup_errors=True) as fonts:
            return _print(list(parts), target, stylesheet, Path(fonts), second, meanwhile)
    except (OSError, SecondFailed) as error:
        raise PrintError(f"{target} could not be written: {getattr(error, 'strerror', None) or error}") from error
    finally:
        # Those that are left end with the program; to look through them all would take half a second.
        gc.freeze()
        gc.enable()
        _unfinished(target).unlink(missing_ok=True)


def _unfinished(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _print(
    parts: list[Element],
    target: Path,
    stylesheet: Path,
    fonts: Path,
    second: Second | None,
    meanwhile: Callable[[], Any],
) -> int:
    copies = [fonts / str(number) for number in range(len(parts))]
    for folder in copies:
        folder.mkdir()
    # The second process begins first: this one would keep it waiting.
    other = second if len(parts) > 1 else None
    if other is not None:
        other.ask("lay_out", parts.pop(), target.parent, stylesheet, copies[-1])
    meanwhile()
    here = [Part(html, target.parent, stylesheet, own) for html, own in zip(parts, copies, strict=False)]
    laid_out = [(part.length, part.places) for part in here]
    if other is not None:
        laid_out.append(_answer(other))

    places: dict[str, int] = {}
    firsts, first = [], 1
    for length, own in laid_out:
        firsts.append(first)
        places |= {name: first - 1 + page for name, page in own.items() if name not in places}
        first += length
    if other is not None:
        other.ask("finish", firsts[-1], places)
    bookmarks = [part.finish(number, places) for part, number in zip(here, firsts, strict=False)]
    if other is not None:
        bookmarks.append(_answer(other))
    book = here[0].book()
    for part in here[1:]:
        book.add(part.piece(book.hook))
    if other is not None:
        other.ask("piece", book.hook)
        book.add(_answer(other))
    book.write(_unfinished(target), chain(*bookmarks))
    _unfinished(target).replace(target)
    return first - 1


def _answer(second: Second) -> Any:
    result, complaints = second.answer()
    for complaint in complaints:
        complain(complaint)
    return result
