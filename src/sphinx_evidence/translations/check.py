"""Whether a translation still says what its original says, as far as a machine can tell.

Compared are what must not change from one language to the other: numbers, telephone numbers, links and where they lead,
roles and what they name, placeholders and HTML; and words that are always translated in the same way.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_evidence import catalogues

#: ``{role}`words <target>``` and ``{role}`target```; ``:role:`…``` in reStructuredText.
_ROLE = re.compile(r"(?:\{(?P<myst>[\w:.+-]+)\}|:(?P<rst>[\w:.+-]+):)`(?P<inside>[^`]+)`")
_TARGET = re.compile(r"<([^<>`]+)>\s*$", re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
#: A number with its parts: 1-800-555-0199, 1-800-FDA-1088, 2,798, 91.2%, 7-OH.
_NUMBER = re.compile(r"(?<![\w.])[+-−]?\d+(?:[.,:/ -]?\d+|-[A-Z]+(?:-\d+)?)*\s?%?")
_WORDS_OF_ROLE = re.compile(r"`([^`]*?)\s*<[^<>`]*>`|`[^`]*`")


@dataclass(frozen=True)
class Fault:
    """What differs: where, and what to mend."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def roles(text: str) -> list[str]:
    """Return each role of ``text`` with what it names, whatever its words."""
    found = []
    for match in _ROLE.finditer(text):
        target = _TARGET.search(match["inside"])
        found.append(f"{match['myst'] or match['rst']} {(target[1] if target else match['inside']).strip()}")
    return found


def numbers(text: str) -> list[str]:
    """Return the numbers that a reader sees in ``text``: not those of addresses and of what roles name."""
    plain = _LINK.sub("] ", _TAG.sub(" ", _WORDS_OF_ROLE.sub(lambda role: f" {role[1] or ''} ", text)))
    plain = _PLACE.sub(" ", plain)
    return [re.sub(r"\s", "", found[0]).rstrip(".,:/-") for found in _NUMBER.finditer(plain)]


def differences(original: str, translation: str) -> Iterator[str]:
    """Yield what a translation lacks, has too much or has in another form, each as one sentence."""
    kinds = (
        ("the number", numbers),
        ("the role", roles),
        ("the link to", _LINK.findall),
        ("the tag", lambda text: _TAG.findall(_ROLE.sub("", text))),
        ("the placeholder", lambda text: _PLACE.findall(_ROLE.sub("", text))),
    )
    for what, parts in kinds:
        ours, theirs = Counter(parts(original)), Counter(parts(translation))
        for part in ours - theirs:
            yield f"the translation lacks {what} {part!r} of its original; put it in"
        for part in theirs - ours:
            yield f"the translation has {what} {part!r}, and its original has not; take it out"


def words(path: Path, language: str) -> dict[str, list[str]]:
    """Return the words of the TOML file ``path`` with their translations. Raises ``ValueError`` with what to mend."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("word", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path}:1: cannot be read ({error}); mend it") from None
    found = {}
    for entry in entries:
        if not isinstance(entry.get("english"), str) or not isinstance(entry.get(language, []), list):
            raise ValueError(f"{path}:1: each [[word]] needs english and, for each language, a list of translations")
        if language in entry:
            found[entry["english"].lower()] = [str(one).lower() for one in entry[language]]
    return found


def missing_words(original: str, translation: str, known: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield what stands in the original and not, in the words that were agreed on, in the translation."""
    ours, theirs = _seen(original), _seen(translation)
    for word, others in known.items():
        if re.search(rf"\b{re.escape(word)}s?\b", ours) and not any(other in theirs for other in others):
            yield f"{word!r} is always translated as {' or '.join(map(repr, others))}; write that"


def _seen(text: str) -> str:
    return " ".join(_LINK.sub("]", re.sub(r"<[^<>`]*>(?=`)", "", _TAG.sub(" ", text))).lower().split())


def check(path: Path, known: Mapping[str, list[str]]) -> Iterator[Fault]:
    """Yield the faults of one catalogue. Sentences without a translation, and fuzzy ones, are not shown to readers."""
    for message in catalogues.load(path):
        if not message.id or not message.string or message.fuzzy:
            continue
        for original, translation in _pairs(message.id, message.string):
            for told in (*differences(original, translation), *missing_words(original, translation, known)):
                start = original if len(original) <= 50 else f"{original[:47]}…"
                yield Fault(path, message.lineno or 1, f"{told} (translation of {start!r})")


def _pairs(ids: str | Iterable[str], strings: str | Iterable[str]) -> Iterator[tuple[str, str]]:
    if isinstance(ids, str) and isinstance(strings, str):
        yield ids, strings
    else:
        # Plural forms: each says what the last form of the original says.
        yield from (([*ids][-1], one) for one in strings if one)


def check_all(folder: Path, language: str, glossary: Path | None = None) -> list[Fault]:
    """Return the faults of all catalogues of a language. Raises ``ValueError`` where a file cannot be read."""
    known = words(glossary, language) if glossary else {}
    return [fault for path in catalogues.files(folder, language) for fault in check(path, known)]
