"""Authors: the same people in the same order, however their names are shortened, turned around or typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .record import Author, Difference
from .words import TWO_LETTERS, forms, normal, same, shown

_VOWELS = re.compile(r"[AEIOUY]")
_PARTICLES = frozenset(
    "van von der den de del della di da du la le ter ten te dos das do al el bin ibn af zu".split()  # noqa: SIM905
)
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "junior", "senior"])
_DEGREES = frozenset(["phd", "md"])
_GROUP_WORDS = frozenset(["the", "a", "of", "for", "and", "on", "behalf", "group", "collaboration", "investigators"])


@lru_cache(maxsize=8192)
def _names(text: str, loud: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the given names in ``text``, in each way in which they can be read: "JP" is a name or two initials.

    ``loud``: the family name is in capitals too, so that JOHN is a name.
    """
    text = re.sub(r"(?<=[^\W\d_])[‐-―-](?=\w)", "-", shown(text))
    plainly: list[str] = []
    apart: list[str] = []
    for word in re.split(r"[\s.,]+", text):
        parts = normal(word.replace("-", " ")).split()
        # "Md" may begin a name, and ends one only as a degree.
        if not parts or "".join(parts) in _SUFFIXES or (plainly and "".join(parts) in _DEGREES):
            continue
        plainly += parts
        letters = re.sub(r"[^\w]", "", word)
        capitals = (
            letters.isupper() and 1 < len(letters) <= 5 and not (loud and len(letters) > 2 and _VOWELS.search(letters))
        )
        apart += list(normal(letters)) if capitals else parts
    return tuple(dict.fromkeys([tuple(plainly), tuple(apart)]))


def _fits(one: str, other: str) -> bool:
    """Say whether one given name is the other, or short for it."""
    return one.startswith(other) or other.startswith(one)


