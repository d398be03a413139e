"""One weight of a font that has all, cut out by HarfBuzz as it takes the letters that are used.

WeasyPrint 70 lets fontTools do it, letter by letter in Python: a twentieth of the time that a book takes.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any

#: HarfBuzz can since this version.
SINCE = (6, 0, 0)


def apply() -> None:
    """Use HarfBuzz where it can, once."""
    from weasyprint.pdf import fonts
    from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

    if hasattr(fonts, "instances") or not harfbuzz_subset or not harfbuzz.hb_version_atleast(*SINCE):
        return
    fonts.instances = True
    ffi.cdef("int hb_subset_input_pin_axis_location (hb_subset_input_t *, hb_face_t *, hb_tag_t, float);")
    fonts.Font.clean = _clean(fonts)


def _clean(fonts: Any) -> Callable[[Any, dict[int, str], bool], None]:
    """Return ``Font.clean`` that finds one weight where there were all."""
    whole = fonts.Font.clean

    @functools.wraps(whole)
    def clean(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        face, content, tables = font.hb_face, font.file_content, font.tables
        one = _one(fonts, font, to_unicode) if "fvar" in tables and to_unicode else None
        if one is not None:
            font.hb_face, font.file_content = one
            font.tables = [name for name in tables if name != "fvar"]
        whole(font, to_unicode, hinting)
        if one is not None and font.file_content is one[1]:
            # It could not be made smaller, so its tables are not as they seem; begin again.
            font.hb_face, font.file_content, font.tables = face, content, tables
            whole(font, to_unicode, hinting)
        font.hb_face, font.tables = face, tables

    return clean


def _one(fonts: Any, font: Any, to_unicode: dict[int, str]) -> tuple[Any, bytes] | None:
    """Return HarfBuzz's face of the letters ``to_unicode`` in the looks of ``font``, and its file, or None."""
    ffi, harfbuzz, subset = fonts.ffi, fonts.harfbuzz, fonts.harfbuzz_subset
    axes = fonts.TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)["fvar"].axes
    # As WeasyPrint chooses them.
    looks = {"wght": font.weight, "opsz": font.font_size, "ital": int(font.style == 2)}
    wanted = ffi.gc(subset.hb_subset_input_create_or_fail(), subset.hb_subset_input_destroy)
    for axis in axes:
        if axis.axisTag == "slnt" and font.style == 1 and "slnt" not in font.variations:
            return None
        place = font.variations.get(axis.axisTag, looks.get(axis.axisTag, axis.defaultValue))
        place = min(max(place, axis.minValue), axis.maxValue)
        tag = harfbuzz.hb_tag_from_string(axis.axisTag.encode(), -1)
        if not subset.hb_subset_input_pin_axis_location(wanted, font.hb_face, tag, place):
            return None
    glyphs = ffi.new(f"hb_codepoint_t[{len(to_unicode)}]", sorted(to_unicode))
    harfbuzz.hb_set_add_sorted_array(subset.hb_subset_input_glyph_set(wanted), glyphs, len(to_unicode))
    flags = subset.HB_SUBSET_FLAGS_RETAIN_GIDS | subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
    if font.missing:
        flags |= subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    subset.hb_subset_input_set_flags(wanted, flags)
    face = subset.hb_subset_or_fail(font.hb_face, wanted)
    if face == ffi.NULL:
        return None
    face = ffi.gc(face, harfbuzz.hb_face_destroy)
    content = fonts.get_hb_object_data(face)
    if not content or "fvar" in fonts.TTFont(io.BytesIO(content), lazy=True):
        return None
    return face, content
