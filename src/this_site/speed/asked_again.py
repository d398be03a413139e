"""What is the same for every page, or was worked out for this one a moment ago, is not worked out again.

For each page docutils looks on the disk for style sheets that Sphinx does not link, Sphinx looks where each script lies
whose checksum it knows, and Furo asks for the page's table of contents, which Sphinx has just made, only to see whether
it is short. Together that was a fortieth of a build.
"""

from __future__ import annotations

import functools
from typing import Any

import docutils.utils
import sphinx.builders.html
from docutils import nodes
from docutils.frontend import Values
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _file_checksum
from sphinx.environment.adapters.toctree import TocTree, document_toc

from sphinx_evidence.named import metadata

_original_list = docutils.utils.get_stylesheet_list
_original_toc = TocTree.get_toc_for
_sheets: dict[Any, list[str]] = {}
#: The table of contents that was made last: of which build, which page.
_made: list[tuple[Any, str, nodes.Node]] = []


def _get_stylesheet_list(settings: Values) -> list[str]:
    """Return the style sheets that docutils would link."""
    named = (settings.stylesheet_path, settings.stylesheet, settings.stylesheet_dirs)
    if repr(named) not in _sheets:
        _sheets[repr(named)] = _original_list(settings)
    return _sheets[repr(named)].copy()


def _document_toc(env: Any, docname: str, tags: Any) -> nodes.Node:
    """Return the table of contents of a page."""
    made = document_toc(env, docname, tags)
    _made[:] = [(env, docname, made)]
    return made


def _get_toc_for(self: TocTree, docname: str, builder: Any) -> nodes.Node:
    """Return the table of contents of a page: the one that was just printed, to the first who asks for it."""
    if _made:
        env, page, made = _made.pop()
        if env is self.env and page == docname:
            return made
    return _original_toc(self, docname, builder)


def setup(app: Sphinx) -> dict[str, Any]:
    """Put what remembers in the place of all three; it begins anew for each build."""
    _sheets.clear()
    _made.clear()
    docutils.utils.__dict__["get_stylesheet_list"] = _get_stylesheet_list
    html = sphinx.builders.html.__dict__
    html["_file_checksum"] = functools.cache(_file_checksum)
    html["document_toc"] = _document_toc
    setattr(TocTree, "get_toc_for", _get_toc_for)  # noqa: B010 -- types know no methods that change
    return metadata(app, __name__)
