"""What an editor is told when something is wrong: one message with file and line that says how to mend it.

Sphinx, docutils and MyST say what is wrong, often without a line and seldom with advice; some faults they pass over in
silence, and some stop them with a traceback.
Modules: ``words`` adds the advice to their messages, ``stop`` turns what stops a build into one line, ``settings``
looks at conf.py, ``choices`` at what it names, ``files`` looks at the files before they are read, ``leftovers`` knows
which of them nobody means, ``fences``, ``tables``, ``lists`` and ``included`` look at what Sphinx and MyST pass over,
``guarded`` catches what stops a directive, ``pages`` looks at the pages that were read, ``bibliographies`` at their
lists of sources. ``unused`` looks at what no page shows or links to, ``causes`` tells once what many places miss,
``machine`` knows what no page is to blame for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import FIRST

from . import (
    bibliographies,
    causes,
    fences,
    files,
    guarded,
    included,
    leftovers,
    lists,
    moved,
    pages,
    settings,
    stop,
    tables,
    unused,
    words,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the advice and the checks."""
    app.add_config_value("advice_largest_image", 1_000_000, "env", types=[int])
    stop.install(app)
    words.install(Path(app.confdir))
    included.install()
    guarded.install(app)
    app.connect("config-inited", leftovers.exclude)
    # What other projects of the same process hold is theirs.
    if named(app, __name__):
        _check(app)
    return metadata(app, __name__)


def _check(app: Sphinx) -> None:
    causes.install(app)
    # When the files that conf.py names were read, and before anyone uses what it sets.
    app.connect("config-inited", settings.check, priority=FIRST + 1)
    app.connect("builder-inited", files.check)
    app.connect("env-before-read-docs", settings.check_pages)
    app.connect("env-before-read-docs", moved.check)
    app.connect("source-read", fences.check)
    app.connect("source-read", tables.check)
    app.add_transform(pages.UnquotePictures)
    # Before the list of contents is made of them (priority 500).
    app.connect("doctree-read", pages.check_headings, priority=40)
    app.connect("doctree-read", pages.check_page)
    app.connect("doctree-read", lists.check)
    app.add_directive("toctree", lists.Toctree, override=True)
    app.add_directive_to_domain("std", "glossary", lists.Glossary, override=True)
    app.connect("doctree-read", pages.check_files)
    # Before sphinxcontrib-bibtex walks the toctrees (priority 500), which never ends if they go round in a circle.
    app.connect("env-updated", pages.check_toctrees, priority=100)
    app.connect("build-finished", settings.check_written, priority=880)
    app.connect("env-updated", bibliographies.check, priority=90)
    # Last, when everything else that may be wrong was told.
    app.connect("build-finished", unused.check, priority=920)
