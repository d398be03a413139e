"""Lines of text, broken by WeasyPrint 70 with three readings of Pango where two of less text do: a tenth of the time
that a book takes. The same words stand in every line; ``tests/test_paper.py`` compares.

- To break a line it hands Pango four letters for each em of room; two lines of any text take less.
- Then it tries whether the next word fits too, and it does only where its blank was what did not.
- Then it has the line by itself read again, to be drawn.
- It measures each word of a table's cells anew, for the narrowest column, and reads it three times; a book has few
  words that come once, and where a plain one ends is known before.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

#: How many letters an em holds in a line and a word more, at most as a rule; and how many WeasyPrint takes.
LETTERS, WHOLE = 2.8, 4
#: Scripts in which what comes later may change what came before, and signs at which a line may or must end.
ODD = re.compile(r"[\0-\x1f\xad\u0590-\u1fff\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2e80-\U0010ffff]")
#: A word in which no line may end, and the letter after its blank, before which one may.
PLAIN = re.compile(r"([(\[\u201c]?[A-Za-z0-9]+(?:['\u2019.,:][A-Za-z0-9]+)*%?[.,:;)\]\u201d]*)(?: [A-Za-z0-9])?")
#: By how much, in pixels, a word must be too long not to be tried.
SURELY = 2.0


def apply() -> None:
    """Take the short ways, once. ``quick`` and ``mends`` come before."""
    from weasyprint.layout import inline, preferred
    from weasyprint.text import line_break

    if hasattr(line_break, "lines"):
        return
    line_break.lines = True
    line_break.ffi.cdef(
        "void pango_layout_line_index_to_x (PangoLayoutLine* line, int index, gboolean trailing, int* x_pos);"
    )
    whole = line_break.split_first_line
    preferred.split_first_line = _narrowest(line_break, whole)
    inline.split_first_line = _split(line_break, whole)


def _narrowest(line_break: Any, whole: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``split_first_line`` that remembers the widths of words where there is room for none."""
    looks = (
        *("white_space", "overflow_wrap", "word_break", "hyphens", "direction", "letter_spacing", "word_spacing"),
        *("font_kerning", "text_decoration_line", "hyphenate_character"),
    )
    numbers: dict[Any, int] = {}

    def number_of(style: Any) -> int:
        found: int | None = style.__dict__.get("kept_number")
        if found is None:
            key = line_break._font_style_cache_key(style, include_size=True), *(str(style[name]) for name in looks)
            found = style.kept_number = numbers.setdefault(key, len(numbers))
        return found

    def measured(text: str, word: str, style: Any, spacing: float) -> tuple[int | None, float] | None:
        """Return where ``text`` goes on behind a plain ``word``, and its width; None where a line may end elsewhere."""
        if (style["white_space"], style["word_break"]) != ("normal", "normal") or style["overflow_wrap"] == "anywhere":
            return None
        layout = line_break.Layout(style, spacing)
        if not layout.shares:
            return None
        layout.set_text(word)
        width, _ = line_break.line_size(layout.get_first_line()[0], style)
        return (len(word.encode()) + 1 if len(text) > len(word) else None), width

    @functools.wraps(whole)
    def split(text: str, style: Any, context: Any, max_width: float | None, spacing: float, **how: Any) -> Any:
        end = text.find(" ")
        start = text if end < 0 else text[: end + 2]
        if max_width != 0 or not how.get("minimum") or style["hyphens"] == "auto" or ODD.search(start):
            return whole(text, style, context, max_width, spacing, **how)
        words = style.font_config.__dict__.setdefault("kept_words", {})
        key = start, len(text) > len(start), number_of(style), how.get("is_line_start", True)
        if key not in words:
            plain = PLAIN.fullmatch(start)
            found = measured(text, plain[1], style, spacing) if plain else None
            if found is None:
                _, _, *found, _, _ = whole(text, style, context, max_width, spacing, **how)
            # Whoever measures asks for no more.
            words[key] = None, None, *found, None, None
        return words[key]

    return split


def _split(line_break: Any, whole: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``split_first_line`` with a short way for plain text."""
    from .mends import SLACK

    ffi, pango, layout_of = line_break.ffi, line_break.pango, line_break.Layout
    units, from_units = line_break.TO_UNITS, line_break.FROM_UNITS
    place = ffi.new("int *")

    @functools.wraps(whole)
    def split(text: str, style: Any, context: Any, max_width: float | None, spacing: float, **how: Any) -> Any:
        def as_it_was() -> Any:
            return whole(text, style, context, max_width, spacing, **how)

        size = style["font_size"]
        if (
            max_width is None
            or not size * WHOLE <= max_width < 2**21
            or style["white_space"] != "normal"
            or style["hyphens"] == "auto"
            or not text
            or ODD.search(text, 0, int(max_width / size * WHOLE))
        ):
            return as_it_was()
        layout = layout_of(style, spacing, max_width)
        if not layout.shares:
            return as_it_was()
        # As the mend for blanks at the end has it, of which WeasyPrint's own length of text decides.
        slack = SLACK * size
        room = max_width
        if max_width > 20 * slack and text[: int(max_width / size * WHOLE)].endswith(" "):
            room -= slack
        pango.pango_layout_set_width(layout.layout, int(room * units))
        short = text[: int(max_width / size * LETTERS)]
        layout.set_text(short)
        line, resume = layout.get_first_line()
        width, height = line_break.line_size(line, style)
        if width > max_width:
            return as_it_was()
        if resume is None:
            if short != text:
                return as_it_was()
            return line_break.first_line_metrics(line, text, layout, None, True, style)
        encoded = short.encode()
        first = encoded[:resume].decode()
        signs = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
        following = line_break.get_next_break_point(signs[len(first) + 1 : len(short)])
        if following is None and short != text:
            return as_it_was()
        rest = short[len(first) :]
        word = rest[:following].rstrip(" ")
        if word and rest[following or -1] == " ":
            second = pango.pango_layout_get_line_readonly(layout.layout, 1)
            pango.pango_layout_line_index_to_x(second, resume + len(word.encode()), False, place)
            if width + place[0] * from_units < room + SURELY:
                return as_it_was()
        # What stands in the line is drawn as it was read; ``glyphs`` leaves its blank out.
        layout.text, layout.cut = first.rstrip(" "), True
        baseline = pango.pango_layout_get_baseline(layout.layout) * from_units
        layout.deactivate()
        return layout, len(layout.text.encode()), resume, width, height, baseline

    return split
