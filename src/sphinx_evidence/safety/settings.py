"""What conf.py says of the project in words: no sign that nobody sees gets from there into an output."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence.codes import Code
from sphinx_evidence.unseen import UNSEEN, seen

#: Settings that readers see or programs read, by how they begin.
WORDS: tuple[str, ...] = ("project", "author", "copyright", "version", "release", "html_title", "html_short_title")
WORDS += ("epub_", "book_", "leaflet_", "checklist_", "pages_", "claims_")


def check(app: Sphinx, config: Config) -> None:
    """Take such signs out of the settings that are words; warn once for each setting."""
    told: set[str] = set()
    for option in config:
        if not option.name.startswith(WORDS):
            continue
        found: list[str] = []
        cleaned = _cleaned(option.value, found)
        if found:
            setattr(config, option.name, cleaned)
        # Where others are made of one setting, that one is at fault.
        if found and not {*found} <= told:
            told |= {*found}
            message = "%s holds U+%04X, which cannot be seen and can turn letters round; delete it"
            line = _line(Path(app.confdir, "conf.py"), option.name)
            location = f"{Path(app.confdir, 'conf.py')}:{line}"
            sign = UNSEEN.search(found[0])
            Code.SAFETY_UNSEEN.warn(message, option.name, ord(sign[0] if sign else " "), location=location)


def _cleaned(value: Any, found: list[str]) -> Any:
    """Return ``value`` without such signs; add the texts that hold one to ``found``."""
    if isinstance(value, str):
        if UNSEEN.search(value):
            found.append(value)
        return seen(value)
    if isinstance(value, dict):
        return {_cleaned(name, found): _cleaned(one, found) for name, one in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_cleaned(one, found) for one in value)
    return value


def _line(path: Path, name: str) -> int:
    """Return the line on which conf.py sets ``name``; the first where it is set in another way."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return 1
    set_here = re.search(rf"(?m)^{name}\b", text)
    return text.count("\n", 0, set_here.start()) + 1 if set_here else 1
