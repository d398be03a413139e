"""What goes between the server and the process that builds: orders, answers, and lines for the terminal."""

from __future__ import annotations

import json
import os
import tempfile
from typing import Any, BinaryIO, TextIO

try:
    import fcntl
except ImportError:  # Windows, where no two of these processes run at once
    fcntl = None  # type: ignore[assignment]


def passing_file() -> BinaryIO:
    """Return a file that ends with those that hold it; where the system can, it takes no room on a disk."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("live"), "w+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)  # type: ignore[return-value]


class Wire:
    """Orders from the server, and answers to it; what this process starts knows of neither."""

    def __init__(self) -> None:
        self._orders, self._answers = os.dup(0), os.dup(2)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        # Of several processes that tell, each is to finish its line.
        self._turn = passing_file()

    def order(self) -> dict[str, Any]:
        """Wait for an order; when the server is gone, it is to leave."""
        # Byte by byte: what follows may be for another process.
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self._orders, 1)
            if not byte:
                return {"leave": True}
            line += byte
        return json.loads(line)

    def tell(self, **answer: Any) -> None:
        """Send an answer."""
        # One that was stopped in the middle of a line has not ended it.
        rest = b"\n" + json.dumps(answer).encode() + b"\n"
        if fcntl:
            fcntl.lockf(self._turn, fcntl.LOCK_EX)
        try:
            while rest:
                rest = rest[os.write(self._answers, rest) :]
        finally:
            if fcntl:
                fcntl.lockf(self._turn, fcntl.LOCK_UN)


class Held:
    """Standard output that is printed only when there is something to build."""

    def __init__(self, output: TextIO) -> None:
        self._output, self._kept = output, [""]

    def write(self, text: str) -> int:
        """Keep ``text``, or print it."""
        if self._kept:
            self._kept.append(text)
            return len(text)
        return self._output.write(text)

    def release(self) -> None:
        """Print what was kept, and from now on all."""
        kept, self._kept = self._kept, []
        self._output.write("".join(kept))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._output, name)
