"""The list: a few lines for the terminal, Markdown for people, JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx_evidence.unseen import visible

from .items import CORRECTION, RESULTS, RETRACTION, REVIEW, STUDY, TRIAL, Item
from .look import Outcome, Question

_HEADS = {
    RETRACTION: "Sources that were retracted, or of which a concern was published",
    CORRECTION: "Sources that were corrected",
    RESULTS: "Registered trials that have posted results",
    STUDY: "Studies",
    TRIAL: "Registered trials",
    REVIEW: "Reviews that are due",
}


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Return the run as plain data."""
    return {
        "day": outcome.day.isoformat(),
        "status": outcome.status,
        "new": [item.as_data() for item in outcome.new],
        "waiting": [item.as_data() for item in outcome.waiting],
        "silent": outcome.silent,
        "unreachable": outcome.unreachable,
        "unasked": outcome.unasked,
        "questions": [
            {
                "service": one.service,
                "search": one.search,
                "query": one.query,
                "outcome": one.outcome,
                "why": one.why,
                "count": one.count,
                "looked_at": one.looked_at,
                "remarks": list(one.remarks),
            }
            for one in outcome.questions
        ],
    }


def _plain(text: str) -> str:
    return " ".join(visible(text).split())


def _row(item: Item) -> str:
    words = [item.title, *(f"({part})" for part in (item.kind, item.why) if part), item.link]
    return _plain(" ".join(filter(None, words)))


def table(outcome: Outcome) -> str:
    """Return what is new, what waits, and who did not answer."""
    rows = []
    for state, items in (("new", outcome.new), ("waiting", outcome.waiting)):
        for item in items:
            rows.append(f"{state}  {item.what}  {_row(item)}")
            if item.claims:
                rows.append(f"    may touch: {', '.join(item.claims)}")
    same: dict[tuple[str, str, str], list[str]] = {}
    for one in outcome.questions:
        for why in _troubles(one):
            same.setdefault((one.outcome, one.service, why), []).append(one.search or one.query)
    for (said, service, why), where in same.items():
        what = where[0] if len(where) == 1 else _number(len(where), "question")
        rows.append(_plain(f"{said}  {service}, {what}: {why}"))
    if outcome.unasked:
        left = _number(outcome.unasked, "question")
        rows.append(f"not asked  the time was over before {left}; run it again to go on")
    asked = _number(len(outcome.questions) - outcome.unasked, "question")
    rows.append(f"{len(outcome.new)} new, {len(outcome.waiting)} waiting since an earlier look; {asked} asked")
    if outcome.silent and not outcome.unasked:
        rows.append(f"could not ask {', '.join(outcome.silent)}")
    return "\n".join(rows)


def _number(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _where(question: Question) -> str:
    return ", ".join(filter(None, (question.service, question.search or question.query)))


def _troubles(question: Question) -> Iterable[str]:
    if question.why:
        yield question.why
    yield from question.remarks


def markdown(outcome: Outcome) -> str:
    """Return the list for people."""
    parts = [f"# New since the last look, {outcome.day.isoformat()}\n"]
    parts += _listed(outcome.new) or ["Nothing.\n"]
    if outcome.waiting:
        parts += ["# Listed before and not answered yet\n", *_listed(outcome.waiting)]
    odd = [(one, why) for one in outcome.questions for why in _troubles(one)]
    if odd:
        parts.append("# Questions without an answer, and remarks\n")
        parts += [f"- {_cell(_where(one))}: {_cell(why)}" for one, why in odd]
        parts.append("")
    parts.append("# What was asked\n")
    parts += ["| Service | Search | Records there | Looked at |", "| --- | --- | --- | --- |"]
    for one in outcome.questions:
        what = _cell(one.search or one.query)
        seen = f"{one.count} | {one.looked_at}" if one.outcome == "answered" else f"{one.outcome} |"
        parts.append(f"| {one.service} | {what} | {seen} |")
    return "\n".join(parts) + "\n"


def _listed(items: list[Item]) -> list[str]:
    parts: list[str] = []
    for what, head in _HEADS.items():
        some = [item for item in items if item.what == what]
        if not some:
            continue
        parts.append(f"## {head}\n")
        for item in some:
            told = "; ".join(_cell(part) for part in (item.kind, item.why) if part)
            link = f" <{item.link}>" if item.link else ""
            parts.append(f"- {_cell(item.title)}{f' ({told})' if told else ''}{link}")
            if item.claims:
                parts.append(f"  - may touch: {', '.join(f'`{_cell(claim)}`' for claim in item.claims)}")
            if item.searches:
                parts.append(f"  - searches: {', '.join(f'`{_cell(one)}`' for one in item.searches)}")
            if item.entry:
                lines = "\n".join(f"  {line}" for line in item.entry.strip().splitlines())
                parts.append(f"\n  ````bibtex\n{lines}\n  ````")
        parts.append("")
    return parts


def _cell(text: str) -> str:
    """Return words of others as words: no markup, no column, no call of a person."""
    return re.sub(r"([\\|`*_\[\]#@])", r"\\\1", _plain(text).replace("&", "&amp;").replace("<", "&lt;"))


def to_json(outcome: Outcome) -> str:
    """Return the run as JSON."""
    return json.dumps(as_data(outcome), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path, outcome: Outcome) -> None:
    """Write both lists into ``folder``, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("report.json", to_json(outcome)), ("report.md", markdown(outcome))):
        part = folder / f"{name}.part"
        # A service may send half of a character, which UTF-8 cannot hold.
        part.write_text(text, encoding="utf-8", errors="replace")
        part.replace(folder / name)
