"""axe-core on the pages on a desk's width; test_axe_phone.py does the same on a phone's, in another process."""

import datetime

from audit import axe
from audit.browser import MODES, Mode, opened

#: The sources of each kind, and the record of each search.
LISTS = ("reference/sources/", "evidence/searches/")


def assert_clean(browser, server, pages, *modes):
    """Run axe on ``pages`` in ``modes``; fail on what breaks a rule, and on what nobody has looked at."""
    assert pages and set(modes) <= set(MODES)
    found = axe.run_all(browser, server.address, pages, modes)
    listed = axe.exemptions()
    wrong = [str(one) for one in found if one.decided or not any(entry.covers(one) for entry in listed)]
    assert wrong == [], "\n".join(wrong)


def of_each_kind(pages):
    """Return the pages of the guide, and one page of each other folder; ``make audit`` looks at all in all modes."""
    kinds = {name if name.startswith("guide/") else name.rpartition("/")[0]: name for name in pages}
    assert len(kinds) > 15
    return list(kinds.values())


def without_most_lists(pages):
    """Return ``pages`` with two of each folder whose pages are long lists of the same rows, made of data."""
    lists = {folder: [name for name in pages if name.startswith(folder)] for folder in LISTS}
    assert all(len(names) > 5 for names in lists.values())
    left = {name for names in lists.values() for name in names[1:-1]}
    return [name for name in pages if name not in left]


def test_axe_is_new_enough(checkers):
    assert tuple(map(int, axe.version().split(".")[:2])) >= (4, 14)


def test_a_desk(browser, server, pages, checkers):
    assert_clean(browser, server, without_most_lists(pages), Mode(1280), Mode(1280, text=200))


def test_a_desk_in_the_dark(browser, server, pages, checkers):
    assert_clean(browser, server, of_each_kind(pages), Mode(1280, "dark"))


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
    # Each rule tells what the other does not.
    assert {one.node for one in told if one.rule == "color-contrast-enhanced"} == {"#aa"}
    assert {one.node for one in told if one.rule == "color-contrast"} == {"#none"}
    assert {"color-contrast-enhanced", "image-alt", "target-size", "aria-required-attr"} <= rules


def test_what_is_listed_as_undecided_names_the_reason_and_the_day():
    for entry in axe.exemptions():
        assert len(entry.why) > 20, entry
        assert entry.since <= datetime.date.today(), entry
        assert entry.widest < 1280, "on a desk axe decides everything"
