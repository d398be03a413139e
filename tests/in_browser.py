"""What the tests in tests/browser share: Chromium, and the real site on a server as a good host would serve it."""

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from needs import need
from patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from audit import npm  # noqa: E402
from audit.browser import launched  # noqa: E402
from audit.browser import pages as pages_of  # noqa: E402
from serve import Server  # noqa: E402


def patient(make):
    """Return ``make``, which opens a window, so that in the window everything is waited for as long as it takes."""

    def opened(**options):
        window = make(**options)
        window.set_default_timeout(PATIENCE * 1000)
        return window

    return opened


@pytest.fixture(scope="module")
def browser():
    """Chromium; a module of tests has its own, as Playwright allows one at a time."""
    need("chromium", "chromium")
    expect.set_options(timeout=PATIENCE * 1000)
    with launched() as chromium:
        chromium.new_context, chromium.new_page = patient(chromium.new_context), patient(chromium.new_page)
        yield chromium


@pytest.fixture(scope="session")
def server(site):
    """The built site on loopback, with its policy and brotli."""
    with Server(site.folder) as served:
        yield served


@pytest.fixture(scope="session")
def pages(site):
    """The names of all pages that somebody sees."""
    names = pages_of(site.folder)
    assert len(names) > 30
    return names


@pytest.fixture(scope="session")
def checkers():
    """The folder of what comes from npm; without a network the tests that need it are skipped, in CI they fail."""
    try:
        return npm.modules()
    except npm.Problem as problem:
        if os.environ.get("CI") == "true":
            pytest.fail(str(problem), pytrace=False)
        pytest.skip(str(problem))
