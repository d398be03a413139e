"""The report of a run: a table for the terminal, Markdown for people, JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from pybtex.database import Person

from .check import DIFFERS, FAILING, NOT_CHECKABLE, OUTCOMES, RETRACTED, UNAVAILABLE, VERIFIED, Result
from .compare import Record

_ADVICE = {
    RETRACTED: "read the notice; say so in the text, or take the source out",
    DIFFERS: "open both; paste the corrected entry if it is the same work, else correct the number",
    UNAVAILABLE: "run the check again later",
}


def escape(text: str) -> str:
    """Return ``text`` so that BibTeX reads it as it stands."""
    signs = {
        "\\": r"\textbackslash{}",
        # BibTeX counts braces even behind a backslash.
        "{": "(",
        "}": ")",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
    }
    return "".join(signs.get(letter, letter) for letter in text)


def corrected(result: Result) -> str:
    """Return the entry of ``result`` as registered, to be pasted; nothing where there is nothing to mend."""
    record = result.record
    if record is None or not (result.fields or (result.outcome == NOT_CHECKABLE and record.identifier)):
        return ""
    entry = result.source.entry
    fields = {"author": " and ".join(map(str, entry.persons.get("author", []))), **entry.fields}
    for name in result.fields:
        _take(name, record, fields, entry.persons.get("author", []))
    if not result.fields:
        fields["doi"] = record.identifier
    # Written here and not by pybtex, which would encode what is BibTeX already.
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry.type}{{{result.source.key},", *lines, "}", ""])


def _take(name: str, record: Record, fields: dict[str, str], people: list[Person]) -> None:
    if name == "title":
        # The second pair of braces keeps the title's capital letters.
        fields["title"] = "{" + escape(f"{record.title}: {record.subtitle}" if record.subtitle else record.title) + "}"
    elif name == "year":
        fields["year"] = str(max(record.years))
    elif name == "journal":
        fields["journal"] = escape(record.journals[0])
    elif name == "author":
        family, given = escape(record.family), escape(record.given)
        # Only the first author was compared; the others stay as they are.
        first = f"{{{family}}}, {given}" if given else f"{{{family}}}"
        fields["author"] = " and ".join([first, *map(str, people[1:])])


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
                    name: {"ours": ours, "registered": theirs} for name, (ours, theirs) in result.fields.items()
                },
                "corrected": corrected(result),
            }
            for result in results
        ],
    }


def table(results: list[Result]) -> str:
    """Return what has to be looked at, a line each, and the counts. What cannot be checked is in the report only."""
    rows = []
    for outcome in FAILING:
        for result in (result for result in results if result.outcome == outcome):
            source = result.source
            rows.append(f"{outcome}  {source.file}:{source.line}  {source.key}: {result.why}")
            rows += [
                f"    {name}: ours {mine!r}, registered {theirs!r}" for name, (mine, theirs) in result.fields.items()
            ]
    reasons = Counter(result.why for result in results if result.outcome == UNAVAILABLE)
    rows += [f"{UNAVAILABLE}  {why}: {number} sources" for why, number in reasons.items()]
    number = Counter(result.outcome for result in results)
    rows.append(", ".join(f"{number[outcome]} {outcome}" for outcome in OUTCOMES if number[outcome]) or "No sources.")
    return "\n".join(rows)


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
            for name, (ours, theirs) in result.fields.items():
                parts.append(f"  - {name}: ours “{_cell(ours)}”, registered “{_cell(theirs)}”")
            if entry := corrected(result):
                parts.append(
                    "\n  ```bibtex\n" + "\n".join(f"  {line}" for line in entry.strip().splitlines()) + "\n  ```"
                )
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|").replace("`", "'")


def write(folder: Path, results: list[Result], unreachable: list[str]) -> None:
    """Write both reports into ``folder``, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(as_data(results, unreachable), ensure_ascii=False, indent=2) + "\n"
    for name, text in (("report.json", data), ("report.md", markdown(results))):
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)
