"""An entry of a bibliography as a person would write it who has the register's record before them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import Any

KINDS = {
    "book-chapter": "incollection",
    "proceedings-article": "inproceedings",
    "report": "techreport",
    "dissertation": "phdthesis",
    "posted-content": "misc",
    "dataset": "misc",
    "journal": "misc",
    "book": "book",
    "monograph": "book",
}
_TEX = {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "{": "(",
    "}": ")",
    "\\": "",
    "~": r"\textasciitilde{}",
}


@dataclass(frozen=True)
class Name:
    """A person, or a group where there is no given name."""

    family: str
    given: str = ""
    suffix: str = ""
    group: bool = False


@dataclass(frozen=True)
class Cited:
    """One entry in plain words; ``latex`` holds what is written as LaTeX in place of them."""

    doi: str
    kind: str
    title: str
    authors: tuple[Name, ...] = ()
    others: bool = False
    year: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    latex: dict[str, str] = field(default_factory=dict)
    given_first: bool = False

    def written(self, **changes: str) -> Cited:
        """Return the entry with fields written in LaTeX as given; an empty one is left out."""
        return replace(self, latex={**self.latex, **changes})


def tex(text: str) -> str:
    """Return ``text`` so that LaTeX reads it as it stands."""
    return "".join(_TEX.get(letter, letter) for letter in text)


def words(text: str) -> str:
    """Return the words of a register's text: without tags and entities, blanks made one."""
    for _ in range(3):
        text = html.unescape(text)
    return " ".join(re.sub(r"</?[A-Za-z][^<>]*>", "", text).split())


def first(values: Any) -> str:
    """Return the first of ``values`` as words, or nothing."""
    return words(str(values[0])) if values else ""


def year_of(item: dict[str, Any], name: str) -> str:
    """Return the year of the date ``name`` of a record, or nothing."""
    parts = (item.get(name) or {}).get("date-parts") or [[None]]
    return str(parts[0][0]) if parts[0] and parts[0][0] else ""


def from_record(item: dict[str, Any]) -> Cited:
    """Return the entry that says what the record says."""
    people = [
        Name(
            words(one.get("family") or one.get("name") or ""),
            words(one.get("given") or ""),
            one.get("suffix") or "",
            group=not one.get("family"),
        )
        for one in item.get("author") or []
        if one.get("family") or one.get("name")
    ]
    title, subtitle = first(item.get("title")), first(item.get("subtitle"))
    return Cited(
        doi=item["DOI"],
        kind=KINDS.get(item["type"], "article"),
        title=f"{title}: {subtitle}" if subtitle else title,
        authors=tuple(people),
        year=year_of(item, "issued"),
        journal=first(item.get("container-title")),
        volume=item.get("volume") or "",
        issue=item.get("issue") or "",
        pages=(item.get("page") or item.get("article-number") or "").replace("-", "--"),
    )


def _person(name: Name, given_first: bool) -> str:
    if name.group:
        return "{" + tex(name.family) + "}"
    family = tex(name.family)
    if given_first and name.given and not name.suffix:
        return f"{tex(name.given)} {{{family}}}" if " " in family else f"{tex(name.given)} {family}"
    parts = [family, *([name.suffix] if name.suffix else []), *([tex(name.given)] if name.given else [])]
    return ", ".join(parts)


def bibtex(cited: Cited, key: str) -> str:
    """Return the entry as BibTeX."""
    people = [_person(name, cited.given_first) for name in cited.authors] + (["others"] if cited.others else [])
    place = "journal" if cited.kind in ("article", "misc") else "booktitle"
    fields = {
        "author": " and ".join(people),
        "title": tex(cited.title),
        place: tex(cited.journal),
        "year": cited.year,
        "volume": tex(cited.volume),
        "number": tex(cited.issue),
        "pages": tex(cited.pages),
        "doi": cited.doi,
    }
    renamed = {place if name == "journal" else name: value for name, value in cited.latex.items()}
    lines = [f"  {name} = {{{value}}}," for name, value in {**fields, **renamed}.items() if value]
    return "\n".join([f"@{cited.kind}{{{key},", *lines, "}", ""])
