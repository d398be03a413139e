"""A directive or role that stops with an error nobody foresaw: told where it stands, and the build goes on.

Sphinx, docutils and MyST catch what a directive says is wrong with its words. A codec that is none for text, an option
that a directive of theirs does not look at, a file that is not UTF-8: for these they stop with a traceback that names
no page's line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

from docutils.parsers.rst import states
from docutils.parsers.rst.directives.tables import CSVTable
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from sphinx_evidence.named import named
from this_site.codes import Code

#: What an editor's words can lead to. Not the end of memory, the disk or the patience of whoever builds.
_FORESEEABLE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    AssertionError,
)
_marked = "_stops_with_a_line"


def said(error: Exception) -> str:
    """Return what ``error`` means for whoever wrote the directive."""
    if isinstance(error, UnicodeError):
        return "it reads a file that is not UTF-8; save the file as UTF-8"
    what = " ".join(str(error).split())[:200]
    return f"it cannot be made ({type(error).__name__}{': ' if what else ''}{what}); correct its words and options"


def _complain(kind: str, name: str, error: Exception, env: BuildEnvironment, line: int) -> None:
    place = (env.current_document.docname, line or 1)
    Code.ADVICE_DIRECTIVE.warn("%s '%s': %s", kind, name, said(error), location=place)


def _ours(env: BuildEnvironment | None) -> TypeGuard[BuildEnvironment]:
    return env is not None and named(env._app, __package__)


def _guard(owner: type, method: str, told: Callable[[Any, tuple[Any, ...], Exception], list[Any] | None]) -> None:
    """Let ``told`` say what went wrong in ``method``; where it returns None the error goes on."""
    plain = getattr(owner, method)
    if getattr(plain, _marked, False):
        return

    def guarded(self: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return plain(self, *arguments, **options)
        except SphinxError:
            raise
        except _FORESEEABLE as error:
            made = told(self, arguments, error)
            if made is None:
                raise
            return made

    setattr(guarded, _marked, True)
    setattr(owner, method, guarded)


def _in_markdown(renderer: Any, arguments: tuple[Any, ...], error: Exception) -> list[Any] | None:
    env = renderer.sphinx_env
    if not _ours(env):
        return None
    name, _, _, position = arguments[:4]
    _complain("directive", name, error, env, position)
    return []


def _role(renderer: Any, arguments: tuple[Any, ...], error: Exception) -> list[Any] | None:
    env = renderer.sphinx_env
    if not _ours(env):
        return None
    token = arguments[0]
    line = token.map[0] if token.map else renderer.current_node.line
    _complain("role", str(token.meta.get("name", "")), error, env, line or 1)
    return []


def _in_text(body: Any, arguments: tuple[Any, ...], error: Exception) -> Any:
    env = getattr(body.document.settings, "env", None)
    if not _ours(env):
        return None
    line = body.state_machine.abs_line_number()
    _complain("directive", str(arguments[2]), error, env, line)
    return [], True


def _look_at_rows(self: Any, columns: int, parts: tuple[list[Any], list[Any]]) -> None:
    env = getattr(self.state.document.settings, "env", None)
    if _ours(env):
        rows = [row for part in parts for row in part]
        short = next((number for number, row in enumerate(rows, 1) if len(row) < columns), 0)
        if short:
            Code.ADVICE_TABLE.warn(
                "row %d of this table has %d cells and another one %d; give each row the same number of cells",
                short,
                len(rows[short - 1]),
                columns,
                location=(env.current_document.docname, self.lineno),
            )
    _extend(self, columns, parts)


_extend = CSVTable.extend_short_rows_with_empty_cells


def install(app: Sphinx) -> None:
    """Put the guard around what runs directives."""
    _guard(DocutilsRenderer, "run_directive", _in_markdown)
    _guard(DocutilsRenderer, "render_myst_role", _role)
    _guard(states.Body, "run_directive", _in_text)
    # docutils fills short rows up, as if nothing had been forgotten.
    CSVTable.extend_short_rows_with_empty_cells = _look_at_rows  # type: ignore[method-assign]
