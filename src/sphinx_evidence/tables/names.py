"""The names by which readers find a row of a table: a YAML file of groups, read and checked.

A group is one kind of thing that leads to the same rows, such as "a sedative (benzodiazepine)". It holds things with
all that people call them: proper names, everyday names, names that mean other things too, misspellings.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sphinx_evidence import data_file
from sphinx_evidence.data_file import Fields

#: The sorts of names of one thing, in the order in which they are exported.
SORTS = ("brands", "street", "maybe", "misspelled")
_GROUP = {"id", "is", "rows", "note", "aside", "atc", "words", "everyday", "items"}
_THING = {"is", "rows", *SORTS}
_SHAPE = "a group needs id, is, rows and items"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Problem:
    """What is wrong with line ``line`` of the file, and how to mend it."""

    line: int
    message: str


@dataclass(frozen=True)
class Thing:
    """One thing that people name: what it is, the rows it leads to, its names by sort."""

    name: str
    kind: str
    rows: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    line: int


@dataclass(frozen=True)
class Group:
    """One kind of things; ``words`` name the whole kind, ``aside`` ones do not count beside others.

    ``everyday`` are those of its names that mean other things too, such as "pot".
    """

    id: str
    kind: str
    rows: tuple[str, ...]
    words: tuple[str, ...]
    everyday: tuple[str, ...]
    things: tuple[Thing, ...]
    note: str
    aside: bool
    line: int


@dataclass
class Names:
    """All groups of a file, where they come from, and what is wrong with the file."""

    sources: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, int]]:
        """Yield each row that something leads to, with the line that says so."""
        for group in self.groups:
            yield from ((row, group.line) for row in group.rows)
            yield from ((row, thing.line) for thing in group.things for row in thing.rows)

    def of_row(self, row: str) -> list[str]:
        """Return all names that lead to ``row``, each once, in alphabetical order."""
        found: dict[str, str] = {}
        for group in self.groups:
            if row in group.rows:
                found |= {word.lower(): word for word in group.words}
            for thing in group.things:
                if row in thing.rows:
                    names = (thing.name, *(name for sort in ("brands", "street") for name in thing.names[sort]))
                    found |= {name.lower(): name for name in names}
        return [found[key] for key in sorted(found)]


def key(name: str) -> str:
    """Return ``name`` as the browser compares it: lower case, without accents, hyphens and small words."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)).lower()
    words = _WORD.findall(re.sub(r"['’.‐‑-]", "", plain))
    return " ".join(word for word in words if word not in {"with", "and"})


def read(path: Path) -> Names:
    """Return what the file ``path`` holds; a group or a thing with a problem is left out.

    Raises ``BadDataFile``, with file and line, when it is no YAML.
    """
    fields, found = data_file.read(path), Names()
    groups = fields.get("groups")
    if not isinstance(groups, list):
        found.problems.append(Problem(1, "no groups; write a line 'groups:' and below it a list"))
        return found
    found.sources = {name: " ".join(str(told).split()) for name, told in (fields.get("sources") or {}).items()}
    seen: dict[str, tuple[str, int]] = {}
    ids: dict[str, int] = {}
    for raw in groups:
        line = getattr(raw, "line", fields.lines["groups"])
        if complaint := _wrong_group(raw):
            found.problems.append(Problem(line, complaint))
            continue
        if (first := ids.setdefault(str(raw["id"]), line)) != line:
            found.problems.append(Problem(line, f"the group {raw['id']!r} stands already at line {first}; rename one"))
            continue
        group = _group(raw, found.problems)
        found.groups.append(group)
        for name, at in _all_names(group):
            owner = f"{group.id}: {at.name if isinstance(at, Thing) else 'words'}"
            if (before := seen.setdefault(key(name), (owner, at.line))) != (owner, at.line):
                told = f"{name!r} stands already at line {before[1]} ({before[0]}); keep one"
                found.problems.append(Problem(at.line, told))
    return found


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, (str, int)) and key(str(one)) for one in value)


def _unknown(given: dict[str, Any], known: set[str]) -> str:
    """Return a complaint about the first key that is none of ``known``, or nothing."""
    for name in sorted(set(map(str, given)) - known):
        near = difflib.get_close_matches(name, known, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"use some of: {', '.join(sorted(known))}"
        return f"unknown {name!r}; {advice}"
    return ""


def _wrong_group(raw: object) -> str:
    """Return what is wrong with the shape of a group, or nothing."""
    if not isinstance(raw, dict):
        return _SHAPE
    if complaint := _unknown(raw, _GROUP):
        return complaint
    if not all(isinstance(raw.get(name), str) and raw[name].strip() for name in ("id", "is")):
        return _SHAPE
    if not isinstance(raw.get("rows"), list) or not isinstance(raw.get("items"), dict):
        return _SHAPE
    if not all(_strings(raw.get(part) or []) for part in ("rows", "words", "everyday")):
        return "rows, words and everyday are lists of words"
    return ""


def _group(raw: Fields, problems: list[Problem]) -> Group:
    """Return the group with those of its things that are well formed; add what is wrong with the others."""
    rows = tuple(map(str, raw["rows"]))
    things = []
    for name, given in raw["items"].items():
        given, at = given or {}, raw["items"].lines[name]
        complaint = _unknown(given, _THING) if isinstance(given, dict) else f"write {name}: {{brands: [...]}}"
        if not complaint and not all(_strings(given.get(part, [])) for part in ("rows", *SORTS)):
            complaint = f"{name}: rows and names are lists of words"
        if complaint:
            problems.append(Problem(at, complaint))
            continue
        names = {sort: tuple(map(str, given.get(sort, ()))) for sort in SORTS}
        own = tuple(map(str, given["rows"])) if "rows" in given else rows
        things.append(Thing(str(name), str(given.get("is", raw["is"])), own, names, at))
    words = tuple(map(str, raw.get("words") or ()))
    everyday = tuple(map(str, raw.get("everyday") or ()))
    note = " ".join(str(raw.get("note") or "").split())
    group = Group(raw["id"], raw["is"], rows, words, everyday, tuple(things), note, bool(raw.get("aside")), raw.line)
    known = {key(name) for name, _ in _all_names(group)}
    for name in everyday:
        if key(name) not in known:
            told = f"everyday {name!r} is no name of the group {group.id!r}; add it or take it out"
            problems.append(Problem(raw.line, told))
    return group


def _all_names(group: Group) -> Iterator[tuple[str, Group | Thing]]:
    """Yield each name of a group with what it belongs to."""
    for word in group.words:
        yield word, group
    for thing in group.things:
        yield thing.name, thing
        for sort in SORTS:
            for name in thing.names[sort]:
                yield name, thing
