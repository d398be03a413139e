"""The look of the bibliography: labels that say who and when, and links that say where to.

A field that a source does not show stays missing: nothing here needs a field to be there.
"""

from __future__ import annotations

from collections import Counter

from pybtex.database import Entry, Person
from pybtex.style import FormattedEntry
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style as UnsrtStyle
from pybtex.style.formatting.unsrt import date, pages
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.template import (
    field,
    first_of,
    href,
    join,
    names,
    optional,
    optional_field,
    sentence,
    tag,
    words,
)

from sphinx_evidence.bibliography.text import plain

#: What was formatted, by key and label: the entry and its text.
_formatted: dict[tuple[str, str], tuple[Entry, FormattedEntry]] = {}

#: The labels of all sources, by key, where they stand in more than one list.
_shared: dict[str, str] = {}

#: More authors than these are named as "and others".
MOST_AUTHORS = 6


class WhoAndWhen(BaseLabelStyle):
    """Labels such as ``Post 2019``; two of them become ``Singh 2019a`` and ``Singh 2019b``."""

    def format_labels(self, sorted_entries):
        """Yield one label an entry, all different, in the order of ``sorted_entries``."""
        sorted_entries = list(sorted_entries)
        if _shared and all(entry.key in _shared for entry in sorted_entries):
            yield from (_shared[entry.key] for entry in sorted_entries)
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
        who = plain(entry.fields.get("shortauthor") or _surname(entry)) or entry.key
        return " ".join(filter(None, (who, entry.fields.get("year"))))


def share_labels(entries) -> None:
    """Give each of ``entries``, which stand in several lists, a label that no other has; none of them forgets all."""
    _shared.clear()
    style = SourcesStyle()
    listed = style.sort(entries)
    _shared.update(zip([entry.key for entry in listed], list(style.format_labels(listed)), strict=True))


def _letters(number: int) -> str:
    """Return a, b, ... z, aa, ab, ... for 0, 1, ..."""
    head, tail = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("a") + tail)


def _surname(entry: Entry) -> str:
    authors = entry.persons.get("author")
    if not authors:
        return ""
    first = authors[0]
    return " ".join((*first.prelast_names, *first.last_names))


class SourcesStyle(UnsrtStyle):
    """Sorted by author, full names last first, every identifier a link."""

    default_name_style = "lastfirst"
    default_sorting_style = "author_year_title"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.label_style = WhoAndWhen()
        self.format_labels = self.label_style.format_labels

    def format_entry(self, label, entry, bib_data=None):
        """Format ``entry`` under ``label``; a long list of authors is cut.

        Each entry is asked for twice, for the list and for the words shown on hover, and to
        format it is most of what a bibliography costs.
        """
        before = _formatted.get((entry.key, label))
        if before is None or before[0] is not entry:
            before = entry, self._format(label, entry, bib_data)
            _formatted[entry.key, label] = before
        return before[1]

    def _format(self, label, entry, bib_data):
        key = entry.key
        authors = entry.persons.get("author", [])
        shown = [author for author in authors if str(author) != "others"]
        if len(shown) > MOST_AUTHORS + 1 or len(shown) < len(authors):
            shown = [*shown[:MOST_AUTHORS], Person("{and others}")]
            persons = {**entry.persons, "author": shown}
            entry = Entry(entry.type, fields=entry.fields, persons=persons)
            entry.key = key
        return super().format_entry(label, entry, bib_data)

    def format_names(self, role, as_sentence=True):
        """Return the template of the authors, or nothing where none is known."""
        listed = names(role, sep="; ", sep2="; ", last_sep="; ")
        return optional[sentence[listed] if as_sentence else listed]

    def format_web_refs(self, e):
        """Return the links of entry ``e``: DOI, PubMed, PMC; the address only without them."""
        identifiers = [
            href(join[prefix, field(name, raw=True)])[join[shown, field(name, raw=True)]]
            for name, prefix, shown in (
                ("doi", "https://doi.org/", "doi:"),
                ("pmid", "https://pubmed.ncbi.nlm.nih.gov/", "PubMed "),
                ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/", ""),
            )
            if e.fields.get(name)
        ]
        if identifiers:
            return sentence(sep=", ")[identifiers]
        address = href(field("url", raw=True))[field("url", raw=True)]
        seen = optional[join["seen ", field("urldate")]]
        archived = optional[href(field("archive", raw=True))["archived copy"]]
        return optional[sentence(sep=", ")[address, seen, archived]]

    def get_article_template(self, e):
        """Return the template of a paper in a journal."""
        volume = optional[join[field("volume"), optional["(", field("number"), ")"]]]
        place = words[tag("em")[optional_field("journal")], join(sep=":")[volume, optional[pages]]]
        return self._page(e, sentence(sep=", ")[place, optional[date]])

    def get_misc_template(self, e):
        """Return the template of a web page, a report, an abstract."""
        return self._page(e, sentence(sep=", ")[optional_field("howpublished"), optional[date]])

    def get_phdthesis_template(self, e):
        """Return the template of a thesis."""
        kind = first_of[optional_field("type"), "Thesis"]
        return self._page(e, sentence(sep=", ")[kind, optional_field("school"), optional[date]])

    def _page(self, e, where):
        return toplevel[
            self.format_names("author"),
            optional[self.format_title(e, "title")],
            where,
            optional[sentence[field("note")]],
            self.format_web_refs(e),
        ]
