"""axe-core on every page on a phone's width."""

from .test_axe_desk import assert_clean


def test_a_phone_in_all_modes(browser, server, pages, checkers):
    assert_clean(browser, server, pages, 390)
