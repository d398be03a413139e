"""The one reader of .bib files: every entry with its file and its lines, or one message that says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.input.bibtex import LowLevelParser, Parser
from pybtex.exceptions import PybtexError
from sphinx.errors import SphinxError

from .identifiers import Identifier, identifiers
from .latex import plain
from .names import value

#: A larger file is no bibliography, and would be read for minutes.
MOST_BYTES = 50_000_000

#: What to do about what the parser says, by a word of it.
ADVICE = {
    "repeated bibliography entry": "give one of the two another key, or delete it",
    "duplicate": "keep one of the two fields",
    "undefined string": "put the value in braces",
    "commas": "write 'Family, Given and Family, Given'",
    "nested braces": "take some of the braces out",
    "expected": "look on this line and the one above for a missing brace or comma",
    "end of file": "look on this line and the one above for a missing brace or comma",
    "braces": "look on this line and the one above for a missing brace or comma",
}
_KEY = r"@\w+\s*[{{(]\s*{key}\s*,"


class BadBibliography(SphinxError):
    """A file that cannot be read; the text names file and line and says how to mend it."""

    category = "Bibliography"

    def __init__(self, file: str, line: int | None, reason: str, advice: str):
        super().__init__(f"{file}{f':{line}' if line else ''}: {reason}; {advice}")
        #: The file as the configuration names it.
        self.file = file
        #: The line; none where the whole file is meant.
        self.line = line
        #: What is wrong, and what to do about it.
        self.reason, self.advice = reason, advice


@dataclass(frozen=True)
class Name:
    """A person, or an organisation, which has a family name only."""

    #: "van der Berg"; of an organisation its whole name.
    family: str
    #: "Jan Willem", "J. W."; empty for an organisation.
    given: str = ""
    #: "Jr"
    suffix: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.family, self.suffix, self.given)))


@dataclass(frozen=True)
class Source:
    """One entry: where it stands, what is written there, and what that means."""

    #: The key that pages cite.
    key: str
    #: The file, as messages name it.
    file: str
    #: The line on which the entry starts.
    line: int
    #: What pybtex has read.
    entry: Entry
    #: The line of each field, by its name in small letters.
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, *names: str) -> str:
        """Return file and line of the first of the fields ``names`` that is there; without one, of the entry."""
        line = next((self.lines[name.lower()] for name in names if name.lower() in self.lines), self.line)
        return f"{self.file}:{line}"

    def text(self, name: str) -> str:
        """Return a field in plain words; biblatex's names for it count."""
        return plain(value(self.entry, name))

    def people(self, role: str = "author") -> list[Name]:
        """Return the authors or editors; "others" is nobody, see `has_others`."""
        return people(self.entry, role)

    @property
    def has_others(self) -> bool:
        """Whether the list of authors ends in "and others"."""
        return any(str(person) == "others" for person in self.entry.persons.get("author", []))

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """What it is registered under; see `identifiers.identifiers`."""
        return identifiers(self.entry)

    def number(self, kind: str) -> str:
        """Return its number of a kind, such as ``doi``; nothing where it has none."""
        return next((found.number for found in self.identifiers if found.kind == kind), "")

    @property
    def doi(self) -> str:
        """The DOI, or nothing."""
        return self.number("doi")

    @property
    def pmid(self) -> str:
        """The PubMed number, or nothing."""
        return self.number("pmid")

    @cached_property
    def words(self) -> dict[str, str]:
        """The chief fields in plain words: title, family name of the first author, year, journal."""
        first = next(iter(self.people()), Name(""))
        return {**{name: self.text(name) for name in ("title", "year", "journal")}, "family": first.family}


def people(entry: Entry, role: str = "author") -> list[Name]:
    """Return the persons in a role of ``entry``, in plain letters."""
    return [name(person) for person in entry.persons.get(role, []) if str(person) != "others"]


def name(person: Person) -> Name:
    """Return the parts of a name in plain letters."""
    return Name(
        plain(" ".join([*person.prelast_names, *person.last_names])),
        plain(" ".join([*person.first_names, *person.middle_names])),
        plain(" ".join(person.lineage_names)),
    )


def read(path: Path, shown: str, encoding: str = "utf-8-sig") -> list[Source]:
    """Return the entries of the file ``path``, which messages call ``shown``. Raises `BadBibliography`."""
    return _sources(_text(path, shown, encoding), shown, _Reader())


