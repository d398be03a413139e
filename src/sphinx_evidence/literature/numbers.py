"""Numbers that several pages give: each once, in one file, with its source and the people of whom it holds."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx_evidence.data_file import BadDataFile, Fields, read

_NEEDED = ("value", "source", "population")
_KNOWN = (*_NEEDED, "text", "unit", "year", "where", "cells", "note")


@dataclass(frozen=True)
class Cell:
    """A cell of a figure's table that has to say the same number."""

    file: str  #: path from the folder of the pages
    row: str  #: what the first column says
    column: str  #: the head of the column
    line: int
    size: bool = False  #: the pages give the size of it, and leave the sign to the words ("less")


@dataclass(frozen=True)
class Number:
    """One number, as it is printed."""

    id: str
    value: str
    source: tuple[str, ...]  #: keys of the bibliography
    population: str  #: of whom it holds
    text: str = ""
    unit: str = ""
    year: str = ""
    cells: tuple[Cell, ...] = ()
    line: int = 1


def _cell(path: Path, fields: Any, line: int) -> Cell:
    if not isinstance(fields, Fields) or {*fields} - {"size"} != {"file", "row", "column"}:
        raise BadDataFile(f"{path}:{line}: a cell needs file, row and column, and may say size: true; nothing else")
    size = fields.get("size", False)
    if not isinstance(size, bool):
        raise BadDataFile(f"{path}:{fields.lines['size']}: size is {size!r}; write true or false")
    return Cell(str(fields["file"]), str(fields["row"]), str(fields["column"]), fields.line, size)


def read_numbers(path: Path) -> dict[str, Number]:
    """Return the numbers of the file ``path`` by their id. Raises ``BadDataFile``: ``file:line: how to mend it``."""
    found: dict[str, Number] = {}
    root = read(path)
    for name, fields in root.items():
        line = root.lines[name]
        if not isinstance(fields, Fields):
            raise BadDataFile(f"{path}:{line}: {name} needs fields: {', '.join(_NEEDED)}")
        for needed in _NEEDED:
            if not fields.get(needed):
                raise BadDataFile(f"{path}:{line}: {name} has no {needed}; add it")
        for other in fields:
            if other not in _KNOWN:
                raise BadDataFile(f"{path}:{fields.lines[other]}: a number has no field {other!r}; take it out")
        if not isinstance(fields["value"], str):
            # 0.50 would be printed as 0.5.
            raise BadDataFile(f"{path}:{fields.lines['value']}: write the value of {name} in quotation marks")
        sources = fields["source"] if isinstance(fields["source"], list) else str(fields["source"]).split(";")
        cells = fields.get("cells") or []
        found[name] = Number(
            id=name,
            value=fields["value"],
            source=tuple(str(key).strip() for key in sources),
            population=str(fields["population"]),
            text=str(fields.get("text") or ""),
            unit=str(fields.get("unit") or ""),
            year=str(fields.get("year") or ""),
            cells=tuple(_cell(path, one, fields.lines["cells"]) for one in cells),
            line=line,
        )
    return found


def says(table: Path, cell: Cell) -> str:
    """Return what the CSV file ``table`` says in ``cell``. Raises ``BadDataFile`` when there is no such cell."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise BadDataFile(f"{table}:1: cannot be read as a table; correct the file's name") from None
    for row in rows:
        if next(iter(row.values()), None) == cell.row:
            if cell.column not in row:
                raise BadDataFile(f"{table}:1: no column {cell.column!r}; the columns are: {', '.join(row)}")
            said = str(row[cell.column] or "").strip()
            return said.lstrip("-−") if cell.size else said
    raise BadDataFile(f"{table}:1: no row {cell.row!r}; correct it")
