"""What registers answered, for some days, so that a second run asks little."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

DAY = 86_400.0


class Memory:
    """Answers by name, in the JSON file ``path``; those older than ``days`` count no more.

    A file that is missing or damaged is an empty memory: it holds nothing that cannot be asked again.
    """

    def __init__(self, path: Path, days: float, *, fresh: bool = False, now: float | None = None):
        self.path = path
        self.now = time.time() if now is None else now
        self.answers: dict[str, dict[str, Any]] = {}
        if fresh:
            return
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            self.answers = {name: one for name, one in kept.items() if 0 <= self.now - one["asked"] < days * DAY}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.answers = {}

    def get(self, name: str) -> dict[str, Any] | None:
        """Return the answer called ``name``, if it is remembered."""
        found = self.answers.get(name)
        return found and found["answer"]

    def put(self, name: str, answer: dict[str, Any]) -> None:
        """Remember ``answer``."""
        self.answers[name] = {"asked": self.now, "answer": answer}

    def save(self) -> None:
        """Write the file, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.answers, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(self.path)
