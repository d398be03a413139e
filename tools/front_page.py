"""Take the picture of the front page that README.md shows; run it when that page looks different, after `make html`.

Needs what `make test` needs: .venv with tests/requirements.txt, and Chromium. Writes .github/front-page.png. Exit
status 0, or 1 with a sentence that says what is missing.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "_build" / "html" / "index.html"
PICTURE = ROOT / ".github" / "front-page.png"
SIZE = {"width": 1280, "height": 708}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main():
    """Take the picture; return the exit status."""
    chromium = shutil.which("chromium")
    if not chromium or not PAGE.exists():
        print("Run `make html` first." if chromium else "Install the Debian package chromium.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*OPTIONS, "--hide-scrollbars"])
        tab = browser.new_page(viewport=SIZE, color_scheme="light")
        tab.goto(PAGE.as_uri())
        tab.wait_for_load_state("networkidle")
        shot = tab.screenshot()
        browser.close()
    # Text and flat colours: 64 of them are enough, and make it a third as large.
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(64).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
