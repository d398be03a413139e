"""What is wrong with entries that can be read: each fault one message, with its place and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sphinx_evidence.unseen import UNSEEN as HIDDEN

from . import dates, persons
from .addresses import link_address, unescaped
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
Kind = Literal["doi", "entry", "field", "form", "kind", "latex", "other", "size"]
#: Fields that name other entries by their keys.
OTHERS = ("crossref", "xref", "xdata", "related", "entryset")


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
    sources = list(sources)
    keys = {source.key.lower(): source for source in sources}
    for source in sources:
        yield from _fields(source, known)
        yield from _forms(source)
        yield from _others(source, keys)
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
        elif lower in UNSEEN:
            continue
        elif lower in VERBATIM and len(written) <= LONGEST:
            if hidden := HIDDEN.search(written):
                text = f"holds a sign that nobody sees (U+{ord(hidden[0]):04X}); delete it"
                yield Fault(source.place(name), f"source {source.key!r}: {name} {text}", "form")
        else:
            yield from _latex(source, name, [written])
    for role in persons.ROLES & source.lines.keys():
        if text := persons.fault(entry.persons.get(role, [])):
            yield Fault(source.place(role), f"source {source.key!r}: {role} {text}", "form")
    for role, listed in entry.persons.items():
        names = [str(person) for person in listed]
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


def _others(source: Source, keys: Mapping[str, Source]) -> Iterator[Fault]:
    """Yield a fault for each other entry that ``source`` names and that is not there, or that leads back to it."""
    for name in OTHERS:
        for key in _keys(source, name):
            if key.lower() not in keys:
                near = nearest(key, keys)
                advice = f"did you mean {keys[near].key!r}?" if near else "correct the key, or delete the field"
                text = f"source {source.key!r} names {key!r} under {name}, which is not in the bibliography; {advice}"
                yield Fault(source.place(name), text, "other")
    for name in ("crossref", "xdata"):
        way, key = [source.key], next(iter(_keys(source, name)), "")
        while key.lower() in keys and key.lower() not in [one.lower() for one in way]:
            way.append(keys[key.lower()].key)
            key = next(iter(_keys(keys[key.lower()], name)), "")
        # One message for the whole circle, at the entry of it that comes first.
        first = next((one.key for one in keys.values() if one.key in way), source.key) if key else ""
        if key.lower() == source.key.lower() and source.key == first:
            circle = " → ".join([*way, source.key])
            text = f"source {source.key!r}: {name} goes round in a circle ({circle}); delete one of them"
            yield Fault(source.place(name), text, "other")


def _keys(source: Source, name: str) -> list[str]:
    """Return the keys that a field names."""
    written = source.entry.fields.get(name, "")
    return [key for key in re.split(r"[\s,{}]+", written) if key]


def _forms(source: Source) -> Iterator[Fault]:
    for name, text in dates.faults(source.entry):
        if _hidden(source, name):
            continue
        yield Fault(source.place(name), f"source {source.key!r} has the {text}", "form")
    if text := _pages(source.entry.fields.get("pages", "")):
        yield Fault(source.place("pages"), f"source {source.key!r} has the {text}", "form")
    if source.entry.fields.get("date") and not value(source.entry, "year"):
        text = f"source {source.key!r} has the date {source.entry.fields['date'][:200]!r}; write it as {{2024-05-03}}"
        yield Fault(source.place("date"), text, "form")
    for name, (form, advice) in FORMS.items():
        written = unescaped(value(source.entry, name)) if name in VERBATIM else value(source.entry, name).strip("{} ")
        if not written or _hidden(source, name):
            continue
        if re.fullmatch(form, written):
            if name not in ("url", "archive") or link_address(written):
                continue
            advice = "a host alone behind https://, without a name, a password or a bracket before the next /"
        if name in _READ and (number := _READ[name](written)):
            advice = f"{advice.partition('{')[0]}{{{number}}}"
        shown = written if len(written) <= 200 else written[:200] + "..."
        yield Fault(source.place(name), f"source {source.key!r} has the {name} {shown!r}; write {advice}", "form")


def _hidden(source: Source, name: str) -> bool:
    """Say whether a field holds a sign that nobody sees, which is told already."""
    return bool(HIDDEN.search(source.entry.fields.get(name, "")))


def _pages(written: str) -> str:
    """Say what is wrong with pages that end before they begin; 847--54 is short for 847--854."""
    for part in re.split(r"[,;]", written):
        found = re.fullmatch(r"\s*(\d+)\s*[-–—]+\s*(\d+)\s*", part, re.ASCII)
        if found and len(found[2]) >= len(found[1]) and int(found[2]) < int(found[1]):
            return f"pages {written[:200]!r}, which end before they begin; correct them"
    return ""
