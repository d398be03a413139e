"""The look of the bibliography: labels that say who and when, and links that say where to.

A field that a source does not show stays missing: nothing here needs a field to be there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pybtex.database import BibliographyData, Entry, Person
from pybtex.richtext import HRef, Symbol, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.names import name_part
from pybtex.style.template import join

from sphinx_evidence import __version__
from sphinx_evidence.bibliography import entry_type, identifiers, link_address, people, plain, value
from sphinx_evidence.bibliography.text import rich
from sphinx_evidence.interface import _

#: More authors than these are named as "and others".
MOST_AUTHORS = 6
#: What is in a larger work, and what is a whole one.
PARTS = ("inbook", "incollection", "inproceedings")
WHOLE = ("book", "booklet", "manual", "proceedings", "techreport", "unpublished")
THESES = ("mastersthesis", "phdthesis")
#: The types of entry that the style can print; biblatex's count as one of them.
TYPES = sorted(("article", "misc", *PARTS, *WHOLE, *THESES))

# Kept with the entry, and so as long as it: who and when, the label among all lists, and the text of the last build.
_OWN = "_evidence_who_and_when"
_LABEL = "_evidence_label"
_FORMATTED = "_evidence_formatted"


# pybtex comes without types.
class WhoAndWhen(BaseLabelStyle):  # type: ignore[misc]
    """Labels such as ``Post 2019``; two of them become ``Singh 2019a`` and ``Singh 2019b``."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """Yield one label an entry, all different, in the order of ``sorted_entries``."""
        sorted_entries = list(sorted_entries)
        shared = [getattr(entry, _LABEL, None) for entry in sorted_entries]
        if sorted_entries and all(shared):
            yield from (str(label) for label in shared)
            return
        labels = [self.format_label(entry) for entry in sorted_entries]
        number = Counter(labels)
        used: Counter[str] = Counter()
        for label in labels:
            if number[label] == 1:
                yield label
            else:
                letter = _letters(used[label])
                used[label] += 1
                yield f"{label}{letter}" if label[-1:].isdigit() else f"{label} ({letter})"

    def format_label(self, entry: Entry) -> str:
        """Return the short author and the year of ``entry``; its key where there is no author."""
        known: tuple[str, str] | None = getattr(entry, _OWN, None)
        if known is None or known[0] != __version__:
            known = __version__, _who_and_when(entry)
            setattr(entry, _OWN, known)
        return known[1]


def _who_and_when(entry: Entry) -> str:
    first = next(iter(people(entry) or people(entry, "editor")), None)
    who = plain(value(entry, "shortauthor")) or (first.family if first else "") or str(entry.key)
    return " ".join(filter(None, (who, plain(value(entry, "year")))))


def share_labels(known: Iterable[Entry], listed: list[Entry]) -> None:
    """Give each of ``listed``, which stand in several lists, a label of its own; the other ``known`` ones none."""
    for entry in known:
        entry.__dict__.pop(_LABEL, None)
    style = SourcesStyle()
    ordered = style.sort(listed)
    for entry, label in zip(ordered, list(style.format_labels(ordered)), strict=True):
        setattr(entry, _LABEL, label)


def _letters(number: int) -> str:
    """Return a, b, ... z, aa, ab, ... for 0, 1, ..."""
    head, tail = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("a") + tail)


# As above.
class SourcesStyle(BaseStyle):  # type: ignore[misc]
    """Sorted by author, full names last first, every identifier a link."""

    default_name_style = "lastfirst"
    default_label_style = WhoAndWhen
    default_sorting_style = "author_year_title"

    def format_entry(self, label: str, entry: Entry, bib_data: BibliographyData | None = None) -> FormattedEntry:
        """Format ``entry`` under ``label``.

        Each entry is asked for twice, for the list and for the words shown on hover, and to format it is most of what a
        bibliography costs. The text stays with the entry, which stays as long as the file says the same of it.
        """
        mark = (label, __version__, _("and others"))
        known = getattr(entry, _FORMATTED, None)
        if known is None or known[0] != mark:
            known = mark, FormattedEntry(entry.key, text_of(entry), label)
            setattr(entry, _FORMATTED, known)
        formatted: FormattedEntry = known[1]
        return formatted


def text_of(entry: Entry) -> Text:
    """Return what stands in the list for ``entry``: authors, title, where and when, note, links."""
    kind = entry_type(entry)
    parts = [
        _sentence([_names(entry)]),
        _sentence([_title(entry, kind)]),
        _sentence(_where(entry, kind)),
        _sentence([_field(entry, "note")]),
        _sentence(list(_links(entry))),
    ]
    return Text(Symbol("newblock")).join([part for part in parts if part])


def _sentence(parts: list[Text]) -> Text:
    """Return the parts that say something, with commas and a full stop; nothing where none does."""
    said = [part for part in parts if part]
    return Text(", ").join(said).add_period() if said else Text()


def _field(entry: Entry, name: str) -> Text:
    return rich(value(entry, name))


def _name(person: Person) -> Text:
    if str(person) == "others":
        return Text(_("and others"))
    pieces = (person.prelast_names, person.last_names, person.lineage_names, person.first_names + person.middle_names)
    prelast, last, lineage, given = ([rich(piece) for piece in listed] for listed in pieces)
    parts = [name_part(tie=True)[prelast], name_part[last], name_part(before=", ")[lineage]]
    return Text(join[(*parts, name_part(before=", ")[given])].format())


def _names(entry: Entry) -> Text:
    """Return the authors, else the editors; a long list is cut."""
    role = next((role for role in ("author", "editor") if entry.persons.get(role)), "")
    if not role:
        return Text()
    people = entry.persons[role]
    shown = [person for person in people if str(person) != "others"]
    if len(shown) > MOST_AUTHORS + 1 or len(shown) < len(people):
        shown = [*shown[:MOST_AUTHORS], Person("others")]
    names = Text("; ").join([_name(person) for person in shown])
    if role == "editor":
        names = Text(names, " ", _("(ed.)") if len(people) == 1 else _("(eds.)"))
    return names


def _title(entry: Entry, kind: str) -> Text:
    title = _field(entry, "title")
    return Tag("em", title) if title and kind == "book" else title


def _pages(entry: Entry) -> Text:
    """Return the pages with dashes between the first and the last."""
    return rich(re.sub(r"(?<=\d)\s*-+\s*(?=[A-Za-z]?\d)", "--", value(entry, "pages")))


def _date(entry: Entry) -> Text:
    """Return the year, with the month where that is a word."""
    month, year = plain(value(entry, "month")), _field(entry, "year")
    return Text(month, " ", year) if month and not month.isdigit() and year else year


def _where(entry: Entry, kind: str) -> list[Text]:
    """Return what the work appeared in, or who made it public, and when."""
    volume, number = _field(entry, "volume"), _field(entry, "number")
    if kind == "article":
        issue = Text(volume, Text("(", number, ")") if number else "") if volume else Text()
        place = Text(":").join([part for part in (issue, _pages(entry)) if part])
        journal = _field(entry, "journal")
        words = [part for part in (Tag("em", journal) if journal else journal, place) if part]
        return [Text(" ").join(words), _date(entry)]
    if kind in THESES:
        return [_field(entry, "type") or Text(_("Thesis")), _field(entry, "school"), _date(entry)]
    said: list[Text] = []
    if kind in PARTS:
        book, editors = _field(entry, "booktitle"), _editors(entry)
        said += [Text(_("In:"), " ", editors, " " if editors else "", Tag("em", book)) if book else editors]
    if kind == "techreport":
        said += [_field(entry, "type") or Text(_("Report"))]
    if kind != "misc" and kind not in ("unpublished",):
        said += [
            Text(_("vol."), " ", volume) if volume else volume,
            _field(entry, "series"),
            Text(_("no."), " ", number) if number else number,
            _edition(entry),
            Text(_("pp."), " ", _pages(entry)) if value(entry, "pages") else Text(),
            _field(entry, "publisher") or _field(entry, "institution"),
            _field(entry, "address"),
        ]
    said += [_field(entry, "howpublished") or (_field(entry, "publisher") if kind == "misc" else Text())]
    return [*said, _date(entry)]


def _edition(entry: Entry) -> Text:
    """Return "Second edition", or "edition 2"."""
    edition = _field(entry, "edition")
    if not edition:
        return edition
    return Text(_("edition"), " ", edition) if str(edition).isdigit() else Text(edition, " ", _("edition"))


def _editors(entry: Entry) -> Text:
    """Return the editors of a work that holds this one."""
    if not (entry.persons.get("author") and entry.persons.get("editor")):
        return Text()
    alone = Entry(entry.original_type, persons={"editor": entry.persons["editor"]})
    return Text(_names(alone), ",")


def _links(entry: Entry) -> Iterator[Text]:
    """Yield the links of ``entry``: DOI, PubMed, PMC and others; the address of a page only without them."""
    found = identifiers(entry)
    shown = {"doi": "doi:", "pmid": "PubMed ", "pmcid": "", "arxiv": "arXiv:", "handle": "hdl:"}
    registered = [number for number in found if number.kind in shown]
    if registered:
        yield from (HRef(one.address, f"{shown[one.kind]}{one.number}") for one in registered)
        return
    for one in found:
        if one.kind == "url":
            yield HRef(one.address, one.number)
    if seen := plain(value(entry, "urldate")):
        yield Text(_("seen"), " ", seen)
    if archived := link_address(value(entry, "archive")):
        yield HRef(archived, _("archived copy"))
