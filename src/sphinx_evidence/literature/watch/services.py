"""The services that are asked, each with its own words for a query and its own shape of an answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol

from sphinx_evidence.citecheck.ask import Asker, NotRegistered, NotUnderstood, Unavailable
from sphinx_evidence.citecheck.compare import Author, Record, shown
from sphinx_evidence.citecheck.registers import crossref, pubmed, shapes

#: Who asks, as NCBI wants to be told.
TOOL = "sphinx-evidence"
#: What PubMed calls every paper, and who paid: neither says what kind of study it is.
_NO_KIND = re.compile(r"journal article|research support.*|english abstract", re.IGNORECASE)
_NCT = re.compile(r"NCT\d{8}")
_INITIALS = re.compile(r".+\s[A-Z]{1,4}")


@dataclass(frozen=True)
class Found:
    """A record that a service sent."""

    #: The service, and its own number for the record.
    service: str
    number: str
    title: str
    #: What kind of work it is, in the service's words.
    kind: str
    link: str
    doi: str = ""
    pmid: str = ""
    #: The number of a registered trial.
    trial: str = ""
    #: Whether the registered trial has posted results.
    results: bool = False
    #: What the service says of authors, journal and so on.
    record: Record = field(default_factory=Record)

    def as_data(self) -> dict[str, Any]:
        """Return plain data, to be remembered."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Any) -> Found | None:
        """Return what was remembered as ``data``; None where that is of another version."""
        if not isinstance(data, dict) or set(data) != {one.name for one in fields(cls)}:
            return None
        record = Record.from_data(data["record"])
        if record is None or any(not isinstance(data[name], str) for name in ("title", "kind", "link", "doi")):
            return None
        return cls(**{**data, "record": record})


@dataclass(frozen=True)
class Reply:
    """What came of one question."""

    found: tuple[Found, ...]
    #: How many records the service has for it; those beyond the newest were not looked at.
    count: int
    #: What the service says of the question itself, such as a word that it does not know.
    remarks: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return plain data, to be remembered."""
        return {"found": [one.as_data() for one in self.found], "count": self.count, "remarks": list(self.remarks)}

    @classmethod
    def from_data(cls, data: Any) -> Reply | None:
        """Return what was remembered as ``data``; None where that is of another version."""
        try:
            found = [Found.from_data(one) for one in data["found"]]
            reply = cls(tuple(one for one in found if one), int(data["count"]), tuple(map(str, data["remarks"])))
        except (TypeError, KeyError, ValueError, AttributeError):
            return None
        return reply if len(reply.found) == len(found) else None


class Service(Protocol):
    """One of the services."""

    #: What people call it; the field of a search that holds its query; the command's option; where it answers.
    name: str
    field: str
    option: str
    default: str

    def __init__(self, ask: Asker, base: str, most: int): ...

    def search(self, query: str, since: dt.date, ours: Container[str]) -> Reply:
        """Return the newest records for ``query``; of ``ours`` (numbers) nothing more need be asked.

        Raises `Unavailable`.
        """
        ...


def _json(ask: Asker, address: str, parameters: dict[str, str]) -> dict[str, Any]:
    try:
        answer = ask.json(address, parameters)
    except NotRegistered:
        raise Unavailable("it is not at that address (404)") from None
    if not isinstance(answer, dict):
        raise NotUnderstood("it is no object")
    return answer


def _must(answer: dict[str, Any], name: str, kind: type) -> Any:
    """Return the part ``name`` of an answer, without which it says nothing."""
    value = answer.get(name)
    if not isinstance(value, kind):
        raise NotUnderstood(f"it has no {name} that could be read")
    return value


def _count(answer: dict[str, Any], name: str, least: int) -> int:
    text = shapes.text(answer.get(name), name)
    return max(int(text) if re.fullmatch(r"\d{1,12}", text, re.ASCII) else 0, least)


def _kind(kinds: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(one.strip().lower() for one in kinds if not _NO_KIND.fullmatch(one.strip())))


class PubMed:
    """NCBI's E-utilities: ``esearch`` for the numbers, ``esummary`` for what they are."""

    name = "PubMed"
    field = "pubmed"
    option = "eutils"
    default = pubmed.PubMed.default

    def __init__(self, ask: Asker, base: str, most: int):
        self.ask, self.base, self.most = ask, base.rstrip("/"), most
        self._seen: dict[str, Found] = {}

    def remember(self, found: Found) -> None:
        """Take what an earlier look has brought, so that it is not asked again."""
        if found.service == self.name:
            self._seen[found.number] = found

    def _ask(self, program: str, **parameters: str) -> dict[str, Any]:
        who = {"db": "pubmed", "retmode": "json", "tool": TOOL, **self.ask.as_whom("email")}
        answer = _json(self.ask, f"{self.base}/{program}.fcgi", {**who, **parameters})
        if isinstance(answer.get("error"), str):
            raise Unavailable(f"NCBI says: {shapes.text(answer['error'], 'error')[:100]}")
        return answer

    def search(self, query: str, since: dt.date, ours: Container[str]) -> Reply:
        """Return the newest records."""
        answer = self._ask("esearch", term=query, retmax=str(self.most), sort="pub_date")
        result = _must(answer, "esearchresult", dict)
        if said := result.get("ERROR"):
            raise Unavailable(f"NCBI says: {shapes.text(said, 'ERROR')[:100]}")
        _must(result, "idlist", list)
        numbers = [one for one in shapes.texts(result["idlist"], "idlist") if re.fullmatch(r"\d{1,9}", one, re.ASCII)]
        wanted = [one for one in numbers if one not in self._seen and one not in ours]
        for start in range(0, len(wanted), pubmed.AT_ONCE):
            some = wanted[start : start + pubmed.AT_ONCE]
            summaries = _must(self._ask("esummary", id=",".join(some)), "result", dict)
            for number in some:
                if isinstance(summaries.get(number), dict) and (found := self._found(summaries[number], number)):
                    self._seen[number] = found
        odd = [one for one in wanted if one not in self._seen]
        remarks = [*self._remarks(result), *(f"the record {one} could not be read" for one in odd[:3])]
        found_now = tuple(self._seen[one] for one in numbers if one in self._seen)
        return Reply(found_now, _count(result, "count", len(numbers)), tuple(remarks))

    @staticmethod
    def _remarks(result: dict[str, Any]) -> list[str]:
        lists = shapes.mapping(result.get("errorlist"), "errorlist")
        unknown = shapes.texts(lists.get("phrasesnotfound"), "phrasesnotfound")
        return [f"it does not know the words {shown(one)[:60]!r}" for one in unknown[:5]]

    def _found(self, summary: dict[str, Any], number: str) -> Found | None:
        try:
            record = pubmed.record(summary, number)
            kind = _kind(shapes.texts(summary.get("pubtype"), "pubtype"))
        except (NotRegistered, Unavailable):
            return None
        link = f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
        return Found(
            self.name, number, shown(record.title), kind, link, record.also.get("doi", ""), number, record=record
        )


