"""axe-core on a phone's width: what is seen there alone, such as the menus, is on every page."""

from audit.browser import Mode

from .test_axe_desk import assert_clean, of_each_kind


def test_a_phone(browser, server, pages, checkers):
    assert_clean(browser, server, of_each_kind(pages), Mode(390), Mode(390, "dark"), Mode(390, text=200))
