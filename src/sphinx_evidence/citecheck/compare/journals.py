"""Journals, books and meetings: the same name, or short for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .words import normal, same, shown

#: Words that short forms of a name may leave out.
_SMALL = frozenset(
    """a an and or as by for from in of on the to at with de la le les des du der die das dem und et e y del di della
    dos da do im von zur zum für fur en el los las och og i section sect series ser part""".split()  # noqa: SIM905
)
#: Places that PubMed and publishers add to a name.
_PLACES = re.compile(r"\b(?:u s a|usa|united states of america|united states|london|england|uk)$")
_BOUNDARIES = [
    re.compile(form) for form in (r"\s*:\s*", r"\s+[=–—-]\s+", r"(?<=\S)\s*[(\[]", r"\.\s+(?=[A-Z][a-z]{3})")
]
_HYPHEN = re.compile(r"(?<=\w)[-\u2010-\u2015](?=\w)")
_MEETING = re.compile(r"\b(?:proceedings|proc|conference record|digest|annual|\d{4}|\d+(?:st|nd|rd|th))\b")


@lru_cache(maxsize=4096)
def _names(name: str) -> tuple[str, ...]:
    """Return ``name``, and what is left of it without a subtitle or a place."""
    name = shown(name)
    heads = [name, re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*", " ", name)]
    heads += [boundary.split(name)[0] for boundary in _BOUNDARIES]
    heads += [placeless for head in list(heads) if (placeless := _PLACES.sub("", normal(head)).strip()) != normal(head)]
    return tuple(dict.fromkeys(head for head in heads if normal(head)))


@lru_cache(maxsize=8192)
def same_journal(ours: str, theirs: tuple[str, ...]) -> bool:
    """Say whether ``ours`` is one of the journal's names, or short for one."""
    return any(_same(mine, other) for mine in _names(ours) for name in theirs for other in _names(name))


def _same(ours: str, theirs: str) -> bool:
    if same(ours, theirs):
        return True
    return _shortened(ours, theirs) or _acronym(ours, theirs) or _acronym(theirs, ours) or _same_meeting(ours, theirs)


def _large(name: str) -> list[str]:
    words = normal(name).split()
    return [word for word in words if word not in _SMALL] or words


def _shortened(ours: str, theirs: str) -> bool:
    """Say whether the words of one are those of the other, or short for them; small words may be left out."""
    # "Work-based" is one word or two.
    return _fit(normal(ours).split(), normal(theirs).split()) or (
        bool(_HYPHEN.search(ours + theirs))
        and _fit(normal(_HYPHEN.sub("", ours)).split(), normal(_HYPHEN.sub("", theirs)).split())
    )


def _fit(one: list[str], other: list[str]) -> bool:
    """Say whether the words fit each other in order; "for" is a small word, or short for Forestry."""
    if abs(len(one) - len(other)) > 10 or not one or not other:
        return False
    places = {(0, 0)}
    done = set()
    while places:
        here = places.pop()
        done.add(here)
        first, second = here
        if here == (len(one), len(other)):
            return True
        mine, theirs = one[first : first + 1], other[second : second + 1]
        ways = []
        if mine and theirs and _short_for(mine[0], theirs[0]):
            ways.append((first + 1, second + 1))
        if mine and mine[0] in _SMALL and len(one) > 1:
            ways.append((first + 1, second))
        if theirs and theirs[0] in _SMALL and len(other) > 1:
            ways.append((first, second + 1))
        places.update(way for way in ways if way not in done)
    return False


def _short_for(one: str, other: str) -> bool:
    """Say whether one word is the other, its beginning ("Orthop"), or its contraction ("Natl")."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return True
    if len(short) < 3 or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _acronym(short: str, name: str) -> bool:
    """Say whether ``short`` is made of the beginnings of all words of ``name``, as ApJ and PNAS are."""
    words = normal(name).split()
    if len(re.findall(r"[A-Z]", short)) < 2 or len(words) < 2 or len(short) > 12:
        return False
    letters = normal(short).replace(" ", "")
    ends = {0}
    for word in words:
        reached = {
            start + length
            for start in ends
            for length in range(1, 1 + min(len(word), 4))
            if letters[start : start + length] == word[:length]
        }
        ends = reached | (ends if word in _SMALL else set())
    return len(letters) in ends


def _same_meeting(ours: str, theirs: str) -> bool:
    """Say whether two names of proceedings differ by year, number and the word "proceedings" only."""
    mine, registered = (set(_large(_MEETING.sub(" ", normal(name)))) for name in (ours, theirs))
    if not _MEETING.search(f"{normal(ours)} {normal(theirs)}"):
        return False
    return len(mine) >= 3 and mine == registered


def names(found: Iterable[str]) -> tuple[str, ...]:
    """Return the names in ``found`` without repetition."""
    return tuple(dict.fromkeys(name for name in found if name.strip()))
