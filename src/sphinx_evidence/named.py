"""Whether a project asks for an extension, or has it loaded without asking.

What changes pages, files or messages as soon as it is there waits until conf.py names it. So a project in which all
extensions of this package are loaded, by a plug-in or by an extension that needs one part, stays as it is. An extension
that brings another one in a project's name says so: ``app.config.extensions.append("sphinx_evidence.safety")`` before
``app.setup_extension("sphinx_evidence.safety")``.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence import __version__


def named(app: Sphinx, extension: str) -> bool:
    """Say whether conf.py, or an extension in its name, lists ``extension`` or what holds it under ``extensions``."""
    return any(extension == one or extension.startswith(f"{one}.") for one in app.config.extensions)


def metadata(app: Sphinx, extension: str, env_version: int | None = None) -> dict[str, Any]:
    """Return what ``setup`` tells Sphinx of ``extension``.

    ``env_version`` is the version of what it keeps with the pages, if it keeps anything. Sphinx writes that into the
    search index of every project, so it is told to those that use the extension.
    """
    told: dict[str, Any] = {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
    return told | {"env_version": env_version} if env_version is not None and named(app, extension) else told
