"""The files under the pages' folder, looked at before Sphinx reads any of them.

Some stop Sphinx without a word that helps, such as a page that is not UTF-8. Some it follows to where it should not
go, such as a symbolic link out of the project.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from .leftovers import left_over

#: Files whose text Sphinx, MyST or our extensions read.
TEXTS = {".md", ".rst"}
#: Pages that Sphinx writes itself, over ours.
TAKEN = {"search", "genindex"}
# Characters that cannot be printed and that HTML and XML do not allow.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What means something to HTML, to addresses or to Windows, and signs that nobody sees.
_NO_NAME = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]')
# Devices of Windows, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
# A file system takes 255; a page is kept and written with longer endings.
_LONGEST = 200


class BadFiles(SphinxError):
    """Raised when files cannot be used; one line for each."""

    category = "Files"


def check(app: Sphinx) -> None:
    """Raise `BadFiles` with ``file:line: what is wrong; what to do`` for each file that cannot be used."""
    faults = list(_faults(Path(app.srcdir), Path(app.confdir)))
    if faults:
        raise BadFiles("\n".join(faults))


def _faults(top: Path, home: Path) -> Iterator[str]:
    inside = home.resolve()
    if str(home) != (readable := _readable(str(home))):
        yield f"{readable}: the name of this folder is not UTF-8; rename it, or build elsewhere"
        return
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not left_over(name))
        names = [name for name in names if not left_over(name)]
        place = Path(folder)
        for name in [*folders, *names]:
            if name != (readable := _readable(name)):
                yield f"{place / readable}: the name of this file or folder is not UTF-8; rename it"
            elif _DEVICE.match(name) or name != name.rstrip(" ."):
                yield f"{place / name}: Windows has no file or folder of this name; rename it"
            elif (short := unicodedata.normalize("NFC", name)) != name and not os.path.lexists(place / short):
                # Sphinx looks for a page by the short form. A Mac finds a file by either, and writes the long one.
                yield f"{place / name}: its accents are signs of their own; rename it, and type them with their letters"
            elif len(os.fsencode(name)) > _LONGEST:
                advice = "longer ones are made of it; shorten it"
                yield f"{place / name}: the name has more than {_LONGEST} bytes, and {advice}"
            elif found := _NO_NAME.search(name):
                sign = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
                safe = "".join(sign if sign.isprintable() else "?" for sign in name)
                yield f"{place / safe}: {sign} cannot stand in the name of a file on every system; rename it"
        folders[:] = [name for name in folders if name == _readable(name)]
        names = [name for name in names if name == _readable(name)]
        for name in (name for name in folders if (place / name).is_symlink()):
            yield from _link(place / name, inside)
        for name in sorted(names):
            yield from _file(place / name, inside)
        yield from _same_but_for_case(place, [*folders, *names])
    for name in TAKEN:
        if (top / f"{name}.md").exists():
            yield f"{top / name}.md:1: the build makes a page called {name} itself; rename this one"


def _readable(name: str) -> str:
    """Return ``name`` with what is not UTF-8 in it as digits."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _link(path: Path, inside: Path) -> Iterator[str]:
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        yield f"{path}: is a link that leads to itself; delete the link"
    elif not target.is_relative_to(inside):
        yield f"{path}: is a link to {os.readlink(path)}, outside the project; put a copy of the file here"
    elif path.is_dir() and path.absolute().parent.resolve().is_relative_to(target):
        yield f"{path}: is a link to a folder that it stands in, so the pages have no end; delete the link"


def _file(path: Path, inside: Path) -> Iterator[str]:
    if path.is_symlink():
        yield from _link(path, inside)
        if not os.path.exists(path) and not Path(os.path.realpath(path)).is_symlink():
            yield f"{path}: is a link to {os.readlink(path)}, which is not there; delete the link or mend it"
        if not os.path.exists(path) or not path.resolve().is_relative_to(inside):
            return
    if not stat.S_ISREG(path.stat().st_mode):
        yield f"{path}: is not an ordinary file; delete it"
    elif not os.access(path, os.R_OK):
        yield f"{path}: cannot be read; mend its permissions (chmod a+r)"
    elif path.suffix in TEXTS:
        yield from _text(path)


def _text(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    if not content.strip():
        yield f"{path}:1: is empty; write the page, or delete it and take it out of its toctree"
    elif path.with_suffix(".md" if path.suffix == ".rst" else ".rst").exists():
        yield f"{path}:1: is there as .md and as .rst; keep one of the two"
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or content.count(b"\0") > len(content) // 3:
        wide = content.startswith((b"\xff\xfe\0\0", b"\0\0"))
        yield f"{path}:1: is {'UTF-32' if wide else 'UTF-16'}; save the file as UTF-8"
        return
    if content.startswith(b"\xef\xbb\xbf" * 2):
        yield f"{path}:1: begins with a sign that nobody sees (U+FEFF), twice; save the file as UTF-8 without it"
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"{path}:{_line(content, error.start)}: this line is not UTF-8; save the file as UTF-8"
        return
    if found := _CONTROL.search(content):
        sign = f"U+{found[0][0]:04X}"
        yield f"{path}:{_line(content, found.start())}: holds a character that cannot be printed ({sign}); delete it"


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _same_but_for_case(folder: Path, names: list[str]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for name in sorted(names):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield f"{folder / name}: and {other} are one file on Windows and macOS; rename one of them"
