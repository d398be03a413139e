"""How a room declares its options, once: for Sphinx, and for the table in its README."""

from __future__ import annotations

from typing import Literal

#: What Sphinx builds again when an option changes: the pages (``env``), what is written of them (``html`` …), nothing.
Rebuild = Literal["", "env", "epub", "gettext", "html", "applehelp", "devhelp"]
