"""Know in a moment that there is nothing to build: all that a site is made from is as it was, and so is the site.

Sphinx takes seconds to find out that nothing has changed, most of them to load itself. So after a good build a digest
of everything that can make a difference is kept, and one of what came out; when both are still the same, Sphinx need
not start. In doubt something has changed. Standard library only.
"""

import hashlib
import json
import os
import sys
import time

from publish import BUILD, ROOT
from sphinx_run import environment, remembered

# Set anew by each shell, and read by nothing that builds.
VOLATILE = {"_", "SHLVL", "OLDPWD"}
NOT_READ = {"_build", "__pycache__", "node_modules"}


class Unclear(Exception):
    """Something stands there of which this cannot tell whether it has changed."""


def files(top, wanted=lambda name: True):
    """Yield the path of each file under the folder `top`, and a digest of what it holds."""
    for entry in sorted(os.scandir(top), key=lambda entry: entry.name):
        if entry.name in NOT_READ or not wanted(entry.name):
            continue
        if entry.is_dir():
            if entry.is_symlink():
                raise Unclear(entry.path)
            yield entry.path, "folder"
            yield from files(entry.path)
        elif entry.is_file():
            with open(entry.path, "rb") as file:
                yield entry.path, hashlib.file_digest(file, "sha256").hexdigest()
        else:
            yield entry.path, "no file"  # such as an editor's lock, a link to nowhere


def touched(top, since):
    """Say whether any file of the project under the folder `top` was written at the time `since` or later."""
    for entry in os.scandir(top):
        if entry.name in NOT_READ or (top == ROOT and entry.name[0] == "."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            if touched(entry.path, since):
                return True
        elif entry.stat(follow_symlinks=False).st_ctime >= since:
            return True
    return False


def packages():
    """Yield what is installed: the names beside each package, and when each of them was changed last."""
    for place in sys.path:
        if os.path.isdir(place) and not place.startswith(f"{ROOT}{os.sep}"):
            yield place
            for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
                if entry.name not in NOT_READ:
                    yield f"{entry.name} {entry.stat().st_mtime_ns if entry.is_file() or entry.is_dir() else None}"


def inputs():
    """Return a digest of all that the site is made from; none when that cannot be told."""
    found = hashlib.sha256()

    def add(*words):
        found.update(json.dumps(words).encode() + b"\n")

    try:
        # Every file of the project, whatever it is for; what hides at the top belongs to tools, such as .git and .venv.
        for name, content in files(ROOT, wanted=lambda name: name[0] != "."):
            add(name, content)
        if (BUILD / ".downloads").exists():
            for name, content in files(BUILD / ".downloads"):
                add(name, content)
        for line in packages():
            add(line)
    except (OSError, Unclear):
        return None
    for name, value in sorted(environment().items()):
        if name not in VOLATILE:
            add(name, value)
    add(sys.version, sys.executable, time.strftime("%Y-%m-%d", time.gmtime()))
    return found.hexdigest()


def output(folder):
    """Return a digest of what stands in `folder` now; none when there is nothing, or it cannot be told."""
    try:
        return hashlib.sha256(json.dumps(list(files(folder))).encode()).hexdigest()
    except (OSError, Unclear):
        return None


class Memory:
    """The small file `path`, which says from what the site was made and what came out."""

    def __init__(self, path):
        self.path = path

    def begin(self, folder):
        """Say whether `folder` is still what was made from all that is there now; else hold nothing until `keep`."""
        self._began = time.time()
        self._before, there = inputs(), output(folder)
        if self._before and there and remembered(self.path) == f"{self._before}\n{there}\n":
            return True
        self.path.unlink(missing_ok=True)
        return False

    def keep(self, folder):
        """Remember that `folder` was made from what was there at the beginning, if nobody has written meanwhile."""
        # Who saves a page during a build and takes that back again must not get what was built in between. Some
        # systems tell the time of a file only in steps.
        same = self._before and not touched(ROOT, self._began - 0.1) and inputs() == self._before
        if same and (there := output(folder)):
            self.path.write_text(f"{self._before}\n{there}\n", encoding="utf-8")
