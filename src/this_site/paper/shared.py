"""Styles of WeasyPrint 70 that are the same, made once: of half as many, all that depends on a style is worked out half
as often, a tenth of the time that a book takes. Nothing of this changes a page; ``tests/test_paper.py`` compares.

- An element with an id has a style of its own, and so has all that is inside it. Here an id makes no style, and is put
  into a copy of it in the end.
- Marks of items, and what stands before and after elements, have a style each.
- So have the eighteen places of each page.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

#: The tag whose attributes are styles too.
SVG = "{http://www.w3.org/2000/svg}svg"
#: The name under which a document's styles keep those of pages, and of what stands beside elements.
PAGES, BESIDE = "kept_pages", "kept_beside"


def apply() -> None:
    """Share styles, once."""
    from weasyprint import css
    from weasyprint.layout import page

    if hasattr(css, "shared"):
        return
    css.shared = True
    css.find_style_attributes = _without_names(css.find_style_attributes)
    css.StyleFor.__init__ = _with_names(css.StyleFor.__init__)
    css.StyleFor.set_computed_styles = _beside_once(css.StyleFor.set_computed_styles)
    page.set_page_type_computed_styles = _pages_once(page.set_page_type_computed_styles)


def _has_more(element: Any) -> bool:
    """Say whether an attribute of ``element`` other than its name is a style."""
    return bool(element.get("style") or element.get("lang")) or element.tag == SVG


def _without_names(whole: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    """Return ``find_style_attributes`` that passes over elements of which it would say only their name."""

    @functools.wraps(whole)
    def find(tree: Any, presentational_hints: bool = False, base_url: str | None = None) -> Iterator[Any]:
        if not presentational_hints:
            told = list(filter(_has_more, tree.iter()))
            tree = SimpleNamespace(iter=lambda: told)
        yield from whole(tree, presentational_hints, base_url)

    return find


def _with_names(whole: Callable[..., None]) -> Callable[..., None]:
    """Return ``StyleFor.__init__`` that gives each element with a name its style with that name, when all are made."""

    @functools.wraps(whole)
    def begin(self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any) -> None:
        whole(self, html, sheets, hints, font_config, target_collector)
        if hints:
            return
        styles = self._computed_styles
        for element in html.etree_element.iter():
            name = (element.get("name") if element.tag == "a" else None) or element.get("id")
            if name and not _has_more(element):
                style = styles[element, None]
                # What no rule says of an element, which is its name as a rule, is the same for texts in it.
                words = style.anonymous_style
                style = styles[element, None] = style.copy()
                style["anchor"], style.anonymous_style = name, words
                target_collector.collect_anchor(name)

    return begin


def _beside_once(whole: Callable[..., None]) -> Callable[..., None]:
    """Return ``set_computed_styles`` that finds what the same rules have made beside an element of the same style."""

    @functools.wraps(whole)
    def compute(self: Any, element: Any, parent: Any, *arguments: Any, **named: Any) -> None:
        kind = named.get("pseudo_type")
        if kind is None or element is not parent or isinstance(element, tuple):
            whole(self, element, parent, *arguments, **named)
            return
        rules = self._cascaded_styles.get((element, kind), {})
        key = (
            kind,
            id(self._computed_styles[parent, None]),
            tuple((name, id(value), weight) for name, (value, weight) in rules.items()),
        )
        known = self.__dict__.setdefault(BESIDE, {})
        if key not in known:
            whole(self, element, parent, *arguments, **named)
            # With what has to stay where it is, because it is known by its place in memory.
            known[key] = self._computed_styles[element, kind], self._computed_styles[parent, None], rules
        self._computed_styles[element, kind] = known[key][0]

    return compute


def _pages_once(whole: Callable[..., None]) -> Callable[..., None]:
    """Return ``set_page_type_computed_styles`` that finds the styles of a page to which the same rules apply."""

    @functools.wraps(whole)
    def compute(page_type: Any, html: Any, style_for: Any) -> None:
        rules = tuple(
            style_for._page_type_match(selector[2], page_type)
            for sheet, _, _ in style_for._sheets
            for _, selectors, _ in sheet.page_rules
            for selector in selectors
        )
        known = style_for.__dict__.setdefault(PAGES, {})
        if rules not in known:
            whole(page_type, html, style_for)
            known[rules] = {
                kind: style for (element, kind), style in style_for._computed_styles.items() if element == page_type
            }
        for kind, style in known[rules].items():
            style_for._computed_styles[page_type, kind] = style

    return compute
