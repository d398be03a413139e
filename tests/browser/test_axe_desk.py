"""axe-core on every page on a desk's width; test_axe_phone.py does the same on a phone's, in another process."""

import datetime

from audit import axe
from audit.browser import MODES, Mode, opened


def assert_clean(browser, server, pages, width):
    """Run axe in all modes of `width`; fail on what breaks a rule, and on what nobody has looked at."""
    found = axe.run_all(browser, server.address, pages, [mode for mode in MODES if mode.width == width])
    listed = axe.exemptions()
    wrong = [str(one) for one in found if one.decided or not any(entry.covers(one) for entry in listed)]
    assert wrong == [], "\n".join(wrong)


def test_axe_is_new_enough(checkers):
    assert tuple(map(int, axe.version().split(".")[:2])) >= (4, 14)


def test_a_desk_in_all_modes(browser, server, pages, checkers):
    assert_clean(browser, server, pages, 1280)


def test_axe_sees_what_is_wrong(browser, server, checkers):
    """Faults of each kind that we promise not to make, so that silence means something."""
    faults = """
        <p id="aa" style="color: #767676; background: #fff">Enough contrast for AA, too little for AAA.</p>
        <p id="none" style="color: #999; background: #fff">Too little for both.</p>
        <p role="heading">No level.</p>
        <img src="data:,">
        <a href="#a" style="display: inline-block; width: 9px; height: 9px; overflow: hidden">a</a
        ><a href="#b" style="display: inline-block; width: 9px; height: 9px; overflow: hidden">b</a>
    """
    mode = Mode(1280)
    with opened(browser, mode, bypass_csp=True) as page:
        page.goto(server.address)
        page.evaluate("(html) => document.querySelector('article').insertAdjacentHTML('afterbegin', html)", faults)
        page.evaluate(axe.source())
        told = [one for one in axe.run(page, "index.html", mode) if one.decided]
    rules = {one.rule for one in told}
    assert {one.node for one in told if one.rule == "color-contrast-enhanced"} == {"#aa", "#none"}
    # Too little for AA is too little for AAA.
    assert {"color-contrast-enhanced", "image-alt", "target-size", "aria-required-attr"} <= rules


def test_what_is_listed_as_undecided_names_the_reason_and_the_day():
    for entry in axe.exemptions():
        assert len(entry.why) > 20, entry
        assert entry.since <= datetime.date.today(), entry
        assert entry.widest < 1280, "on a desk axe decides everything"
