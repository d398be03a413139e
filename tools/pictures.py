"""Take the pictures that READMEs show: of the front page, and of what each room makes of its example.

    pictures.py            all of them
    pictures.py claims     some rooms

The example of a room is the page that tests/ext/test_alone.py builds with nothing else of ours. Run it when a page or a
room looks different; the front page's needs `make html` before. Needs what `make test` needs: .venv with
tests/requirements.txt, and Chromium. Writes .github/front-page.png and examples/pictures/ROOM.png.
Exit status 0, or 1 with a sentence that says what is missing.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "ext")]

import test_alone  # noqa: E402 -- it lies there

PAGE = ROOT / "_build" / "html" / "index.html"
FRONT = ROOT / ".github" / "front-page.png"
PICTURES = ROOT / "examples" / "pictures"
SIZE = {"width": 1280, "height": 708}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
#: Rooms whose work is seen on a page. What the others make is text for a terminal, or a file.
SEEN = ("claims", "citations", "figures", "tables", "literature", "downloads", "pages", "phones", "site_search")
SEEN += ("books.checklist",)


def kept(shot, file):
    """Write the picture ``shot`` into ``file``: of text and flat colours, 64 are enough for a third of the size."""
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(64).save(file, optimize=True)


def front_page(browser):
    """Take the picture of the front page as it opens."""
    tab = browser.new_page(viewport=SIZE, color_scheme="light")
    tab.goto(PAGE.as_uri())
    tab.wait_for_load_state("networkidle")
    kept(tab.screenshot(), FRONT)


def example(browser, room):
    """Take the picture of what ``room`` makes of its example, under Sphinx's own theme."""
    with tempfile.TemporaryDirectory() as folder:
        test_alone.make(Path(folder), room, "alabaster", "md" if room == "books.checklist" else "rst")
        out = test_alone.build(Path(folder), "html").out
        tab = browser.new_page(viewport={"width": 960, "height": 600}, color_scheme="light")
        if room == "site_search":
            tab.goto(f"{(out / 'search.html').as_uri()}?q=roun")
        else:
            tab.goto((out / "index.html").as_uri())
        tab.wait_for_load_state("networkidle")
        kept(tab.locator("div.body").screenshot(), PICTURES / f"{room}.png")


def main(rooms):
    """Take the pictures; return the exit status."""
    if unknown := set(rooms) - set(SEEN):
        print(f"There is no picture of {', '.join(sorted(unknown))}; name some of {', '.join(SEEN)}.", file=sys.stderr)
        return 1
    chromium = shutil.which("chromium")
    if not chromium or not (rooms or PAGE.exists()):
        print("Run `make html` first." if chromium else "Install the Debian package chromium.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*OPTIONS, "--hide-scrollbars"])
        if not rooms:
            front_page(browser)
        for room in rooms or SEEN:
            example(browser, room)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
