"""What WeasyPrint 70 works out again and again for each box, worked out once for each style.

A book has some ten thousand styles and a hundred thousand boxes, most of which share a style: what depends on the style
alone is kept with it. Nothing of this changes a page; ``tests/test_paper.py`` lays pages out with and without it.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

#: What is kept with a style: under one name, because a copy of a style takes nothing of it along.
KEPT = "kept_for_print"


def apply() -> None:
    """Take all short ways, once."""
    from weasyprint import css
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.layout import background, percent
    from weasyprint.text import line_break

    if hasattr(css, "quick"):
        return
    css.quick = True
    css.ComputedStyle.__missing__ = _missing(css)
    css.AnonymousStyle.__init__ = _anonymous(css)
    css.StyleFor.set_computed_styles = _only_needed(css.StyleFor.set_computed_styles)
    Box.is_in_normal_flow = _is_in_normal_flow
    _replace(percent.resolve_percentages, _resolve(percent))
    _replace(background.layout_box_backgrounds, _backgrounds(background))
    _replace(line_break.strut, _once("strut", line_break.strut))
    _replace(line_break.line_size, _line_size(line_break))
    line_break.Layout.setup = _setup(line_break)
    line_break.Layout.set_text = _set_text(line_break)
    line_break.Layout.deactivate = _deactivate(line_break)
    line_break.Layout.reactivate = _reactivate(line_break)


def _replace(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Put ``new`` in the place of the function ``old`` wherever WeasyPrint has imported it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint") and getattr(module, old.__name__, None) is old:
            setattr(module, old.__name__, functools.wraps(old)(new))


def _kept(style: Any) -> dict[str, Any]:
    """Return what is kept with ``style``."""
    attributes: dict[str, Any] = style.__dict__
    found = attributes.get(KEPT)
    if found is None:
        found = attributes[KEPT] = {}
    return found


def _once(name: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def once(style: Any) -> Any:
        kept = _kept(style)
        if name not in kept:
            kept[name] = function(style)
        return kept[name]

    return once


# -- Styles


def _missing(css: Any) -> Callable[[Any, str], Any]:
    """Return ``ComputedStyle.__missing__`` with a short way for what no rule says: inherited or initial."""
    whole = css.ComputedStyle.__missing__
    special = {"float", "display", "position", "page", *css.PHYSICAL_FUNCTIONS}
    simple = {key for key in css.INITIAL_VALUES if key not in special and not key.startswith("text_decoration_")}
    inherited = simple & set(css.INHERITED)
    initial = {
        key: value
        for key, value in css.INITIAL_VALUES.items()
        if key in simple and key not in inherited and key not in css.INITIAL_NOT_COMPUTED and not css.check_math(value)
    }
    logical = {
        function(block="ttb", inline=direction)
        for function in css.PHYSICAL_FUNCTIONS.values()
        for direction in ("ltr", "rtl")
    }
    physical = {
        key: css.INITIAL_VALUES[key]
        for key in css.PHYSICAL_FUNCTIONS
        if key in css.INITIAL_VALUES and key not in css.INHERITED and key not in css.INITIAL_NOT_COMPUTED
    }

    def missing(style: Any, key: str) -> Any:
        cascaded = style.cascaded
        if key not in cascaded:
            if key in initial:
                value = style[key] = initial[key]
                return value
            if key in inherited and style.parent_style is not None:
                value = style[key] = style.parent_style[key]
                return value
            if key in physical and logical.isdisjoint(cascaded):
                value = style[key] = physical[key]
                return value
        return whole(style, key)

    return missing


def _anonymous(css: Any) -> Callable[[Any, Any], None]:
    """Return ``AnonymousStyle.__init__`` that fills in at once what is at its initial value."""
    whole = css.AnonymousStyle.__init__
    initial = {
        key: value
        for key, value in css.INITIAL_VALUES.items()
        if key not in css.INHERITED
        and key not in css.INITIAL_NOT_COMPUTED
        and key != "page"
        and not key.startswith(("__", "text_decoration_"))
    }

    def begin(style: Any, parent_style: Any) -> None:
        style.update(initial)
        whole(style, parent_style)

    return begin


def _only_needed(whole: Callable[..., None]) -> Callable[..., None]:
    """Return ``set_computed_styles`` without the marks of notes for what is no note, and of items for what is none.

    The browser's own stylesheet has rules for these of every element.
    """
    of_notes = {"footnote-call": "float", "footnote-marker": "float"}
    of_notes |= {"note-call": "position", "note-marker": "position", "note-callback": "position"}

    @functools.wraps(whole)
    def compute(self: Any, element: Any, parent: Any, *arguments: Any, **named: Any) -> None:
        pseudo = named.get("pseudo_type")
        if pseudo is not None and (own := self._computed_styles.get((element, None))) is not None:
            if pseudo == "marker":
                needed = "list-item" in own["display"]
            else:
                name = of_notes.get(pseudo)
                needed = name is None or (own["float"] == "footnote" if name == "float" else own[name][0] == "note()")
            if not needed:
                return
        whole(self, element, parent, *arguments, **named)

    return compute


# -- Boxes


def _is_in_normal_flow(box: Any) -> bool:
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")


def _resolve(percent: Any) -> Callable[[Any, Any], None]:
    """Return ``resolve_percentages`` that keeps margins, paddings and borders where none is a percentage."""
    whole = percent.resolve_percentages
    edges = [f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")]
    borders = [f"border_{side}_width" for side in ("top", "right", "bottom", "left")]

    def fixed(style: Any) -> dict[str, Any] | None:
        found = {name: style[name] for name in edges}
        for name, value in found.items():
            if value != "auto" and value is not None:
                if getattr(value, "unit", None) != "px":
                    return None
                found[name] = value.value
        if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
            return None
        return found | {name: style[name] for name in borders}

    def used(value: Any, style: Any, refer_to: Any) -> Any:
        if value == "auto" or value is None:
            return value
        if getattr(value, "unit", None) == "px":
            return value.value
        return percent.percentage(value, style, refer_to)

    fixed_once = _once("edges", fixed)

    def resolve(box: Any, containing_block: Any) -> None:
        style = box.style
        same = fixed_once(style)
        # What stands for a box elsewhere is none; a page's own box refers to its height where others do to their width.
        if same is None or not isinstance(box, percent.boxes.Box) or isinstance(box, percent.boxes.PageBox):
            whole(box, containing_block)
            return
        attributes = box.__dict__
        attributes.update(same)
        if isinstance(containing_block, percent.boxes.Box):
            width, height = containing_block.width, containing_block.height
        else:
            width, height = containing_block
        attributes["width"] = used(style["width"], style, width)
        least = used(style["min_width"], style, width)
        attributes["min_width"] = 0 if least == "auto" else least
        attributes["max_width"] = used(style["max_width"], style, width)
        if height == "auto":
            own = style["height"]
            if own == "auto" or percent.check_math(own) or own.unit == "%":
                attributes["height"] = "auto"
            else:
                attributes["height"] = own.value
            least, most = used(style["min_height"], style, 0), used(style["max_height"], style, percent.inf)
        else:
            attributes["height"] = used(style["height"], style, height)
            least, most = used(style["min_height"], style, height), used(style["max_height"], style, height)
        attributes["min_height"] = 0 if least == "auto" else least
        attributes["max_height"] = most

    return resolve


def _backgrounds(background: Any) -> Callable[..., None]:
    """Return ``layout_box_backgrounds`` that passes over styles with nothing behind the words and no round corner."""
    from weasyprint.draw.color import get_color
    from weasyprint.formatting_structure.boxes import Box

    whole = background.layout_box_backgrounds

    corners = [f"border_{side}_radius" for side in ("top_left", "top_right", "bottom_right", "bottom_left")]

    def nothing(style: Any) -> bool:
        return (
            all((0, "px") in style[corner] for corner in corners)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and not any(value for kind, value in style["background_image"] if kind != "none")
            and not any(kind == "url" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and (style["visibility"] == "hidden" or get_color(style, "background_color").alpha == 0)
        )

    nothing_once = _once("no background", nothing)
    square = {corner: (0, 0) for corner in corners}

    def lay_out(page: Any, box: Any, get_image_from_uri: Any, layout_children: bool = True, style: Any = None) -> None:
        # What stands for a box elsewhere is none, and passes on what is set one by one.
        if style is not None or box is page or not isinstance(box, Box) or not nothing_once(box.style):
            whole(page, box, get_image_from_uri, layout_children, style)
            return
        attributes = box.__dict__
        attributes.update(square)
        attributes["background"] = None
        if layout_children:
            for child in box.all_children():
                lay_out(page, child, get_image_from_uri)

    return lay_out


# -- Text


def _line_size(line_break: Any) -> Callable[[Any, Any], tuple[float, float]]:
    """Return ``line_size`` that asks Pango to write into the same place each time."""
    extents = line_break.ffi.new("PangoRectangle *")
    measure, unit, nowhere = line_break.pango.pango_layout_line_get_extents, line_break.FROM_UNITS, line_break.ffi.NULL

    def size(line: Any, style: Any) -> tuple[float, float]:
        measure(line, nowhere, extents)
        width = extents.width * unit
        if style["letter_spacing"] != "normal":
            width += style["letter_spacing"]
        return width, extents.height * unit

    return size


def _setup(line_break: Any) -> Callable[[Any, Any], None]:
    """Return ``Layout.setup`` that makes Pango's context, the font's description and the attributes once a style."""
    whole = line_break.Layout.setup
    ffi, gobject, pango = line_break.ffi, line_break.gobject, line_break.pango

    def context_of(style: Any) -> Any:
        """Return Pango's context for the language and the direction of ``style``, and the language."""
        contexts = style.font_config.__dict__.setdefault("kept_contexts", {})
        lang = style["lang"] or ""
        if style["font_language_override"] != "normal":
            lang = style["font_language_override"]
            lang = line_break.LST_TO_ISO.get(lang.lower(), lang)
        key = style["direction"], lang
        if key not in contexts:
            context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
            pango.pango_context_set_round_glyph_positions(context, False)
            pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
            if lang:
                language = pango.pango_language_from_string(lang.encode())
                pango.pango_context_set_language(context, language)
            else:
                language = pango.pango_language_get_default()
            contexts[key] = context, language
        return contexts[key]

    def prepare(style: Any) -> Any:
        """Return what all layouts of ``style`` share; None where some of it depends on the text or its line."""
        if style["word_spacing"] or style["letter_spacing"] not in ("normal", 0):
            return None
        if "justify" in (style["text_align_all"], style["text_align_last"]) or style["text_decoration_line"] != "none":
            return None
        context, language = context_of(style)
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        features = line_break.font_features(
            style["font_kerning"],
            style["font_variant_ligatures"],
            style["font_variant_position"],
            style["font_variant_caps"],
            style["font_variant_numeric"],
            style["font_variant_alternates"],
            style["font_variant_east_asian"],
            style["font_feature_settings"],
        )
        if features:
            words = ",".join(f"{name} {value}" for name, value in features.items()).encode()
            pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(words))
        if style["overflow_wrap"] in ("anywhere", "break-word"):
            whole_words = pango.pango_attr_insert_hyphens_new(False)
            pango.pango_attr_list_insert(attributes, whole_words)
        return context, language, line_break.get_font_description(style), attributes

    shared_once = _once("layout", prepare)

    def setup(layout: Any, style: Any) -> None:
        shared = shared_once(style)
        if shared is None:
            layout.shares = False
            whole(layout, style)
            return
        layout.waits = False
        context, layout.language, description, attributes = shared
        layout.shares, layout.style, layout.first_line_direction = True, style, 0
        layout.ascent = layout.underline_position = layout.strikethrough_position = None
        made = layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(made, False)
        pango.pango_layout_set_font_description(made, description)
        pango.pango_layout_set_attributes(made, attributes)
        # As it has to be when it is drawn; a change then would make Pango set the words again.
        pango.pango_layout_set_single_paragraph_mode(made, True)

    return setup


