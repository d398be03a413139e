"""One source after another: ask a register, compare, and say what came out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sphinx_evidence.bibliography import Source

from . import isbn
from .ask import Denied, NotFoundPage, NotRegistered, NotUnderstood, Unavailable
from .cited import say
from .compare import Cited, Difference, Record, another_work, differences, titles, whole_title
from .desk import Desk

VERIFIED = "verified"
DIFFERS = "differs"
NOT_REGISTERED = "not registered"
RETRACTED = "retracted"
NOT_CHECKABLE = "not checkable"
UNAVAILABLE = "service unavailable"
#: What fails the run. A service that is down says nothing of a source.
FAILING = (RETRACTED, NOT_REGISTERED, DIFFERS)
OUTCOMES = (*FAILING, UNAVAILABLE, NOT_CHECKABLE, VERIFIED)

#: Kinds of entries that registers may hold without the entry naming a number.
_SEARCHED = frozenset(
    "article inproceedings conference incollection inbook book phdthesis thesis techreport report".split()  # noqa: SIM905
)
#: A candidate whose title is less like ours is not worth a look.
NEAR_ENOUGH = 0.75
#: The types of entries that say what a kind of work is; of those not listed, registers and people think differently.
_KINDS = {
    "journal-article": ("article", "misc", "review"),
    "book": ("book", "inbook", "mvbook", "collection", "misc"),
    "book-chapter": ("incollection", "inbook", "inproceedings", "article", "misc", "conference"),
    "posted-content": ("misc", "article", "online", "unpublished", "techreport", "report"),
    "dissertation": ("phdthesis", "mastersthesis", "thesis", "misc"),
    "dataset": ("misc", "dataset", "data", "online", "software"),
}


@dataclass(frozen=True)
class Result:
    """What came out for one source."""

    #: The entry.
    source: Source
    #: One of `OUTCOMES`.
    outcome: str
    #: Why, in a sentence.
    why: str = ""
    #: The fields that differ.
    fields: Mapping[str, Difference] = field(default_factory=dict)
    #: What a register has; of a source without a number, the best candidate.
    record: Record | None = None
    #: What else to know, such as a correction; it fails nothing.
    notes: tuple[str, ...] = ()


def check(sources: list[Source], desk: Desk, tick: Callable[[], None] = lambda: None) -> list[Result]:
    """Return one result for each source; ``tick`` is called after each."""
    desk.ask_for_many(sources)
    keys = defaultdict(list)
    for source in sources:
        if source.doi:
            keys[source.doi.lower()].append(source)
    results = []
    for source in sources:
        result = _check(source, desk)
        twins = [other for other in keys.get(source.doi.lower(), []) if other is not source]
        if twins:
            named = ", ".join(f"{other.key} ({other.file}:{other.line})" for other in twins[:5])
            result = replace(result, notes=(*result.notes, f"the same DOI stands under {named}; keep one entry"))
        results.append(result)
        tick()
    return results


def _check(source: Source, desk: Desk) -> Result:
    cited = say(source)
    if source.doi:
        result = _by_doi(source, cited, desk)
    elif source.pmid:
        result = _by_pmid(source, cited, desk)
    elif cited.kind in _SEARCHED:
        result = _search(source, cited, desk)
    else:
        result = Result(
            source, NOT_CHECKABLE, f"a source of the type {source.entry.type}, without DOI or PubMed number"
        )
    return _with_isbn(result, cited)


def _by_doi(source: Source, cited: Cited, desk: Desk) -> Result:
    try:
        record = registered(source, desk)
    except NotRegistered:
        return Result(source, NOT_REGISTERED, f"no register knows doi:{source.doi}; correct the number, or take it out")
    except Unavailable as error:
        return Result(source, UNAVAILABLE, str(error))
    if record.register not in {register.name for register in desk.registers}:
        return Result(source, NOT_CHECKABLE, f"the DOI is registered with {record.register}, not with Crossref")
    other, notes = None, record.notes
    if source.pmid:
        try:
            other = desk.look_up(desk.pubmed, source)
        except NotRegistered:
            return Result(source, NOT_REGISTERED, f"PubMed knows no {source.pmid}; correct the number", record=record)
        except Unavailable as error:
            notes = (*notes, f"PubMed could not be asked: {error}")
    return _judge(source, cited, record, other, notes)


def registered(source: Source, desk: Desk) -> Record:
    """Return what is registered under the DOI; of an agency that is not asked here, its name alone.

    Raises `NotRegistered` only when doi.org says so too: Crossref knows its own DOIs only.
    """
    sure = True
    try:
        return desk.look_up(desk.crossref, source)
    except NotRegistered:
        pass
    except NotFoundPage:
        sure = False
    try:
        where = desk.look_up(desk.agency, source)
    except NotRegistered as error:
        if sure or isinstance(error, Denied):
            raise
        raise Unavailable("Crossref answered with a page, and doi.org knows no such DOI") from None
    except Unavailable as error:
        raise Unavailable(f"Crossref does not have it, and doi.org could not be asked: {error}") from None
    register = desk.named(where.register)
    if register is None:
        return where
    if register is desk.crossref:
        raise Unavailable("doi.org says that Crossref has it, and Crossref does not find it")
    try:
        return desk.look_up(register, source)
    except NotRegistered:
        raise Unavailable(f"doi.org says that {register.name} has it, and {register.name} does not find it") from None


def _by_pmid(source: Source, cited: Cited, desk: Desk) -> Result:
    try:
        record = desk.look_up(desk.pubmed, source)
    except NotRegistered:
        return Result(
            source, NOT_REGISTERED, f"no register knows pmid:{source.pmid}; correct the number, or take it out"
        )
    except Unavailable as error:
        return Result(source, UNAVAILABLE, str(error))
    notes = (f"its DOI is {record.also['doi']}",) if record.also.get("doi") else ()
    return _judge(source, cited, record, None, (*record.notes, *notes))


def _judge(source: Source, cited: Cited, record: Record, other: Record | None, notes: tuple[str, ...]) -> Result:
    """Compare with ``record``, and with ``other``, which PubMed has under the number of the same entry."""
    found = differences(cited, record)
    if not (record.title or record.authors or record.years):
        return Result(source, UNAVAILABLE, f"the record of {record.register} says nothing that could be compared")
    notice = record.notice
    if other:
        theirs = differences(cited, other)
        linked = other.also.get("doi", "")
        if "title" in theirs and "title" not in found:
            found["pmid"] = Difference(
                source.pmid, f"PubMed's {whole_title(other)!r}", "certain", "another work than the DOI"
            )
        elif linked and linked != source.doi.lower() and "title" in found and "title" not in theirs:
            found["doi"] = Difference(source.doi, linked, "certain", "the DOI that PubMed has")
        elif linked and linked != source.doi.lower():
            notes = (*notes, f"PubMed has another DOI for it: {linked}")
        else:
            # Where one of two registers says the same as the entry, the other one lacks or misspells it.
            found = {name: one for name, one in found.items() if name in theirs or not _has(other, name)}
            notice = notice or other.notice
    if source.entry.type not in _KINDS.get(record.kind, source.entry.type):
        notes = (*notes, f"@{source.entry.type} here, {record.kind} with {record.register}")
    if notice:
        return Result(source, RETRACTED, notice, found, record, notes)
    if found:
        why = f"{', '.join(found)} not as registered"
        if another_work(found):
            why += "; the number belongs to another work"
        return Result(source, DIFFERS, why, found, record, notes)
    return Result(source, VERIFIED, record=record, notes=notes)


def _has(record: Record, name: str) -> bool:
    value = {
        "title": record.title,
        "author": record.authors,
        "year": record.years,
        "journal": record.journals,
        "volume": record.volume,
        "number": record.issue,
        "pages": record.pages or record.article,
    }
    return bool(value.get(name))


def _with_isbn(result: Result, cited: Cited) -> Result:
    if not cited.isbn:
        return result
    # Some fields hold those of the cloth and of the paper edition.
    written = [one for one in cited.isbn.replace(";", ",").split(",") if one.strip()]
    fault = next(filter(None, map(isbn.fault, written)), "")
    if fault:
        found = {**result.fields, "isbn": Difference(cited.isbn, "", "certain", fault)}
        if result.outcome in (RETRACTED, NOT_REGISTERED):
            return replace(result, fields=found)
        why = f"{result.why}; isbn" if result.outcome == DIFFERS else f"isbn: {fault}"
        return replace(result, outcome=DIFFERS, why=why, fields=found)
    known = {isbn.thirteen(one) for one in result.record.isbns} if result.record else set()
    if known and known.isdisjoint(map(isbn.thirteen, written)):
        return replace(
            result, notes=(*result.notes, f"the ISBN is not among those registered: {', '.join(sorted(known))}")
        )
    return result


def _search(source: Source, cited: Cited, desk: Desk) -> Result:
    if not cited.title:
        return Result(source, NOT_CHECKABLE, "no DOI, no PubMed number and no title")
    crossref = desk.crossref
    try:
        candidates = crossref.search(source)
    except NotRegistered:
        candidates = []
    except NotUnderstood as error:
        return Result(source, UNAVAILABLE, f"the answer of {crossref.name} could not be understood: {error}")
    except Unavailable as error:
        return Result(source, UNAVAILABLE, str(error))
    ranked = sorted(
        candidates, key=lambda record: (len(differences(cited, record)), -titles.likeness(cited.title, record))
    )
    for record in ranked:
        if titles.same_title(cited.title, record) and not differences(cited, record):
            return Result(
                source,
                NOT_CHECKABLE,
                f"no DOI or PubMed number; this work may be it: {record.identifier}",
                record=record,
            )
    best = max(candidates, key=lambda record: titles.likeness(cited.title, record), default=None)
    alike = titles.likeness(cited.title, best) if best else 0.0
    if best is None or alike < NEAR_ENOUGH:
        return Result(source, NOT_CHECKABLE, "no DOI or PubMed number, and no work of this title was found")
    found = differences(cited, best)
    why = (
        f"no DOI or PubMed number; the nearest that is registered is {best.identifier}, {whole_title(best)!r} "
        f"(its title is {alike:.0%} like ours; {', '.join(found)} differ)"
    )
    return Result(source, NOT_CHECKABLE, why, found, best)
