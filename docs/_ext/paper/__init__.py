"""Print HTML as an accessible PDF (PDF/UA-1) with WeasyPrint: what the book and the leaflet share."""

from __future__ import annotations

import gc
import hashlib
import importlib
import logging
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util import logging as sphinx_logging

from . import fonts, mends

logger = sphinx_logging.getLogger(__name__)

PANGO = (
    "WeasyPrint cannot find Pango, which lays out text; install it. Debian: apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0. Fedora: dnf install pango. macOS: brew install pango."
)


class _Complaints(logging.Handler):
    """Passes what WeasyPrint complains of on to Sphinx, where it stops the build."""

    def emit(self, record: logging.LogRecord) -> None:
        """Warn."""
        logger.warning("printing: %s", record.getMessage(), type="paper", subtype="weasyprint")


def _listen() -> None:
    """Hear WeasyPrint's complaints, and nothing of its progress or that of the fonts' tools."""
    weasyprint = logging.getLogger("weasyprint")
    if not any(isinstance(handler, _Complaints) for handler in weasyprint.handlers):
        weasyprint.handlers = [_Complaints(logging.WARNING)]
    weasyprint.propagate = False
    for chatty in ("weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def missing() -> str:
    """Return one line that says what has to be installed before anything can be printed, or nothing."""
    _listen()
    try:
        importlib.import_module("weasyprint")
    except OSError:
        return PANGO
    return ""


class PrintError(SphinxError):
    """What was printed could not be written to the disk."""

    category = "Printing failed"


def write(html: str, target: Path, stylesheet: Path) -> int:
    """Print ``html``, whose addresses are relative to the folder of ``target``, into that file, whole or not at all.

    Return the number of pages. The same text gives the same bytes. Raise PrintError where the file cannot be written.
    Ask ``missing`` first.
    """
    mends.apply()
    # Printing makes a great many small objects and keeps them to its end; looking for garbage among them finds none.
    gc.disable()
    try:
        return _print(html, target, stylesheet)
    finally:
        gc.enable()


def _print(html: str, target: Path, stylesheet: Path) -> int:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from .tags import finish

    configuration = FontConfiguration()
    document = weasyprint.HTML(string=html, base_url=f"{target.parent.as_uri()}/").render(
        stylesheets=[
            weasyprint.CSS(string=fonts.rules(), font_config=configuration),
            weasyprint.CSS(filename=stylesheet, font_config=configuration),
        ],
        font_config=configuration,
        pdf_variant="pdf/ua-1",
    )
    part = target.with_name(target.name + ".part")
    try:
        document.write_pdf(
            part,
            finisher=finish,
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PrintError(f"{target} could not be written: {error.strerror}") from error
    return len(document.pages)
