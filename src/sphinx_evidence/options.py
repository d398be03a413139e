"""How a room declares its options, once: for Sphinx, and for the table in its README.

An option whose value is a dict may also name a YAML file, relative to conf.py, that holds the dict. So words that
editors agree on stand where editors look, and conf.py stays short. The dict is in place before any extension asks, and
Sphinx builds again what it has to when the file changes, as if it stood in conf.py. What the values of a dict may be
is looked at here too, since Sphinx looks at the dict alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from sphinx_evidence.data_file import BadDataFile, Fields, read

#: What Sphinx builds again when an option changes: the pages (``env``), what is written of them (``html`` …), nothing.
Rebuild = Literal["", "env", "epub", "gettext", "html", "applehelp", "devhelp"]
#: Name, default, what is built again when it changes, types, help.
Option = tuple[str, Any, Rebuild, tuple[type, ...], str]
#: Of Sphinx's events when it knows conf.py: before any extension asks, and before Sphinx looks at the types.
FIRST = 1


#: What messages call the types that values may have.
_CALLED = {str: "text; put it in quotation marks", list: "a list; write it in square brackets", int: "a number"}


def declare(app: Sphinx, options: Iterable[Option], values: Mapping[str, tuple[type, ...]] | None = None) -> None:
    """Register ``options``; ``values`` says of a dict, by the option's name, of which types its values may be.

    A file that cannot be read, or a value of another type, stops the build with ``ConfigError``.
    """
    for name, default, rebuild, types, words in options:
        app.add_config_value(name, default, rebuild, types, words)
        if dict in types:
            app.connect("config-inited", _reader(name, (values or {}).get(name, (object,))), priority=FIRST)


def _reader(name: str, types: tuple[type, ...]) -> Callable[[Sphinx, Config], None]:
    """Return what puts the dict of a file in the place of the file's name in the option ``name``, and checks it."""

    def take(app: Sphinx, config: Config) -> None:
        given = config[name]
        value = given
        if isinstance(given, str):
            try:
                value = read(Path(app.confdir, given))
            except BadDataFile as fault:
                raise ConfigError(f"{fault} ({name} in conf.py names the file)") from None
        # Sphinx would complain of it later, when an extension has stumbled over it.
        if not isinstance(value, dict):
            kind = type(value).__name__
            raise ConfigError(f"conf.py: {name} is of type {kind}, and has to be a dict or the name of a YAML file")
        for key, part in value.items():
            if not isinstance(part, types):
                where = f"{Path(app.confdir, given)}:{value.lines[key]}" if isinstance(value, Fields) else "conf.py"
                raise ConfigError(f"{where}: {name}: what {key!r} stands for must be {_CALLED[types[0]]}")
        config[name] = _plain(value) if isinstance(value, Fields) else value

    return take


def _plain(value: Any) -> Any:
    """Return ``value`` without the lines on which its parts stand, so that Sphinx can keep and compare it."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value