def read_all(files: Iterable[tuple[Path, str]], encoding: str = "utf-8-sig") -> tuple[list[Source], BibliographyData]:
    """Return the entries of several files, and pybtex's own collection of them. Raises `BadBibliography`.

    A word that one file defines with ``@string`` is known in those that follow, as BibTeX has it.
    """
    reader = _Reader()
    found: list[Source] = []
    for path, shown in files:
        found += _sources(_text(path, shown, encoding), shown, reader)
    return found, reader.data


def _text(path: Path, shown: str, encoding: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            reason = f"has {path.stat().st_size / 1e6:,.0f} MB, more than the {MOST_BYTES // 1_000_000} that are read"
            raise BadBibliography(shown, None, reason, "name another file in bibtex_bibfiles, or take entries out")
        content = path.read_bytes()
    except FileNotFoundError:
        advice = "put the file back, or correct bibtex_bibfiles in conf.py"
        raise BadBibliography(shown, None, "is not there", advice) from None
    except OSError as error:
        advice = "let it be a file that you may read, or correct bibtex_bibfiles in conf.py"
        raise BadBibliography(shown, None, f"cannot be read ({error.strerror})", advice) from None
    try:
        return content.decode(encoding)
    except LookupError:
        reason = f"bibtex_encoding is {encoding!r}, which is no encoding of text"
        raise BadBibliography("conf.py", None, reason, "write 'utf-8-sig'") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        called = "UTF-8" if encoding.lower().replace("_", "-").startswith("utf-8") else encoding
        raise BadBibliography(shown, line, f"this line is not {called}", f"save the file as {called}") from None


# pybtex comes without types.
class _Places(LowLevelParser):  # type: ignore[misc]
    """pybtex's parser of one file, which also keeps where each field starts."""

    def __init__(self, *arguments: Any, **named: Any):
        super().__init__(*arguments, **named)
        #: The fields of the entry that is read, with the line of each.
        self.field_lines: dict[str, int] = {}
        #: The line on which the entry starts.
        self.entry_line = 1

    def parse_command(self) -> Any:
        self.field_lines, self.entry_line = {}, self.lineno
        return super().parse_command()

    def parse_field(self) -> None:
        # The name comes next, behind white space.
        self.eat_whitespace()
        line = self.lineno
        super().parse_field()
        if self.current_field_name:
            self.field_lines.setdefault(self.current_field_name.lower(), line)


# As above.
class _Reader(Parser):  # type: ignore[misc]
    """pybtex's parser of BibTeX, told what is wrong by an exception and nothing else."""

    def handle_error(self, error: PybtexError) -> None:
        raise error

    def entries(self, text: str) -> Iterator[tuple[str, int, dict[str, int]]]:
        """Read ``text``; yield key, line and lines of the fields of each entry."""
        self.unnamed_entry_counter = 1
        self.command_start = 0
        places = _Places(text, handle_error=self.handle_error, macros=self.macros)
        for command, content in places:
            kind = command.lower()
            if kind == "preamble":
                self.process_preamble(*content)
            elif kind != "string":
                self.process_entry(command, *content)
                yield content[0], places.entry_line, places.field_lines


def _sources(text: str, shown: str, reader: _Reader) -> list[Source]:
    found = []
    try:
        for key, line, lines in reader.entries(text):
            found.append(Source(key, shown, line, reader.data.entries[key], lines))
    except PybtexError as error:
        said = " ".join(str(error).split())
        raise BadBibliography(shown, _line(error, text), f"not BibTeX ({said})", _advice(said)) from None
    if not found:
        raise BadBibliography(shown, 1, "holds no source", "put the file back")
    return found


def _advice(said: str) -> str:
    return next((advice for word, advice in ADVICE.items() if word in said), "correct the entry")


def _line(error: PybtexError, text: str) -> int:
    """Return the line of ``error``, which the parser does not always tell: that of the entry or the words it names."""
    if line := getattr(error, "lineno", None):
        return int(line)
    # The second of two entries with one key is one too many.
    if named := re.search(r"(?:entry: |with key )(\S+)", str(error)):
        found = list(re.finditer(_KEY.format(key=re.escape(named[1])), text, re.IGNORECASE))
    else:
        words = re.search(r"'(.+)'", str(error))
        found = list(re.finditer(re.escape(words[1]), text)) if words else []
    return text.count("\n", 0, found[-1].start()) + 1 if found else 1
