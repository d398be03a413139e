"""How a room declares its options, once: for Sphinx, and for the table in its README."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from sphinx.application import Sphinx

#: What Sphinx builds again when an option changes: the pages (``env``), what is written of them (``html`` …), nothing.
Rebuild = Literal["", "env", "epub", "gettext", "html", "applehelp", "devhelp"]
#: Name, default, what is built again when it changes, types, help.
Option = tuple[str, Any, Rebuild, tuple[type, ...], str]


def declare(app: Sphinx, options: Iterable[Option]) -> None:
    """Register ``options``."""
    for name, default, rebuild, types, words in options:
        app.add_config_value(name, default, rebuild, types, words)