class EuropePMC:
    """Europe PMC, which also has preprints."""

    name = "Europe PMC"
    field = "europepmc"
    option = "europepmc"
    default = "https://www.ebi.ac.uk/europepmc/webservices/rest"

    def __init__(self, ask: Asker, base: str, most: int):
        self.ask, self.base, self.most = ask, base.rstrip("/"), most

    def search(self, query: str, since: dt.date, ours: Container[str]) -> Reply:
        """Return the newest records."""
        parameters = {"query": query, "format": "json", "resultType": "lite", "pageSize": str(self.most)}
        answer = _json(self.ask, f"{self.base}/search", {**parameters, "sort": "P_PDATE_D desc"})
        if "hitCount" not in answer:
            raise NotUnderstood("it has no hitCount")
        items = _must(_must(answer, "resultList", dict), "result", list)
        count = _count(answer, "hitCount", len(items))
        if count and not items:
            raise NotUnderstood("it counts records and sends none")
        return _reply(items, count, self._found)

    def _found(self, item: dict[str, Any]) -> Found:
        source, number = shapes.text(item.get("source"), "source"), shapes.text(item.get("id"), "id")
        if not re.fullmatch(r"[A-Z]{3}", source) or not re.fullmatch(r"[\w.-]{1,40}", number, re.ASCII):
            raise NotUnderstood("the record has no number")
        kinds = shapes.text(item.get("pubType"), "pubType").split(";")
        doi = shapes.text(item.get("doi"), "doi").lower()
        # In NCBI's shape, so that one reader serves both.
        summary = {
            "title": item.get("title"),
            "authors": [
                {"name": one, "authtype": "Author" if _INITIALS.fullmatch(one) else "CollectiveName"}
                for one in re.split(r",\s+", shapes.text(item.get("authorString"), "authorString").rstrip(". "))
            ],
            "pubdate": item.get("pubYear"),
            "fulljournalname": item.get("journalTitle"),
            "volume": item.get("journalVolume"),
            "issue": item.get("issue"),
            "pages": item.get("pageInfo"),
            "pubtype": kinds,
            "articleids": [{"idtype": "doi", "value": doi}],
        }
        record = pubmed.record(summary, number)
        pmid = shapes.text(item.get("pmid"), "pmid")
        return Found(
            self.name,
            f"{source}/{number}",
            shown(record.title),
            _kind(kinds),
            f"https://europepmc.org/article/{source}/{number}",
            doi,
            pmid if re.fullmatch(r"\d{1,9}", pmid, re.ASCII) else "",
            record=record,
        )


