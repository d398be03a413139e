"""The bibliography of a build: read once, told once what is wrong with it, and kept where it has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pybtex.database import Entry
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.bibfile import BibData, BibFile

from sphinx_evidence import __version__
from sphinx_evidence.bibliography import Fault, Kind, Source, entry_type, faults, plain, read_all
from sphinx_evidence.codes import Code

from .domain import bibtex_domain, sources_domain
from .style import TYPES

#: The warning for each kind of fault.
CODES: dict[Kind, Code] = {
    "doi": Code.CITATIONS_DOI,
    "entry": Code.CITATIONS_ENTRY,
    "field": Code.CITATIONS_FIELD,
    "form": Code.CITATIONS_FORM,
    "kind": Code.CITATIONS_KIND,
    "latex": Code.CITATIONS_LATEX,
    "other": Code.CITATIONS_OTHER,
    "size": Code.CITATIONS_SIZE,
}


def files(app: Sphinx) -> list[tuple[Path, str]]:
    """Return the bibliography files, and what messages call them."""
    return [(Path(app.confdir, name).resolve(), str(name)) for name in app.config.bibtex_bibfiles or ()]


def digest(app: Sphinx) -> str:
    """Return a digest of the bibliography files."""
    made = hashlib.sha256()
    for path, name in files(app):
        made.update(f"\0{name}\0".encode())
        made.update(path.read_bytes() if path.is_file() else b"")
    return made.hexdigest()


def read_sources(app: Sphinx) -> None:
    """Give sphinxcontrib-bibtex the entries; raises `BadBibliography` for a file that cannot be read.

    An entry that has not changed stays the same object, with what was made of it: to format 200 sources anew is a sixth
    of a build.
    """
    bibtex = bibtex_domain(app.env)
    if bibtex is None:
        return
    kept = sources_domain(app.env).data
    options = (sorted(app.config.citations_kinds), sorted(app.config.citations_fields), app.config.bibtex_encoding)
    now = f"{digest(app)} {options} {__version__}"
    places = {path: BibFile(_time(path), {}) for path, _ in files(app)}
    before = bibtex.data["bibdata"]
    if kept["digest"] == now and list(before.bibfiles) == list(places):
        # A file that was saved with the same words need not be read again.
        bibfiles = {path: before.bibfiles[path]._replace(mtime=found.mtime) for path, found in places.items()}
        bibtex.data["bibdata"] = before._replace(bibfiles=bibfiles)
        return
    found, data = read_all(files(app), app.config.bibtex_encoding)
    for key, entry in list(data.entries.items()):
        old = before.data.entries.get(key)
        if old is not None and _same(old, entry):
            data.entries[key] = old
    for source in found:
        path = Path(app.confdir, source.file).resolve()
        places[path].keys[source.key] = None
    bibtex.data["bibdata"] = BibData(app.config.bibtex_encoding, places, data)
    shown = {name: path for path, name in files(app)}
    told = [*faults(found, app.config.citations_fields), *_entries(found), *_kinds(found, app.config.citations_kinds)]
    kept["faults"] = [(_absolute(fault.place, shown), fault.text, fault.kind) for fault in told]
    kept["digest"] = now
    for source in found:
        entry = data.entries[source.key]
        # No style of pybtex can print it, and the other faults are to come to light.
        if entry_type(entry) not in TYPES:
            entry.type = "misc"


def tell_faults(app: Sphinx) -> None:
    """Warn of what is wrong with entries, also in a build that did not have to read them."""
    for place, text, kind in sources_domain(app.env).data["faults"]:
        CODES[kind].warn("%s", text, location=place)


def _time(path: Path) -> float:
    """Return what sphinxcontrib-bibtex compares."""
    try:
        return path.lstat().st_mtime
    except OSError:
        return float("-inf")


def _same(old: Entry, new: Entry) -> bool:
    return bool(
        old.original_type == new.original_type
        and old.key == new.key
        and old.fields == new.fields
        and old.persons == new.persons
    )


def _absolute(place: str, shown: dict[str, Path]) -> str:
    name, _, line = place.rpartition(":")
    return f"{shown.get(name, name)}:{line}"


def _entries(sources: list[Source]) -> Iterator[Fault]:
    """Yield a fault for each entry without a title, and for each of a type that cannot be printed."""
    for source in sources:
        written = source.entry.original_type.lower()
        if entry_type(source.entry) not in TYPES:
            text = f"source {source.key!r} has the unknown type @{written}; use one of: {', '.join(TYPES)}"
            yield Fault(source.place(), text, "entry")
        if not plain(source.entry.fields.get("title", "")):
            text = f"source {source.key!r} has no title; add 'title = {{{{...}}}}'"
            yield Fault(source.place("title"), text, "entry")


def _kinds(sources: list[Source], kinds: dict[str, str]) -> Iterator[Fault]:
    """Yield a fault for every entry whose kind is missing or not one of ``kinds``, where the project has kinds."""
    if not kinds or not any("kind" in source.entry.fields for source in sources):
        return
    for source in sources:
        kind = source.entry.fields.get("kind")
        if kind not in kinds:
            wrong = f"has the unknown kind {kind!r}; use" if kind else "has no kind; add 'kind = {...}' with"
            text = f"source {source.key!r} {wrong} one of: {', '.join(kinds)}"
            yield Fault(source.place("kind"), text, "kind")
