"""What has to hold between the register of searches, the numbers and the pages; each fault is one message."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence import source_date
from sphinx_evidence.codes import Code
from sphinx_evidence.data_file import BadDataFile

from .domain import domain_of, near
from .numbers import read_numbers, says
from .register import Search, read_register
from .unmarked import PHRASES, read_exempt, unmarked


def load(app: Sphinx) -> None:
    """Read the register and the numbers, before any page is read."""
    domain = domain_of(app.env)
    faults: list[str] = []
    domain.searches = {}
    if app.config.literature_searches:
        domain.searches, faults = read_register(Path(app.srcdir, app.config.literature_searches))
    domain.numbers = {}
    if app.config.literature_numbers:
        try:
            domain.numbers = read_numbers(Path(app.srcdir, app.config.literature_numbers))
        except BadDataFile as fault:
            faults.append(str(fault))
    for told in faults:
        Code.LITERATURE_FILE.warn("%s", told)


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages with a table of searches when there are others than before, and a page when a file has changed.

    Which page is no matter: Sphinx checks nothing in a build that reads nothing.
    """
    domain = domain_of(env)
    now = sorted(domain.searches)
    pages = {docname for docname, tables in domain.data["tables"].items() if any(one != now for one in tables)}
    files = {search.path for search in domain.searches.values()}
    files |= {Path(app.srcdir, cell.file) for number in domain.numbers.values() for cell in number.cells}
    if app.config.literature_numbers:
        files.add(Path(app.srcdir, app.config.literature_numbers))
    content = hashlib.sha256()
    for path in sorted(files):
        content.update(path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"gone") + b"\0")
    before, domain.data["files"] = domain.data["files"], content.hexdigest()
    if before not in ("", domain.data["files"]):
        pages.add(app.config.root_doc)
    return sorted(pages)


def today(app: Sphinx) -> dt.date | None:
    """Return the day of the build as ``SOURCE_DATE_EPOCH`` gives it, or None: a build never asks the clock."""
    time = source_date.time()
    return time.date() if time else None


def check_sentences(app: Sphinx, document: nodes.document) -> None:
    """Warn of each sentence that says that nobody has found something and names no search."""
    if not app.config.literature_searches or not app.config.literature_unmarked:
        return
    docname = app.env.docname
    exempt = []
    if setting := app.config.literature_exempt:
        path = Path(app.confdir, setting)
        app.env.note_dependency(str(path))
        try:
            exempt = [one for one in read_exempt(path) if one.page == docname]
        except BadDataFile as fault:
            Code.LITERATURE_FILE.warn("%s", fault)
    patterns = [re.compile(phrase, re.IGNORECASE) for phrase in app.config.literature_phrases or PHRASES]
    domain = domain_of(app.env)
    for node, phrase, sentence, told in unmarked(document, patterns, exempt):
        if told is not None:
            domain.note("exempted", docname, told)
            continue
        Code.LITERATURE_UNMARKED.warn(
            "%r says that nothing was found, and by which search it does not say (in: %s); mark it with "
            "{none}`words <search>`, or list it with its reason in %s",
            phrase,
            sentence if len(sentence) < 100 else sentence[:97] + "…",
            app.config.literature_exempt or "the file that literature_exempt names",
            location=node,
        )


def needless(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield place and message for each exempt sentence that no page says."""
    setting = app.config.literature_exempt
    if not setting or not app.config.literature_searches or not app.config.literature_unmarked:
        return
    path = Path(app.confdir, setting)
    try:
        exempt = read_exempt(path)
    except BadDataFile:
        return  # the pages have told
    used = domain_of(env).data["exempted"]
    for one in exempt:
        if one.says not in used.get(one.page, ()):
            yield f"{path}:{one.line}", f"no sentence of {one.page} needs what exempts {one.says[:60]!r}; delete it"


def check_pages(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of searches that are due, of kept records that a page leaves out, and of numbers that disagree."""
    domain = domain_of(env)
    day = today(app)
    told: set[str] = set()
    cited = _cited(env)
    for docname, uses in domain.data["none"].items():
        for name, line in uses:
            search = domain.searches.get(name)
            if search is None:
                continue
            if day and search.review_due < day and name not in told:
                told.add(name)
                Code.LITERATURE_OVERDUE.warn(
                    "the search %r was to be made again by %s; search again, and write the new day into %s",
                    name,
                    search.review_due,
                    _short(app, search.path),
                    location=(docname, line),
                )
            missing = [] if cited is None else list(_missing(search, cited.get(docname, set())))
            if missing:
                Code.LITERATURE_UNCITED.warn(
                    "this page says that the search %r found nothing, and does not cite what it kept: %s; cite them "
                    "here, or say why they are left out in %s",
                    name,
                    ", ".join(missing),
                    _short(app, search.path),
                    location=(docname, line),
                )
    claims = _claims(env)
    for search in domain.searches.values() if claims is not None else ():
        for claim in search.claims:
            if claim not in (claims or ()):
                Code.LITERATURE_SEARCH.warn(
                    "no page makes claim %r, which this search bears on%s; correct its id, or take it out",
                    claim,
                    near(claim, claims or ()),
                    location=f"{search.path}:{search.claims_line}",
                )
    for number in domain.numbers.values():
        for cell in number.cells:
            where = f"{Path(app.srcdir, app.config.literature_numbers)}:{cell.line}"
            try:
                said = says(Path(app.srcdir, cell.file), cell)
            except BadDataFile as fault:
                Code.LITERATURE_NUMBER.warn("%s", fault, location=where)
                continue
            if said != number.value:
                Code.LITERATURE_NUMBER.warn(
                    "%s says %s, and %s says %s for the same; correct the one that is wrong",
                    number.id,
                    number.value,
                    cell.file,
                    said or "nothing",
                    location=where,
                )


def _short(app: Sphinx, path: Path) -> str:
    return os.path.relpath(path, app.confdir)


def _missing(search: Search, cited: set[str]) -> Iterator[str]:
    for record in search.kept:
        for key in record.source.split(";"):
            if key.strip() not in cited:
                yield key.strip()


def _claims(env: BuildEnvironment) -> set[str] | None:
    """Return the ids of all claims; None where nothing makes claims."""
    if "claims" not in env.domains:
        return None
    return {name for name, _, kind, *_ in env.get_domain("claims").get_objects() if kind == "claim"}


def _cited(env: BuildEnvironment) -> dict[str, set[str]] | None:
    """Return the sources that each page cites; None where nothing cites."""
    if "cite" not in env.domains:
        return None
    found: dict[str, set[str]] = {}
    for reference in env.get_domain("cite").data["citation_refs"]:
        found.setdefault(reference.docname, set()).update(target.key for target in reference.targets)
    return found
