"""The entry as it is registered, to be pasted: BibTeX that parses and shows what the register means."""

from __future__ import annotations

import re

from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from sphinx_evidence.unseen import visible

from .check import NOT_CHECKABLE, Result
from .cited import say
from .compare import Author, Record, shown
from .compare.words import unescaped

#: BibTeX counts braces even behind a backslash.
_SIGNS = str.maketrans(
    {"\\": r"\textbackslash{}", "{": "(", "}": ")", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_"}
    | {"~": r"\~{}", "^": r"\^{}"}
)
_COMMANDS = {"i": "emph", "em": "emph", "italic": "emph", "b": "textbf", "bold": "textbf", "strong": "textbf"}
_COMMANDS |= {"sub": "textsubscript", "sup": "textsuperscript"}
_MARKED = re.compile(rf"<(/?)(?:jats:)?({'|'.join(_COMMANDS)})(?:\s[^<>]*)?>", re.IGNORECASE)
#: What the entry may call each field, the usual name last.
_CALLED = {
    "journal": ("journaltitle", "booktitle", "journal"),
    "number": ("issue", "number"),
    "pages": ("pages",),
    "year": ("year",),
    "title": ("title",),
    "volume": ("volume",),
    "doi": ("doi",),
}


def escape(text: str) -> str:
    """Return ``text`` so that BibTeX reads it as it stands."""
    return " ".join(visible(text).translate(_SIGNS).split())


def latex(text: str) -> str:
    """Return a register's ``text`` as LaTeX: its italics and raised letters as commands, everything else escaped."""
    text = unescaped(text)
    written, open_tags, end = [], [], 0
    for found in _MARKED.finditer(text):
        name = found[2].lower()
        written.append(_words(text[end : found.start()]))
        end = found.end()
        if not found[1]:
            open_tags.append(name)
            written.append(f"\\{_COMMANDS[name]}{{")
        elif open_tags and open_tags[-1] == name:
            open_tags.pop()
            written.append("}")
        else:
            return escape(shown(text))  # what opens and closes crosswise
    if open_tags:
        return escape(shown(text))
    return " ".join("".join([*written, _words(text[end:])]).split())


def _words(part: str) -> str:
    """Return a part between two tags; blanks at its ends are kept."""
    if not part.strip():
        return " " if part else ""
    before, after = " " if part[0].isspace() else "", " " if part[-1].isspace() else ""
    return before + escape(shown(part)) + after


def person(author: Author) -> str:
    """Return an author as BibTeX writes one."""
    family, given, suffix = (escape(shown(part)) for part in (author.family, author.given, author.suffix))
    if not given:
        return f"{{{family}}}"
    if re.search(r",|\band\b", given):
        given = f"{{{given}}}"
    return ", ".join(filter(None, [f"{{{family}}}", suffix.replace(",", " "), given]))


def _authors(result: Result, record: Record) -> str:
    """Return the registered authors; as many as the entry names, where it ends with "and others"."""
    cited = say(result.source)
    names = [person(author) for author in record.authors]
    if cited.others and 0 < len(cited.authors) < len(names):
        names = [*names[: len(cited.authors)], "others"]
    return " and ".join(names)


def corrected(result: Result) -> str:
    """Return the entry of ``result`` as registered, to be pasted; nothing where there is nothing to mend."""
    record = result.record
    candidate = result.outcome == NOT_CHECKABLE
    # What is nearest to a source without a number is shown, and not offered: it differs.
    if record is None or (candidate and (result.fields or not record.identifier)) or not (candidate or result.fields):
        return ""
    entry = result.source.entry
    fields = {role: " and ".join(map(str, people)) for role, people in entry.persons.items()}
    fields |= {name.lower(): value for name, value in entry.fields.items()}
    for name in result.fields:
        _take(name, record, fields, result)
    if candidate:
        fields["doi"] = record.identifier
    # Written here and not by pybtex, which would encode what is BibTeX already.
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    text = "\n".join([f"@{entry.type}{{{result.source.key},", *lines, "}", ""])
    try:
        # pybtex's own parse_string looks for its parser among all installed packages, each time anew.
        Parser().parse_string(text)
    except PybtexError:
        return ""  # no line to paste is better than one that does not parse
    return text


def _take(name: str, record: Record, fields: dict[str, str], result: Result) -> None:
    if name == "author":
        fields["author"] = _authors(result, record)
        return
    if name == "isbn" or name == "pmid":
        return  # a wrong number has no right one that could be known
    if name == "title":
        fields.pop("subtitle", None)
    if name == "year":
        fields.pop("date", None)
    taken = next((called for called in _CALLED[name] if called in fields), _CALLED[name][-1])
    fields[taken] = {
        # The second pair of braces keeps the title's capital letters.
        "title": "{" + ": ".join(filter(None, [latex(record.title), latex(record.subtitle)])) + "}",
        "year": str(max(record.years, default="")),
        "journal": latex(record.journals[0]) if record.journals else "",
        "volume": latex(record.volume),
        "number": latex(record.issue),
        "pages": re.sub(r"(?<=\w)-(?=\w)", "--", latex(record.pages or record.article)),
        "doi": result.fields["doi"].theirs if "doi" in result.fields else "",
    }[name]
