"""Catalogues of translated sentences: kept as text (``.po``), read by gettext in a form that is built of it (``.mo``).

Sphinx builds the second beside the first and only when that is newer. A build here leaves the sources alone, and a
catalogue that is put back from a copy, older than the last build, counts all the same.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

#: The folder of a language's catalogues, from that of all languages.
MESSAGES = "{language}/LC_MESSAGES"


def load(path: Path) -> Catalog:
    """Return the catalogue in the file ``path``. Raises ``ValueError`` with ``file:line: what to mend``."""
    try:
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except OSError as error:
        raise ValueError(f"{path}:1: cannot be read ({error.strerror}); put the file there") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}:1: not UTF-8; save the file as UTF-8") from None
    except Exception as error:  # of Babel's own kinds, with the line
        line = getattr(error, "lineno", None)
        raise ValueError(f"{path}:{(line or 0) + 1}: no catalogue ({error}); mend this line") from None


def texts(path: Path) -> dict[str, str]:
    """Return the translated sentences of the catalogue in the file ``path``; none where it cannot be read."""
    try:
        messages = load(path)
    except ValueError:
        return {}
    return {str(one.id): str(one.string) for one in messages if one.id and one.string and not one.fuzzy}


def files(folder: Path, language: str) -> list[Path]:
    """Return the catalogues of ``language`` in the folder of all languages."""
    return sorted((folder / MESSAGES.format(language=language)).rglob("*.po"))


def build(folder: Path, target: Path, language: str, only: str = "") -> list[str]:
    """Write what gettext reads of each catalogue, or of the one called ``only``, below ``target``.

    A sentence that is marked as fuzzy counts as not translated: its original has changed since. Return what is wrong
    with those that cannot be read, each with file and line.
    """
    top = folder / MESSAGES.format(language=language)
    faults = []
    for path in files(folder, language):
        name = path.relative_to(top).with_suffix("").as_posix()
        if only and name != only:
            continue
        try:
            catalogue = load(path)
        except ValueError as error:
            faults.append(str(error))
            continue
        file = target / MESSAGES.format(language=language) / f"{name}.mo"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as output:
            write_mo(output, catalogue, use_fuzzy=False)
    return faults