def _fit(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether two lists of given names and initials can be one person's: the shorter may lack some."""
    shorter, longer = sorted((ours, theirs), key=len)
    if "".join(ours) == "".join(theirs):
        return True
    # "H. Vincent" is called Vincent, by whole names only.
    if shorter and not _fits(shorter[0], longer[0]) and not (len(shorter[0]) > 2 and shorter[0] in longer[1:]):
        return False
    place = 0
    for name in shorter:
        while place < len(longer) and not _fits(name, longer[place]):
            place += 1
        if place == len(longer):
            return False
        place += 1
    return True


def same_given(ours: Author, theirs: Author) -> bool:
    """Say whether given names or initials can be one person's."""
    mine = {reading for text in _typed(ours.given) for reading in _names(text, _loud(ours))}
    registered = {reading for text in _typed(theirs.given) for reading in _names(text, _loud(theirs))}
    if not any(mine) or not any(registered):
        return True
    # "Fox, IV" without a given name is read as if IV were one.
    if normal(ours.given) in (normal(theirs.suffix), normal(f"{theirs.suffix} {theirs.given}")):
        return True
    return any(_fit(one, other) for one in mine for other in registered)


def _loud(name: Author) -> bool:
    return name.family.isupper() and len(name.family) > 2


def _typed(text: str) -> tuple[str, ...]:
    """Return ``text``, and as it is typed with two letters for an umlaut."""
    two = text.translate(TWO_LETTERS)
    return (text,) if two == text else (text, two)


def _family(name: Author) -> list[str]:
    found = normal(name.family.replace("-", " ")).split()
    while len(found) > 1 and (found[-1] in _SUFFIXES or found[-1] in _DEGREES):
        found.pop()
    return found


def same_family(ours: Author, theirs: Author) -> bool:
    """Say whether the family names are one, with or without particles, suffixes and second names."""
    if same(ours.family, theirs.family):
        return True
    one, other = _family(ours), _family(theirs)
    shorter, longer = sorted((one, other), key=len)
    if "".join(one) == "".join(other) or not shorter:
        return "".join(one) == "".join(other)
    part = longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter
    return part and not set(shorter) <= _PARTICLES


def _whole(name: Author) -> list[list[str]]:
    """Return all names of a person in order, in each way in which they can be read."""
    return [[*given, *_family(name)] for given in _names(name.given, _loud(name))]


def same_person(ours: Author, theirs: Author) -> bool:
    """Say whether both names can be one person's, or one group's."""
    if ours.group or theirs.group:
        return (
            _same_group(str(ours), str(theirs))
            or (not ours.group and same(f"{ours.given} {ours.family}", theirs.family))
            or (not theirs.group and same(f"{theirs.given} {theirs.family}", ours.family))
        )
    if same_family(ours, theirs) and same_given(ours, theirs):
        return True
    # Two family names without a given name are read as one of each.
    if same(f"{ours.given} {ours.family}", theirs.family):
        return True
    # A name may be parted in another place ("Diele Viegas, Luisa" or "Viegas, Luisa Diele"), or turned around.
    for mine in _whole(ours):
        for registered in _whole(theirs):
            if len(mine) == len(registered) and all(map(_fits, mine, registered)):
                both_long = [one for one, other in zip(mine, registered, strict=True) if one == other and len(one) > 1]
                if both_long and len(both_long) * 2 >= len(mine):
                    return True
            if sorted(mine) == sorted(registered) and any(len(one) > 1 for one in mine):
                return True
    return _initials_last(ours, theirs) or _initials_last(theirs, ours)


def _initials_last(ours: Author, theirs: Author) -> bool:
    """Say whether ``ours`` was written "Smith JA" and read as if JA were the family name."""
    letters = re.sub(r"[.\s-]", "", ours.family)
    if not (letters.isupper() and letters.isalpha() and len(letters) <= 4) or not ours.given:
        return False
    return same_family(Author(ours.given), theirs) and same_given(Author("", ours.family), theirs)


def _same_group(ours: str, theirs: str) -> bool:
    if same(ours, theirs):
        return True
    mine = [word for word in normal(ours).split() if word not in _GROUP_WORDS]
    registered = [word for word in normal(theirs).split() if word not in _GROUP_WORDS]
    if mine and mine == registered:
        return True
    short, long = sorted((mine, registered), key=len)
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _lists(theirs: Sequence[Author]) -> list[list[Author]]:
    """Return the registered authors as they stand, and without those that stand twice."""
    once: dict[tuple[frozenset[str], str], Author] = {}
    for author in theirs:
        once.setdefault((forms(author.family), normal(author.given)), author)
    return [list(theirs), list(once.values())] if len(once) < len(theirs) else [list(theirs)]


def difference(ours: Sequence[Author], others: bool, theirs: Sequence[Author]) -> Difference | None:
    """Return how the authors differ; None where they do not. ``others``: ours end with "and others"."""
    found = None
    for registered in _lists(theirs):
        found = _compare(list(ours), others, registered)
        if found is None or _and_in_a_name(ours, registered):
            return None
    return found


def _and_in_a_name(ours: Sequence[Author], theirs: Sequence[Author]) -> bool:
    """Say whether a registered name with "and" in it was written without braces, and so read as two."""
    if not any(" and " in f" {author.family.lower()} " for author in theirs):
        return False
    mine, registered = (
        [word for one in people for word in normal(f"{one.family} {one.given}").split() if word != "and"]
        for people in (ours, theirs)
    )
    return len(mine) == len(registered) and all(map(_fits, mine, registered))


def _compare(ours: list[Author], others: bool, theirs: list[Author]) -> Difference | None:
    people = any(not author.group for author in theirs)
    place = 0
    for number, author in enumerate(ours):
        # Who signs for a group is often left out, by registers and by people.
        while place < len(theirs) and theirs[place].group and people and not same_person(author, theirs[place]):
            place += 1
        if place == len(theirs):
            return _say(ours, others, theirs, f"{author} is not among the registered authors", "certain")
        if not same_person(author, theirs[place]):
            return _say(ours, others, theirs, *_why(ours, number, theirs, place))
        place += 1
    missing = [author for author in theirs[place:] if not author.group or not people]
    if missing and not others:
        return _say(ours, others, theirs, f"{missing[0]} is missing", "certain")
    return None


def _why(ours: list[Author], number: int, theirs: list[Author], place: int) -> tuple[str, str]:
    author = ours[number]
    if any(same_person(author, other) for other in theirs):
        absent = not any(same_person(theirs[place], other) for other in ours)
        return (f"{theirs[place]} is missing" if absent else "the order differs"), "certain"
    if same_family(author, theirs[place]) and not author.group:
        return f"given name of {author}", "likely"
    return f"{author} is not among the registered authors", "certain"


def _say(ours: list[Author], others: bool, theirs: list[Author], what: str, sure: str) -> Difference:
    mine = [str(author) for author in ours] + (["others"] if others else [])
    return Difference(" and ".join(mine), " and ".join(map(str, theirs)), sure, what)
