"""A bibliography that cannot be read stops the build with one line that names file and line."""

from __future__ import annotations

import re
from pathlib import Path

from pybtex.database import parse_string
from pybtex.exceptions import PybtexError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError

#: What to do about what the parser says, by a word of it.
ADVICE = {
    "repeated bibliography entry": "give one of the two another key, or delete it",
    "duplicate": "keep one of the two fields",
    "undefined string": "put the value in braces",
    "commas": "write 'Family, Given and Family, Given'",
    "expected": "look on this line and the one above for a missing brace or comma",
}
_KEY = r"@\w+\s*\{{\s*{key}\s*,"


class BadBibliography(SphinxError):
    """Raised before sphinxcontrib-bibtex meets the file, which would name neither file nor line."""

    category = "Bibliography"


def check_files(app: Sphinx, config: Config) -> None:
    """Raise `BadBibliography` for the first file that is not UTF-8 or not BibTeX."""
    for name in config.bibtex_bibfiles:
        path = Path(app.confdir, name)
        if not path.is_file():
            raise BadBibliography(f"{name}: is not there; put the file back, or correct bibtex_bibfiles in conf.py")
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise BadBibliography(f"{name}:{line}: this line is not UTF-8; save the file as UTF-8") from None
        try:
            if not parse_string(text, "bibtex").entries:
                raise BadBibliography(f"{name}:1: holds no source; put the file back")
        except PybtexError as error:
            raise BadBibliography(f"{name}:{_line(error, text)}: not BibTeX ({error}); {_advice(error)}") from None


def _advice(error: PybtexError) -> str:
    return next((advice for word, advice in ADVICE.items() if word in str(error)), "correct the entry")


def _line(error: PybtexError, text: str) -> int:
    """Return the line of ``error``, which the parser does not always tell: that of the entry or the words it names."""
    if line := getattr(error, "lineno", None):
        return line
    # The second of two entries with one key is one too many.
    if named := re.search(r"(?:entry: |with key )(\S+)", str(error)):
        found = list(re.finditer(_KEY.format(key=re.escape(named[1])), text, re.IGNORECASE))
    else:
        words = re.search(r"'(.+)'", str(error))
        found = list(re.finditer(re.escape(words[1]), text)) if words else []
    return text.count("\n", 0, found[-1].start()) + 1 if found else 1
