"""ISBNs: their form and check digit. Both can be judged without asking anybody."""

from __future__ import annotations

import re


def digits(isbn: str) -> str:
    """Return the digits of ``isbn``, without "ISBN", hyphens and blanks."""
    return re.sub(r"[^0-9A-Z]", "", re.sub(r"(?i)\bisbn(?:-1[03])?:?", "", isbn).upper())


def thirteen(isbn: str) -> str:
    """Return a right ``isbn`` with 13 digits."""
    found = digits(isbn)
    if len(found) != 10:
        return found
    start = "978" + found[:9]
    return start + _check13(start)


def _check13(start: str) -> str:
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(start)) % 10)


def _check10(start: str) -> str:
    number = -sum(int(digit) * (10 - place) for place, digit in enumerate(start)) % 11
    return "X" if number == 10 else str(number)


def fault(isbn: str) -> str:
    """Return what is wrong with ``isbn``; nothing where it can be one."""
    found = digits(isbn)
    if re.fullmatch(r"97[89]\d{10}", found):
        right = _check13(found[:12])
    elif re.fullmatch(r"\d{9}[\dX]", found):
        right = _check10(found[:9])
    else:
        return f"{isbn!r} has not the form of an ISBN: 13 digits that begin with 978 or 979, or 10"
    return "" if right == found[-1] else f"the check digit of {isbn!r} is wrong; after {found[:-1]} it would be {right}"
