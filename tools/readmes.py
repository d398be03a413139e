"""Write the tables of options into the READMEs of the rooms, and WARNINGS.md, from what the code declares.

    readmes.py            write them
    readmes.py --check    only say which are out of date; exit status 1 when one is

A README has a table between the lines <!-- options --> and <!-- end of options -->. WARNINGS.md, one a package, is
made whole from its ``codes.py``.
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
#: The packages that give warnings, and what their page says first.
WARNINGS = {
    "sphinx_evidence": "The warnings of these extensions.",
    "this_site": "The warnings that only this site gives. Those of the extensions: `src/sphinx_evidence/WARNINGS.md`.",
}
HOW = """A warning ends with its code, as in `[{example}]`. To be told no more of one, name it in conf.py, or
only the part before its dot: `suppress_warnings = ["{example}"]`.

Made from `codes.py` by `tools/readmes.py`; do not edit."""


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
    told = ["`None`" if kind is type(None) else f"`{kind.__name__}`" for kind in types]
    # See sphinx_evidence.options.
    return " or ".join([*told, "YAML file"] if dict in types else told)


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


def warnings_page(package):
    """Return the path and the text of the page of all warnings of ``package``, a table for each part before the dot."""
    codes = list(importlib.import_module(f"{package}.codes").Code)
    text = f"# Warnings\n\n{WARNINGS[package]}\n{HOW.format(example=codes[0].code)}\n"
    for kind in dict.fromkeys(code.code.partition(".")[0] for code in codes):
        rows = [f"| `{c.code}` | {c.meaning} | {c.mend} |" for c in codes if c.code.partition(".")[0] == kind]
        heads = ["| Code | What it means | How to mend it |", "| --- | --- | --- |"]
        text += "\n".join(["", f"## {kind}", "", *heads, *rows, ""])
    return ROOT / "src" / package / "WARNINGS.md", text


def main(arguments):
    """Write or check; return the exit status."""
    stale = []
    for package in WARNINGS:
        path, text = warnings_page(package)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(f"the warnings of {package}")
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    for room in rooms():
        text = filled(room)
        if text != readme(room).read_text(encoding="utf-8"):
            stale.append(room)
            if "--check" not in arguments:
                readme(room).write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        names = ", ".join(stale)
        print(f"out of date: {names}; run: .venv/bin/python tools/readmes.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    sys.exit(main(sys.argv[1:]))
