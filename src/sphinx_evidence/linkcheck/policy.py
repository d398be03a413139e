"""What is expected of a host, why, and since when: the file ``link-policy.toml``."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

#: What a policy can expect: the host turns programs away; it moves readers on; its anchors are made by a script.
EXPECTED = ("refused", "redirected", "anchors-by-script")


class BadPolicy(Exception):
    """The file cannot be used; the text says where and how to mend it."""


@dataclass(frozen=True)
class Policy:
    """What ``host`` is expected to do, in one word of `EXPECTED`."""

    host: str
    expect: str
    why: str
    since: dt.date


def read(path: Path, shown: str) -> dict[str, Policy]:
    """Return the policies of the file ``path`` by host; none where there is no file. Raises `BadPolicy`."""
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadPolicy(f"{shown}:1: not UTF-8; save the file as UTF-8") from None
    try:
        tables = tomllib.loads(text).get("host", [])
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{shown}:{line[1] if line else max(1, text.count(chr(10)))}"
        raise BadPolicy(f"{place}: not TOML ({error}); mend this line") from None
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[host]]"]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadPolicy(f"{shown}:1: begin each policy with a line [[host]]")
    found: dict[str, Policy] = {}
    for line, table in zip(starts, tables, strict=False):
        place = f"{shown}:{line}"
        for name in ("name", "expect", "why"):
            if not isinstance(table.get(name), str) or not table[name].strip():
                raise BadPolicy(f'{place}: this policy has no {name}; add {name} = "…"')
        if table["expect"] not in EXPECTED:
            raise BadPolicy(f"{place}: unknown expect {table['expect']!r}; use one of: {', '.join(EXPECTED)}")
        if type(table.get("since")) is not dt.date:
            raise BadPolicy(f"{place}: since is not a date; write since = 2026-11-24")
        if table["name"] in found:
            raise BadPolicy(f"{place}: {table['name']} has a policy already; keep one")
        found[table["name"]] = Policy(table["name"], table["expect"], table["why"], table["since"])
    return found