class CrossrefSearch:
    """Crossref's search, of what was registered since the day of the search: its order is by likeness, not by age."""

    name = "Crossref"
    field = "crossref"
    option = "crossref"
    default = crossref.Crossref.default

    def __init__(self, ask: Asker, base: str, most: int):
        self.ask, self.base, self.most = ask, base.rstrip("/"), most

    def search(self, query: str, since: dt.date, ours: Container[str]) -> Reply:
        """Return the records that are most alike."""
        parameters = {
            "query.bibliographic": query,
            "filter": f"from-created-date:{since.isoformat()}",
            "rows": str(min(self.most, 50)),
            **self.ask.as_whom("mailto"),
        }
        message = _must(_json(self.ask, f"{self.base}/works", parameters), "message", dict)
        items = _must(message, "items", list)
        return _reply(items, _count(message, "total-results", len(items)), self._found)

    def _found(self, item: dict[str, Any]) -> Found:
        record = crossref.record(item)
        doi = record.identifier.lower()
        if not doi or not record.title:
            raise NotUnderstood("the record has no DOI or no title")
        title = ": ".join(filter(None, (shown(record.title), shown(record.subtitle))))
        return Found(self.name, doi, title, record.kind.replace("-", " "), f"https://doi.org/{doi}", doi, record=record)


class Trials:
    """ClinicalTrials.gov, version 2 of its service."""

    name = "ClinicalTrials.gov"
    field = "registry"
    option = "trials"
    default = "https://clinicaltrials.gov/api/v2"
    #: Of so many trials by number one question can ask.
    at_once = 50

    def __init__(self, ask: Asker, base: str, most: int):
        self.ask, self.base, self.most = ask, base.rstrip("/"), most

    def search(self, query: str, since: dt.date, ours: Container[str]) -> Reply:
        """Return the registered trials."""
        return self._studies({"query.term": query})

    def by_number(self, numbers: Iterable[str]) -> Reply:
        """Return the trials that are registered under ``numbers``. Raises `Unavailable`."""
        return self._studies({"filter.ids": ",".join(numbers)})

    def _studies(self, parameters: dict[str, str]) -> Reply:
        whole = {"format": "json", "countTotal": "true", "pageSize": str(self.most), **parameters}
        answer = _json(self.ask, f"{self.base}/studies", whole)
        items = _must(answer, "studies", list)
        return _reply(items, _count(answer, "totalCount", len(items)), self._found)

    def _found(self, item: dict[str, Any]) -> Found:
        protocol = _must(item, "protocolSection", dict)
        name = _must(protocol, "identificationModule", dict)
        number, title = (
            shapes.text(name.get("nctId"), "nctId"),
            shown(shapes.text(name.get("briefTitle"), "briefTitle")),
        )
        if not _NCT.fullmatch(number) or not title:
            raise NotUnderstood("the trial has no number or no title")
        status = shapes.mapping(protocol.get("statusModule"), "statusModule")
        design = shapes.mapping(protocol.get("designModule"), "designModule")
        people = shapes.mapping(protocol.get("sponsorCollaboratorsModule"), "sponsorCollaboratorsModule")
        sponsor = shown(shapes.text(shapes.mapping(people.get("leadSponsor"), "leadSponsor").get("name"), "name"))
        begun = shapes.mapping(status.get("studyFirstPostDateStruct"), "studyFirstPostDateStruct")
        year = shapes.year(begun.get("date"), "date")
        results = item.get("hasResults", False)
        if not isinstance(results, bool):
            raise NotUnderstood("hasResults is neither yes nor no")
        words = [shapes.text(design.get("studyType"), "studyType"), shapes.text(status.get("overallStatus"), "status")]
        said = [word.lower().replace("_", " ") for word in words if word]
        return Found(
            self.name,
            number,
            title,
            ", ".join(["registered trial", *said, *(["results posted"] if results else [])]),
            f"https://clinicaltrials.gov/study/{number}",
            trial=number,
            results=results,
            record=Record(
                title=title,
                authors=(Author(sponsor, group=True),) if sponsor else (),
                years=(year,) if year else (),
                kind="trial",
                identifier=number,
                register=self.name,
            ),
        )


def _reply(items: list[Any], count: int, read: Any) -> Reply:
    """Return what ``read`` makes of ``items``; an item that it cannot read costs a remark, all of them the reply."""
    found: list[Found] = []
    odd: list[str] = []
    for item in items:
        try:
            found.append(read(shapes.mapping(item, "a record")))
        except NotRegistered:
            odd.append("a record holds an error")
        except Unavailable as error:
            odd.append(str(error))
    if odd and not found:
        raise NotUnderstood(odd[0])
    remarks = (f"{len(odd)} of {len(items)} records could not be read: {odd[0]}",) if odd else ()
    return Reply(tuple(found), count, remarks)


SERVICES: tuple[type[Any], ...] = (PubMed, EuropePMC, CrossrefSearch, Trials)
