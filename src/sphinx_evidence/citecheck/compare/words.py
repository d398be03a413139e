"""Text as it is compared: markup, case, accents, dashes and the two ways to spell English make no difference."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from sphinx_evidence.bibliography import plain
from sphinx_evidence.unseen import visible

#: Letters that Unicode does not take apart into a letter and an accent.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i", "ȷ": "j", "æ": "ae"}
    | {"Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ŧ": "t"}
    | {"Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ə": "e", "ʼ": "'", "ʹ": "'", "ʻ": "'"}
)
#: The same letters as people type them who have no umlauts.
TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_MARKS = str.maketrans(dict.fromkeys("™®©℠ªº†‡*\u00ad", ""))
_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)|MICRO SIGN")
# A tag has a name and attributes with values: "p<0.05 and q>3" is none.
_TAG = re.compile(r"""</?[A-Za-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>""")
_LATEX = re.compile(r"\\[A-Za-z'\"`^~=.]|\$[^$]*[\\_^{][^$]*\$")
#: British and American endings, each pair made one.
_SPELLINGS = (
    (re.compile(r"(?<=\w\w)is(e|ed|es|ing|er|ers|ation|ations|able)$"), r"iz\1"),
    (re.compile(r"(?<=l)ys(e|ed|es|ing|er|ers)$"), r"yz\1"),
    (re.compile(r"(?<=\w\w)our(s|ed|ing|al|ally|able|ist|ists|hood|less|)$"), r"or\1"),
    (re.compile(r"(?<=[bt])re(s|d|)$"), r"er\1"),
    (re.compile(r"ll(ing|ed|er|ers)$"), r"l\1"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"^programmes?$"), "program"),
    (re.compile(r"sulph"), "sulf"),
)


def unescaped(text: str) -> str:
    """Return ``text`` without entities, however often they were escaped."""
    for _ in range(5):
        once = html.unescape(text)
        if once == text:
            break
        text = once
    # Written as entities, the signs come that were not there before.
    return visible(text)


@lru_cache(maxsize=8192)
def shown(text: str) -> str:
    """Return the words of a register's ``text``: without tags, entities and runs of blanks."""
    text = unescaped(text) if "&" in text else text
    text = _TAG.sub("", text) if "<" in text else text
    if _LATEX.search(text):
        text = plain(text)
    return " ".join(text.split())


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """Return ``text`` without markup, case, accents and punctuation, Greek letters by name, one space between words."""
    letters = []
    for letter in shown(text).replace("&", " and ").translate(_MARKS):
        greek = None if letter < "µ" else _GREEK.match(unicodedata.name(letter, ""))
        letters.append(f" {(greek[1] or 'mu').lower()} " if greek else letter)
    bare = (
        unicodedata.normalize("NFKD", "".join(letters).translate(LETTERS)).casefold().replace("'", "").replace("’", "")
    )
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in bare if not unicodedata.combining(letter))))


def words(text: str) -> list[str]:
    """Return the words of ``text``, each made normal."""
    return normal(text).split()


@lru_cache(maxsize=8192)
def forms(text: str) -> frozenset[str]:
    """Return ``text`` in each way in which it may be typed, without blanks: texts that share one are the same."""
    text = unicodedata.normalize("NFC", text)
    plainly = words(text)
    two = words(text.translate(TWO_LETTERS))
    signs = words(unicodedata.normalize("NFKD", text))
    return frozenset("".join(spelt) for one in (plainly, two, signs) for spelt in (one, [_spelt(word) for word in one]))


def _spelt(word: str) -> str:
    for old, new in _SPELLINGS:
        word = old.sub(new, word)
    return word


def same(ours: str, theirs: str) -> bool:
    """Say whether both are the same words."""
    return not forms(ours).isdisjoint(forms(theirs))
