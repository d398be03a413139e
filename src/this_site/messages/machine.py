"""What the machine cannot give: room on the disk, files to open, memory. Told in one line, whoever it has stopped.

Python names the file when one cannot be opened, and none when it cannot be written to; Sphinx copies on and tells it of
each file; what another process met comes as text.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator

_ROOM = "make room on the disk and build again"
#: What is wrong, and what to do about it.
ADVICE = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("the disk is full for this user", _ROOM),
    errno.EFBIG: ("a file may not get so large", "allow larger files (ulimit -f) and build again"),
    errno.EMFILE: ("too few files may be open at once", "allow more (ulimit -n 1024) and build again"),
    errno.ENFILE: ("too few files may be open at once", "end other programs and build again"),
    errno.ENOMEM: ("there is not enough memory", "end other programs and build again"),
    errno.EIO: ("the disk cannot be read or written", "see whether it is sound, and build again"),
}
_IN_WORDS = re.compile(r"\[Errno (\d+)\] |\bOSError\((\d+), ['\"]")


def _line(number: int, path: str = "") -> str:
    what, advice = ADVICE[number]
    return f"{path}: {what} ({os.strerror(number)}); {advice}".removeprefix(": ")


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    left = [exception]
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [one.__context__, one.__cause__, getattr(one, "orig_exc", None)]


def in_words(message: str) -> str:
    """Return the line for what the text ``message`` says that the machine could not give, or nothing."""
    for found in _IN_WORDS.finditer(message):
        number = int(found[1] or found[2])
        # A page may name a number; the system's own words come behind it where it has failed.
        if number in ADVICE and message.startswith(os.strerror(number), found.end()):
            return _line(number)
    return ""


def lacks(exception: BaseException) -> str:
    """Return the line for what the machine could not give, if that has led to ``exception``, or nothing."""
    for one in _chain(exception):
        if isinstance(one, OSError) and one.errno in ADVICE:
            return _line(one.errno, os.fsdecode(one.filename) if isinstance(one.filename, (str, bytes)) else "")
        if isinstance(one, MemoryError):
            return _line(errno.ENOMEM)
        # Of another process, or of a library that has told it in words.
        if line := in_words(f"{one} {getattr(one, 'traceback', '')}"):
            return line
    return ""
