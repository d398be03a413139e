"""Is a registered record the work that an entry means? Tolerant of how a title is set, strict about what it says."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: How many years apart an entry and a record may be: papers appear online in one year and in print in the next.
YEARS_APART = 1

_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER ([A-Z]+)|MICRO SIGN")
_SMALL_WORDS = {"a", "an", "and", "for", "in", "of", "on", "the"}


@dataclass(frozen=True)
class Record:
    """What a register holds of a work. ``notice`` says that it was retracted, or what concern was expressed."""

    title: str
    subtitle: str = ""
    family: str = ""
    given: str = ""
    years: tuple[int, ...] = ()
    journals: tuple[str, ...] = ()
    notice: str = ""
    identifier: str = ""


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return ``text`` without markup, case, accents and punctuation, Greek letters by name, one space between words."""
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", html.unescape(text))
    letters = []
    for letter in text:
        greek = _GREEK.match(unicodedata.name(letter, ""))
        letters.append(f" {(greek[1] or 'mu').lower()} " if greek else letter)
    text = unicodedata.normalize("NFKD", "".join(letters)).casefold().replace("&", " and ")
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", text))


def _joined(text: str) -> str:
    return normal(text).replace(" ", "")


def _head(title: str) -> str:
    """Return the title without its subtitle."""
    return re.split(r":\s|[.?!]\s| [-–—] ", re.sub(r"<[^<>]+>", "", title), maxsplit=1)[0]


def same_title(ours: str, record: Record) -> bool:
    """Say whether the titles are one; either may lack its subtitle."""
    whole = f"{record.title}: {record.subtitle}" if record.subtitle else record.title
    theirs = {_joined(record.title), _joined(whole)}
    if _joined(ours) in theirs:
        return True
    mine, registered = _head(ours), _head(whole)
    lacks_subtitle = mine == ours or _joined(registered) in theirs
    return lacks_subtitle and len(normal(mine).split()) >= 3 and _joined(mine) == _joined(registered)


def same_name(ours: str, theirs: str) -> bool:
    """Say whether the family names are one, with or without particles such as "van der"."""
    one, other = normal(ours).split(), normal(theirs).split()
    shorter, longer = sorted((one, other), key=len)
    joined = "".join(one) == "".join(other)
    return joined or (bool(shorter) and (longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter))


def same_journal(ours: str, journals: tuple[str, ...]) -> bool:
    """Say whether ``ours`` is one of the journal's names, or short for one."""
    return any(_short_for(ours, other) or _short_for(other, ours) for other in journals)


def _short_for(short: str, full: str) -> bool:
    small = [word for word in normal(re.split(r" [:=] |: |\(", short)[0]).split() if word not in _SMALL_WORDS]
    whole = [word for word in normal(re.split(r" [:=] |: |\(", full)[0]).split() if word not in _SMALL_WORDS]
    return len(small) == len(whole) and all(word.startswith(part) for part, word in zip(small, whole, strict=True))


def differences(ours: dict[str, str], record: Record) -> dict[str, tuple[str, str]]:
    """Return each field that differs, with our words and the record's; a field that either lacks is not compared.

    ``ours`` may have title, family, year and journal.
    """
    found = {}
    if ours.get("title") and record.title and not same_title(ours["title"], record):
        found["title"] = ours["title"], record.title
    if ours.get("family") and record.family and not same_name(ours["family"], record.family):
        found["author"] = ours["family"], record.family
    if ours.get("year") and record.years:
        year = ours["year"]
        if not year.isdigit() or min(abs(int(year) - other) for other in record.years) > YEARS_APART:
            found["year"] = year, " or ".join(map(str, sorted(set(record.years))))
    if ours.get("journal") and record.journals and not same_journal(ours["journal"], record.journals):
        found["journal"] = ours["journal"], record.journals[0]
    return found
