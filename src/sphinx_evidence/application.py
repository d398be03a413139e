"""The application behind what Sphinx hands over, under the name that it has in each version of Sphinx."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def application(holder: Any) -> Sphinx:
    """Return the application of ``holder``, an environment or a builder.

    Sphinx 9 calls its attribute ``_app``, and warns that ``app`` goes in Sphinx 11; Sphinx 8 knows ``app`` only.
    """
    found: Sphinx = holder._app if hasattr(holder, "_app") else holder.app
    return found
