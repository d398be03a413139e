"""The report on links: a table for the terminal, Markdown for people, JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .outcomes import (
    ANCHOR,
    BROKEN,
    IGNORED,
    LIMITED,
    MOVED,
    NOT_ASKED,
    OUTCOMES,
    REDIRECTED,
    REFUSED,
    TIMED_OUT,
    UNAVAILABLE,
    UNREACHABLE,
    WORKING,
    Answer,
)
from .policy import Policy


@dataclass(frozen=True)
class Result:
    """What came of the link ``address``; ``asked`` is the address that was asked for it."""

    address: str
    asked: str
    answer: Answer
    remembered: bool = False


ADVICE = {
    BROKEN: "find where the page went, or take the link out",
    ANCHOR: "correct what follows the #, or link to the page",
    UNREACHABLE: "look at your network; correct the name of the host",
    MOVED: "write the new address",
    LIMITED: "run it again later",
    TIMED_OUT: "run it again later",
    UNAVAILABLE: "run it again later",
    NOT_ASKED: "run it again later",
    REFUSED: "nothing: a browser opens it",
    REDIRECTED: "nothing",
    IGNORED: "nothing",
    WORKING: "nothing",
}
#: What an archived copy may stand in for.
GONE = (BROKEN, ANCHOR, UNREACHABLE, UNAVAILABLE)
#: What a reader of the terminal need not see.
QUIET = (WORKING, REDIRECTED, REFUSED, IGNORED)


def rows(results: list[Result], places: dict[str, list[str]], archives: dict[str, str]) -> list[dict[str, Any]]:
    """Return one row for each result, the worst first; ``places`` and ``archives`` are by address."""
    made = []
    for result in sorted(results, key=lambda one: (OUTCOMES.index(one.answer.outcome), one.address)):
        advice = ADVICE[result.answer.outcome]
        if result.answer.outcome == MOVED:
            advice = f"{advice}: {result.answer.target}"
        archive = archives.get(result.address, "") if result.answer.outcome in GONE else ""
        if archive:
            advice = f"{advice}; an archived copy is at {archive}"
        made.append(
            {
                "outcome": result.answer.outcome,
                "where": places.get(result.address, []),
                "address": result.address,
                "asked": result.asked,
                "why": result.answer.why,
                "target": result.answer.target,
                "archive": archive,
                "remembered": result.remembered,
                "todo": advice,
            }
        )
    return made


def counts(made: list[dict[str, Any]]) -> dict[str, int]:
    """Return the number of links by outcome."""
    number = Counter(row["outcome"] for row in made)
    return {outcome: number[outcome] for outcome in OUTCOMES}


def table(made: list[dict[str, Any]], unneeded: list[Policy]) -> str:
    """Return what has to be looked at, and the counts."""
    lines = []
    for row in made:
        if row["outcome"] not in QUIET:
            where = ", ".join(row["where"]) or "somewhere"
            lines.append(f"{row['outcome']}  {where}  {row['address']}")
            lines.append(f"    {row['why'] or 'it moved'}; {row['todo']}" + _asked(row))
    lines += [f"policy not needed  {policy.host}: it answers well; take its policy out" for policy in unneeded]
    lines.append(", ".join(f"{number} {name}" for name, number in counts(made).items() if number) or "No links.")
    return "\n".join(lines)


def _asked(row: dict[str, Any]) -> str:
    return "" if row["asked"] == row["address"] else f" (asked: {row['asked']})"


def markdown(made: list[dict[str, Any]], unneeded: list[Policy]) -> str:
    """Return the report for people."""
    parts = ["# Links to the outside", "", "| Outcome | Links |", "| --- | --- |"]
    parts += [f"| {outcome} | {number} |" for outcome, number in counts(made).items()]
    parts += [
        "",
        "| Outcome | Where | Address | Asked | What came back | What to do |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in made:
        asked = "" if row["asked"] == row["address"] else f"<{row['asked']}>"
        cells = (row["outcome"], ", ".join(row["where"]), f"<{row['address']}>", asked, row["why"], row["todo"])
        parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if unneeded:
        parts += ["", "## Policies that are no longer needed", ""]
        parts += [f"- {policy.host}: expected since {policy.since} ({policy.why})" for policy in unneeded]
    return "\n".join(parts) + "\n"


def write(folder: Path, made: list[dict[str, Any]], unneeded: list[Policy]) -> None:
    """Write both reports into ``folder``, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {"counts": counts(made), "links": made, "policies_not_needed": [policy.host for policy in unneeded]}
    texts = {
        "report.json": json.dumps(data, ensure_ascii=False, indent=2) + "\n",
        "report.md": markdown(made, unneeded),
    }
    for name, text in texts.items():
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8", errors="backslashreplace")
        part.replace(folder / name)
