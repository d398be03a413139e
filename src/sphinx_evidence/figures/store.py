"""Drawings that are kept with the pages as Sphinx has read them, so that each format need not draw them anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile


class Store:
    """The drawings in ``folder``. A digest stands for numbers and program; names end in look and format."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._noted: set[str] = set()

    def note(self, digest: str) -> None:
        """Say that the site has a figure with this ``digest`` still."""
        self._noted.add(digest)

    def fetch(self, digest: str, targets: Sequence[Path]) -> bool:
        """Copy the drawings to ``targets`` and return True, or return False where one of them is not here."""
        here = [self._place(digest, target) for target in targets]
        if not all(place.is_file() for place in here):
            return False
        for place, target in zip(here, targets, strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(place, target)
        return True

    def put(self, digest: str, drawings: Sequence[Path]) -> None:
        """Keep ``drawings``. A full disk is no harm: they are drawn again then."""
        for drawing in drawings:
            place = self._place(digest, drawing)
            half = place.with_name(f"{place.name}.part")
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                copyfile(drawing, half)
                half.replace(place)
            except OSError:
                half.unlink(missing_ok=True)

    def prune(self, kind: str | None) -> None:
        """Remove drawings in the format ``kind`` of figures that nobody has noted."""
        for place in self.folder.glob(f"*.{kind}"):
            if place.name.partition("-")[0] not in self._noted:
                place.unlink()

    def _place(self, digest: str, drawing: Path) -> Path:
        return self.folder / f"{digest}-{drawing.name.rpartition('-')[2]}"
