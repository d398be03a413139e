"""YAML files that editors write: what they say, and the line on which each field stands."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml

from sphinx_evidence.unseen import UNSEEN

#: More nodes than any file of an editor has; a file whose aliases multiply beyond it is refused.
MOST_NODES = 200_000


class BadDataFile(ValueError):
    """A file that cannot be understood; the text is ``file:line: what is wrong and how to mend it``."""


class Fields(dict[str, Any]):
    """A mapping of a file, with the line on which it and each of its fields begin (counted from 1)."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


#: LibYAML takes two fifths of the time, where PyYAML was built with it.
_Quick: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: It goes down into a text on the machine's own stack, which no exception guards.
_DEEPEST = 500


def _may_be_deep(text: str) -> bool:
    """Say whether so many brackets are open, or a line begins so far in, that ``text`` may be nested that deep."""
    return sum(map(text.count, "[{")) > _DEEPEST or max(map(len, re.findall(r"^[\s?:-]*", text, re.M))) > _DEEPEST


class _Reader:
    def __init__(self, path: Path, loader: Any) -> None:
        self._path, self._loader, self._nodes = path, loader, 0

    def value(self, node: yaml.Node) -> Any:
        line = node.start_mark.line + 1
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise BadDataFile(f"{self._path}:{line}: the file repeats itself without end; write it without aliases (*)")
        if isinstance(node, yaml.MappingNode):
            fields = Fields(line)
            for key, value in node.value:
                name = str(key.value)
                self._seen(name, key.start_mark.line + 1)
                if name in fields:
                    raise BadDataFile(f"{self._path}:{key.start_mark.line + 1}: {name!r} stands twice; keep one")
                fields.lines[name] = key.start_mark.line + 1
                fields[name] = self.value(value)
            return fields
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one) for one in node.value]
        self._seen(str(node.value), line)
        try:
            value = self._loader.construct_object(node)
        except (ValueError, OverflowError, yaml.YAMLError):
            raise BadDataFile(f"{self._path}:{line}: {str(node.value)[:60]!r} does not exist; correct it") from None
        if not isinstance(value, str | int | float | bool | dt.date | None):
            raise BadDataFile(
                f"{self._path}:{line}: {str(node.value)[:60]!r} is neither words nor a number; correct it"
            )
        return value

    def _seen(self, text: str, line: int) -> None:
        """Refuse ``text`` that holds a sign that nobody sees, however it is written."""
        if hidden := UNSEEN.search(text):
            raise BadDataFile(f"{self._path}:{line}: U+{ord(hidden[0]):04X} cannot be seen; delete it")


def _value(path: Path, loader_class: Any, text: str) -> Any:
    loader = loader_class(text)
    try:
        node = loader.get_single_node()
        return _Reader(path, loader).value(node) if node is not None else None
    finally:
        loader.dispose()


def read(path: Path) -> Fields:
    """Return the mapping that the YAML file ``path`` holds.

    Numbers, words and days come as Python's; mappings as ``Fields``. Raises ``BadDataFile`` when the file cannot be
    read or is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadDataFile(f"{path}:1: cannot be read ({error.strerror}); put the file there") from None
    except UnicodeDecodeError:
        raise BadDataFile(f"{path}:1: not UTF-8; save the file as UTF-8") from None
    try:
        try:
            value = _value(path, yaml.SafeLoader if _may_be_deep(text) else _Quick, text)
        except yaml.YAMLError:
            # It says in other words what is wrong.
            value = _value(path, yaml.SafeLoader, text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadDataFile(f"{path}:{line}: not YAML ({error.problem}); mend this line") from None
    except yaml.YAMLError as error:
        raise BadDataFile(f"{path}:1: not YAML ({' '.join(str(error).split())[:120]}); mend it") from None
    except RecursionError:
        raise BadDataFile(f"{path}:1: nested too deep; write it flat") from None
    if not isinstance(value, Fields):
        raise BadDataFile(f"{path}:1: not a list of fields; write each line as 'name: value'")
    return value


def composed(text: str) -> yaml.Node | None:
    """Return the node that ``text`` is in YAML; raises ``yaml.YAMLError`` in PyYAML's words."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader if _may_be_deep(text) else _Quick)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)
