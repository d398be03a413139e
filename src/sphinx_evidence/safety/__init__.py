"""Pages that strangers send: no script, no file of the machine and no request gets from them into a build.

Whatever a page holds, in Markdown or reStructuredText, is looked at when it has been read, and what must not be
published is taken out with one message. A project names this extension in conf.py; loaded in another way it does
nothing. Modules: ``source`` looks at the text before it is read, ``files`` guards the directives that read files,
``links`` the files that conf.py names, ``settings`` its words, ``tree`` looks at the page, ``svg`` at pictures,
``addresses`` says what links may be.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import files, links, settings, source, tree
from .addresses import SCHEMES


def _switch_off_raw(app: Sphinx) -> None:
    # The role ``raw`` asks this setting.
    app.env.settings["raw_enabled"] = False


OPTIONS: list[Option] = [
    ("safety_schemes", list(SCHEMES), "env", (list, tuple), "What links may begin with."),
    (
        "safety_math",
        False,
        "env",
        (bool,),
        "Allow formulas; most ways to show them load a script from another host.",
    ),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings, and guard the pages of a project that asks for it."""
    declare(app, OPTIONS)
    if named(app, __name__):
        _guard(app)
    return metadata(app, __name__, 1)


def _guard(app: Sphinx) -> None:
    """Take the place of the directives that read files, and connect the checks."""
    # When others have set what follows from the rest.
    app.connect("config-inited", settings.check, priority=900)
    app.connect("builder-inited", _switch_off_raw)
    app.connect("builder-inited", files.note_project)
    # Behind those that look at the same files and have more to say.
    app.connect("builder-inited", links.check, priority=600)
    app.add_directive("raw", files.NoRaw, override=True)
    app.add_directive("include", files.GuardedInclude, override=True)
    app.add_directive("literalinclude", files.GuardedLiteralInclude, override=True)
    app.add_directive("csv-table", files.GuardedCSVTable, override=True)
    app.connect("env-before-read-docs", files.leave_out)
    app.connect("source-read", files.check_source, priority=50)
    app.connect("include-read", files.check_included)
    # Before anything else looks at the text.
    app.connect("source-read", source.check, priority=100)
    # Before pictures and files to download are noted (priority 500).
    app.connect("doctree-read", tree.check, priority=50)
    app.add_post_transform(tree.TakeUnseen)
    app.add_post_transform(tree.TakeUnseenOfLinks)
    app.add_post_transform(tree.CheckAddresses)
