"""One source after another: ask a register, compare, and say what came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from sphinx_evidence.bibliography import Source

from . import records
from .ask import NotRegistered, Register, Unavailable
from .compare import Record, differences, same_title
from .memory import Memory

VERIFIED = "verified"
DIFFERS = "differs"
NOT_REGISTERED = "not registered"
RETRACTED = "retracted"
NOT_CHECKABLE = "not checkable"
UNAVAILABLE = "service unavailable"
#: What fails the run. A service that is down says nothing of a source.
FAILING = (RETRACTED, NOT_REGISTERED, DIFFERS)
OUTCOMES = (*FAILING, UNAVAILABLE, NOT_CHECKABLE, VERIFIED)


@dataclass(frozen=True)
class Result:
    """What came out for one source: ``fields`` holds ours and theirs side by side, ``record`` what a register has."""

    source: Source
    outcome: str
    why: str = ""
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    record: Record | None = None


@dataclass(frozen=True)
class Services:
    """Where the registers answer."""

    register: Register
    crossref: str
    eutils: str
    agency: str


def check(sources: list[Source], services: Services, memory: Memory, tick: Callable[[], None]) -> list[Result]:
    """Return one result for each source; ``tick`` is called after each."""
    results = []
    for source in sources:
        results.append(_check(source, services, memory))
        tick()
    return results


def _check(source: Source, services: Services, memory: Memory) -> Result:
    if source.doi:
        name, ask = (
            f"doi:{source.doi.lower()}",
            lambda: records.crossref(services.register, services.crossref, source.doi),
        )
    elif source.pmid:
        name, ask = f"pmid:{source.pmid}", lambda: records.pubmed(services.register, services.eutils, source.pmid)
    elif source.entry.type == "article":
        return _search(source, services)
    else:
        return Result(source, NOT_CHECKABLE, f"a source of the type {source.entry.type}, without DOI or PubMed number")
    known = memory.get(name)
    try:
        record = Record(**known) if known else ask()
    except NotRegistered:
        # Crossref knows its own DOIs only; data sets, for one, are registered elsewhere.
        elsewhere = _agency(source, services) if source.doi else ""
        if elsewhere:
            return Result(source, NOT_CHECKABLE, f"the DOI is registered with {elsewhere}, not with Crossref")
        return Result(source, NOT_REGISTERED, f"no register knows {name}; correct the number, or take it out")
    except Unavailable as error:
        return Result(source, UNAVAILABLE, str(error))
    if not known:
        memory.put(name, asdict(record))
    if record.notice:
        return Result(source, RETRACTED, record.notice, record=record)
    found = differences(source.words, record)
    if found:
        return Result(source, DIFFERS, f"{', '.join(found)} not as registered", found, record)
    return Result(source, VERIFIED, record=record)


def _agency(source: Source, services: Services) -> str:
    """Return the agency other than Crossref with which the DOI is registered, or nothing."""
    try:
        found = records.agency(services.register, services.agency, source.doi)
    except (NotRegistered, Unavailable):
        return ""
    return "" if found == "Crossref" else found


def _search(source: Source, services: Services) -> Result:
    title = source.words["title"]
    if not title:
        return Result(source, NOT_CHECKABLE, "no DOI, no PubMed number and no title")
    try:
        candidates = records.search(services.register, services.crossref, title)
    except NotRegistered:
        candidates = []
    except Unavailable as error:
        return Result(source, UNAVAILABLE, str(error))
    for record in candidates:
        if same_title(title, record) and not differences(source.words, record):
            why = f"no DOI or PubMed number; this work may be it: {record.identifier}"
            return Result(source, NOT_CHECKABLE, why, record=record)
    return Result(source, NOT_CHECKABLE, "no DOI or PubMed number, and no work of this title was found")
