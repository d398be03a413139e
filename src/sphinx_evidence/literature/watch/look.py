"""One run: ask every query of the register, and keep what is news."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from sphinx_evidence import __version__
from sphinx_evidence.bibliography import Source
from sphinx_evidence.citecheck.ask import BOUNDS, Asker, NotRegistered, NotUnderstood, Unavailable
from sphinx_evidence.citecheck.registers.crossref import Crossref
from sphinx_evidence.citecheck.run import Bar
from sphinx_evidence.web import Client, Host, Manners

from ..register import Search
from . import entry, reviews
from .items import CORRECTION, ORDER, RESULTS, RETRACTION, STUDY, TRIAL, Gathered, Item, names, touched
from .known import Known
from .ledger import Ledger, Unfinished
from .services import SERVICES, Found, PubMed, Reply, Trials

#: Exit status when a service gave no answer at all, or the time was over, and nothing else is new.
COULD_NOT_ASK = 3
#: Seconds between two questions to a host: NCBI asks for at most three a second, and nobody else is asked faster.
PAUSE = 0.34
#: Answers are written to disk at most so often, in seconds.
_SAVE_EACH = 5.0
UPDATES = "Crossref's updates"
_ANSWERED, _NO_ANSWER, _OVER = "answered", "no answer", "not asked"


@dataclass(frozen=True)
class Settings:
    """What is asked, where and how."""

    searches: Mapping[str, Search]
    sources: Sequence[Source] = ()
    #: The folder of the pages, whose dates of review are looked at.
    pages: Path | None = None
    #: The day of the look.
    day: dt.date = field(default_factory=lambda: dt.datetime.now(tz=dt.UTC).date())
    #: A mail address that the services may write to.
    contact: str = ""
    #: Seconds for one read of an answer, and for the whole run.
    timeout: float = 15.0
    seconds: float = 1200.0
    #: Of each question the newest records are looked at, so many.
    most: int = 100
    #: Where it is remembered what was listed; none: nowhere.
    folder: Path | None = None
    #: Do not use the answers of a run that was stopped.
    fresh: bool = False
    #: Whether what was listed earlier and nobody has answered counts as something.
    until_answered: bool = False
    #: The services' addresses, by option; those that are missing have their defaults.
    addresses: Mapping[str, str] = field(default_factory=dict)

    def address(self, kind: type[Any]) -> str:
        """Return where a service answers."""
        return self.addresses.get(kind.option) or str(kind.default)


@dataclass
class Question:
    """One question, and what became of it."""

    service: str
    #: The search whose query it is; nothing for a question about what is known already.
    search: str
    query: str
    ask: Callable[[], Reply]
    outcome: str = _OVER
    why: str = ""
    count: int = 0
    looked_at: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came out of a run."""

    day: dt.date
    #: What no look before has listed; and what was listed and is not answered yet.
    new: list[Item]
    waiting: list[Item]
    questions: list[Question]
    unreachable: list[str]
    until_answered: bool
    _ledger: Ledger
    _unfinished: Unfinished

    @property
    def silent(self) -> list[str]:
        """The services that were to be asked and answered nothing."""
        asked = dict.fromkeys(one.service for one in self.questions)
        answered = {one.service for one in self.questions if one.outcome == _ANSWERED}
        return [service for service in asked if service not in answered]

    @property
    def unasked(self) -> int:
        """How many questions the time did not suffice for."""
        return sum(one.outcome == _OVER for one in self.questions)

    @property
    def status(self) -> int:
        """The exit status: 1 when something is new, 3 when a service was silent or the time was over, else 0."""
        if self.new or (self.until_answered and self.waiting):
            return 1
        return COULD_NOT_ASK if self.silent or self.unasked else 0

    def remember(self) -> None:
        """Take what is listed as listed: call it when the report is written."""
        for item in (*self.new, *self.waiting):
            self._ledger.note(item)
        self._ledger.save()
        if not self.unasked:
            self._unfinished.clear()


