"""The builder ``linkcheck``: Sphinx's own collects the links, and this asks them.

Exit status: 0 when none is broken, 1 when a link is broken or its anchor missing, 3 when nothing could be reached.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.linkcheck import CheckExternalLinksBuilder
from sphinx.util import logging

from sphinx_evidence.bibliography import BadBibliography, link_address, read, value

from . import policy, report
from .addresses import Registers
from .ask import FAILING, TIMED_OUT, UNREACHABLE, Asker
from .run import Memory, Run

logger = logging.getLogger(__name__)

#: Exit status when no host answered.
NOBODY_ANSWERED = 3


class LinkCheckBuilder(CheckExternalLinksBuilder):
    """Asks every link to the outside; writes ``report.md`` and ``report.json``."""

    name = "linkcheck"
    epilog = "The report is in %(outdir)s/report.md"

    def finish(self) -> None:
        """Ask what was collected. Takes the place of Sphinx's own asking."""
        config = self.config
        try:
            policies = policy.read(Path(self._app.confdir, config.links_policy), config.links_policy)
        except policy.BadPolicy as error:
            logger.error("%s", error)
            self._app.statuscode = 1
            return
        places, archives = self._places()
        registers = Registers(config.links_handles.rstrip("/"), config.links_eutils.rstrip("/"))
        asker = Asker(registers, config.linkcheck_timeout, max(1, config.linkcheck_retries), config.links_longest_pause)
        memory = Memory(Path(self.doctreedir, "passed.json"), config.links_days, fresh=bool(os.environ.get("FRESH")))
        run = Run(asker, policies, memory)
        results = run.all(sorted(places), _Progress(len(places)))
        memory.save()
        made = report.rows(results, places, archives)
        unneeded = run.unneeded()
        report.write(Path(self.outdir), made, unneeded)
        sys.stdout.write(report.table(made, unneeded) + "\n")
        outcomes = [result.answer.outcome for result in results if not result.remembered]
        if any(outcome in FAILING for outcome in outcomes):
            self._app.statuscode = 1
        elif outcomes and all(outcome in (UNREACHABLE, TIMED_OUT) for outcome in outcomes):
            sys.stdout.write("could not reach any host: nothing was checked\n")
            self._app.statuscode = NOBODY_ANSWERED

    def _places(self) -> tuple[dict[str, list[str]], dict[str, str]]:
        """Return where each address stands and its archived copy; an address of a source stands in the bibliography."""
        in_files: dict[str, str] = {}
        archives: dict[str, str] = {}
        for name in getattr(self.config, "bibtex_bibfiles", []):
            try:
                sources = read(Path(self._app.confdir, name), name)
            except BadBibliography:
                continue  # the build says what is wrong with it
            for source in sources:
                archived = link_address(value(source.entry, "archive"))
                for number in source.identifiers:
                    in_files[number.address] = f"{source.place()} ({source.key})"
                    if archived:
                        archives[number.address] = archived
        places = {}
        for address, link in self.hyperlinks.items():
            if address.startswith(("http://", "https://")):
                page = os.path.relpath(link.docpath, self._app.confdir)
                places[address] = [in_files.get(address) or f"{page}:{max(link.lineno, 1)}"]
        return places, archives


class _Progress:
    """Counts on one line of a terminal; says nothing to a log."""

    def __init__(self, total: int):
        self.total, self.done, self.lock = total, 0, threading.Lock()

    def __call__(self) -> None:
        with self.lock:
            self.done += 1
            if sys.stdout.isatty():
                width = 30 * self.done // self.total
                end = "\n" if self.done == self.total else ""
                sys.stdout.write(f"\r[{'#' * width:<30}] {self.done} of {self.total} links{end}")
                sys.stdout.flush()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder in the place of Sphinx's own, and its settings."""
    app.setup_extension("sphinx.builders.linkcheck")
    app.add_builder(LinkCheckBuilder, override=True)
    app.add_config_value("links_policy", "link-policy.toml", "", str)
    app.add_config_value("links_handles", "https://doi.org/api/handles", "", str)
    app.add_config_value("links_eutils", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", "", str)
    app.add_config_value("links_days", 7, "", (int, float))
    app.add_config_value("links_longest_pause", 60, "", (int, float))
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
