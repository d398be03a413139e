"""The report of a run: a table for the terminal, Markdown for people, JSON for programs, lines for GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .check import DIFFERS, FAILING, NOT_REGISTERED, OUTCOMES, RETRACTED, UNAVAILABLE, VERIFIED, Result
from .compare import Difference
from .corrected import corrected

_ADVICE = {
    RETRACTED: "read the notice; say so in the text, or take the source out",
    DIFFERS: "open both; paste the corrected entry if it is the same work, else correct the number",
    NOT_REGISTERED: "correct the number, or take the source out",
    UNAVAILABLE: "run the check again later",
}
#: A list of authors may be long; in a table so much of it stands.
_WIDTH = 120


def as_data(results: list[Result], unreachable: list[str]) -> dict[str, Any]:
    """Return the run as plain data."""
    number = Counter(result.outcome for result in results)
    return {
        "counts": {outcome: number[outcome] for outcome in OUTCOMES},
        "unreachable": unreachable,
        "sources": [
            {
                "key": result.source.key,
                "file": result.source.file,
                "line": result.source.line,
                "outcome": result.outcome,
                "why": result.why,
                "fields": {
                    name: {"ours": one.ours, "registered": one.theirs, "sure": one.sure, "what": one.what}
                    for name, one in result.fields.items()
                },
                "notes": list(result.notes),
                "register": result.record.register if result.record else "",
                "corrected": corrected(result),
            }
            for result in results
        ],
    }


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _said(one: Difference) -> str:
    """Return what differs and how sure that is, in brackets."""
    return f"({'; '.join(filter(None, [one.sure, one.what]))})"


def _lines(result: Result) -> list[str]:
    return [
        f"{name}: ours {_short(one.ours)!r}, registered {_short(one.theirs)!r} {_said(one)}"
        for name, one in result.fields.items()
    ]


def table(results: list[Result]) -> str:
    """Return what has to be looked at, a line each, and the counts. What cannot be checked is in the report only."""
    rows = []
    for outcome in FAILING:
        for result in (result for result in results if result.outcome == outcome):
            source = result.source
            rows.append(f"{outcome}  {source.file}:{source.line}  {source.key}: {result.why}")
            rows += [f"    {line}" for line in _lines(result)]
    for result in results:
        source = result.source
        rows += [f"note  {source.file}:{source.line}  {source.key}: {note}" for note in result.notes]
    reasons = Counter(result.why for result in results if result.outcome == UNAVAILABLE)
    rows += [f"{UNAVAILABLE}  {why}: {number} source{'' if number == 1 else 's'}" for why, number in reasons.items()]
    number = Counter(result.outcome for result in results)
    rows.append(", ".join(f"{number[outcome]} {outcome}" for outcome in OUTCOMES if number[outcome]) or "No sources.")
    return "\n".join(rows)


def github(results: Iterable[Result]) -> str:
    """Return the run as GitHub's workflow commands: what fails is an error beside its line, the rest a warning."""
    rows = []
    for result in results:
        if result.outcome in FAILING:
            rows.append(_command("error", result, result.outcome, "\n".join([result.why, *_lines(result)])))
        elif result.outcome == UNAVAILABLE:
            rows.append(_command("warning", result, result.outcome, result.why))
        rows += [_command("notice", result, "note", note) for note in result.notes]
    return "\n".join(rows)


def _command(level: str, result: Result, title: str, text: str) -> str:
    def value(part: str) -> str:
        return plain(part).replace(":", "%3A").replace(",", "%2C")

    def plain(part: str) -> str:
        return part.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    source = result.source
    place = f"file={value(source.file)},line={source.line},title={value(f'citecheck, {title}')}"
    return f"::{level} {place}::{plain(f'{source.key}: {text}')}"


def markdown(results: list[Result]) -> str:
    """Return the report for people."""
    number = Counter(result.outcome for result in results)
    parts = ["# Sources, checked against the registers\n", "| Outcome | Sources |", "| --- | --- |"]
    parts += [f"| {outcome} | {number[outcome]} |" for outcome in OUTCOMES]
    for outcome in OUTCOMES:
        listed = [result for result in results if result.outcome == outcome != VERIFIED]
        if not listed:
            continue
        fails = " (fails the run)" if outcome in FAILING else ""
        parts.append(f"\n## {outcome.capitalize()}{fails}\n")
        if outcome in _ADVICE:
            parts.append(f"What to do: {_ADVICE[outcome]}.\n")
        for result in listed:
            parts.append(f"- `{result.source.key}` ({result.source.file}:{result.source.line}): {_cell(result.why)}")
            for name, one in result.fields.items():
                parts.append(
                    f"  - {name}: ours “{_cell(one.ours)}”, registered “{_cell(one.theirs)}” {_cell(_said(one))}"
                )
            if entry := corrected(result):
                parts.append(
                    "\n  ```bibtex\n" + "\n".join(f"  {line}" for line in entry.strip().splitlines()) + "\n  ```"
                )
    noted = [(result, note) for result in results for note in result.notes]
    if noted:
        parts.append("\n## To know\n")
        parts += [
            f"- `{result.source.key}` ({result.source.file}:{result.source.line}): {_cell(note)}"
            for result, note in noted
        ]
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").replace("|", "\\|").replace("`", "'").split())


def write(folder: Path, results: list[Result], unreachable: list[str]) -> None:
    """Write both reports into ``folder``, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = to_json(results, unreachable)
    for name, text in (("report.json", data), ("report.md", markdown(results))):
        part = folder / f"{name}.part"
        # A register may send half of a character, which UTF-8 cannot hold.
        part.write_text(text, encoding="utf-8", errors="replace")
        part.replace(folder / name)


def to_json(results: list[Result], unreachable: list[str]) -> str:
    """Return the run as JSON."""
    return json.dumps(as_data(results, unreachable), ensure_ascii=False, indent=2) + "\n"
