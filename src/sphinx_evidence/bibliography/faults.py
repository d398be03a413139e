"""What is wrong with entries that can be read: each fault one message, with its place and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .addresses import unescaped
from .identifiers import doi, pmcid, pmid
from .latex import LONGEST, decode
from .names import KNOWN, is_known, nearest, value
from .reader import Source

#: Fields that no page shows; they may hold anything, and as much as they like.
UNSEEN = frozenset(
    """abstract annote annotation keywords keyword file comment comments timestamp owner bdsk-file-1 mendeley-groups
    contents affiliation funding-text cited-references""".split()  # noqa: SIM905
)
#: Fields that hold a number or an address, not words.
VERBATIM = frozenset(
    """doi url archive archiveurl pmid pmcid pmc pubmed eprint uri urn issn""".split()  # noqa: SIM905
)
#: An author list of more characters is none.
LONGEST_AUTHORS = 500_000

#: What a field must look like, and how to write it. A field that is not there is no fault.
FORMS = {
    "year": (r"(1[5-9]|20)\d\d", "four digits, such as {2019}"),
    "doi": (r"10\.\d{4,9}(\.\d+)*/\S+", "the number alone, such as {10.1000/182}"),
    "pmid": (r"\d{1,8}", "the number alone, such as {32525924}"),
    "pmcid": (r"PMC\d+", "PMC and the number, such as {PMC7289408}"),
    "url": (r"https?://\S+", "an address that starts with https://"),
    "archive": (r"https?://\S+", "an address that starts with https://"),
}
_READ = {"doi": doi, "pmid": pmid, "pmcid": pmcid}


#: What a fault is about: the part of a warning's code after the dot.
Kind = Literal["doi", "entry", "field", "form", "kind", "latex", "size"]


@dataclass(frozen=True)
class Fault:
    """One thing to mend."""

    #: File and line.
    place: str
    #: What is wrong and what to do.
    text: str
    kind: Kind


def faults(sources: Iterable[Source], more_fields: Iterable[str] = ()) -> Iterator[Fault]:
    """Yield what is wrong with ``sources``; ``more_fields`` are names of fields that this project has of its own."""
    known = frozenset(field.lower() for field in more_fields)
    seen: dict[str, Source] = {}
    for source in sources:
        yield from _fields(source, known)
        yield from _forms(source)
        number = source.doi.lower()
        if number and number in seen:
            other = seen[number]
            yield Fault(
                source.place("doi", "url"),
                f"source {source.key!r} has the DOI {source.doi} of {other.key!r} ({other.place('doi', 'url')}); "
                "delete one of the two, or correct its doi",
                "doi",
            )
        elif number:
            seen[number] = source


def _fields(source: Source, known: frozenset[str]) -> Iterator[Fault]:
    entry = source.entry
    for name, written in entry.fields.items():
        lower = name.lower()
        if not is_known(name, known):
            near = nearest(name, KNOWN | known)
            advice = f"did you mean {near!r}?" if near else "correct its name, or delete it"
            yield Fault(source.place(name), f"source {source.key!r} has the unknown field {name!r}; {advice}", "field")
        elif lower in UNSEEN or (lower in VERBATIM and len(written) <= LONGEST):
            continue
        else:
            yield from _latex(source, name, [written])
    for role, persons in entry.persons.items():
        names = [str(person) for person in persons]
        if sum(map(len, names)) > LONGEST_AUTHORS:
            text = f"source {source.key!r}: {role} has {sum(map(len, names)):,} characters; shorten it"
            yield Fault(source.place(role), text, "size")
        else:
            yield from _latex(source, role, names)


def _latex(source: Source, name: str, texts: list[str]) -> Iterator[Fault]:
    """Yield one fault for all that cannot be read in the field ``name``."""
    found = list(dict.fromkeys(fault for text in texts for fault in decode(text).faults))
    if found:
        kind: Kind = "size" if any(len(text) > LONGEST for text in texts) else "latex"
        more = f" (and {len(found) - 1} more of the kind)" if len(found) > 1 else ""
        yield Fault(source.place(name), f"source {source.key!r}: {name} {found[0]}{more}", kind)


def _forms(source: Source) -> Iterator[Fault]:
    if source.entry.fields.get("date") and not value(source.entry, "year"):
        text = f"source {source.key!r} has the date {source.entry.fields['date'][:200]!r}; write it as {{2024-05-03}}"
        yield Fault(source.place("date"), text, "form")
    for name, (form, advice) in FORMS.items():
        written = unescaped(value(source.entry, name)) if name in VERBATIM else value(source.entry, name).strip("{} ")
        if not written or re.fullmatch(form, written):
            continue
        if name in _READ and (number := _READ[name](written)):
            advice = f"{advice.partition('{')[0]}{{{number}}}"
        shown = written if len(written) <= 200 else written[:200] + "..."
        yield Fault(source.place(name), f"source {source.key!r} has the {name} {shown!r}; write {advice}", "form")
