"""What the project knows already: its bibliography, and every record that a search has screened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sphinx_evidence.bibliography import Source
from sphinx_evidence.citecheck.compare import normal
from sphinx_evidence.citecheck.compare.titles import bare

from ..register import Search
from .services import Found

#: A shorter title, such as "Massage" or "Correspondence", is that of many works.
_FEWEST_WORDS = 4
#: Of a title that goes on after a colon, so many letters have to be the same.
_ENOUGH = 40
#: What a note and a notice have in common that tell of the same.
_STEMS = ("retract", "withdraw", "remov", "concern")
_TRIAL = re.compile(r"NCT\d{8}")
_DOI = re.compile(r"10\.\d{4,9}/[^\s?#\"<>]+")
_PMID = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|europepmc\.org/article/MED/|PMID:? ?)(\d{1,9})", re.I
)
_RESULTS = re.compile(r"(NCT\d{8})/?\?(?:[^\s#]*&)?tab=results", re.IGNORECASE)


def title_key(title: str) -> str:
    """Return what two writings of one title share; nothing for one that says too little."""
    words = normal(bare(title))
    return words if len(words.split()) >= _FEWEST_WORDS else ""


class Known:
    """Numbers and titles that are no news."""

    def __init__(self, sources: Iterable[Source], searches: Mapping[str, Search]):
        self.dois: set[str] = set()
        self.pmids: set[str] = set()
        self.trials: set[str] = set()
        #: Trials whose posted results the project has looked at: something names the address of the results.
        self.results: set[str] = set()
        self.titles: set[str] = set()
        self.keys: set[str] = set()
        #: What the entries say beside the rest, by key.
        self.notes: dict[str, str] = {}
        for source in sources:
            self.keys.add(source.key)
            self.notes[source.key] = source.text("note").lower()
            for one in source.identifiers:
                self._number(one.kind, one.number)
            fields = dict(source.entry.fields)
            self._read(" ".join(str(fields[name]) for name in fields if name.lower() not in ("abstract", "annote")))
            self._title(source.text("title"))
        for search in searches.values():
            for record in search.records:
                self._read(f"{record.title} {record.seen}")
                self._title(record.title)

    def _number(self, kind: str, number: str) -> None:
        if kind == "doi":
            self.dois.add(number.lower())
        elif kind == "pmid":
            self.pmids.add(number)

    def _read(self, text: str) -> None:
        self.trials.update(_TRIAL.findall(text))
        self.results.update(found.upper() for found in _RESULTS.findall(text))
        self.pmids.update(_PMID.findall(text))
        self.dois.update(found.rstrip(".,;)").lower() for found in _DOI.findall(text))

    def _title(self, title: str) -> None:
        # "Title (NCT0…)" and "Title (a report)" are how a register of searches tells records apart.
        for written in (title, re.sub(r"\s*\([^()]*\)\s*$", "", title)):
            if key := title_key(written):
                self.titles.add(key)

    def says(self, key: str, notice: str) -> bool:
        """Say whether the note of the source ``key`` tells of ``notice``, such as "retracted"."""
        note = self.notes.get(key, "")
        return any(stem in notice.lower() and stem in note for stem in _STEMS)

    def has(self, found: Found) -> bool:
        """Say whether ``found`` is no news."""
        if found.trial:
            return found.trial in self.trials
        if found.doi.lower() in self.dois or found.pmid in self.pmids:
            return True
        key = title_key(found.title)
        if not key:
            return False
        return key in self.titles or any(
            min(len(key), len(title)) >= _ENOUGH and (key.startswith(f"{title} ") or title.startswith(f"{key} "))
            for title in self.titles
        )
