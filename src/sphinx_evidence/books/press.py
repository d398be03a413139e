"""Prints HTML as an accessible PDF (PDF/UA-1) by WeasyPrint's public interface.

``books_press`` in conf.py may name another module that offers the same four functions: ``missing``, ``parse``,
``helper`` and ``write``.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, cast
from xml.etree.ElementTree import Element, tostring

from sphinx.config import Config
from sphinx.errors import ConfigError, SphinxError
from sphinx.util import logging as sphinx_logging

from sphinx_evidence.codes import Code

logger = sphinx_logging.getLogger(__name__)

MISSING = 'books need WeasyPrint: pip install "sphinx-evidence[books]"'
PANGO = (
    "WeasyPrint cannot find Pango, which lays out text; install it. Debian: apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0. Fedora: dnf install pango. macOS: brew install pango. Windows: "
    "install MSYS2, then pacman -S mingw-w64-x86_64-pango."
)
#: In a stylesheet of the books, the room that a press fills with the number of a page: the page's own in a margin,
#: elsewhere that of the page to which the link leads.
ROOM = "000"


class PrintError(SphinxError):
    """What was printed could not be written to the disk."""

    category = "Printing failed"


class Press(Protocol):
    """What a module that prints offers."""

    def missing(self) -> str:
        """Return one line that says what has to be installed before anything can be printed, or nothing."""

    def parse(self, html: str) -> Element:
        """Return ``html`` as a tree to which chapters can be added."""

    def helper(self, pages: int) -> contextlib.AbstractContextManager[Any]:
        """Return what helps to print a book of so many source pages, to be handed to ``write``."""

    def write(
        self,
        parts: Sequence[Element],
        target: Path,
        stylesheet: Path,
        helper: Any = None,
        meanwhile: Callable[[], Any] = bool,
    ) -> int:
        """Print ``parts``, one after the other, into the file ``target``; return the number of pages."""


def press_of(config: Config) -> Press:
    """Return the press that ``books_press`` names. Raises ``ConfigError`` where there is no such module."""
    try:
        return cast(Press, importlib.import_module(config.books_press))
    except ImportError as error:
        raise ConfigError(
            f"books_press in conf.py names {config.books_press!r}, which cannot be had: {error}"
        ) from None


def missing() -> str:
    """Return one line that says what has to be installed before anything can be printed, or nothing."""
    try:
        importlib.import_module("weasyprint")
    except ImportError:
        return MISSING
    except OSError:
        return PANGO
    return ""


def parse(html: str) -> Element:
    """Return ``html`` as WeasyPrint reads it."""
    import tinyhtml5

    return cast(Element, tinyhtml5.parse(html, namespace_html_elements=False))


def helper(pages: int) -> contextlib.AbstractContextManager[None]:
    """Return nothing that helps: this press does all by itself."""
    return contextlib.nullcontext()


def with_counters(css: str) -> str:
    """Return a stylesheet of the books with CSS's own counters where it leaves room for the numbers of pages."""
    css = re.sub(r'(@(?:top|bottom)-\w+ \{[^}]*content: )"000"', r"\1counter(page)", css)

    def counted(string: re.Match[str]) -> str:
        before, room, after = string[1].partition(ROOM)
        return f'"{before}" target-counter(attr(href), page) "{after}"' if room else string[0]

    return re.sub(r'"([^"\n]*)"', counted, css)


#: The files in which a sign may stand: pages and bibliographies.
_sources: list[Path] = []
#: Lines of which was told that they hold a sign that cannot be printed: a sentence in another script has many.
_told: set[str] = set()


def note_sources(files: Iterable[Path]) -> None:
    """Remember where to look for a sign that cannot be printed."""
    _sources[:] = files
    _told.clear()


def complain(message: str) -> None:
    """Warn of what WeasyPrint says; of a sign that no font has, with the file and line in which it stands."""
    found = re.search(r"unsupported by fonts: \"(.)", message)
    if found is None:
        Code.BOOKS_WEASYPRINT.warn("printing: %s", message)
        return
    place = _place(found[1])
    if (place or found[1]) in _told:
        return
    _told.add(place or found[1])
    Code.BOOKS_SIGN.warn(
        "no font of the book has the sign %s (U+%04X); write it in another way, or add a font that has it",
        found[1],
        ord(found[1]),
        location=place,
    )


def _place(sign: str) -> str | None:
    for path in _sources:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(lines, 1):
            if sign in line:
                return f"{path}:{number}"
    return None


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        complain(record.getMessage())


def write(
    parts: Sequence[Element],
    target: Path,
    stylesheet: Path,
    helper: Any = None,
    meanwhile: Callable[[], Any] = bool,
) -> int:
    """Print ``parts`` into the PDF file ``target``, whole or not at all; return the number of pages.

    Addresses are relative to the folder of ``target``. ``meanwhile`` is called once before. Raises ``PrintError``
    where the file cannot be written.
    """
    import weasyprint

    meanwhile()
    first, *others = parts
    for other in others:
        body, more = first.find("body"), other.find("body")
        if body is not None and more is not None:
            body.extend(list(more))
    complaints = _Complaints(logging.WARNING)
    log = logging.getLogger("weasyprint")
    log.addHandler(complaints)
    part = target.with_name(target.name + ".part")
    try:
        html = weasyprint.HTML(
            string="<!doctype html>" + tostring(first, encoding="unicode", method="html"),
            base_url=f"{target.parent.as_uri()}/",
        )
        style = weasyprint.CSS(string=with_counters(stylesheet.read_text(encoding="utf-8")))
        document = html.render(stylesheets=[style], pdf_variant="pdf/ua-1")
        document.write_pdf(part, pdf_variant="pdf/ua-1")
        part.replace(target)
    except OSError as error:
        raise PrintError(f"{target} could not be written: {error.strerror or error}") from error
    finally:
        log.removeHandler(complaints)
        part.unlink(missing_ok=True)
    return len(document.pages)
