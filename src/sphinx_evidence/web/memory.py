"""What was answered, for some days, so that a second run asks little."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

DAY = 86_400.0


class Memory:
    """Values by name in the JSON file ``path``, with the time at which they came; those older than ``days`` are gone.

    ``kind`` names what is kept: a file of another kind (another version of the program, other settings) counts as
    absent, and so does one that is empty, cut or damaged. It holds nothing that cannot be asked again.
    With ``spread`` not all values that came on one day go on one day, so that no later run has to ask for all.
    """

    def __init__(
        self,
        path: Path,
        kind: str,
        days: float,
        *,
        fresh: bool = False,
        spread: bool = False,
        now: float | None = None,
    ):
        self.path, self.kind, self.days, self.spread = path, kind, days, spread
        self.now = time.time() if now is None else now
        self._kept: dict[str, tuple[float, Any]] = {}
        if not fresh:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                self._kept = self._read()

    def _read(self) -> dict[str, tuple[float, Any]]:
        data = json.loads(self.path.read_bytes())
        if data["kind"] != self.kind:
            return {}
        kept = {str(name): (float(one["at"]), one["value"]) for name, one in data["kept"].items()}
        return {name: one for name, one in kept.items() if 0 <= self.now - one[0] < self._lasts(name)}

    def _lasts(self, name: str) -> float:
        if not self.spread:
            return self.days * DAY
        part = int(hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(), 16) % 1000 / 1000
        return self.days * (0.7 + 0.6 * part) * DAY

    def get(self, name: str) -> Any:
        """Return the value called ``name``, or nothing."""
        found = self._kept.get(name)
        return None if found is None else found[1]

    def put(self, name: str, value: Any) -> None:
        """Remember ``value``, which JSON must know."""
        self._kept[name] = (self.now, value)

    def forget(self, name: str) -> None:
        """Remember nothing under ``name``."""
        self._kept.pop(name, None)

    def save(self) -> None:
        """Write the file, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = {name: {"at": at, "value": value} for name, (at, value) in self._kept.items()}
        # ASCII, because an address may hold half of a character, which UTF-8 cannot.
        text = json.dumps({"kind": self.kind, "kept": kept}, indent=1, sort_keys=True)
        handle, part = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
            os.replace(part, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise
