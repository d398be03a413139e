"""The builder ``citecheck`` of Sphinx."""

from __future__ import annotations

import os
import sys
from collections.abc import Set
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from sphinx_evidence.application import application
from sphinx_evidence.bibliography import Source, read

from . import report
from .registers import REGISTERS, Agency
from .run import NOBODY_ANSWERED, Settings, run


def read_sources(app: Sphinx) -> tuple[Source, ...]:
    """Return the sources of all bibliographies. Raises `BadBibliography`."""
    return tuple(source for name in app.config.bibtex_bibfiles for source in read(Path(app.confdir, name), name))


def look_first(app: Sphinx) -> None:
    """Say what cannot be read with its file and line, before others stumble over it."""
    if isinstance(app.builder, CiteCheckBuilder):
        app.builder.sources = read_sources(app)


class CiteCheckBuilder(Builder):
    """Asks the registers; writes ``report.md`` and ``report.json``."""

    name = "citecheck"
    #: The bibliography, where it has been read.
    sources: tuple[Source, ...] = ()
    epilog = "The report is in %(outdir)s/report.md"

    def get_outdated_docs(self) -> list[str]:
        """Return no page: the bibliography is read, not the pages."""
        return []

    # Sphinx does not mean it to be replaced; but here no page is to be read or written.
    def build_update(self) -> None:  # type: ignore[misc]
        """Check all sources. Takes the place of reading and writing pages."""
        config = self.config
        sources = self.sources or read_sources(application(self))
        settings = Settings(
            config.citecheck_contact,
            config.citecheck_timeout,
            config.citecheck_days,
            Path(self.doctreedir, "answers.json"),
            bool(os.environ.get("FRESH")),
            {kind.option: getattr(config, kind.option) for kind in (*REGISTERS, Agency)},
        )
        outcome = run(list(sources), settings, sys.stdout)
        report.write(Path(self.outdir), outcome.results, outcome.unreachable)
        sys.stdout.write(report.table(outcome.results) + "\n")
        if outcome.status == NOBODY_ANSWERED:
            sys.stdout.write(outcome.nobody + "\n")
        application(self).statuscode = outcome.status or application(self).statuscode

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return nothing: no page is written."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing to prepare."""

    def write_doc(self, docname: str, doctree: Any) -> None:
        """Nothing to write."""
