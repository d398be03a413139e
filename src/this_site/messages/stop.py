"""What stops a build, told in one line: where it happened and what to do.

Sphinx prints versions, extensions and the end of a traceback, and asks to report a bug, also when an editor has only
forgotten a brace. With ``-T`` or ``-v`` it still does.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sphinx._cli.util.errors as sphinx_errors
from jinja2 import TemplateSyntaxError
from sphinx.errors import ConfigError, ExtensionError, SphinxError, SphinxParallelError

from . import machine, words

_sphinx_handle = sphinx_errors.handle_exception
_app: Any = None
_home = Path()


def install(app: Any = None) -> None:
    """Take the place of what Sphinx does with an exception; ``app`` knows which page was being read."""
    global _app, _home
    _app = app
    # Sphinx reads conf.py in its own folder.
    _home = Path(app.confdir) if app else Path.cwd()
    sphinx_errors.handle_exception = handle


def handle(
    exception: BaseException,
    /,
    *,
    stderr: Any = None,
    use_pdb: bool = False,
    print_traceback: bool = False,
    **more: Any,
) -> None:
    """Print to ``stderr`` what ``exception`` means for an editor."""
    if use_pdb or print_traceback or isinstance(exception, KeyboardInterrupt):
        _sphinx_handle(exception, stderr=stderr, use_pdb=use_pdb, print_traceback=print_traceback, **more)
        return
    message = known(exception)
    if message is None:
        kept = sphinx_errors.save_traceback(exception, **more)
        message = f"{unknown(exception)}; the programmer's report is in {kept}"
    # Sphinx copies on when the disk is full, and has told it then, with a word before it and perhaps one behind it.
    if not any(warning.partition(": ")[2].partition(" [")[0] in message for warning in words.heard()):
        print(f"ERROR: {message}", file=stderr or sys.stderr)


def known(exception: BaseException) -> str | None:
    """Return the line for an ``exception`` that an editor can mend, else None."""
    if lack := machine.lacks(exception):
        return lack.removeprefix(f"{Path.cwd()}{os.sep}")
    cause = exception.__cause__
    if isinstance(exception, ConfigError) and isinstance(cause, SyntaxError):
        return f"{_name(cause.filename or 'conf.py')}:{cause.lineno or 1}: {cause.msg}; mend this line"
    if isinstance(exception, ConfigError) and cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if frame.filename.endswith("conf.py")), 1)
        return f"conf.py:{line}: {_said(cause)}; mend this line"
    if re.match(r"Could not import extension \w \(", str(exception)):
        # A text is taken letter by letter.
        return f"conf.py:{_line('extensions')}: extensions is a text, and has to be a list; correct it"
    if isinstance(cause, TemplateSyntaxError):
        return f"{_name(cause.filename)}:{cause.lineno}: {cause.message}; mend this line of the template"
    if isinstance(exception, ExtensionError) and "Could not import extension" in str(exception):
        return f"conf.py:{_line('extensions')}: {exception}; correct its name, or add its package to requirements.in"
    if of_option := re.match(r"(\w+) in conf\.py\b", str(exception)):
        return f"{_conf()}:{_line(of_option[1])}: {exception}"
    if isinstance(exception, OSError) and exception.filename and exception.errno:
        return f"{_name(exception.filename)}: {exception.strerror}; {_for_the_system(exception)}"
    if of_option := re.match(r"conf\.py: (\w+)\b", str(exception)):
        # A room knows its options, and not where they stand.
        return f"conf.py:{_line(of_option[1])}{str(exception).removeprefix('conf.py')}"
    if named := re.search(r"TemplateNotFound\(.*?'([^']+)' not found", str(exception)):
        advice = "put it into a folder of templates_path, or correct its name"
        return f"{_conf()}:{_line_with(named[1])}: there is no template {named[1]!r}; {advice}"
    if styled := re.search(r"Could not find style module '(?:[\w.]+\.)?(\w+)'", str(exception)):
        return f"{_conf()}:{_line_with(styled[1])}: there is no style of code {styled[1]!r}; correct its name"
    if extension := _extension(exception):
        return extension
    if isinstance(exception, SphinxError) and type(exception) not in (ExtensionError, SphinxParallelError):
        said = words.advise(str(exception)) if "\n" not in str(exception) else str(exception)
        place = "" if re.match(r"\S+\.\w+(?::\d+)?: ", said) else words.place_of(said, _home)
        return f"{_name(place)}: {said}" if place else said
    return None


def _extension(exception: BaseException) -> str:
    """Return the line for an extension that cannot be loaded, whatever it raises; nothing where all are."""
    name, place = "", ""
    inner = exception.__cause__ or exception
    for one in (exception, inner):
        for frame, line in traceback.walk_tb(one.__traceback__):
            if frame.f_code.co_name == "load_extension" and isinstance(frame.f_locals.get("extname"), str):
                name, place = frame.f_locals["extname"], ""
            elif name:
                place = f"{_name(frame.f_code.co_filename)}:{line}"
            elif frame.f_code.co_name == "setup" and Path(frame.f_code.co_filename).name == "conf.py":
                return f"{_name(frame.f_code.co_filename)}:{line}: {_said(inner)}; mend this line"
    if not name or isinstance(exception, ConfigError):
        return ""
    if isinstance(inner, SyntaxError) and inner.filename:
        place, why = f"{_name(inner.filename)}:{inner.lineno or 1}", inner.msg
    else:
        why = _said(inner)
    return (
        f"{_conf()}:{_line_with(name)}: the extension {name!r} cannot be loaded ({why}; {place}); mend it, or take it "
        "out of extensions"
    )


def unknown(exception: BaseException) -> str:
    """Return the line for an ``exception`` that no editor should ever see."""
    if isinstance(exception, SphinxParallelError):
        # The first of several that follow from each other is the cause.
        risen = re.search(r"(?m)^[\w.]+(?:Error|Exception|Interrupt)\b.*", exception.traceback)
        said = risen[0] if risen else str(exception)
        frames = re.findall(r'File "([^"]+)", line (\d+)', exception.traceback)
        place = _nearest(iter(frames))
    else:
        inner = getattr(exception, "orig_exc", None) or exception
        said, place = _said(inner), _place(inner)
    page = getattr(getattr(getattr(_app, "env", None), "current_document", None), "docname", "")
    where = f"{_app.env.doc2path(page)}: " if page else f"{place}: " if place else ""
    return f"{where}the build cannot go on ({said}); undo the last change to what is named here and build again"


def _said(exception: BaseException) -> str:
    return " ".join("".join(traceback.format_exception_only(exception)).split())[:300]


def _name(path: Any) -> str:
    try:
        return str(Path(path).resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _conf() -> str:
    return _name(Path(_home, "conf.py"))


def _line_with(word: str) -> int:
    """Return the last line of conf.py that holds ``word`` in quotation marks."""
    try:
        lines = Path(_home, "conf.py").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 1
    return max(
        (number for number, line in enumerate(lines, 1) if re.search(rf"['\"]{re.escape(word)}['\"]", line)), default=1
    )


def _line(word: str) -> int:
    """Return the last line of conf.py that sets ``word``, which is the one that counts."""
    try:
        lines = Path(_home, "conf.py").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 1
    return max((number for number, line in enumerate(lines, 1) if re.match(rf"{word}\b", line)), default=1)


def _place(exception: BaseException) -> str:
    frames = ((frame.filename, frame.lineno) for frame in traceback.extract_tb(exception.__traceback__))
    return _nearest(frames)


def _nearest(frames: Iterator[tuple[str, Any]]) -> str:
    """Return the last of ``frames`` that lies in the project itself."""
    here = str(Path.cwd())
    ours = [f"{_name(file)}:{line}" for file, line in frames if file.startswith(here) and "site-packages" not in file]
    return ours[-1] if ours else ""


def _for_the_system(exception: OSError) -> str:
    if isinstance(exception, PermissionError):
        return "mend its permissions"
    return "see that it is there and can be read and written"