def _set_text(line_break: Any) -> Callable[..., None]:
    """Return ``Layout.set_text`` for layouts that share their attributes, which say all of any text."""
    odd = frozenset("\t\n\r\0\u2029")
    whole = line_break.Layout.set_text
    put = line_break.pango.pango_layout_set_text
    single = line_break.pango.pango_layout_set_single_paragraph_mode

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        if not layout.shares:
            whole(layout, text, justify)
            return
        if not odd.isdisjoint(text):
            single(layout.layout, False)
            whole(layout, text, justify)
            return
        layout.text = text
        put(layout.layout, text.encode(), -1)

    return set_text


def _deactivate(line_break: Any) -> Callable[[Any], None]:
    """Return ``Layout.deactivate`` that lets the words of a line wait as they are until they are drawn."""
    whole = line_break.Layout.deactivate

    def deactivate(layout: Any) -> None:
        if layout.shares and not layout.waits:
            layout.waits = True
        else:
            whole(layout)

    return deactivate


def _reactivate(line_break: Any) -> Callable[[Any, Any], None]:
    """Return ``Layout.reactivate`` that takes the words that wait, where the style is theirs still."""
    whole = line_break.Layout.reactivate

    def reactivate(layout: Any, style: Any) -> None:
        if not (layout.shares and hasattr(layout, "layout") and layout.style is style):
            whole(layout, style)
            if layout.shares:
                # The next time, it is done with.
                layout.waits = True

    return reactivate
