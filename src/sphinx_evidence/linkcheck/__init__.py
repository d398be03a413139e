"""Sphinx's builder ``linkcheck`` with more care: for registers, for hosts that turn programs away, and for manners.

All that Sphinx's builder does holds: its options, its ``output.txt`` and ``output.json``, what it logs. On top come
``report.md`` and ``report.json``, which say what came of each link and where it stands, every place of it.

Exit status: 0 when none is broken, 1 when a link failed, 3 when nothing could be reached.

Modules: ``worker``, ``checker`` and ``shared`` are Sphinx's worker and checker with what is ours, ``addresses`` knows
the works that registers have, ``fragments`` looks for what follows a #, ``turns`` says whose turn it is, ``policy``
reads what is expected of hosts, ``places`` and ``sources`` know where a link stands, ``report`` writes.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.linkcheck import CheckExternalLinksBuilder, CheckResult, Hyperlink, _Status
from sphinx.config import Config
from sphinx.util import logging

from sphinx_evidence import __version__
from sphinx_evidence.application import application
from sphinx_evidence.codes import Code
from sphinx_evidence.named import metadata
from sphinx_evidence.options import Option, declare
from sphinx_evidence.web import Host, Manners, Memory

from . import policy, report, sources
from .addresses import outside
from .checker import Checker
from .outcomes import BROKEN, FAILING, OUTCOMES, TIMED_OUT, Answer
from .places import PlaceCollector

logger = logging.getLogger(__name__)

#: Exit status when no host answered.
NOBODY_ANSWERED = 3
#: Hosts that have said how fast a program may ask.
KNOWN_HOSTS = {"eutils.ncbi.nlm.nih.gov": Host(connections=1, pause=0.34)}
#: Settings of which no link's outcome depends, so that what is remembered counts also after they have changed.
_NOT_JUDGING = {"links_days", "links_longest_pause", "links_failing", "links_policy", "linkcheck_auth"}


class LinkCheckBuilder(CheckExternalLinksBuilder):
    """Asks every link; writes Sphinx's two files and ``report.md`` and ``report.json``."""

    name = "linkcheck"
    epilog = "The report is in %(outdir)s/report.md"

    def init(self) -> None:
        """Begin with no link."""
        super().init()
        #: Where each link stands: name and file of the page, line, and whether a list of sources has it.
        self.places: dict[str, list[tuple[str, str, int, bool]]] = {}
        self._answers: dict[str, Answer] = {}

    def finish(self) -> None:
        """Ask for what was collected."""
        config = self.config
        try:
            policies = policy.read(Path(application(self).confdir, config.links_policy), config.links_policy)
        except policy.BadPolicy as error:
            logger.error("%s", error)
            application(self).statuscode = 1
            return
        rules = KNOWN_HOSTS | {name: Host(one.connections, one.pause) for name, one in policies.items()}
        memory = Memory(
            Path(self.doctreedir, "passed.json"),
            f"links {__version__} {_fingerprint(config, policies)}",
            config.links_days,
            fresh=bool(os.environ.get("FRESH")),
            spread=True,
        )
        checker = Checker(config, policies, Manners(rules), memory)
        self._answers = checker.shared.answers
        self._failing = set(config.links_failing)
        if config.linkcheck_report_timeouts_as_broken:
            self._failing.add(TIMED_OUT)
        try:
            self._ask(checker)
            self._report(checker)
        finally:
            # Also when somebody stops a long run: what passed need not be asked again.
            try:
                memory.save()
            except OSError as error:
                Code.LINKS_MEMORY.warn("could not keep which links passed (%s): the next run asks for all", error)

    def _ask(self, checker: Checker) -> None:
        """Ask all links and log each, as Sphinx does, but only when there is a network."""
        logger.info("")
        links = self._links()
        progress = _Progress(len(links), quiet=application(self).verbosity < 0)
        held: list[CheckResult] = []
        with (
            open(self.outdir / "output.txt", "w", encoding="utf-8", errors="backslashreplace") as self.txt_outfile,
            open(self.outdir / "output.json", "w", encoding="utf-8") as self.json_outfile,
        ):
            for result in checker.check(links):
                progress()
                held.append(result)
                if checker.shared.reached:
                    self._process(held)
            if checker.nobody_answered():
                with logging.suppress_logging():
                    self._process(held)
            else:
                self._process(held)

    def _process(self, held: list[CheckResult]) -> None:
        while held:
            self.process_result(held.pop(0))

    def process_result(self, result: CheckResult) -> None:
        """Write and log the result as Sphinx does, and warn of none that we do not count as a failure."""
        answer = self._answers.get(result.uri) or Answer(BROKEN)
        if result.status not in (_Status.BROKEN, _Status.TIMEOUT) or answer.outcome in self._failing:
            super().process_result(result)
            return
        with logging.suppress_logging():
            super().process_result(result)
        place = f"({result.docname:>16}: line {result.lineno:>4}) " if result.lineno else ""
        logger.info("%s%s  %s - %s", place, answer.outcome, result.uri, answer.why)

    def _links(self) -> dict[str, Hyperlink]:
        """Return the links; one that stands on several pages by a page whose links are to be checked."""
        excluded = [re.compile(pattern) for pattern in self.config.linkcheck_exclude_documents]
        links = {}
        for uri, link in self.hyperlinks.items():
            places = self.places.get(uri, [])
            if any(pattern.match(link.docname) for pattern in excluded):
                for name, _, line, _ in places:
                    if not any(pattern.match(name) for pattern in excluded):
                        link = Hyperlink(uri, name, self.env.doc2path(name), line)
                        break
            links[uri] = link
        return links

    def _report(self, checker: Checker) -> None:
        results = [
            report.Result(uri, checker.shared.asked(uri), answer, uri in checker.remembered)
            for uri, answer in sorted(self._answers.items())
            if _is_told(uri, answer)
        ]
        places, archives = self._where()
        made = report.rows(results, places, archives)
        unneeded = checker.unneeded()
        report.write(Path(self.outdir), made, unneeded)
        if checker.nobody_answered():
            sys.stdout.write("could not reach any host: nothing was checked\n")
            application(self).statuscode = NOBODY_ANSWERED
            return
        sys.stdout.write(report.table(made, unneeded) + "\n")
        if any(answer.outcome in self._failing for answer in self._answers.values()):
            application(self).statuscode = 1

    def _where(self) -> tuple[dict[str, list[str]], dict[str, str]]:
        """Return each place of each address and its archived copy; a source stands in the bibliography."""
        in_files: dict[str, str] = {}
        archives: dict[str, str] = {}
        for name in getattr(self.config, "bibtex_bibfiles", []):
            found, kept = sources.read(Path(application(self).confdir, name), name)
            in_files |= found
            archives |= kept
        where, copies = {}, {}
        for uri, link in self.hyperlinks.items():
            key = sources.same(uri)
            page = os.path.relpath(link.docpath, application(self).confdir)
            places = self.places.get(uri) or [(link.docname, page, link.lineno, False)]
            source = in_files.get(key)
            found_at = [f"{page}:{max(line, 1)}" for _, page, line, listed in places if not (listed and source)]
            where[uri] = [source, *found_at] if source else found_at
            if key in archives:
                copies[uri] = archives[key]
        return where, copies


