"""Write the tables of options into the READMEs of the rooms, from what the rooms declare.

    readmes.py            write them
    readmes.py --check    only say which are out of date; exit status 1 when one is

A README has a table between the lines <!-- options --> and <!-- end of options -->.
"""

import importlib
import re
import sys
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "sphinx_evidence"
BEGIN, END = "<!-- options -->", "<!-- end of options -->"
PLACE = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)
#: A longer default is told in the words of the option.
LONGEST = 60


def rooms():
    """Return the names of the rooms that are extensions, as in conf.py, without the package's name."""
    return sorted(
        ".".join(file.parent.relative_to(PACKAGE).parts)
        for file in PACKAGE.rglob("__init__.py")
        if "\ndef setup(" in file.read_text(encoding="utf-8")
    )


def options(room):
    """Return what the setup of ``room`` registers: name, default, types and help of each option."""
    app = mock.MagicMock()
    importlib.import_module(f"sphinx_evidence.{room}").setup(app)
    return [(call.args[0], call.args[1], call.args[3], call.args[4]) for call in app.add_config_value.call_args_list]


def _default(value):
    if callable(value):
        return (value.__doc__ or "made from the project").strip().rstrip(".").lower()
    told = repr(value).replace("'", '"')
    if isinstance(value, dict) and len(told) > LONGEST:
        return ", ".join(f"`{key}`" for key in value)
    return f"`{told}`"


def _types(types):
    return " or ".join("`None`" if kind is type(None) else f"`{kind.__name__}`" for kind in types)


def table(room):
    """Return the table of the options of ``room``, as Markdown."""
    rows = [
        f"| `{name}` | {_types(types)} | {_default(default)} | {words} |"
        for name, default, types, words in options(room)
    ]
    if not rows:
        return "It has no options."
    return "\n".join(["| Option | Type | Default | What it is |", "| --- | --- | --- | --- |", *rows])


def readme(room):
    """Return the README of ``room``."""
    return PACKAGE.joinpath(*room.split("."), "README.md")


def filled(room):
    """Return the README of ``room`` with its table as it should be. Raises ``ValueError`` where it has no place."""
    text = readme(room).read_text(encoding="utf-8")
    if not PLACE.search(text):
        raise ValueError(f"{readme(room).relative_to(ROOT)}: no place for the options; write {BEGIN} and {END}")
    return PLACE.sub(lambda _: f"{BEGIN}\n\n{table(room)}\n\n{END}", text)


def main(arguments):
    """Write or check; return the exit status."""
    stale = []
    for room in rooms():
        text = filled(room)
        if text != readme(room).read_text(encoding="utf-8"):
            stale.append(room)
            if "--check" not in arguments:
                readme(room).write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        names = ", ".join(stale)
        print(f"options have changed in: {names}; run: .venv/bin/python tools/readmes.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main(sys.argv[1:]))
