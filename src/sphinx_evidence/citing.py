"""Citations that directives make, where the project has sphinxcontrib-bibtex; without it, the bare keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from docutils.parsers.rst import roles
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

#: The entries that were asked for last, with their keys: each claim of a site asks.
_last: tuple[Any, frozenset[str]] = (None, frozenset())


def known_keys(env: BuildEnvironment) -> frozenset[str] | None:
    """Return the keys of the project's bibliography, or None where it has none."""
    global _last  # noqa: PLW0603 -- what was worked out once
    cite = _domain(env)
    if cite is None:
        return None
    entries = cite.bibdata.data.entries
    if _last[0] is not entries or len(_last[1]) != len(entries):
        _last = entries, frozenset(entries)
    return _last[1]


def _domain(env: BuildEnvironment) -> Any:
    # Of another package, so its types are not known here.
    return next((domain for domain in env.domains.sorted() if domain.name == "cite"), None)


def cite(directive: SphinxDirective, keys: Iterable[str]) -> list[nodes.Node]:
    """Return what the role ``cite:p`` makes of ``keys`` where ``directive`` stands."""
    named = list(keys)
    # To ask for a role that is not there would be a warning.
    if _domain(directive.env) is None:
        return [nodes.Text(", ".join(named))]
    text = ",".join(named)
    state = directive.state
    # Looked up in the module at the time of the call: Sphinx puts a function there, while
    # it reads a page, that also knows the roles of domains.
    role, _ = roles.role("cite:p", state.memo.language, directive.lineno, state.reporter)
    if role is None:
        return [nodes.Text(", ".join(named))]
    made, problems = role("cite:p", f"{{cite:p}}`{text}`", text, directive.lineno, state.inliner, {}, [])
    return [*made, *problems]
