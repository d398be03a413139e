"""Front matter is read by the parser in C, where PyYAML has it.

MyST reads the front matter of each page twice, and ``sphinx_evidence.safety`` once more before that. PyYAML's parser in
Python, which ``yaml.safe_load`` takes, needs ten times as long: a fortieth of a build.
"""

from __future__ import annotations

from typing import Any

import yaml
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata

_original = yaml.safe_load
_Quick: Any = getattr(yaml, "CSafeLoader", None)


def _safe_load(stream: Any) -> Any:
    """Return what ``stream`` says. What is wrong with it is told in the words of the parser in Python."""
    if not isinstance(stream, str):
        return _original(stream)
    try:
        return yaml.load(stream, Loader=_Quick)  # noqa: S506 -- it is the safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return _original(stream)


def setup(app: Sphinx) -> dict[str, Any]:
    """Put it in the place of PyYAML's own, where there is a parser in C."""
    if _Quick is not None:
        setattr(yaml, "safe_load", _safe_load)  # noqa: B010 -- types know no functions that change
    return metadata(app, __name__)
