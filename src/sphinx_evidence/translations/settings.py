"""Which pages there are in which language."""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from sphinx_evidence import catalogues

#: The name of the builder that writes translated pages.
BUILDER = "translated"
#: What the second run is told, besides the language: that of the originals.
ORIGINAL = "translations_original"


def check(app: Sphinx, config: Config) -> None:
    """Raise ``ConfigError`` where ``translations`` cannot be understood."""
    for language, pages in config.translations.items():
        if not isinstance(language, str) or not isinstance(pages, list | tuple) or not pages:
            raise ConfigError("translations in conf.py maps languages to pages; write {'es': ['index']}")
        name(language)


def name(language: str) -> str:
    """Return what ``language`` calls itself, such as Español. Raises ``ConfigError`` where nobody knows it."""
    try:
        known = Locale.parse(language, sep="-" if "-" in language else "_")
    except (ValueError, UnknownLocaleError):
        raise ConfigError(
            f"translations in conf.py: {language!r} is no language; write one like 'es' or 'pt_BR'"
        ) from None
    spoken = known.get_display_name(language) or language
    return spoken[0].upper() + spoken[1:]


def tag(language: str) -> str:
    """Return ``language`` as HTML has it."""
    return language.replace("_", "-")


def folder(app: Sphinx) -> Path:
    """Return the folder of the catalogues.

    It is not one of ``locale_dirs``: Sphinx would write what it builds of them beside them.
    """
    return Path(app.confdir, app.config.translations_folder)


def catalogue(app: Sphinx, language: str, docname: str) -> Path:
    """Return the catalogue of a page."""
    return folder(app) / catalogues.MESSAGES.format(language=language) / f"{docname}.po"


def pages(app: Sphinx, language: str) -> list[str]:
    """Return the pages that there are in ``language`` and in this project."""
    return [page for page in app.config.translations.get(language, ()) if page in app.env.found_docs]


def original(app: Sphinx) -> str:
    """Return the language of the originals."""
    return str(app.config[ORIGINAL] or app.config.language)
