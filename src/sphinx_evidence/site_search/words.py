"""What people type for a word that the pages use: the file ``search-words.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from sphinx_evidence.unseen import UNSEEN

#: A word of a query or a page; the browser cuts text in the same way (search-text.js, which says why).
_APART = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"(?:(?![{_APART}])[^\W_])"
_WORD = re.compile(rf"[{_APART}]|[^\W\d_][+#*]+(?!{_LETTER})|{_LETTER}+(?:['’.&‐‑-]{_LETTER}+)*")
_SHAPE = 'write\n[[word]]\npage = "ibuprofen"\ntyped = ["Advil", "Motrin"]'.replace("\n", " ⏎ ")


@dataclass(frozen=True)
class Problem:
    """What is wrong with line ``line`` of the file, and how to mend it."""

    line: int
    message: str


def words_of(text: str) -> list[str]:
    """Return the words of ``text``: lower case, without accents, apostrophes and hyphens."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)).lower()
    return [re.sub(r"['’]s$|['’.&‐‑-]", "", word) for word in _WORD.findall(plain)]


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the line of each ``[[word]]``, and the lines below it."""
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[\[\s*word\s*\]\]", line):
            blocks.append((number, []))
        elif blocks:
            blocks[-1][1].append(line)
    return blocks


def _line_of(block: tuple[int, list[str]], word: str) -> int:
    """Return the line on which ``word`` stands in quotation marks, or that of its ``[[word]]``."""
    for number, line in enumerate(block[1], block[0] + 1):
        if f'"{word}"' in line or f"'{word}'" in line:
            return number
    return block[0]


def read(text: str) -> tuple[dict[str, str], list[Problem]]:
    """Return what is typed, by the word of the pages that it stands for, and what is wrong with the file.

    ``text`` is the whole file. A table with a problem is left out.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        return {}, [Problem(int(at[1]) if at else 1, f"not TOML ({error}); mend this line")]
    problems = [Problem(1, f"unknown {name!r}; {_SHAPE}") for name in document if name != "word"]
    tables = document.get("word", [])
    if not isinstance(tables, list):
        return {}, [Problem(1, f"begin each word with a line [[word]]; {_SHAPE}")]
    blocks = _lines(text)
    found: dict[str, str] = {}
    seen: dict[tuple[str, ...], int] = {}
    pages: dict[tuple[str, ...], int] = {}
    for place, table in enumerate(tables):
        block = blocks[place] if len(blocks) == len(tables) else (1, text.splitlines())
        if complaint := _shape(table):
            problems.append(Problem(block[0], complaint))
            continue
        page = table["page"]
        if (first := pages.setdefault(tuple(words_of(page)), block[0])) != block[0]:
            problems.append(
                Problem(_line_of(block, page), f"{page!r} has a [[word]] already at line {first}; keep one")
            )
            continue
        for typed in table["typed"]:
            line = _line_of(block, typed)
            key = tuple(words_of(typed))
            if key == tuple(words_of(page)):
                problems.append(Problem(line, f"{typed!r} is the page's own word; take it out"))
            elif key in seen:
                problems.append(Problem(line, f"{typed!r} stands already at line {seen[key]}; keep one"))
            else:
                seen[key] = line
                found[typed] = page
    return found, problems


def _shape(table: object) -> str:
    """Return what is wrong with the shape of one ``[[word]]``, or nothing."""
    if not isinstance(table, dict):
        return _SHAPE
    if unknown := sorted(set(table) - {"page", "typed"}):
        return f"unknown {', '.join(map(repr, unknown))}; {_SHAPE}"
    page, typed = table.get("page"), table.get("typed")
    for word in (page, *typed) if isinstance(typed, list) else (page,):
        if hidden := UNSEEN.search(str(word)):
            return f"U+{ord(hidden[0]):04X} cannot be seen; delete it"
    if not isinstance(page, str) or not words_of(page):
        return f"this word has no page; {_SHAPE}"
    if not isinstance(typed, list) or not typed or not all(isinstance(word, str) and words_of(word) for word in typed):
        return f"typed is not a list of words; {_SHAPE}"
    return ""


def check_pages(text: str, found: dict[str, str], stems: set[str], stem: Callable[[str], str]) -> list[Problem]:
    """Return a problem for each word that no page has. ``stems`` are the stems of all words of the pages."""
    missing = {page for page in found.values() if not {stem(word) for word in words_of(page)} <= stems}
    return [
        Problem(_line_of((0, text.splitlines()), page), f"no page has the word {page!r}; name one that a page uses")
        for page in sorted(missing)
    ]
