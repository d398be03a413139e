"""The sources for reference managers: BibTeX, RIS and CSL-JSON beside the pages.

The BibTeX file holds what the bibliography says, letter by letter; the other two hold plain words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rispy
from docutils import nodes
from pybtex.database import Entry, Person
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from sphinx_evidence.bibliography import Name, entry_type, identifiers, people, plain, value
from sphinx_evidence.building import builder_of
from sphinx_evidence.codes import Code
from sphinx_evidence.unseen import seen

from .domain import bibtex_domain, sources_domain

FILES = ("references.bib", "references.ris", "references.csl.json")
#: Builders that write a site, which can hold files beside its pages.
SITE_BUILDERS = {"html", "dirhtml"}

#: What an entry is called elsewhere, by its BibTeX type: in RIS, in CSL.
TYPES = {
    "article": ("JOUR", "article-journal"),
    "book": ("BOOK", "book"),
    "booklet": ("PAMP", "pamphlet"),
    "inbook": ("CHAP", "chapter"),
    "incollection": ("CHAP", "chapter"),
    "inproceedings": ("CPAPER", "paper-conference"),
    "manual": ("BOOK", "book"),
    "mastersthesis": ("THES", "thesis"),
    "phdthesis": ("THES", "thesis"),
    "proceedings": ("CONF", "book"),
    "techreport": ("RPRT", "report"),
    "unpublished": ("UNPB", "manuscript"),
    "misc": ("GEN", "document"),
}


def _field(entry: Entry, *names: str) -> str:
    return next((words for name in names if (words := plain(value(entry, name)))), "")


def _numbers(entry: Entry) -> dict[str, str]:
    """Return the numbers of ``entry`` by kind, and under ``link`` the address that leads to it."""
    found = identifiers(entry)
    numbers = {one.kind: one.number for one in found}
    link = next((one.address for kind in ("doi", "url", "handle", "arxiv") for one in found if one.kind == kind), "")
    return numbers | {"link": link}


# -- BibTeX -------------------------------------------------------------------------------------


def as_bibtex(key: str, entry: Entry) -> str:
    """Return ``entry`` as it stands in the bibliography: what is escaped there is escaped once here as well."""
    values = {role: " and ".join(map(_person, persons)) for role, persons in entry.persons.items()}
    values |= dict(entry.fields.items())
    lines = [f"  {name} = {{{text}}}," for name, text in values.items()]
    return seen("\n".join([f"@{entry.original_type}{{{key},", *lines, "}", ""]))


def _person(person: Person) -> str:
    """Return a name so that BibTeX reads the same parts of it."""
    given = " ".join([*person.first_names, *person.middle_names])
    family = " ".join([*person.prelast_names, *person.last_names])
    lineage = " ".join(person.lineage_names)
    if lineage:
        return f"{family}, {lineage}, {given}"
    return f"{family}, {given}" if given or " " in family else family


# -- RIS ----------------------------------------------------------------------------------------


# rispy comes without types.
class RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Writes records as the format has them, without a number before each."""

    def set_header(self, count: int) -> str:
        """Return what stands before record ``count``."""
        return ""


def _ris_name(name: Name) -> str:
    return ", ".join(filter(None, (name.family, name.given, name.suffix)))


def as_ris(key: str, entry: Entry) -> dict[str, Any]:
    """Return ``entry`` under rispy's names."""
    first, *rest = re.split(r"\s*[-–—]+\s*", _field(entry, "pages"), maxsplit=1)
    numbers = _numbers(entry)
    kind = entry_type(entry)
    record = {
        "type_of_reference": TYPES.get(kind, TYPES["misc"])[0],
        "id": key,
        "authors": [_ris_name(name) for name in people(entry)],
        "secondary_authors": [_ris_name(name) for name in people(entry, "editor")],
        "title": _field(entry, "title"),
        "journal_name": _field(entry, "journal"),
        "secondary_title": _field(entry, "booktitle"),
        "publisher": _field(entry, "school", "publisher", "howpublished"),
        "place_published": _field(entry, "address"),
        "edition": _field(entry, "edition"),
        "year": _field(entry, "year"),
        "volume": _field(entry, "volume"),
        "number": _field(entry, "number"),
        "start_page": first,
        "end_page": "".join(rest),
        "issn": _field(entry, "issn") or numbers.get("isbn", ""),
        "doi": numbers.get("doi", ""),
        "accession_number": numbers.get("pmid", ""),
        "urls": [numbers["link"]] if numbers["link"] else [],
        "notes": [_field(entry, "note")] if _field(entry, "note") else [],
    }
    return {name: written for name, written in record.items() if written}


# -- CSL-JSON -----------------------------------------------------------------------------------


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given and not name.suffix:
        return {"literal": name.family}
    return {"family": name.family, "given": name.given} | ({"suffix": name.suffix} if name.suffix else {})


