"""The address of the site, of which lists, feeds and records are made: one that any program can follow, or none."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence.codes import Code

_WHOLE = re.compile(r"https?://[^\s/\"'<>\\^`{|}]+(?:/[^\s\"'<>\\^`{|}]*)?")


def check(app: Sphinx, config: Config) -> None:
    """Do without an ``html_baseurl`` that is no whole address, after saying so."""
    if not config.html_baseurl or _WHOLE.fullmatch(config.html_baseurl):
        return
    path = Path(app.confdir, "conf.py")
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    found = re.search(r"(?m)^html_baseurl\b", text)
    Code.PAGES_ADDRESS.warn(
        "html_baseurl is %r, which is no whole address; write one that begins with https://, or leave it empty",
        config.html_baseurl[:80],
        location=f"{path}:{text.count(chr(10), 0, found.start()) + 1 if found else 1}",
    )
    config.html_baseurl = ""
