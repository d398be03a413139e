"""What people type who want one page or part: a YAML file of places, each with the words that lead there."""

from __future__ import annotations

import difflib
from pathlib import Path

from sphinx_evidence import data_file

from .words import Problem, words_of

_SHAPE = "write a line such as  guide/safety#the-heart: [palpitations, racing heart]"


def read(path: Path, places: set[str]) -> tuple[dict[str, str], list[Problem]]:
    """Return the place that each name leads to, and what is wrong with the file ``path``.

    ``places`` are those that there are: ``page`` as a whole, or ``page#part``. Raises ``BadDataFile`` when the file is
    no YAML.
    """
    fields = data_file.read(path)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], int] = {}
    for place, names in fields.items():
        line = fields.lines[place]
        if not isinstance(names, list) or not all(
            isinstance(name, (str, int)) and words_of(str(name)) for name in names
        ):
            problems.append(Problem(line, f"{place}: this is no list of words; {_SHAPE}"))
            continue
        if place not in places:
            near = difflib.get_close_matches(str(place), places, 1)
            advice = (
                f"did you mean {near[0]!r}?" if near else "write the name of a page, and # and the anchor of a part"
            )
            problems.append(Problem(line, f"no page or part {place!r}; {advice}"))
            continue
        for name in map(str, names):
            key = tuple(words_of(name))
            if key in seen:
                problems.append(Problem(line, f"{name!r} stands already at line {seen[key]}; keep one"))
            else:
                seen[key] = line
                found[name] = place
    return found, problems