def client(settings: Settings) -> Client:
    """Return what asks: bounded, one question a host at a time, at most three a second."""
    agent = f"sphinx-evidence-watch/{__version__}"
    hosts = {urlsplit(settings.address(kind)).netloc: Host(pause=PAUSE) for kind in SERVICES}
    called = f"{agent} (mailto:{settings.contact})" if settings.contact else agent
    return Client(called, timeout=settings.timeout, bounds=BOUNDS, manners=Manners(hosts))


def run(settings: Settings, progress: TextIO | None = None, asks: Client | None = None) -> Outcome:
    """Ask all questions; draw a bar on ``progress`` where that is a terminal. `Outcome.remember` ends the run."""
    asker = Asker(settings.contact, settings.timeout, asks or client(settings))
    return _Run(settings, asker).run(progress)


class _Run:
    def __init__(self, settings: Settings, asker: Asker):
        self.settings, self.asker = settings, asker
        self.known = Known(settings.sources, settings.searches)
        self.ledger = Ledger(settings.folder)
        self.unfinished = Unfinished(settings.folder, settings.fresh)
        self.services = {kind.field: kind(asker, settings.address(kind), settings.most) for kind in SERVICES}
        self.gathered = Gathered()
        self.keys = {*self.known.keys}
        for item in self.ledger.items():
            self.gathered.add(item)
            if item.found and isinstance(self.services["pubmed"], PubMed):
                self.services["pubmed"].remember(item.found)
        self.notices: list[Item] = []

    def questions(self) -> Iterator[Question]:
        settings = self.settings
        for search in settings.searches.values():
            for name, service in self.services.items():
                if query := search.queries.get(name):
                    asks = partial(service.search, query, search.date, self.known.pmids)
                    yield Question(service.name, search.id, query, asks)
        trials = self.services["registry"]
        numbers = sorted(self.known.trials)
        for start in range(0, len(numbers), Trials.at_once):
            some = numbers[start : start + Trials.at_once]
            told = f"the trials {some[0]} to {some[-1]}"
            yield Question(Trials.name, "", told, partial(trials.by_number, some))
        sources = [source for source in settings.sources if source.doi]
        crossref = Crossref(self.asker, self.settings.addresses.get("crossref") or Crossref.default)
        for start in range(0, len(sources), Crossref.at_once):
            group = sources[start : start + Crossref.at_once]
            told = f"{len(group)} sources from {group[0].key} to {group[-1].key}"
            yield Question(UPDATES, "", told, partial(_updates, crossref, group))

    def run(self, progress: TextIO | None) -> Outcome:
        questions = list(self.questions())
        bar = Bar(len(questions), progress, "searching")
        began = saved = time.monotonic()
        try:
            for question in questions:
                if time.monotonic() - began < self.settings.seconds:
                    self._ask(question)
                bar.tick()
                if time.monotonic() - saved > _SAVE_EACH:
                    self.unfinished.save()
                    saved = time.monotonic()
        finally:
            bar.end()
            self.unfinished.save()
        new, waiting = self._listed()
        unreachable = self.asker.unreachable()
        until = self.settings.until_answered
        return Outcome(self.settings.day, new, waiting, questions, unreachable, until, self.ledger, self.unfinished)

    def _ask(self, question: Question) -> None:
        name = f"{question.service}: {question.query}"
        reply = self.unfinished.get(name)
        if reply is None:
            try:
                reply = question.ask()
            except NotUnderstood as error:
                question.outcome, question.why = _NO_ANSWER, f"the answer could not be understood: {error}"
                return
            except (Unavailable, NotRegistered) as error:
                question.outcome, question.why = _NO_ANSWER, str(error) or "it is not there"
                return
            except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
                # What nobody thought of: it costs this question its answer, not the run.
                question.outcome = _NO_ANSWER
                question.why = f"the answer could not be understood ({type(error).__name__})"
                return
            self.unfinished.put(name, reply)
        question.outcome, question.count, question.remarks = _ANSWERED, reply.count, reply.remarks
        question.looked_at = len(reply.found)
        for found in reply.found:
            if question.service == UPDATES:
                self._notice(found)
            elif found.trial:
                self._trial(found, question.search)
            elif not self.known.has(found):
                self._add(found, STUDY, question.search)

    def _add(self, found: Found, what: str, search: str, name: str = "", why: str = "") -> None:
        ids = (search,) if search else ()
        self.gathered.add(
            Item(name or names(found)[0], what, found.title, found.kind, found.link, ids, why=why, found=found)
        )

    def _trial(self, found: Found, search: str) -> None:
        name = f"trial:{found.trial}"
        listed = self.ledger.first(name)
        if self.known.has(found) or listed:
            told = self.ledger.rows.get(name, {}).get("why") == _POSTED
            if found.results and found.trial not in self.known.results and not told:
                self._add(found, RESULTS, search, f"results:{found.trial}", _POSTED)
        if not self.known.has(found):
            self._add(found, TRIAL, search, why=_POSTED if found.results and not listed else "")

    def _notice(self, found: Found) -> None:
        record, key = found.record, found.number
        ids = [one.id for one in self.settings.searches.values() for kept in one.kept if key in _keys(kept.source)]
        row = Item("", RETRACTION, found.title, found.kind, found.link, tuple(dict.fromkeys(ids)), found=found)
        if record.notice and not self.known.says(key, record.notice):
            self.notices.append(replace(row, id=f"notice:{found.doi}:{record.notice}", why=f"{key}: {record.notice}"))
        for note in record.notes:
            if note.startswith("a correction was published"):
                self.notices.append(replace(row, id=f"note:{found.doi}:{note}", what=CORRECTION, why=f"{key}: {note}"))

    def _answered(self, item: Item) -> bool:
        if item.found is None or item.what in (RETRACTION, CORRECTION):
            return False
        if item.what == RESULTS:
            return item.found.trial in self.known.results
        return self.known.has(item.found)

    def _listed(self) -> tuple[list[Item], list[Item]]:
        """Return what is new, and what was listed earlier and waits."""
        settings = self.settings
        rows = [item for item in self.gathered.items.values() if not self._answered(item)]
        rows += [*self.notices, *reviews.near(settings.pages, settings.searches, settings.day)]
        new, waiting = [], []
        for row in {row.id: row for row in rows}.values():
            first = self.ledger.first(row.id)
            item = self._whole(replace(row, first=first or settings.day.isoformat()))
            # A correction is told once: most change nothing that the pages say.
            if not first:
                new.append(item)
            elif item.what != CORRECTION:
                waiting.append(item)
        for items in (new, waiting):
            items.sort(key=lambda item: (ORDER.index(item.what), item.title.casefold(), item.id))
        return new, waiting

    def _whole(self, item: Item) -> Item:
        """Return ``item`` with the claims that it may touch and an entry to paste."""
        ids, text = list(item.searches), ""
        if item.found and item.what in (STUDY, TRIAL):
            name = entry.key(item.found, self.keys)
            self.keys.add(name)
            text = entry.entry(item.found, name)
        if item.found and item.found.trial:
            searches = self.settings.searches.values()
            told = item.found.trial
            ids += [one.id for one in searches for kept in one.records if told in f"{kept.title} {kept.seen}"]
        ids = list(dict.fromkeys(ids))
        claims = touched(ids, self.settings.searches)
        return replace(item, searches=tuple(ids), claims=claims, entry=text)


_POSTED = "it has posted results"


def _keys(written: str) -> list[str]:
    return [key.strip() for key in written.split(";")]


def _updates(crossref: Crossref, sources: Sequence[Source]) -> Reply:
    """Return what Crossref says of each of ``sources`` today."""
    records = crossref.fetch_many(sources)
    found = []
    for source in sources:
        if record := records.get(source.doi.lower()):
            link, title = f"https://doi.org/{source.doi}", source.text("title")
            # Its notices are all that is wanted; lists of authors would fill the memory.
            short = replace(record, authors=(), journals=(), other_titles=())
            found.append(Found(UPDATES, source.key, title, "", link, source.doi.lower(), record=short))
    missing = len(sources) - len(found)
    remarks = (f"{missing} of {len(sources)} DOIs are not in its answer",) if missing else ()
    return Reply(tuple(found), len(sources), remarks)
