"""What a room looks like in the project of somebody else, under themes that know nothing of it."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "ext"))

from test_alone import THEMES, build, make


@pytest.fixture
def opened(tmp_path, browser):
    """Return a tab that shows the example of a room."""
    tabs = []

    def open_(room, theme, scheme="light"):
        make(tmp_path, room, theme, "rst")
        tabs.append(browser.new_page(color_scheme=scheme))
        tabs[-1].goto((build(tmp_path, "html").out / "index.html").as_uri())
        return tabs[-1]

    yield open_
    for tab in tabs:
        tab.close()


@pytest.mark.parametrize(
    ("theme", "scheme", "seen"), [*((theme, "light", "light") for theme in THEMES), ("furo", "dark", "dark")]
)
def test_a_figure_shows_one_drawing(opened, theme, scheme, seen):
    pictures = opened("figures", theme, scheme).locator("figure img")
    assert pictures.count() == 2
    shown = [pictures.nth(number).get_attribute("class") for number in (0, 1) if pictures.nth(number).is_visible()]
    assert shown == [f"only-{seen}"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_filter_can_be_seen(opened, theme):
    field = opened("tables", theme).locator(".filter input")
    edge, colour, ground = (
        field.evaluate(f"field => getComputedStyle(field).{name}")
        for name in ("borderTopWidth", "borderTopColor", "backgroundColor")
    )
    assert float(edge.removesuffix("px")) >= 1
    assert colour != ground
