"""The settings of docutils, worked out once instead of twice for every page.

For each page Sphinx and MyST let docutils make a parser of command lines, with its hundred options, only to learn what
is set when nobody has set anything. That was a thirtieth of a build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sphinx.util.docutils
from docutils.frontend import Values, get_default_settings
from myst_parser.mdit_to_docutils import base
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

_Maker = Callable[..., Values]
_NOTHING: dict[str, Any] = {}
#: What was worked out for which components: from which defaults, and what came out.
_known: dict[Any, tuple[dict[str, Any], Values]] = {}


def _remembering(original: _Maker) -> _Maker:
    def settings(*components: Any, defaults: Any = _NOTHING, **options: Any) -> Values:
        kinds = tuple(each if isinstance(each, type) else type(each) for each in components)
        which = (original, kinds, *options.items())
        before, found = _known.get(which, (None, None))
        if before is None or found is None or not _same(before, defaults):
            found = original(*components, **({} if defaults is _NOTHING else {"defaults": defaults}), **options)
            # Each page keeps a list of its own; where there is none, a copy begins one.
            if found.record_dependencies is not defaults.get("record_dependencies"):
                # docutils' types know of no settings without one.
                found.record_dependencies = None  # type: ignore[assignment]
            _known[which] = dict(defaults), found
        return found.copy()

    return settings


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(other[name] is value for name, value in one.items())


_sphinx = sphinx.util.docutils._get_settings
_PLACES: list[tuple[Any, str, _Maker]] = [
    (sphinx.util.docutils, "_get_settings", _sphinx),
    (base, "get_default_settings", get_default_settings),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Put what remembers in the place of both; it begins anew for each build, which may have a configuration file."""
    _known.clear()
    for module, name, original in _PLACES:
        setattr(module, name, _remembering(original))
    return metadata(app, __name__)