def _csl_date(year: str, month: str = "", day: str = "") -> dict[str, list[list[int]]] | None:
    if not re.fullmatch(r"-?\d{1,4}", year):
        return None
    parts = [int(year)]
    if month.isdigit() and 1 <= int(month) <= 12:
        parts.append(int(month))
        if day.isdigit() and 1 <= int(day) <= 31:
            parts.append(int(day))
    return {"date-parts": [parts]}


def as_csl(key: str, entry: Entry) -> dict[str, Any]:
    """Return ``entry`` as CSL-JSON, the form that citation processors read."""
    numbers = _numbers(entry)
    kind = entry_type(entry)
    seen = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", _field(entry, "urldate"))
    record = {
        "id": key,
        "type": TYPES.get(kind, TYPES["misc"])[1],
        "author": [_csl_name(name) for name in people(entry)],
        "editor": [_csl_name(name) for name in people(entry, "editor")],
        "title": _field(entry, "title"),
        "container-title": _field(entry, "journal", "booktitle"),
        "collection-title": _field(entry, "series"),
        "publisher": _field(entry, "school", "publisher", "howpublished"),
        "publisher-place": _field(entry, "address"),
        "edition": _field(entry, "edition"),
        "issued": _csl_date(*(_field(entry, part) for part in ("year", "month", "day"))),
        "accessed": _csl_date(*(part or "" for part in seen.groups())) if seen else None,
        "volume": _field(entry, "volume"),
        "issue": _field(entry, "number"),
        "page": _field(entry, "pages"),
        "DOI": numbers.get("doi"),
        "PMID": numbers.get("pmid"),
        "PMCID": numbers.get("pmcid"),
        "ISBN": numbers.get("isbn"),
        "URL": numbers["link"],
        "note": _field(entry, "note"),
    }
    return {name: written for name, written in record.items() if written}


# -- Files --------------------------------------------------------------------------------------

#: How each file is made of the entries by key.
MAKERS: dict[str, Callable[[dict[str, Entry]], str]] = {
    "references.bib": lambda entries: "\n".join(as_bibtex(key, entry) for key, entry in entries.items()),
    "references.ris": lambda entries: rispy.dumps(
        [as_ris(key, entry) for key, entry in entries.items()], implementation=RisWriter
    ).lstrip(),
    "references.csl.json": lambda entries: (
        json.dumps([as_csl(key, entry) for key, entry in entries.items()], ensure_ascii=False, indent=2) + "\n"
    ),
}


def text(app: Sphinx, name: str) -> str:
    """Return the text of the file ``name``, with the sources that the site lists; made once a build."""
    made = sources_domain(app.env).texts
    bibtex = bibtex_domain(app.env)
    if name not in made and bibtex is not None:
        known = bibtex.bibdata.data.entries
        entries = {key: known[key] for key in sorted({citation.entry.key for citation in bibtex.citations})}
        made[name] = MAKERS[name](entries)
    return made.get(name, "")


def tell_file(app: Sphinx, name: str) -> str | None:
    """Return the text of the file ``name``, if it is one of these."""
    return text(app, name) if name in FILES else None


def offer_files(app: Sphinx) -> None:
    """Tell of the files where an extension lists them."""
    if "site-file" in app.events.events:
        app.connect("site-file", tell_file)
    # What they hold is known when all pages are read.
    app.connect("env-updated", _forget, priority=999)


def _forget(app: Sphinx, env: Any) -> list[str]:
    sources_domain(env).texts.clear()
    return []


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the files, each whole or not at all."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    for name in FILES:
        target = Path(app.outdir, name)
        part = target.with_name(name + ".part")
        part.write_text(text(app, name), encoding="utf-8")
        part.replace(target)


class sources_file(nodes.General, nodes.Inline, nodes.TextElement):
    """Stands for a link to the file ``name``."""


class SourcesFileRole(SphinxRole):
    """``{sources-file}`references.ris```: a link to one of the files; its name alone in print."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the placeholder, or say what there is."""
        if self.text not in FILES:
            Code.CITATIONS_FILE.warn(
                "there is no file %r; use one of: %s", self.text, ", ".join(FILES), location=self.get_location()
            )
            return [], []
        return [sources_file("", self.text)], []


class LinkFiles(SphinxPostTransform):
    """Turn the placeholders into links that are relative to the page."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Replace each placeholder."""
        for node in list(self.document.findall(sources_file)):
            words = nodes.literal("", node.astext())
            if builder_of(self.env).name in SITE_BUILDERS:
                root = builder_of(self.env).get_relative_uri(self.env.docname, self.config.root_doc).rpartition("/")[0]
                uri = f"{root}/{node.astext()}" if root else node.astext()
                node.replace_self(nodes.reference("", "", words, refuri=uri, internal=True))
            else:
                node.replace_self(words)
