"""What was measured, as JSON, as tables to read, and as a page of the site."""

import datetime as dt
import json
import os
import platform
from pathlib import Path

import rivals

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "speed.md"
OURS, STOCK = "this project", "Sphinx, stock"
TITLES = {
    "site": "This site",
    "10": "10 generated pages",
    "100": "100 generated pages",
    "1000": "1,000 generated pages",
    "links": "Checking 200 links",
}


def machine() -> str:
    """Return in general words what this runs on."""
    cores = os.cpu_count() or 1
    shared = "shared " if os.getloadavg()[2] > cores / 2 else ""
    try:
        system = platform.freedesktop_os_release()
        name = f"{system['NAME'].split()[0]} {system.get('VERSION_ID', '')}".strip()
    except OSError:
        name = platform.system()
    return f"{cores} {shared}cores, {name}, Python {'.'.join(platform.python_version_tuple()[:2])}"


def kept() -> dict:
    """Return what was measured last, part by part."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def keep(part: str, result: dict) -> None:
    """Keep the ``result`` of ``part``, with when and where."""
    when = {"date": dt.datetime.now(tz=dt.UTC).date().isoformat(), "machine": machine(), "versions": rivals.versions()}
    text = json.dumps({**kept(), part: {**result, **when}}, indent=1)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def rows(part: dict) -> list[list[str]]:
    """Return the cells of the table of ``part``: name, CPU seconds, that as a multiple of ours, time, memory."""
    ours = part["tools"][OURS]["cpu"]
    return [
        [
            name,
            f"{cost['cpu']:.1f}",
            f"{cost['cpu'] / ours:.2f}",
            f"{cost['wall']:.1f}",
            f"{cost['memory']:,.0f}",
        ]
        for name, cost in part["tools"].items()
    ]


HEAD = ["Tool", "CPU seconds", "Times ours", "Seconds", "Memory, MiB"]


def aims(found: dict) -> list[list[str]]:
    """Return what this project aims at, what was measured, and whether that is met."""
    made = []

    def aim(words: str, most: float, unit: str, value: float) -> None:
        made.append(
            [
                words,
                f"at most {most:g}{unit.removesuffix('s') if most == 1 else unit}",
                f"{value:.2f}{unit}",
                "yes" if value <= most else "no",
            ]
        )

    def cpu(part: str, tool: str) -> float:
        return found[part]["tools"][tool]["cpu"]

    if "site" in found:
        aim("This site, against stock Sphinx", 1.1, " times", cpu("site", OURS) / cpu("site", STOCK))
    if "100" in found:
        aim("100 pages, against stock Sphinx", 0.6, " times", cpu("100", OURS) / cpu("100", STOCK))
    if {"100", "1000"} <= set(found):
        aim("1,000 pages, against 100", 11, " times", cpu("1000", OURS) / cpu("100", OURS))
        aim("Memory at 1,000 pages", 1, " GiB", found["1000"]["tools"][OURS]["memory"] / 1024)
    if "live" in found:
        aim("From saving to seeing, 100 pages", 1, " seconds", found["live"]["wall"])
    return made


def tables(found: dict) -> str:
    """Return the tables for a terminal."""
    parts = []
    for name, title in TITLES.items():
        if name in found:
            parts += [f"\n{title} ({_how(found[name])})", _columns([HEAD, *rows(found[name])])]
    if live := found.get("live"):
        parts.append(f"\nFrom saving to seeing: {live['wall']} s, of them {live['cpu']} CPU seconds ({_how(live)})")
    if reached := aims(found):
        parts += ["", _columns([["Aim", "", "Measured", "Met"], *reached])]
    return "\n".join(parts)


def _how(part: dict) -> str:
    runs = f"median of {part['repeat']}" if part["repeat"] > 1 else "one run"
    return f"{runs}; {part['machine']}; {part['date']}"


def _columns(lines: list[list[str]]) -> str:
    wide = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, wide, strict=True)) for line in lines)


def _table(title: str, head: list[str], lines: list[list[str]]) -> str:
    cells = "\n".join(
        "\n".join(f"{'* -' if not n else '  -'} {cell}" for n, cell in enumerate(line)) for line in [head, *lines]
    )
    return f":::{{list-table}} {title}\n:header-rows: 1\n\n{cells}\n:::\n"


def write_page() -> None:
    """Write the page of the site."""
    found = kept()
    words = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    measured = max(part["date"] for part in found.values())
    due = dt.date.fromisoformat(measured) + dt.timedelta(days=365)
    reached = [[f"{one}: {two}", three, four] for one, two, three, four in aims(found)]
    by_part = [
        _table(f"{title} ({_how(found[name])})", HEAD, rows(found[name]))
        for name, title in TITLES.items()
        if name in found
    ]
    live = found["live"]
    stock = found["1000"]["tools"][STOCK]["cpu"] / found["100"]["tools"][STOCK]["cpu"]
    PAGE.write_text(
        words.format(
            measured=measured,
            due=due,
            aims=_table("What we aim at", ["Aim", "Measured", "Met"], reached),
            tables="\n".join(by_part),
            live=f"{live['wall']} seconds, of them {live['cpu']} seconds of work ({_how(live)})",
            stock=f"{stock:.1f}",
            versions=", ".join(f"{name} {version}" for name, version in sorted(found["100"]["versions"].items())),
        ),
        encoding="utf-8",
    )
