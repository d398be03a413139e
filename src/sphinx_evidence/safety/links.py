"""Symbolic links among the files that conf.py names: none of them brings a file from outside the project into a build.

Sphinx follows links in the folders that it copies as they are, and copies a folder that leads to itself without end.
What stands in conf.py by its own name may lie anywhere; what a link makes of it may not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from .files import inside

#: Settings that name folders of which all files are copied, or may be put into a page.
FOLDERS = ("html_static_path", "html_extra_path", "templates_path", "downloads_folder")
OUTSIDE = "is a link to {target}, outside the project; put a copy of the file here"
ENDLESS = "is a link to a folder that it stands in, so the files have no end; delete the link"


class BadLinks(SphinxError):
    """Raised when files that are to be copied lead out of the project; one line for each."""

    category = "Files"


def check(app: Sphinx) -> None:
    """Raise `BadLinks` before anything is copied or read."""
    faults = dict.fromkeys(fault for path in _named(app) for fault in _faults(app, path))
    if faults:
        raise BadLinks("\n".join(faults))


def _named(app: Sphinx) -> Iterator[Path]:
    """Yield each file and folder that a setting names; a folder with all that is in it, where that is copied."""
    for option in app.config:
        for value in _texts(option.value):
            # Longer ones and those with such signs are words.
            if not value or len(value) > 255 or "\0" in value or "\n" in value:
                continue
            for home in dict.fromkeys([Path(app.confdir), Path(app.srcdir)]):
                path = home / value
                if path.is_symlink():
                    yield path
                elif option.name in FOLDERS and path.is_dir():
                    for folder, folders, names in os.walk(path):
                        yield from (Path(folder, name) for name in [*folders, *names])


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


def _faults(app: Sphinx, path: Path) -> Iterator[str]:
    if not path.is_symlink():
        return
    target = Path(os.path.realpath(path))
    if not inside(app.env, path):
        yield f"{path}: {OUTSIDE.format(target=os.readlink(path))}"
    elif path.is_dir() and path.parent.resolve().is_relative_to(target):
        yield f"{path}: {ENDLESS}"