def _is_told(uri: str, answer: Answer) -> bool:
    """Return whether the report tells of a link: not of mail and telephone, nor of a file that is there."""
    return outside(uri) or answer.outcome in FAILING


def _fingerprint(config: Config, policies: dict[str, policy.Policy]) -> str:
    """Return what all outcomes depend on, in a few letters: what passed by other rules has not passed by these."""
    values = sorted(
        (value.name, repr(sorted(value.value, key=str) if isinstance(value.value, (set, frozenset)) else value.value))
        for value in config
        if value.name.startswith(("linkcheck_", "links_")) and value.name not in _NOT_JUDGING
    )
    return hashlib.sha256(repr([values, sorted(map(repr, policies.values()))]).encode()).hexdigest()[:16]


class _Progress:
    """Counts on one line of a terminal on which nothing else is said."""

    def __init__(self, total: int, quiet: bool):
        self.total, self.done, self.shown = total, 0, quiet and sys.stdout.isatty()

    def __call__(self) -> None:
        self.done += 1
        if self.shown:
            width = 30 * self.done // self.total
            end = "\n" if self.done == self.total else ""
            sys.stdout.write(f"\r[{'#' * width:<30}] {self.done} of {self.total} links{end}")
            sys.stdout.flush()


def _check_settings(app: Sphinx, config: Config) -> None:
    for name in config.links_failing:
        if name not in OUTCOMES:
            Code.LINKS_OUTCOME.warn("links_failing: there is no outcome %r; use some of: %s", name, ", ".join(OUTCOMES))


OPTIONS: list[Option] = [
    (
        "links_policy",
        "link-policy.toml",
        "",
        (str,),
        "File of what is expected of which host, from conf.py's folder.",
    ),
    ("links_handles", "https://doi.org/api/handles", "", (str,), "Where the register of DOIs and handles answers."),
    (
        "links_eutils",
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        "",
        (str,),
        "Where NCBI's E-utilities answer.",
    ),
    ("links_days", 7, "", (int, float), "Days for which a link that passed is not asked again; 0 asks always."),
    (
        "links_longest_pause",
        None,
        "",
        (int, float, type(None)),
        "Longest wait, in seconds, before a host is asked again, whatever it asks for; "
        "None: linkcheck_rate_limit_timeout.",
    ),
    (
        "links_failing",
        list(FAILING),
        "",
        (list, tuple),
        "Outcomes that end the run with status 1; as they are, those for which Sphinx's builder does.",
    ),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder in the place of Sphinx's own, and its settings."""
    app.setup_extension("sphinx.builders.linkcheck")
    app.add_builder(LinkCheckBuilder, override=True)
    app.add_post_transform(PlaceCollector)
    declare(app, OPTIONS)
    app.connect("config-inited", _check_settings)
    return metadata(app, __name__, 1)
