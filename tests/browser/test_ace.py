"""Ace by DAISY: what an e-book lacks for those who cannot see it, or not well."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

from audit import npm
from needs import need
from patience import PATIENCE


def found(book: Path, folder: Path) -> list[str]:
    """Return what Ace finds in the e-book ``book``, with its impact, rule and place; ``folder`` is for its report."""
    need("chromium", "chromium")
    said = {"PUPPETEER_EXECUTABLE_PATH": shutil.which("chromium"), "HOME": str(folder)}
    said |= {"ACE_TIMEOUT_INITIAL": f"{PATIENCE * 1000}"}
    program = npm.modules() / "@daisy" / "ace-cli" / "bin" / "ace.js"
    report = folder / "report"
    command = [npm.program("node"), program, "--silent", "--timeout", f"{PATIENCE * 1000}", "--outdir", report, book]
    done = subprocess.run(command, env=os.environ | said, capture_output=True, text=True, timeout=PATIENCE)
    assert (report / "report.json").is_file(), done.stdout + done.stderr
    told = json.loads((report / "report.json").read_text(encoding="utf-8"))
    # It has read the book, not given up at the door.
    assert told["outlines"]["toc"]
    return [
        f"{one['earl:test']['earl:impact']}: {one['earl:test']['dct:title']} in {page['earl:testSubject']['url']}: "
        f"{one['earl:result']['dct:description']}"
        for page in told["assertions"]
        for one in page["assertions"]
    ]


def test_ace_finds_nothing(e_book_of_site, checkers, tmp_path):
    (book,) = e_book_of_site[0].glob("*.epub")
    assert found(book, tmp_path) == []


def test_ace_sees_what_is_wrong(e_book_of_site, checkers, tmp_path):
    """A picture without words, and grey on white, so that silence means something."""
    (book,) = e_book_of_site[0].glob("*.epub")
    faulty = tmp_path / "faulty.epub"
    fault = '<p style="color: #999; background: #fff">Grey.</p><img src="_images/label-light.svg"/></body>'
    with ZipFile(book) as good, ZipFile(faulty, "w") as bad:
        for entry in good.infolist():
            content = good.read(entry)
            if entry.filename == "index.xhtml":
                content = content.decode().replace("</body>", fault)
            if entry.filename == "content.opf":
                first = re.search(r'<item id="([^"]+)" href="index.xhtml"', content.decode())[1]
                # Only the page with the faults is read.
                content = re.sub(rf'<itemref idref="(?!{first}")[^>]*>', "", content.decode())
            bad.writestr(entry, content)
    rules = {line.split(" in ")[0] for line in found(faulty, tmp_path)}
    assert {"serious: color-contrast", "critical: image-alt"} <= rules
