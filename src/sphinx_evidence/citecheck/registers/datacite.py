"""DataCite: data, software, reports and preprints of many repositories, by DOI."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sphinx_evidence.bibliography import Source

from ..ask import Asker, NotUnderstood
from ..compare import Author, Record
from . import shapes

_RELATED = {
    "IsPreviousVersionOf": "there is a newer version: {}",
    "IsObsoletedBy": "replaced by {}",
    "IsPreprintOf": "a preprint; published as {}",
    "IsPublishedIn": "published in {}",
}


class DataCite:
    """DataCite's REST service."""

    name = "DataCite"
    option = "citecheck_datacite"
    default = "https://api.datacite.org"

    def __init__(self, ask: Asker, base: str):
        self.ask, self.base = ask, base.rstrip("/")

    def handles(self, source: Source) -> bool:
        """Say whether the source has a DOI."""
        return bool(source.doi)

    def names(self, source: Source) -> str:
        """Return the number under which the source is asked for."""
        return source.doi

    def fetch(self, source: Source) -> Record:
        """Ask for one work. Raises `NotRegistered` or `Unavailable`."""
        answer = shapes.mapping(self.ask.json(f"{self.base}/dois/{quote(source.doi, safe='')}"), "it")
        data = shapes.mapping(answer.get("data"), "data")
        if not data:
            raise NotUnderstood("it has no record in it")
        return record(shapes.mapping(data.get("attributes"), "attributes"))


def _author(one: dict[str, Any]) -> Author:
    name, family, given = (
        shapes.text(one.get(part), f"{part} of creators") for part in ("name", "familyName", "givenName")
    )
    if family:
        return Author(family, given)
    if shapes.text(one.get("nameType"), "nameType of creators") == "Organizational" or "," not in name:
        # Without a comma nobody can tell a group from a person; as one name it is compared with both.
        return Author(name, group=True)
    family, _, given = name.partition(",")
    return Author(family.strip(), given.strip())


def record(found: dict[str, Any]) -> Record:
    """Return the record in the attributes of a DOI. Raises `NotUnderstood`."""
    titles = shapes.mappings(found.get("titles"), "titles")
    plain = [shapes.text(one.get("title"), "title") for one in titles if not one.get("titleType")]
    subtitles = [shapes.text(one.get("title"), "title") for one in titles if one.get("titleType") == "Subtitle"]
    others = [
        shapes.text(one.get("title"), "title") for one in titles if one.get("titleType") not in (None, "", "Subtitle")
    ]
    if not plain:
        raise NotUnderstood("the record has no title")
    years = {shapes.year(found.get("publicationYear"), "publicationYear")}
    years |= {
        shapes.year(one.get("date"), "date")
        for one in shapes.mappings(found.get("dates"), "dates")
        if one.get("dateType") in ("Issued", "Created", "Available")
    }
    container = shapes.mapping(found.get("container"), "container")
    types = shapes.mapping(found.get("types"), "types")
    notes = [
        _RELATED[kind].format(shapes.text(one.get("relatedIdentifier"), "relatedIdentifier"))
        for one in shapes.mappings(found.get("relatedIdentifiers"), "relatedIdentifiers")
        if (kind := shapes.text(one.get("relationType"), "relationType")) in _RELATED
    ]
    pages = [shapes.text(container.get(name), name) for name in ("firstPage", "lastPage")]
    return Record(
        title=plain[0],
        subtitle=subtitles[0] if subtitles else "",
        other_titles=(*plain[1:], *others),
        authors=tuple(
            _author(one)
            for one in shapes.mappings(found.get("creators"), "creators")
            if one.get("name") or one.get("familyName")
        ),
        years=tuple(sorted(year for year in years if year)),
        journals=tuple(filter(None, [shapes.text(container.get("title"), "title of container")])),
        volume=shapes.text(container.get("volume"), "volume"),
        issue=shapes.text(container.get("issue"), "issue"),
        pages="-".join(filter(None, pages)),
        kind=shapes.text(types.get("resourceTypeGeneral"), "resourceTypeGeneral").lower(),
        notice="withdrawn"
        if shapes.text(found.get("state"), "state") == "registered" and found.get("isActive") is False
        else "",
        notes=tuple(notes),
        identifier=shapes.text(found.get("doi"), "doi"),
        register="DataCite",
    )
