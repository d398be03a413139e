"""What was measured, as JSON, as tables to read, and as a page of the site."""

import datetime as dt
import json
import os
import platform
from pathlib import Path

import rivals

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).resolve().parents[2] / "BENCHMARKS.md"
OURS, STOCK, MKDOCS = "this project", "Sphinx, stock", "MkDocs, Material"
#: How the book was printed.
COLD, WARM = "from nothing", "after the site"
#: What was measured in one go belongs together; figures of different days and machines cannot be compared.
RUN = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
TITLES = {
    "site": "This site",
    "unchanged": "This site, when nothing has changed",
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
    """Keep the ``result`` of ``part``, with when and where, and in which run."""
    when = {"date": dt.datetime.now(tz=dt.UTC).date().isoformat(), "machine": machine(), "versions": rivals.versions()}
    when["run"] = RUN
    when["load"] = round(os.getloadavg()[2])
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
        aim("100 pages, against MkDocs Material", 2, " times", cpu("100", OURS) / cpu("100", MKDOCS))
    if "1000" in found:
        aim("1,000 pages, against MkDocs Material", 1, " times", cpu("1000", OURS) / cpu("1000", MKDOCS))
    if {"100", "1000"} <= set(found):
        aim("1,000 pages, against 100", 11, " times", cpu("1000", OURS) / cpu("100", OURS))
        aim("Memory at 1,000 pages", 1, " GiB", found["1000"]["tools"][OURS]["memory"] / 1024)
    if "unchanged" in found:
        aim("This site when nothing has changed", 1, " seconds", found["unchanged"]["tools"][OURS]["wall"])
    if "book" in found:
        for way in (COLD, WARM):
            aim(f"The book, {way}", 20, " CPU seconds", found["book"][way]["cpu"])
    if "live" in found:
        aim("From saving to seeing, 100 pages", 0.6, " seconds", found["live"]["wall"])
        if "site" in found["live"]:
            aim("From saving to seeing, this site", 0.6, " seconds", found["live"]["site"]["wall"])
    return made


def tables(found: dict) -> str:
    """Return the tables for a terminal."""
    parts = []
    for name, title in TITLES.items():
        if name in found:
            parts += [f"\n{title} ({_how(found[name])})", _columns([HEAD, *rows(found[name])])]
    if book := found.get("book"):
        parts.append(f"\nThe book: {_book(book)} ({_how(book)})")
    if live := found.get("live"):
        parts.append(f"\n{_seen(live)} ({_how(live)})")
    if reached := aims(found):
        parts += ["", _columns([["Aim", "", "Measured", "Met"], *reached])]
    return "\n".join(parts)


def _book(part: dict) -> str:
    return "; ".join(
        f"{way} {part[way]['cpu']:.1f} CPU seconds in {part[way]['wall']:.1f} seconds, {part[way]['memory']:,.0f} MiB"
        for way in (COLD, WARM)
    )


def _seen(live: dict) -> str:
    """Return the sentence about ``live``; the first results had no browser."""
    shown = "shows it" if "after" in live else "is told"

    def took(what: str, cost: dict) -> str:
        follows = f"; {cost['after']} seconds of work follow" if "after" in cost else ""
        return f"{what} {cost['wall']} seconds, of them {cost['cpu']} seconds of work{follows}"

    said = took(f"From saving a page of 100 until an open browser {shown}:", live)
    return said + (". " + took("A page of this site:", live["site"]) if "site" in live else "")


def _how(part: dict) -> str:
    runs = f"median of {part['repeat']}" if part["repeat"] > 1 else "one run"
    load = f", about {part['load']} programs at work" if part.get("load") else ""
    return f"{runs}; {part['machine']}{load}; {part['date']}"


def _columns(lines: list[list[str]]) -> str:
    wide = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, wide, strict=True)) for line in lines)


def _table(title: str, head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return f"### {title}\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def one_run(found: dict) -> dict:
    """Return the parts of ``found`` that were measured in the newest run."""
    newest = max((part.get("run", "") for part in found.values()), default="")
    return {name: part for name, part in found.items() if part.get("run", "") == newest}


def page(found: dict) -> str:
    """Return the text of the page, of what one run has measured; what it has not measured, it says."""
    words = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    parts = [
        _table(f"{title} ({_how(found[name])})", HEAD, rows(found[name]))
        for name, title in TITLES.items()
        if name in found
    ]
    if book := found.get("book"):
        parts.append(f"### The book\n\nThe book, its leaflet and its sheet: {_book(book)} ({_how(book)}).\n")
    if live := found.get("live"):
        parts.append(f"### From saving to seeing\n\n{_seen(live)} ({_how(live)}).\n")
    left = [
        title
        for name, title in {**TITLES, "book": "The book", "live": "From saving to seeing"}.items()
        if name not in found
    ]
    all_tools = {tool for name in found if name.isdigit() for tool in found[name]["tools"]}
    for name in filter(str.isdigit, found):
        left += [f"{tool} with {TITLES[name]}" for tool in sorted(all_tools - found[name]["tools"].keys())]
    first = next(iter(found.values()))
    reached = [[f"{one}: {two}", three, four] for one, two, three, four in aims(found)]
    return words.format(
        run=first["run"],
        machine=first["machine"],
        aims=_table("What we aim at", ["Aim", "Measured", "Met"], reached) if reached else "",
        tables="\n".join(parts),
        left=f"Not measured in this run: {'; '.join(left)}." if left else "Everything was measured in this run.",
        versions=", ".join(f"{name} {version}" for name, version in sorted(first["versions"].items())),
    )


def write_page() -> None:
    """Write the page."""
    PAGE.write_text(page(one_run(kept())), encoding="utf-8")
