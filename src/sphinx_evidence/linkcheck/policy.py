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
    """What ``host`` is expected to do, in one word of `EXPECTED` (or none), and how fast it may be asked."""

    host: str
    expect: str
    why: str
    since: dt.date
    connections: int = 1
    pause: float = 0.0


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
        at = re.search(r"at line (\d+)", str(error))
        place = f"{shown}:{at[1] if at else max(1, text.count(chr(10)))}"
        raise BadPolicy(f"{place}: not TOML ({error}); mend this line") from None
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[host]]"]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadPolicy(f"{shown}:1: begin each policy with a line [[host]]")
    found: dict[str, Policy] = {}
    for line, table in zip(starts, tables, strict=False):
        place = f"{shown}:{line}"
        paced = "connections" in table or "pause" in table
        for name in ("name", "why") if paced and "expect" not in table else ("name", "expect", "why"):
            if not isinstance(table.get(name), str) or not table[name].strip():
                raise BadPolicy(f'{place}: this policy has no {name}; add {name} = "…"')
        if "expect" in table and table["expect"] not in EXPECTED:
            raise BadPolicy(f"{place}: unknown expect {table['expect']!r}; use one of: {', '.join(EXPECTED)}")
        if type(table.get("since")) is not dt.date:
            raise BadPolicy(f"{place}: since is not a date; write since = 2026-11-24")
        connections, pause = table.get("connections", 1), table.get("pause", 0)
        if type(connections) is not int or not 1 <= connections <= 16:
            raise BadPolicy(f"{place}: connections is not a number from 1 to 16; write connections = 2")
        if type(pause) not in (int, float) or not 0 <= pause <= 300:
            raise BadPolicy(f"{place}: pause is not a number of seconds from 0 to 300; write pause = 1.5")
        host = table["name"].lower()
        if host in found:
            raise BadPolicy(f"{place}: {host} has a policy already; keep one")
        found[host] = Policy(host, table.get("expect", ""), table["why"], table["since"], connections, float(pause))
    return found
