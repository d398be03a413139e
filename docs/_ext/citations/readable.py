"""A bibliography that cannot be read stops the build with one line that names file and line."""

from __future__ import annotations

from pathlib import Path

from pybtex.database import parse_string
from pybtex.exceptions import PybtexError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError


class BadBibliography(SphinxError):
    """Raised before sphinxcontrib-bibtex meets the file, which would name neither file nor line."""

    category = "Bibliography"


def check_files(app: Sphinx, config: Config) -> None:
    """Raise `BadBibliography` for the first file that is not UTF-8 or not BibTeX."""
    for name in config.bibtex_bibfiles:
        path = Path(app.confdir, name)
        if not path.is_file():
            continue  # sphinxcontrib-bibtex says so
        content = path.read_bytes()
        try:
            parse_string(content.decode("utf-8-sig"), "bibtex")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise BadBibliography(f"{name}:{line}: this line is not UTF-8; save the file as UTF-8") from None
        except PybtexError as error:
            line = getattr(error, "lineno", None)
            place = f"{name}:{line}" if line else name
            raise BadBibliography(
                f"{place}: not BibTeX ({error}); look for a missing brace or comma, or a key that stands twice"
            ) from None
