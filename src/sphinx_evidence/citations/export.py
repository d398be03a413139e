"""The sources for reference managers: BibTeX, RIS and CSL-JSON beside the pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import rispy
from docutils import nodes
from pybtex.database import BibliographyData, Entry, Person
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from sphinx_evidence.bibliography.text import plain

FILES = ("references.bib", "references.ris", "references.csl.json")
#: Builders that write a site, which can hold files beside its pages.
SITE_BUILDERS = {"html", "dirhtml"}

# What an entry is called elsewhere, by its BibTeX type.
RIS_TYPES = {"article": "JOUR", "phdthesis": "THES", "misc": "GEN"}
CSL_TYPES = {"article": "article-journal", "phdthesis": "thesis", "misc": "document"}


def _field(entry: Entry, *names: str) -> str:
    return next((plain(entry.fields[name]) for name in names if entry.fields.get(name)), "")


def _name(person: Person) -> tuple[str, str]:
    """Return family and given names; an organisation has the first only."""
    join = lambda parts: plain(" ".join(parts))  # noqa: E731
    return join([*person.prelast_names, *person.last_names]), join([*person.first_names, *person.middle_names])


def _authors(entry: Entry) -> list[tuple[str, str]]:
    """Return the authors; "others" stands for people, and is not one."""
    return [_name(person) for person in entry.persons.get("author", []) if str(person) != "others"]


def _link(entry: Entry) -> str:
    return f"https://doi.org/{entry.fields['doi']}" if entry.fields.get("doi") else entry.fields.get("url", "")


class RisWriter(rispy.RisWriter):
    """Writes records as the format has them, without a number before each."""

    def set_header(self, count: int) -> str:
        """Return what stands before record ``count``."""
        return ""


def as_ris(key: str, entry: Entry) -> dict[str, Any]:
    """Return ``entry`` under rispy's names."""
    first, *rest = re.split(r"\s*[-–]+\s*", _field(entry, "pages"), maxsplit=1)
    record = {
        "type_of_reference": RIS_TYPES.get(entry.type, "GEN"),
        "id": key,
        "authors": [", ".join(filter(None, name)) for name in _authors(entry)],
        "title": _field(entry, "title"),
        "journal_name": _field(entry, "journal"),
        "publisher": _field(entry, "school", "howpublished"),
        "year": _field(entry, "year"),
        "volume": _field(entry, "volume"),
        "number": _field(entry, "number"),
        "start_page": first,
        "end_page": "".join(rest),
        "doi": entry.fields.get("doi", ""),
        "accession_number": entry.fields.get("pmid", ""),
        "urls": [_link(entry)] if _link(entry) else [],
        "notes": [_field(entry, "note")] if entry.fields.get("note") else [],
    }
    return {name: value for name, value in record.items() if value}


def as_csl(key: str, entry: Entry) -> dict[str, Any]:
    """Return ``entry`` as CSL-JSON, the form that citation processors read."""
    names = [{"family": family, "given": given} if given else {"literal": family} for family, given in _authors(entry)]
    year = re.fullmatch(r"\d{4}", entry.fields.get("year", ""))
    record = {
        "id": key,
        "type": CSL_TYPES.get(entry.type, "document"),
        "author": names,
        "title": _field(entry, "title"),
        "container-title": _field(entry, "journal"),
        "publisher": _field(entry, "school", "howpublished"),
        "issued": {"date-parts": [[int(year[0])]]} if year else None,
        "volume": _field(entry, "volume"),
        "issue": _field(entry, "number"),
        "page": _field(entry, "pages"),
        "DOI": entry.fields.get("doi"),
        "PMID": entry.fields.get("pmid"),
        "PMCID": entry.fields.get("pmcid"),
        "URL": _link(entry),
        "note": _field(entry, "note"),
    }
    return {name: value for name, value in record.items() if value}


def texts(app: Sphinx) -> dict[str, str]:
    """Return the text of each file, with the sources that the site lists."""
    domain = app.env.get_domain("cite")
    keys = sorted({citation.key for citation in domain.citations})
    entries = {key: domain.bibdata.data.entries[key] for key in keys}
    made = (
        BibliographyData(entries=entries).to_string("bibtex"),
        rispy.dumps([as_ris(key, entry) for key, entry in entries.items()], implementation=RisWriter).lstrip(),
        json.dumps([as_csl(key, entry) for key, entry in entries.items()], ensure_ascii=False, indent=2) + "\n",
    )
    return dict(zip(FILES, made, strict=True))


def tell_file(app: Sphinx, name: str) -> str | None:
    """Return the text of the file ``name``, if it is one of these."""
    return texts(app)[name] if name in FILES else None


def offer_files(app: Sphinx, config: Config) -> None:
    """Tell of the files where an extension lists them."""
    if "site-file" in app.events.events:
        app.connect("site-file", tell_file)


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the files, each whole or not at all."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    for name, text in texts(app).items():
        target = Path(app.outdir, name)
        part = target.with_name(name + ".part")
        part.write_text(text, encoding="utf-8")
        part.replace(target)


class sources_file(nodes.General, nodes.Inline, nodes.TextElement):
    """Stands for a link to the file ``name``."""


class SourcesFileRole(SphinxRole):
    """``{sources-file}`references.ris```: a link to one of the files; its name alone in print."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in FILES:
            message = f"there is no file {self.text!r}; use one of: {', '.join(FILES)}"
            return [], [self.inliner.reporter.warning(message, line=self.lineno)]
        return [sources_file("", self.text)], []


class LinkFiles(SphinxPostTransform):
    """Turn the placeholders into links that are relative to the page."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(sources_file)):
            words = nodes.literal("", node.astext())
            if self.app.builder.name in SITE_BUILDERS:
                root = self.app.builder.get_relative_uri(self.env.docname, self.config.root_doc).rpartition("/")[0]
                uri = f"{root}/{node.astext()}" if root else node.astext()
                node.replace_self(nodes.reference("", "", words, refuri=uri, internal=True))
            else:
                node.replace_self(words)
