"""How to cite a page, for reference managers: a BibTeX and an RIS file beside each page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.unseen import one_line

from .front_matter import dates

FOLDER = "cite"
BUILDERS = ("html", "dirhtml")
_SPECIAL = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}


def _address(app: Sphinx, docname: str) -> str:
    base = app.config.html_baseurl
    return f"{base.rstrip('/')}/{app.builder.get_target_uri(docname)}" if base else ""


def bibtex(app: Sphinx, docname: str) -> str:
    """Return the entry of the page for BibTeX, as ``@misc``, which every style knows."""
    days = dates(app.env, docname)
    written = {
        "author": "{" + _escaped(app.config.author) + "}",
        "title": "{" + _escaped(app.env.titles[docname].astext()) + "}",
        "howpublished": _escaped(app.config.project),
    }
    if days:
        written["year"] = str(days[0].year)
        written["note"] = f"Reviewed {days[0].isoformat()}"
    if address := _address(app, docname):
        written["url"] = address
    key = re.sub(r"[^a-z0-9]+", "-", f"{app.config.project} {docname}".lower()).strip("-")
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in written.items())
    return f"@misc{{{key},\n{fields}}}\n"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in one_line(text))


def ris(app: Sphinx, docname: str) -> str:
    """Return the record of the page in RIS."""
    days = dates(app.env, docname)
    lines = [
        ("TY", "ELEC"),
        ("AU", one_line(app.config.author)),
        ("TI", one_line(app.env.titles[docname].astext())),
        ("T2", one_line(app.config.project)),
    ]
    if days:
        lines += [("PY", str(days[0].year)), ("DA", f"{days[0]:%Y/%m/%d}")]
    lines += [("LA", one_line(app.config.language))]
    if address := _address(app, docname):
        lines.append(("UR", address))
    # Each line ends as the format asks; the last tag has a blank behind it.
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])


def add_links(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Tell the template where the files of this page are."""
    if app.builder.name in BUILDERS and dates(app.env, pagename):
        for kind in ("bib", "ris"):
            context[f"page_{kind}"] = context["pathto"](f"{FOLDER}/{pagename}.{kind}", True)


def write(app: Sphinx, error: Exception | None) -> None:
    """Write both files of every page."""
    if error or app.builder.name not in BUILDERS:
        return
    for docname in sorted(app.env.found_docs):
        if dates(app.env, docname) is None:
            continue
        for kind, text in (("bib", bibtex(app, docname)), ("ris", ris(app, docname))):
            target = Path(app.outdir, FOLDER, f"{docname}.{kind}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
