"""Reading the numbers of a figure from its CSV file, with every fault named by file and line."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sphinx_evidence.unseen import UNSEEN

#: The column whose cells name sources by their BibTeX keys, separated by semicolons.
SOURCE = "source"

#: What a column may hold: words, a number, or a number that is not known (an empty cell).
Kind = type | str
OPTIONAL = "number or nothing"
#: The largest and the smallest size of a number, but for 0, that a figure can draw and a reader can take in.
LARGEST, SMALLEST = 1e15, 1e-15


def read_rows(path: Path, columns: Mapping[str, Kind], known: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Return the rows of the CSV file ``path`` as dicts of the values in ``columns``.

    ``columns`` maps each head to ``str``, ``float`` or ``OPTIONAL``. The column ``source`` is
    always there and becomes a list of keys, each of which must be in ``known`` (where given).
    Raises ``ValueError`` with ``file:line: what to mend`` at the first fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ValueError(f"{path}:1: cannot be read ({error.strerror}); put the file there") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}:1: not UTF-8; save the file as UTF-8") from None
    if found := UNSEEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"{path}:{line}: holds a character that cannot be printed (U+{ord(found[0]):04X}); delete it")
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        head = next(reader, [])
        wanted = [*columns, SOURCE]
        for name in wanted:
            if name not in head:
                raise ValueError(
                    f"{path}:1: no column {name!r}; the columns are: {', '.join(head) or 'none'}; correct it"
                )
        for name in head:
            if name not in wanted:
                raise ValueError(f"{path}:1: column {name!r} is not used by the figure; remove it")
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(f"{path}:{reader.line_num}", head, cells, columns, known))
    except csv.Error as error:
        raise ValueError(f"{path}:{reader.line_num}: {error}; mend the quotation marks") from None
    if not rows:
        raise ValueError(f"{path}:1: the file has no rows; add one")
    return rows


def _row(
    where: str, head: list[str], cells: list[str], columns: Mapping[str, Kind], known: Collection[str] | None
) -> dict[str, Any]:
    if len(cells) != len(head):
        raise ValueError(f"{where}: {len(cells)} cells under {len(head)} heads; add or remove a comma")
    row: dict[str, Any] = {}
    for name, cell in zip(head, cells, strict=True):
        cell = cell.strip()
        if name == SOURCE:
            row[name] = _keys(where, cell, known)
        elif columns[name] is str:
            if not cell:
                raise ValueError(f"{where}: nothing in column {name!r}; fill it in")
            row[name] = cell
        else:
            row[name] = _number(where, name, cell, columns[name])
    return row


def _number(where: str, name: str, cell: str, kind: Kind) -> float | None:
    if not cell and kind == OPTIONAL:
        return None
    # Python also reads 1_0 and digits of other scripts.
    value = float(cell) if re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", cell, re.ASCII) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"{where}: {cell!r} in column {name!r} is not a number; write one like -0.52")
    if value and not SMALLEST <= abs(value) <= LARGEST:
        raise ValueError(
            f"{where}: {cell!r} in column {name!r} is too {'large' if abs(value) > 1 else 'small'} to draw; "
            f"correct it, or give it in another unit"
        )
    return value


def _keys(where: str, cell: str, known: Collection[str] | None) -> list[str]:
    keys = [key.strip() for key in cell.split(";") if key.strip()]
    if not keys:
        raise ValueError(f"{where}: no source; name one or more keys of the bibliography")
    for key in keys:
        if known is not None and key not in known:
            raise ValueError(f"{where}: source {key!r} is not in the bibliography; add it there or correct the key")
    return keys
