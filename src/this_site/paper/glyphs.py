"""Glyphs written into a page by the run, where WeasyPrint 70 looks at each by itself: a twentieth of the time that a
book takes. It also says after most letters that they are moved by nothing, which is left out here; a page looks the
same, and ``tests/test_paper.py`` compares the pictures.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

#: From here on, the number of a glyph says that there is none.
NONE = 0x0FFFFFFF
#: What Pango tells of a glyph: its number, its width, how far it is moved, and signs.
FIELDS = 5


def apply() -> None:
    """Write runs at once, once."""
    from weasyprint.draw import text
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import ffi

    if hasattr(text, "glyphs"):
        return
    text.glyphs = True
    ffi.cdef("gpointer g_object_ref (gpointer object);")
    Stream.add_font = _add_font(Stream.add_font)
    text.draw_first_line = _draw(text)


def _add_font(whole: Callable[[Any, Any], tuple[Any, float]]) -> Callable[[Any, Any], tuple[Any, float]]:
    """Return ``Stream.add_font`` that knows a font again."""
    from weasyprint.text.ffi import ffi, gobject

    @functools.wraps(whole)
    def add(stream: Any, pango_font: Any) -> tuple[Any, float]:
        known = stream.__dict__.get("kept_fonts")
        if known is None:
            known = stream.kept_fonts = {}
        place = int(ffi.cast("uintptr_t", pango_font))
        if place not in known:
            # It stays as long as it is known, so that no other font comes to its place.
            held = ffi.gc(gobject.g_object_ref(pango_font), gobject.g_object_unref)
            known[place] = whole(stream, pango_font), held
        found: tuple[Any, float] = known[place][0]
        return found

    return add


class _Pieces(dict[tuple[int, int], str]):
    """What is written for a glyph of a width, in a font of a size. ``KeyError`` where the font does not know it yet."""

    def __init__(self, font: Any, size: float, unit: float):
        super().__init__()
        self._letters, self._widths, self._size, self._unit = font.to_unicode, font.widths, size, unit

    def __missing__(self, key: tuple[int, int]) -> str:
        glyph, width = key
        if glyph >= NONE or glyph not in self._letters:
            raise KeyError(glyph)
        # In the same order as WeasyPrint, which is rounded the same.
        kerning = int(self._widths[glyph] + 0.0 - width * 1000 * self._unit / self._size)
        piece = self[key] = f"{glyph:04x}>{kerning}<" if kerning else f"{glyph:04x}"
        return piece


def _draw(text: Any) -> Callable[..., list[Any]]:
    """Return ``draw_first_line`` with a short way for runs of glyphs that stand where they should."""
    from weasyprint.text.ffi import FROM_UNITS

    whole = text.draw_first_line
    ffi, pango = text.ffi, text.pango
    size_of = ffi.sizeof("PangoGlyphInfo")
    new = pango.pango_version() >= 14802

    def plain(stream: Any, line: Any, end: int) -> list[tuple[Any, float, str]] | None:
        """Return (font, size, what to write) of each run before the byte ``end``; None where one needs more."""
        found = []
        run = line.runs[0]
        while run != ffi.NULL:
            item, run = run.data, run.next
            font, size = stream.add_font(item.item.analysis.font)
            if font.bitmap or font.svg or font.png or font.colr:
                return None
            string = item.glyphs
            behind = item.item.offset + item.item.length - end
            numbers = memoryview(ffi.buffer(string.glyphs, string.num_glyphs * size_of)).cast("i").tolist()
            glyphs = numbers[0::FIELDS]
            if behind > 0:
                # A blank at the end of a line, which has a glyph for each byte.
                # WeasyPrint tells of more than the level here; its last bit says that the run goes from right to left.
                if item.item.analysis.level % 2 or behind >= string.num_glyphs:
                    return None
                del numbers[-behind * FIELDS :], glyphs[-behind:]
            if any(numbers[2::FIELDS]) or any(numbers[3::FIELDS]):
                return None
            sizes = font.__dict__.setdefault("kept_pieces", {})
            if size not in sizes:
                sizes[size] = _Pieces(font, size, FROM_UNITS)
            try:
                pieces = map(sizes[size].__getitem__, zip(glyphs, numbers[1::FIELDS], strict=True))
                found.append((font, size, "".join(pieces)))
            except KeyError:
                return None
        return found

    def draw(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> list[Any]:
        layout = textbox.pango_layout
        if new and layout.shares and text_overflow != "ellipsis" and block_ellipsis == "none" and textbox.text.strip():
            pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
            line, _ = layout.get_first_line()
            runs = plain(stream, line, len(layout.text.encode()))
            if runs:
                stream.set_text_matrix(*matrix.values)
                before, written = None, ""
                for font, size, piece in runs:
                    if (font, size) != before:
                        if written:
                            stream.show_text(written)
                        stream.set_font_size(font.hash, size)
                        before, written = (font, size), ""
                    written += f"<{piece}>"
                stream.show_text(written)
                return []
        if getattr(layout, "cut", False):
            # As WeasyPrint expects it: the line by itself.
            pango.pango_layout_set_width(layout.layout, -1)
            layout.set_text(layout.text)
        emojis: list[Any] = whole(stream, textbox, text_overflow, block_ellipsis, matrix)
        return emojis

    return functools.wraps(whole)(draw)
