"""Signs that nobody sees: they turn letters round, hide words, or steer the terminal that prints them."""

from __future__ import annotations

import re

#: What neither pages nor sources need: letters turned round, widths of nothing, tags, halves of characters, and places
#: of Unicode that are no characters. What joins letters, as Persian and emoji need it, is none of these.
_HIDING = (
    "\u061c\u180e\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
#: The controls of old terminals; blanks and ends of lines are none.
_CONTROLS = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
HIDING = re.compile(f"[{_HIDING}]")
UNSEEN = re.compile(f"[{_CONTROLS}{_HIDING}]")
_SPLITS = re.compile(r"[\u0000-\u0020\u007f-\u009f\u2028\u2029]+")
#: Marks of direction and places to part a word: honest, and yet nothing that a name or a title needs.
_MARKS = re.compile(f"[{_HIDING}\u00ad\u200e\u200f]")


def visible(text: str) -> str:
    """Return a stranger's ``text`` as one line of what can be seen, safe for a file and for a terminal."""
    return _MARKS.sub("", _SPLITS.sub(" ", text)).strip()


def seen(text: str) -> str:
    """Return ``text`` without the signs that nobody sees: for a file that programs read, whatever a page holds."""
    return text if text.isprintable() else UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """Return ``text`` as one line without the signs that nobody sees."""
    return seen(" ".join(text.split()))


def escaped(text: str) -> str:
    """Return ``text`` with each sign that nobody sees written as U+202E is: for a message that quotes it."""
    return UNSEEN.sub(lambda found: f"U+{ord(found[0]):04X}", text)
