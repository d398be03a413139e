"""Years, volumes, issues and pages, in the many ways in which they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .words import normal, shown

#: How many years apart an entry and a record may be: papers appear online in one year and in print in the next.
YEARS_APART = 1

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]|-{2,3}")
#: What registers write where there is nothing.
_NOTHING = re.compile(r"n/?a(-n/?a)?|null|no(-no)?|none|-+|0+(-0+)?|ahead-of-print|in press|online|\?+", re.IGNORECASE)


def same_year(ours: str, years: Iterable[int]) -> bool:
    """Say whether ``ours`` is a year of the work. What is no year ("in press") is not compared."""
    mine = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", ours)]
    known = list(years)
    return not mine or not known or any(abs(year - other) <= YEARS_APART for year in mine for other in known)


def present(text: str) -> str:
    """Return ``text`` with plain dashes; nothing where it is a register's word for nothing."""
    text = _DASHES.sub("-", shown(text)).strip()
    return "" if _NOTHING.fullmatch(text) else text


def _number(word: str) -> str:
    """Return ``word`` without leading noughts, a Roman number in our digits."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    if word and re.fullmatch(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", word):
        values = [_ROMAN[letter] for letter in word]
        return str(sum(-v if any(v < w for w in values[n + 1 : n + 2]) else v for n, v in enumerate(values)))
    return word


_NOISE = frozenset(
    ["vol", "volume", "v", "bd", "band", "t", "tome", "tom", "jg", "no", "nr", "num", "number", "issue", "n", "heft"]
)
_SUPPLEMENT = frozenset(["s", "sup", "supp", "suppl", "supplement", "supplementum", "supplements"])


def _tokens(text: str) -> list[str]:
    found = re.findall(r"\d+|[^\W\d_]+", normal(present(text).replace("_", " ")))
    # The first letter of a word may stand before a number: S1.
    if len(found) > 1 or any(token.isdigit() for token in found):
        found = [token for token in found if token not in _NOISE] or found
    return ["s" if token in _SUPPLEMENT else _number(token) for token in found]


def volume_and_issue(volume: str, issue: str) -> tuple[str, str]:
    """Return volume and issue of an entry, apart where the volume holds both: "15(4)"."""
    if not issue and (found := re.fullmatch(r"\s*(.*?\d\w*)\s*\(\s*([^()]*)\s*\)\s*", volume)):
        return found[1], found[2]
    return volume, issue


def same_volume(ours: str, theirs: str) -> bool:
    """Say whether the volumes are one."""
    return _same_tokens(_tokens(ours), _tokens(theirs))


def same_issue(ours: str, theirs: str, article: str = "") -> bool:
    """Say whether the issues are one; one of a double issue is enough. Some write the article's number there."""
    return _same_tokens(_tokens(ours), _tokens(theirs)) or bool(article and _tokens(ours) == _tokens(article))


def _same_tokens(mine: list[str], registered: list[str]) -> bool:
    if not mine or not registered:
        return True
    short, long = sorted((mine, registered), key=len)
    if sorted(short) == sorted(long) or (
        len(short) < len(long) and not Counter(short) - Counter(long) and short != ["s"]
    ):
        return True
    # Words such as "June" or "Spring" say nothing that a number could contradict.
    return not (any(map(_has_digit, mine)) and any(map(_has_digit, registered)))


def _has_digit(token: str) -> bool:
    return any(letter.isdigit() for letter in token)


@dataclass(frozen=True)
class _Page:
    letters: str
    number: int

    def is_(self, other: _Page) -> bool:
        """Say whether both are one page; letters ("e", "S") may be left out."""
        return self.number == other.number and (self.letters == other.letters or not (self.letters and other.letters))


@dataclass(frozen=True)
class _Span:
    first: _Page
    last: _Page | None
    short_last: bool = False

    @property
    def article(self) -> bool:
        """Whether this is a number of an article and no page: e10825, 104399."""
        return self.last is None and (bool(self.first.letters) or self.first.number > 9999)


_PAGE = r"([a-z]{0,6})\.?(\d{1,9})([a-z]?)"


def _span(text: str) -> _Span | None:
    """Return the first span of pages in ``text``; None where there is none."""
    text = re.sub(
        r"^\s*(?:pp|pgs?|pages?|art(?:icle)?|paper|id|no|p)\b[.:]?\s*(?:no\b\.?|id\b)?\s*", "", present(text).lower()
    )
    text = re.sub(r"\s+", "", re.split(r"[,;&+]|\band\b", text)[0])
    # The letters of "2165-a" belong to the number.
    text = re.sub(r"(?<=\d)-([a-z])(?=-|$)", r"\1", text)
    # Extra pages of an online version: 240.e2.
    text = re.sub(r"(?<=\d)\.?e\d{1,3}(?:-e?\d{1,3})?$", "", text)
    # "12:1-12:25" is article 12; what follows the colon is counted anew in each.
    text = re.sub(r"\b(\d+):(\d+)", r"\1\2", text)
    found = re.fullmatch(rf"{_PAGE}(?:[-/]{_PAGE})?", text)
    if not found:
        roman = re.fullmatch(r"([ivxlc]+)(?:-([ivxlc]+))?", text)
        if not roman:
            return None
        first, last = (_number(part or "") for part in roman.groups())
        if not first.isdigit():
            return None
        return _Span(_Page("", int(first)), _Page("", int(last)) if last.isdigit() else None)
    letters, start, after, letters2, end, after2 = found.groups()
    first_page = _Page(letters + after, int(start))
    if end is None:
        return _Span(first_page, None)
    short = len(end) < len(start)
    # 123-9 ends on page 129.
    return _Span(first_page, _Page(letters2 + after2, int(start[: -len(end)] + end if short else end)), short)


def same_pages(ours: str, ours_article: str, theirs: str, article: str) -> bool:
    """Say whether pages or article numbers are one work's.

    Either may lack the last page; pages of an article that has a number may be counted from 1.
    """
    registered = [present(one) for one in (theirs, article) if present(one)]
    mine = [present(one) for one in (ours, ours_article) if present(one)]
    if not registered or not mine:
        return True
    if ours_article and article and not _one(ours_article, article) and not _one(ours_article, theirs):
        return False
    return any(_one(one, other) for one in mine for other in registered) or _counted_anew(mine, registered)


def _one(ours: str, theirs: str) -> bool:
    if normal(ours).replace(" ", "") == normal(theirs).replace(" ", ""):
        return True
    mine, registered = _span(ours), _span(theirs)
    if mine is None or registered is None or not mine.first.is_(registered.first):
        return False
    return mine.last is None or registered.last is None or mine.last.is_(registered.last)


def _counted_anew(mine: list[str], registered: list[str]) -> bool:
    """Say whether one side has an article's number and the other pages counted from 1."""
    ours, theirs = [_span(one) for one in mine], [_span(one) for one in registered]

    def from_one(spans: list[_Span | None]) -> bool:
        return any(span and span.last and span.first.number == 1 and span.last.number < 200 for span in spans)

    def is_article(spans: list[_Span | None]) -> bool:
        return any(span is None or span.article for span in spans)

    return (from_one(ours) and is_article(theirs)) or (is_article(ours) and from_one(theirs))
