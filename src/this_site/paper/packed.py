"""A PDF file with its objects packed together.

pydyf packs all into one stream, of which a reading program needs the whole for any of them, and packs that twice.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from typing import BinaryIO

#: How many objects a stream holds.
TOGETHER = 100


def write(file: BinaryIO, objects: Sequence[tuple[bytes, bool]], root: bytes, info: bytes) -> None:
    """Write ``objects``, the first of which is number 1, with whether each is a stream, which stands by itself.

    ``root`` and ``info`` are references. The file's name for itself is made of what is in it.
    """
    content, position = hashlib.sha256(), 0

    def add(data: bytes) -> None:
        nonlocal position
        position += file.write(data)
        content.update(data)

    add(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
    # For each number: it is free, stands somewhere in the file, or in a stream.
    table = [(0, 0, 65535)] + [(1, 0, 0)] * len(objects)

    def add_object(number: int, data: bytes) -> None:
        table[number] = (1, position, 0)
        add(b"%d 0 obj\n%s\nendobj\n" % (number, data))

    for number, (data, alone) in enumerate(objects, 1):
        if alone:
            add_object(number, data)
    others = [number for number, (_, alone) in enumerate(objects, 1) if not alone]
    for start in range(0, len(others), TOGETHER):
        numbers = others[start : start + TOGETHER]
        inside, places = b"", []
        for index, number in enumerate(numbers):
            places.append(b"%d %d" % (number, len(inside)))
            inside += objects[number - 1][0] + b"\n"
            table[number] = (2, len(table), index)
        head = b" ".join(places) + b"\n"
        table.append((1, 0, 0))
        about = b"/Type/ObjStm/N %d/First %d" % (len(numbers), len(head))
        add_object(len(table) - 1, _stream(about, head + inside))
    last, table_at, name = len(table), position, content.digest()[:16].hex().encode()
    table.append((1, position, 0))
    about = b"/Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%s><%s>]" % (len(table), root, info, name, name)
    add_object(last, _stream(about, b"".join(struct.pack(">BIH", *line) for line in table)))
    add(b"startxref\n%d\n%%%%EOF\n" % table_at)


def _stream(about: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (about, len(packed), packed)
