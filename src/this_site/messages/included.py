"""The directive ``include`` of MyST, with what it lacks: an end to circles, a border, and the right file in warnings.

docutils' own directive finds circles; MyST's goes on until Python stops it. MyST also names the including page in
warnings about the included file, with that file's line.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from docutils.parsers.rst import DirectiveError
from myst_parser.mdit_to_docutils import base
from myst_parser.mocking import MockIncludeDirective

from sphinx_evidence.named import named

_open: list[Path] = []


class Include(MockIncludeDirective):
    """Includes a file of the project that is not being included already."""

    def run(self) -> list[Any]:
        """Return what the file holds; raise ``DirectiveError`` where it must not be included."""
        # docutils alone, and a project that does not ask for these messages in the same process, have none.
        env = getattr(self.document.settings, "env", None)
        if env is None or not named(env._app, __package__):
            return super().run()
        path = Path(env.relfn2path(self.arguments[0].strip())[1]).resolve()
        home = Path(env._app.confdir).resolve()
        if not path.is_relative_to(home):
            self._stop(f"{self.arguments[0]} lies outside the project; copy it to a folder of the pages")
        page = Path(self.document["source"]).resolve()
        if path in _open or path == page:
            way = " → ".join(file.name for file in (*(_open or [page]), path))
            self._stop(f"the file includes itself ({way}); take one of these lines out")
        _open.append(path)
        try:
            return super().run()
        finally:
            _open.pop()

    def _stop(self, message: str) -> None:
        raise DirectiveError(4, f'Directive "include": {message}')


class NameIncludedFile(logging.Filter):
    """Puts the included file in the place of the page in a warning of MyST."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the location of ``record``; keep it."""
        location = getattr(record, "location", None)
        if _open and isinstance(location, tuple):
            record.location = f"{_open[-1]}:{location[1]}"
        return True


def install() -> None:
    """Put the directive in the place of MyST's, and the filter before its warnings."""
    # Its name there is not meant for others.
    base.MockIncludeDirective = Include  # type: ignore[attr-defined]
    logger = logging.getLogger("sphinx.myst_parser.warnings_")
    if not any(isinstance(kept, NameIncludedFile) for kept in logger.filters):
        logger.addFilter(NameIncludedFile())
