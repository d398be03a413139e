"""Catalogues of translated sentences: kept as text (``.po``), read by gettext in a form that is built of it (``.mo``).

Sphinx builds the second beside the first and only when that is newer. A build here leaves the sources alone, and a
catalogue that is put back from a copy, older than the last build, counts all the same.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sphinx_evidence.unseen import UNSEEN

#: The folder of a language's catalogues, from that of all languages.
MESSAGES = "{language}/LC_MESSAGES"
#: The words that a line may begin with, and a whole line.
KEYWORDS = ("msgctxt", "msgid", "msgid_plural", "msgstr")
_LINE = re.compile(r'(?P<keyword>msgctxt|msgid_plural|msgid|msgstr(\[\d+\])?)?\s*"(?P<text>([^"\\]|\\[abfnrtv"\\])*)"')


def load(path: Path) -> Catalog:
    """Return the catalogue in the file ``path``. Raises ``ValueError`` with ``file:line: what to mend``."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ValueError(f"{path}:1: cannot be read ({error.strerror}); put the file there") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise ValueError(f"{path}:1: is empty; make it with sphinx-intl")
    for number, words in enumerate(text.split("\n"), 1):
        if hidden := UNSEEN.search(words.rstrip("\r")):
            raise ValueError(f"{path}:{number}: U+{ord(hidden[0]):04X} cannot be seen; delete it")
    if wrong := _wrong(text):
        raise ValueError(f"{path}:{wrong[0]}: no catalogue ({wrong[1]}); mend this line")
    try:
        return read_po(io.BytesIO(text.encode()), abort_invalid=True)
    except Exception as error:  # of Babel's own kinds, with the line, counted from 0, or of any kind for the head
        line = (getattr(error, "lineno", None) or 0) + 1
        reason = re.sub(r" on \d+$", "", str(error))
        raise ValueError(f"{path}:{line}: no catalogue ({reason}); mend this line") from None


def _wrong(text: str) -> tuple[int, str] | None:
    """Return the first line that Babel would misread without a word, and why.

    It takes quotation marks for granted, and of two translations of one sentence it takes the last.
    """
    lines: dict[tuple[str, str], int] = {}
    context = original = part = ""
    begun = 0
    for number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        if not (found := _LINE.fullmatch(said)):
            word = said.split()[0].partition("[")[0]
            if word in KEYWORDS or word.startswith('"'):
                return number, 'a text stands between two quotation marks; inside it, put a backslash before each "'
            return number, f"{word!r} begins no line; one of {', '.join(KEYWORDS)} does, or a quotation mark"
        keyword = found["keyword"] or ""
        if keyword == "msgctxt" or (keyword == "msgid" and part.startswith("msgstr")):
            context = ""
        if keyword == "msgid":
            original, begun = "", number
        if keyword in ("msgstr", "msgstr[0]"):
            if first := lines.get((context, original)):
                return begun, f"this sentence stands on line {first}, too"
            lines[context, original] = begun
        part = keyword or part
        context += found["text"] if part == "msgctxt" else ""
        original += found["text"] if part == "msgid" else ""
    return None


def texts(path: Path) -> dict[str, str]:
    """Return the translated sentences of the catalogue in the file ``path``; none where it cannot be read."""
    try:
        messages = load(path)
    except ValueError:
        return {}
    return {str(one.id): str(one.string) for one in messages if one.id and one.string and not one.fuzzy}


def files(folder: Path, language: str) -> list[Path]:
    """Return the catalogues of ``language`` in the folder of all languages."""
    return sorted((folder / MESSAGES.format(language=language)).rglob("*.po"))


def build(folder: Path, target: Path, language: str, only: str = "") -> list[str]:
    """Write what gettext reads of each catalogue, or of the one called ``only``, below ``target``.

    A sentence that is marked as fuzzy counts as not translated: its original has changed since. Return what is wrong
    with those that cannot be read, each with file and line.
    """
    top = folder / MESSAGES.format(language=language)
    faults = []
    for path in files(folder, language):
        name = path.relative_to(top).with_suffix("").as_posix()
        if only and name != only:
            continue
        try:
            catalogue = load(path)
        except ValueError as error:
            faults.append(str(error))
            continue
        file = target / MESSAGES.format(language=language) / f"{name}.mo"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as output:
            write_mo(output, catalogue, use_fuzzy=False)
    return faults
