"""What registers send is made by others: each value is looked at before it is used.

Every function takes a value and the name to call it by, and raises `NotUnderstood` where the value has another shape
than the register documents. A missing value is no odd one.
"""

from __future__ import annotations

import math
import re
from typing import Any

from sphinx_evidence.unseen import visible

from ..ask import NotUnderstood

#: More of anything than a work has.
MOST = 20_000
#: A name or a title of more letters is none.
LONGEST = 10_000


def mapping(value: Any, name: str) -> dict[str, Any]:
    """Return the object ``value``."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotUnderstood(f"{name} is {_kind(value)}")
    return value


def listed(value: Any, name: str) -> list[Any]:
    """Return the list ``value``."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotUnderstood(f"{name} is {_kind(value)}")
    if len(value) > MOST:
        raise NotUnderstood(f"{name} has {len(value):,} parts, more than a work has")
    return value


def mappings(value: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects of the list ``value``."""
    return [mapping(one, f"one of {name}") for one in listed(value, name)]


def text(value: Any, name: str) -> str:
    """Return the text ``value`` without what nobody sees and a terminal obeys; a number is written out."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise NotUnderstood(f"{name} is {_kind(value)}")
    if isinstance(value, int) and value.bit_length() > 200:
        raise NotUnderstood(f"{name} is a number without end")
    if isinstance(value, float) and not math.isfinite(value):
        raise NotUnderstood(f"{name} is no number")
    if isinstance(value, str) and len(value) > LONGEST:
        # A part of it would be written down as if it were the whole.
        raise NotUnderstood(f"{name} has {len(value):,} characters, more than a work needs")
    return visible(str(value))


def texts(value: Any, name: str) -> tuple[str, ...]:
    """Return the texts of the list ``value``, without empty ones."""
    return tuple(found for one in listed(value, name) if (found := text(one, f"one of {name}")).strip())


def year(value: Any, name: str) -> int | None:
    """Return the year that ``value`` begins with."""
    found = re.match(r"\s*(\d{4})(?!\d)", text(value, name))
    return int(found[1]) if found else None


def _kind(value: Any) -> str:
    names = {bool: "a yes or no", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "of an unknown kind")
