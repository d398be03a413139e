"""The builder ``citecheck``: is each source what its DOI or PubMed number says it is, and does it still stand?

It reads the bibliography, not the pages. Exit status: 0 when nothing differs, 1 when a source is retracted, not
registered or differs, 3 when no register could be reached.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from sphinx_evidence.bibliography import BadBibliography, Source, read

from . import report
from .ask import Register
from .check import FAILING, NOT_CHECKABLE, UNAVAILABLE, Services, check
from .memory import Memory

logger = logging.getLogger(__name__)

#: Exit status when no question was answered.
NOBODY_ANSWERED = 3


class CiteCheckBuilder(Builder):
    """Asks the registers; writes ``report.md`` and ``report.json``."""

    name = "citecheck"
    epilog = "The report is in %(outdir)s/report.md"

    def get_outdated_docs(self) -> list[str]:
        """Return no page: the bibliography is read, not the pages."""
        return []

    def build_update(self) -> None:
        """Check all sources. Takes the place of reading and writing pages."""
        config = self.config
        try:
            sources = self._sources()
        except BadBibliography as error:
            logger.error("%s", error)
            self._app.statuscode = 1
            return
        register = Register(config.citecheck_contact, config.citecheck_timeout)
        services = Services(
            register,
            config.citecheck_crossref.rstrip("/"),
            config.citecheck_eutils.rstrip("/"),
            config.citecheck_agency.rstrip("/"),
        )
        memory = Memory(
            Path(self.doctreedir, "answers.json"), config.citecheck_days, fresh=bool(os.environ.get("FRESH"))
        )
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            # A line that overwrites itself is for a terminal, not for a log.
            if sys.stdout.isatty():
                sys.stdout.write(f"\rchecking sources: {done} of {len(sources)}" + "\n" * (done == len(sources)))
                sys.stdout.flush()

        results = check(sources, services, memory, tick)
        memory.save()
        report.write(Path(self.outdir), results, register.unreachable())
        sys.stdout.write(report.table(results) + "\n")
        asked = [result for result in results if result.outcome != NOT_CHECKABLE]
        if any(result.outcome in FAILING for result in results):
            self._app.statuscode = 1
        elif asked and all(result.outcome == UNAVAILABLE for result in asked):
            hosts = ", ".join(register.unreachable()) or "any register"
            sys.stdout.write(f"could not reach {hosts}: nothing was checked\n")
            self._app.statuscode = NOBODY_ANSWERED

    def _sources(self) -> list[Source]:
        found = []
        for name in self.config.bibtex_bibfiles:
            found += read(Path(self._app.confdir, name), name)
        return found

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return nothing: no page is written."""
        return ""

    def prepare_writing(self, docnames: set[str]) -> None:
        """Nothing to prepare."""

    def write_doc(self, docname: str, doctree: Any) -> None:
        """Nothing to write."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and its settings."""
    app.add_builder(CiteCheckBuilder)
    app.add_config_value("citecheck_contact", "", "", str)
    app.add_config_value("citecheck_crossref", "https://api.crossref.org", "", str)
    app.add_config_value("citecheck_eutils", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", "", str)
    app.add_config_value("citecheck_agency", "https://doi.org/doiRA", "", str)
    app.add_config_value("citecheck_days", 30, "", (int, float))
    app.add_config_value("citecheck_timeout", 15, "", (int, float))
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
