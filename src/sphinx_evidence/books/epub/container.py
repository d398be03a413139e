"""Writing the zip file that an EPUB is: the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sphinx_evidence import source_date


def build_time() -> dt.datetime:
    """Return the time that the build stands for: ``SOURCE_DATE_EPOCH``, or now where it is not set."""
    return source_date.time() or dt.datetime.now(tz=dt.UTC)


def write(folder: Path, names: Iterable[str], target: Path) -> None:
    """Write the files ``names`` of ``folder`` into ``target``, whole or not at all.

    Reading programs know an EPUB by its first bytes, so ``mimetype`` comes first and as it is.
    """
    when = build_time().timetuple()[:6]
    part = target.with_name(target.name + ".part")
    with ZipFile(part, "w") as book:
        for name in ("mimetype", *names):
            # Neither the time at which a file was written nor the rights of its owner are part of the book.
            entry = ZipInfo(name, date_time=when)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            book.writestr(entry, (folder / name).read_bytes())
    os.replace(part, target)
