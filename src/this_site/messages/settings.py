"""Slips in conf.py that Sphinx goes on after: an option that nobody reads, and one that is of another type.

A text in the place of a list is taken letter by letter: the "/" of ``html_static_path = "docs/_static"`` copies the
whole disk into the site. So the build ends before it begins.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from this_site.codes import Code

from . import choices

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
    lines = assigned(path)
    faults = [
        *_unread(config, lines),
        *((name, fault) for name in config.values if (fault := _type_fault(config, name))),
        *_too_much(app, config),
        *_gone(app, config),
        *_myst(config),
        *choices.faults(app, config),
        *((name, f"{name} is {value!r}; {advice}") for name, value, advice in _addresses(config)),
    ]
    if faults:
        raise BadSettings("\n".join(f"{path}:{lines.get(name, (1, False))[0]}: {fault}" for name, fault in faults))


def assigned(path: Path) -> dict[str, tuple[int, bool]]:
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
    if not isinstance(option.valid_types, frozenset) or Any in option.valid_types:
        return ""
    default = option.default(config) if callable(option.default) else option.default
    allowed = {*option.valid_types, *([] if default is None else [type(default)])}
    if (
        not allowed
        or isinstance(value, (*allowed, os.PathLike))
        or (value is None and not allowed <= {*_SEVERAL, dict})
    ):
        return ""
    if type(value) in _SEVERAL and allowed & {*_SEVERAL}:
        return ""
    if isinstance(value, int | float) and allowed & {int, float, bool}:
        return ""
    wanted = " or ".join(sorted({_NAMES.get(kind, kind.__name__) for kind in allowed}))
    return f"{name} is {_NAMES.get(type(value), type(value).__name__)}, and has to be {wanted}; correct it"


#: Options that name a file or a folder of which nobody else tells where it is named, and whether from the pages.
_FILES = {"html_favicon": False, "html_logo": False, "links_policy": False, "literature_searches": True}
_FILES |= {"html_extra_path": False, "templates_path": False, "redirect_html_template_file": True}

_ONE_FILE = {"html_favicon", "html_logo", "links_policy", "redirect_html_template_file"}


def _gone(app: Sphinx, config: Config) -> Iterator[tuple[str, str]]:
    """Yield each option that names a file or folder that is not there."""
    for name, among_pages in _FILES.items():
        value = getattr(config, name, None) or []
        for entry in [value] if isinstance(value, str) else value:
            if "://" in str(entry):
                continue
            path = Path(app.srcdir if among_pages else app.confdir, str(entry))
            if path.is_dir() and name in _ONE_FILE:
                yield name, f"{name} names {str(entry)!r}, which is a folder; name a file in it"
            elif not path.exists():
                yield name, f"{name} names {str(entry)!r}, which is not there; put it there, or correct the name"


def _myst(config: Config) -> Iterator[tuple[str, str]]:
    """Yield what MyST cannot use: it would read every page as if nothing had been set."""
    for name in (name for name in config.values if name.startswith("myst_")):
        value = getattr(config, name)
        if value == config.values[name].default:
            continue
        try:
            MdParserConfig(**{name.removeprefix("myst_"): value})
        except (TypeError, ValueError) as error:
            yield name, f"{name} cannot be used ({error.args[0]}); correct it"


def _addresses(config: Config) -> Iterator[tuple[str, object, str]]:
    """Yield each option that is written into links and is no address."""
    for name in ("html_baseurl", "pages_repository"):
        value = getattr(config, name, "")
        if value and not re.match(r"https?://[^\s/\"'<>]+(?:/[^\s\"'<>]*)?$", str(value)):
            yield name, value, "write an address that begins with https://, or leave it empty"
    for name in ("phone_numbers",):
        value = getattr(config, name, {})
        for written, dialled in value.items() if isinstance(value, dict) else ():
            if not re.fullmatch(r"\+?\d+", str(dialled)):
                yield name, {written: dialled}, "write what a telephone dials, in digits"


def line_of(path: Path, name: str, word: str) -> int:
    """Return the line of the file ``path`` that holds ``word`` in quotation marks, or else sets ``name``."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 1
    found = [number for number, line in enumerate(lines, 1) if f"'{word}'" in line or f'"{word}"' in line]
    own = [number for number in found if lines[number - 1].startswith(name)]
    return (own or found or [assigned(path).get(name, (1, False))[0]])[-1]


def check_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Raise `BadSettings` for each option that names a page that is not there."""
    named: list[tuple[str, str]] = []
    for name in ("pages_feed", "claims_corrections", "checklist_sheets", "translations", "pages_medical"):
        value = getattr(app.config, name, None) or []
        entries = [value] if isinstance(value, str) else value
        if name == "translations" and isinstance(value, dict):
            entries = [page for pages in value.values() for page in pages]
        named += [(name, str(entry)) for entry in entries]
    weights = getattr(app.config, "site_search_weights", None) or {}
    path = Path(app.confdir, "conf.py")
    faults = [
        f"{path}:{line_of(path, name, page)}: {name} names the page {page!r}, which is not there; correct the name"
        for name, page in named
        if not any(fnmatch(one, page) for one in env.found_docs)
    ]
    faults += [
        f"{path}:{line_of(path, 'site_search_weights', page)}: site_search_weights gives {page!r} the weight "
        f"{weight!r}; write a number above 0"
        for page, weight in weights.items()
        if not isinstance(weight, int | float) or not weight > 0
    ]
    if faults:
        raise BadSettings("\n".join(faults))


def _too_much(app: Sphinx, config: Config) -> Iterator[tuple[str, str]]:
    """Yield each folder to be copied that the pages stand in: drafts, history and the site itself would go out."""
    for name in ("html_static_path", "html_extra_path"):
        value = getattr(config, name, [])
        for entry in value if isinstance(value, list | tuple) else []:
            folder = Path(app.confdir, str(entry)).resolve()
            if any(Path(place).resolve().is_relative_to(folder) for place in (app.srcdir, app.confdir, app.outdir)):
                yield name, f"{name} names {entry!r}, in which all pages stand; name the folder of those files alone"


def check_written(app: Sphinx, exception: Exception | None) -> None:
    """Warn of each style or script of conf.py that the site does not have; every page asks for it in vain."""
    if exception is not None or app.builder.name not in ("html", "dirhtml", "singlehtml"):
        return
    path = Path(app.confdir, "conf.py")
    for option in ("html_css_files", "html_js_files"):
        for entry in getattr(app.config, option):
            name = entry if isinstance(entry, str) else str(entry[0])
            if name and "://" not in name and not Path(app.outdir, "_static", name.partition("?")[0]).is_file():
                place = f"{path}:{line_of(path, option, name)}"
                advice = "put it into a folder of html_static_path, or correct the name"
                Code.ADVICE_SETTING.warn("%s names %r, which is not there; %s", option, name, advice, location=place)
