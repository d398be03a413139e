"""The builder that writes translated pages into a site that is there already."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Set
from pathlib import Path

from docutils import nodes
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import CONFIG_CHANGED, CONFIG_OK, BuildEnvironment
from sphinx.errors import ConfigError

from sphinx_evidence import catalogues
from sphinx_evidence.application import application
from sphinx_evidence.codes import Code

from . import settings


class TranslatedBuilder(StandaloneHTMLBuilder):
    """Writes the pages that ``translations`` has for the language of this run, and nothing else."""

    name = settings.BUILDER
    epilog = ""
    search = False
    copysource = False
    allow_parallel = False

    #: The language that is written, for extensions that have files of their own for it.
    translation = ""
    #: The pages that are written.
    pages: frozenset[str] = frozenset()

    def init(self) -> None:
        """Find out which pages are to be written."""
        super().init()
        self.translation = self.config.language
        self.pages = frozenset(self.config.translations[self.translation])

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a page: translated ones lie in the folder of their language."""
        uri = super().get_target_uri(docname, typ)
        return f"{self.translation}/{uri}" if docname in self.pages else uri

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a page."""
        return Path(self.outdir, self.get_target_uri(page_name))

    def get_outdated_docs(self) -> Iterator[str]:
        """Return the pages of this language."""
        yield from sorted(self.pages)

    def copy_assets(self) -> None:
        """Copy what the pages show, in case that the originals show other pictures."""
        self.copy_image_files()

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page of this language; Sphinx asks for those that list them, too."""
        if docname in self.pages:
            super().write_doc(docname, doctree)

    def finish(self) -> None:
        """Remove pages that are no longer translated; all else belongs to the originals."""
        folder = Path(self.outdir, self.translation)
        written = {self.get_output_path(page) for page in self.pages}
        for path in folder.rglob(f"*{self.out_suffix}"):
            if path not in written:
                path.unlink()


def prepare(app: Sphinx, config: Config) -> None:
    """In a run for another language, let Sphinx find the catalogues, and translate what of conf.py readers see."""
    if not config[settings.ORIGINAL]:
        return
    if config.language not in config.translations:
        raise ConfigError(f"translations in conf.py has no pages in {config.language!r}; add some")
    built = Path(app.doctreedir, "catalogues-of-pages")
    shutil.rmtree(built, ignore_errors=True)
    for fault in catalogues.build(settings.folder(app), built, config.language):
        place, _colon, words = fault.partition(": ")
        Code.TRANSLATIONS_CATALOGUE.warn("%s", words, location=place)
    config.locale_dirs = [str(built)]
    # One catalogue a page, as the pages are listed one by one.
    config.gettext_compact = False
    # Besides those of Sphinx and its theme, the words of the site's own templates.
    translator, _found = locale.init([built], config.language)
    for setting in config.translations_settings:
        if isinstance(config[setting], str) and config[setting]:
            config[setting] = translator.gettext(config[setting])


def keep_others(app: Sphinx) -> None:
    """Keep what Sphinx has read of the other pages, although the language has changed, and what was checked of them."""
    if app.builder.name != settings.BUILDER:
        return
    # Sphinx's own attribute, which it sets to the same value when it has read all pages again.
    environment = app.env
    if environment.config_status == CONFIG_CHANGED:
        environment.config_status = CONFIG_OK
    # What all pages say together is said in the language of the originals, and the first run has checked it.
    for listener in list(app.events.listeners["env-check-consistency"]):
        app.disconnect(listener.id)


def read_again(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]) -> list[str]:
    """Read the pages of this language, and only them, in this language."""
    builder = application(env).builder
    return sorted(builder.pages) if isinstance(builder, TranslatedBuilder) else []


def connect(app: Sphinx) -> None:
    """Connect what makes a second run quick."""
    app.add_config_value(settings.ORIGINAL, "", "", str, "The language of the originals; the second run is told it.")
    app.connect("config-inited", prepare, priority=400)
    app.connect("builder-inited", keep_others)
    app.connect("env-get-outdated", read_again)
