"""The words that the extensions print themselves, in the reader's language (Sphinx's ``language``)."""

from __future__ import annotations

import weakref
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.locale import get_translation

from sphinx_evidence import catalogues

#: The name of the catalogues, ``locale/<language>/LC_MESSAGES/<CATALOG>.po`` in this package.
CATALOG = "sphinx_evidence"
_LOCALE = Path(__file__).parent / "locale"

_translate = get_translation(CATALOG)
#: The applications that have the catalogue; each room asks for it.
_added: weakref.WeakSet[Sphinx] = weakref.WeakSet()


def _(message: str) -> str:
    """Return ``message`` in the language of the site; in English where no catalogue has it."""
    # A name that the tools which gather messages know, and no lazy text: what is printed is put into trees at once.
    # The entry of a catalogue without a text is its head.
    return str(_translate(message)) if message else message


def marked(message: str) -> str:
    """Return ``message`` as it is: it is translated where it is printed, and found here by what gathers messages."""
    return message


def catalogue(language: str) -> Path:
    """Return the file with the words of the extensions in ``language``, whether there is one or not."""
    return _LOCALE / catalogues.MESSAGES.format(language=language) / f"{CATALOG}.po"


def add_catalog(app: Sphinx) -> None:
    """Let Sphinx load the catalogue of its language; each room calls this in its ``setup``."""
    if app in _added:
        return
    _added.add(app)
    built = Path(app.doctreedir, "catalogues")
    catalogues.build(_LOCALE, built, app.config.language, only=CATALOG)
    app.add_message_catalog(CATALOG, str(built))
