"""Which pages to read again: those whose file, or a file that they take something from, has other bytes than before.

Sphinx compares times. A file that is put back from a copy, or saved while Sphinx reads, is older than the reading.
"""

from __future__ import annotations

import hashlib
import os

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .kept import builds


def _files(env: BuildEnvironment, docname: str) -> set[str]:
    return {
        str(env.doc2path(docname)),
        *(os.path.join(env.srcdir, name) for name in env.dependencies.get(docname, ())),
    }


def _all_files(env: BuildEnvironment) -> set[str]:
    return {path for name in env.found_docs for path in _files(env, name)}


def _digest(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages to read again; remember the contents as they are before anything is read."""
    kept = builds(env)
    before, now = kept["digests"], {path: _digest(path) for path in _all_files(env)}
    kept["digests"] = now
    # A page without a digest is new.
    different = {path for path, digest in now.items() if before.get(path) not in (None, digest)}
    return sorted(name for name in env.found_docs if not different.isdisjoint(_files(env, name)))


def forget_before_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Forget what all the pages ``docnames`` said before the first of them is read.

    Sphinx does so only when it reads in several processes. Else it forgets page by page, and a label that has moved to
    an earlier page is there twice for a while, which is a warning.
    """
    for docname in docnames:
        app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def note_new_files(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remember the contents of files that the pages have been found to need."""
    kept = builds(env)
    new = _all_files(env).difference(kept["digests"])
    kept["digests"] = {**kept["digests"], **{path: _digest(path) for path in new}}
    return []
