"""Debian's Chromium, driven by Playwright, and the ways in which readers see a page."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from .npm import Problem

#: A browser that talks to nobody but the pages' server.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: When a page can be looked at: styles and scripts are there. Pictures, whose places are kept, may come later.
ARRIVED = "domcontentloaded"

#: Seconds until a page that hangs is given up; never so long when all is well, however slow the machine.
LONGEST = 600


@dataclass(frozen=True)
class Mode:
    """How a reader sees a page: the width of the window in CSS pixels, light or dark, the size of text in percent."""

    width: int
    scheme: str = "light"
    text: int = 100

    def __str__(self) -> str:
        return f"{self.width} px, {self.scheme}" + (f", {self.text} % text" if self.text != 100 else "")


#: On a desk and on a phone, in light and in dark, and with text twice as large, which has the same colours.
MODES = (
    *(Mode(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")),
    *(Mode(width, text=200) for width in (1280, 390)),
)


def chromium() -> str:
    """Return the path of Chromium. Raises Problem."""
    path = shutil.which("chromium")
    if path is None:
        raise Problem("needs chromium: install the Debian package chromium")
    return path


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium with an empty profile, and end it."""
    # The same browser without windows costs a third of the CPU, where it is installed.
    path = shutil.which("chromium-headless-shell") or chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(browser: Browser, mode: Mode, **options) -> Iterator[Page]:
    """Open a window in `mode`, with a fresh profile and Playwright's context `options`."""
    # On a desk high enough for the longest menu: of words that have scrolled away, axe cannot tell the ground.
    size = {"width": mode.width, "height": 844 if mode.width < 600 else 1300}
    context = browser.new_context(viewport=size, color_scheme=mode.scheme, **options)
    context.set_default_timeout(LONGEST * 1000)
    page = context.new_page()
    if mode.text != 100:
        enlarger(page)(mode.text)
    yield page
    context.close()


def enlarger(page: Page) -> Callable[[int], None]:
    """Return a function that sets the size of text in `page`, in percent; it may be called again while a page is open.

    It does so as a reader does in the browser's settings: widths in em follow.
    """
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")

    def enlarge(percent: int) -> None:
        sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
        session.send("Page.setFontSizes", {"fontSizes": sizes})

    return enlarge


def wait_until(page: Page, expression: str, seconds: float = LONGEST) -> None:
    """Wait until the JavaScript `expression` is true in `page`. Playwright's own way needs what the policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > end:
            raise TimeoutError(f"not true after {seconds} s: {expression}")
        page.wait_for_timeout(50)


def pages(folder: Path) -> list[str]:
    """Return the pages of the site in `folder`, by path; without those that lead on at once, which nobody sees."""
    files = (file for file in Path(folder).rglob("*.html") if b'http-equiv="refresh"' not in file.read_bytes())
    return sorted(file.relative_to(folder).as_posix() for file in files)


def longest(folder: Path) -> str:
    """Return the page of the site in `folder` with the most HTML."""
    return max(pages(folder), key=lambda name: (Path(folder) / name).stat().st_size)
