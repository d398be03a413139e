"""Slips in conf.py that Sphinx goes on after: an option that nobody reads, and one that is of another type.

A text in the place of a list is taken letter by letter: the "/" of ``html_static_path = "docs/_static"`` copies the
whole disk into the site. So the build ends before it begins.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError

#: So alike are a slip of the pen and what was meant; "project_slug" and "project" are less.
ALIKE = 0.88
_SEVERAL = (list, tuple, set, frozenset)
_NAMES = {str: "a text", bytes: "bytes", int: "a number", float: "a number", bool: "yes or no", dict: "a mapping"}
_NAMES |= dict.fromkeys(_SEVERAL, "a list") | {type(None): "None"}


class BadSettings(SphinxError):
    """Raised when conf.py sets what cannot be used; one line for each."""

    category = "Settings"


def check(app: Sphinx, config: Config) -> None:
    """Raise `BadSettings` with ``conf.py:line: what is wrong; what to do`` for each option that cannot be used."""
    path = Path(app.confdir, "conf.py")
    lines = _assigned(path)
    faults = [
        *_unread(config, lines),
        *((name, fault) for name in config.values if (fault := _type_fault(config, name))),
        *_too_much(app, config),
    ]
    if faults:
        raise BadSettings("\n".join(f"{path}:{lines.get(name, (1, False))[0]}: {fault}" for name, fault in faults))


def _assigned(path: Path) -> dict[str, tuple[int, bool]]:
    """Return the names that conf.py sets, each with its last line and whether the file reads it again."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, int] = {}
    for statement in tree.body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
            targets = [statement.target]
        for target in targets:
            found |= {node.id: statement.lineno for node in ast.walk(target) if isinstance(node, ast.Name)}
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return {name: (line, name in read) for name, line in found.items()}


def _unread(config: Config, lines: dict[str, tuple[int, bool]]) -> Iterator[tuple[str, str]]:
    """Yield each name that conf.py sets, that nothing reads, and that is nearly an option's."""
    for name, (_, read) in lines.items():
        if read or name.startswith("_") or name in config.values:
            continue
        alike, near = max((SequenceMatcher(None, name, option).ratio(), option) for option in config.values)
        if alike >= ALIKE:
            yield name, f"nothing reads the option {name!r}; did you mean {near!r}?"


def _type_fault(config: Config, name: str) -> str:
    """Say what is wrong with the type of an option; nothing where it will do, or where Sphinx knows better."""
    option, value = config.values[name], getattr(config, name)
    if not isinstance(option.valid_types, frozenset) or Any in option.valid_types or value is None:
        return ""
    default = option.default(config) if callable(option.default) else option.default
    allowed = {*option.valid_types, *([] if default is None else [type(default)])}
    if not allowed or isinstance(value, (*allowed, os.PathLike)):
        return ""
    if type(value) in _SEVERAL and allowed & {*_SEVERAL}:
        return ""
    if isinstance(value, int | float) and allowed & {int, float, bool}:
        return ""
    wanted = " or ".join(sorted({_NAMES.get(kind, kind.__name__) for kind in allowed}))
    return f"{name} is {_NAMES.get(type(value), type(value).__name__)}, and has to be {wanted}; correct it"


def _too_much(app: Sphinx, config: Config) -> Iterator[tuple[str, str]]:
    """Yield each folder to be copied that the pages stand in: drafts, history and the site itself would go out."""
    for name in ("html_static_path", "html_extra_path"):
        value = getattr(config, name, [])
        for entry in value if isinstance(value, list | tuple) else []:
            folder = Path(app.confdir, str(entry)).resolve()
            if any(Path(place).resolve().is_relative_to(folder) for place in (app.srcdir, app.confdir, app.outdir)):
                yield name, f"{name} names {entry!r}, in which all pages stand; name the folder of those files alone"
