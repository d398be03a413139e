"""Print HTML as an accessible PDF (PDF/UA-1) with WeasyPrint: what the book and the leaflet share."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
from pathlib import Path

import fontpkg
from sphinx.util import logging as sphinx_logging

logger = sphinx_logging.getLogger(__name__)

#: The families of the letters; the last one has what Latin fonts lack.
FAMILIES = ("Source Serif 4", "Source Sans 3", "Noto Sans Thai")
PANGO = (
    "WeasyPrint cannot find Pango, which lays out text. Install it: Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0; Fedora: dnf install pango; macOS: brew install pango"
)


def missing() -> str:
    """Return one line that says what has to be installed before anything can be printed, or nothing."""
    _listen()
    try:
        importlib.import_module("weasyprint")
    except OSError:
        return PANGO
    return ""


def fonts() -> str:
    """Return the CSS that names the fonts' files. Without them every machine would print its own."""
    # Matplotlib brings the font of its figures, which also has all the signs of the verdicts.
    signs = Path(importlib.util.find_spec("matplotlib").origin).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"
    # One file has all weights; WeasyPrint knows no range of them, and takes the file for any when none is named.
    rules = [
        f'@font-face {{ font-family: "{family}"; font-style: {font.style}; src: url("{font.path.as_uri()}"); }}'
        for family in FAMILIES
        for font in fontpkg.family(family).files
    ]
    return "\n".join([*rules, f'@font-face {{ font-family: "DejaVu Sans"; src: url("{signs.as_uri()}"); }}'])


class _Complaints(logging.Handler):
    """Passes what WeasyPrint complains of on to Sphinx, where it stops the build."""

    def emit(self, record: logging.LogRecord) -> None:
        """Warn."""
        logger.warning("the book: %s", record.getMessage(), type="paper", subtype="weasyprint")


def _listen() -> None:
    """Hear WeasyPrint's complaints, and nothing of its progress or that of the fonts' tools."""
    weasyprint = logging.getLogger("weasyprint")
    if not any(isinstance(handler, _Complaints) for handler in weasyprint.handlers):
        weasyprint.handlers = [_Complaints(logging.WARNING)]
    weasyprint.propagate = False
    for chatty in ("weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def write(html: str, target: Path, stylesheets: list[Path]) -> None:
    """Print ``html`` into the file ``target``, whole or not at all: the same bytes for the same text."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    sheets = [weasyprint.CSS(string=fonts(), font_config=configuration)]
    sheets += [weasyprint.CSS(filename=sheet, font_config=configuration) for sheet in stylesheets]
    part = target.with_name(target.name + ".part")
    weasyprint.HTML(string=html, base_url=str(target.parent)).write_pdf(
        part,
        stylesheets=sheets,
        font_config=configuration,
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )
    part.replace(target)
