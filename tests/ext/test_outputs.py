"""What programs read beside the pages: whatever a page holds, it is words there; the list is outputs.yaml."""

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinx_evidence.safety.addresses import scheme
from sphinx_evidence.unseen import UNSEEN

ATTACKS = yaml.safe_load(Path(__file__).with_name("outputs.yaml").read_text(encoding="utf-8"))
ROOMS = [f"sphinx_evidence.{room}" for room in ("citations", "claims", "pages", "safety", "site_search")]
ADDRESS = "https://example.org/site"
BIB = "@misc{post2019, author = {Post, Sara}, title = {Tea}, year = {2019}}\n"
FRONT = {
    "md": "---\ndescription: {0}\nreviewed: 2026-01-02\nreview_due: 2027-01-02\n---\n# {1}\n\n",
    "rst": ":description: {0}\n:reviewed: 2026-01-02\n:review_due: 2027-01-02\n\n{1}\n{2}\n\n",
}
CLAIM = {
    "md": ":::{{claims:claim}} {1}\n:id: {0}\n{2}\n\nWhy: {1}\n:::\n\n## 1 January 2026: {1}\n\nText: {1}\n",
    "rst": ".. claims:claim:: {1}\n   :id: {0}\n{2}\n\n   Why: {1}\n\n1 January 2026: {1}\n{3}\n\nText: {1}\n",
}
OPTIONS = [":verdict: unproven", ":certainty: low", ":references: post2019", ":reviewed: 2026-01-02"]


def page(markup, description, title, body=""):
    """Return a page with its front matter."""
    said = json.dumps(description) if markup == "md" else description
    return FRONT[markup].format(said, title, "=" * 300) + body


@pytest.fixture(scope="module", params=["md", "rst"])
def made(request, tmp_path_factory):
    """The folder of a project with every attack, which of them it has, and its markup."""
    markup, folder = request.param, tmp_path_factory.mktemp("outputs")
    (folder / "refs.bib").write_text(BIB)
    (folder / "conf.py").write_text(
        f"project = author = 'Oranges'\nextensions = {ROOMS + (['myst_parser'] if markup == 'md' else [])}\n"
        "bibtex_bibfiles = ['refs.bib']\nbibtex_default_style = 'sources'\nbibtex_reference_style = 'label'\n"
        f"html_baseurl = {ADDRESS!r}\npages_feed = 'p0'\nhtml_theme = 'alabaster'\nhtml_copy_source = False\n"
        "exclude_patterns = ['_build']\nmyst_enable_extensions = ['colon_fence']\n"
        "myst_disable_syntax = ['html_block', 'html_inline']\n"
    )
    tried = [attack for attack in ATTACKS if attack.get("only", markup) == markup]
    for number, attack in enumerate(tried):
        # In reStructuredText a backslash escapes; the words are to be the same.
        text = attack["text"] if markup == "md" else attack["text"].replace("\\", "\\\\")
        options = "\n".join(OPTIONS if markup == "md" else [f"   {option}" for option in OPTIONS])
        claim = CLAIM[markup].format(f"c{number}", text, options, "-" * 300)
        (folder / f"p{number}.{markup}").write_text(page(markup, text, f"T {text}", claim), encoding="utf-8")
    names = [f"p{number}" for number in range(len(tried))]
    tree = ".. toctree::\n\n" + "\n".join(f"   {name}" for name in names)
    cite, sources = ":cite:p:`post2019`", ".. bibliography::"
    if markup == "md":
        tree = "```{toctree}\n" + "\n".join(names) + "\n```"
        cite, sources = "{cite:p}`post2019`", "```{bibliography}\n```"
    body = f"Words {cite}.\n\n{sources}\n\n{tree}\n"
    (folder / f"index.{markup}").write_text(page(markup, "About.", "Start", body), encoding="utf-8")
    return folder, tried, markup


def build(folder, builder):
    """Build; return where the files are, and what was told."""
    app = SphinxTestApp(builder, srcdir=folder, builddir=folder / "_build" / builder)
    try:
        app.build()
        return folder / "_build" / builder / builder, app.warning.getvalue()
    finally:
        app.cleanup()


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "text", "xml"])
def test_no_words_of_a_page_are_more_than_words_in_any_file(made, builder):
    folder, tried, markup = made
    out, told = build(folder, builder)
    number = sum(1 for attack in tried if markup in attack.get("unseen", ()))
    # One message for each page with such signs, and no other that names them.
    assert len(set(re.findall(r"(p\d+)\.\w+:\d+: WARNING: U\+", told))) == number, told
    assert "U+0000" not in told
    looked_at = [look(file) for file in sorted(out.rglob("*")) if file.is_file() and "_static" not in file.parts]
    assert len(looked_at) > (2 if builder == "singlehtml" else len(tried))


def look(file):
    """See that ``file`` is what its name says, and that nothing of it runs or hides."""
    if file.suffix in (".inv", ".pickle", ".doctree"):
        return
    text = file.read_bytes().decode("utf-8")
    assert not (hidden := UNSEEN.search(text)), (file, hidden)
    if file.suffix == ".xml":
        ElementTree.fromstring(text)
    elif file.suffix == ".json":
        json.loads(text)
    elif file.name == "searchdata.js":
        json.loads(text.removeprefix("window.siteSearchData = ").removesuffix(";\n"))
    elif file.suffix == ".ris":
        lines = text.splitlines()
        assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in lines)
        assert [line[:6] for line in lines if line].count("ER  - ") == text.count("\nER  - ")
        assert text.startswith("TY  - ") and len(re.findall(r"(?m)^TY  - ", text)) == 1
    elif file.suffix == ".bib":
        assert len(re.findall(r"(?m)^@", text)) == 1
        assert len(re.sub(r"\\[{}]", "", text).split("{")) == len(re.sub(r"\\[{}]", "", text).split("}"))
    elif file.suffix == ".csv":
        for cell in (cell for row in csv.reader(text.splitlines()) for cell in row):
            assert not re.search(r"(^|[;\t])\s*[=+\-@]", cell), cell
    elif file.name == "llms.txt":
        for line in (line for line in text.splitlines() if line.startswith("- ")):
            # Nothing but the page's own address is a link, and no tag and no entity is one.
            words = re.sub(r"\\.", "", line)
            assert re.fullmatch(rf"- \[[^\[\]<>`]*\]\({ADDRESS}/[^()\s]*\)(: [^\[\]<>`]*)?", words), line
            assert not re.search(r"&#?\w+;", words), line
    elif file.suffix == ".html":
        look_at_page(BeautifulSoup(text, "html5lib"), file)


def look_at_page(soup, file):
    """See that nothing of a page runs, and that what other programs read of it can be read."""
    for tag in soup.find_all():
        assert not [name for name in tag.attrs if name.startswith("on")], (file, tag)
        assert tag.name not in ("iframe", "object", "embed", "base"), (file, tag)
        if tag.name == "script" and tag.get("type") == "application/ld+json":
            json.loads(tag.string)
        elif tag.name == "script":
            assert "alert" not in (tag.string or ""), (file, tag)
        if "href" in tag.attrs:
            assert scheme(tag["href"]) in ("", "http", "https"), (file, tag)


@pytest.mark.parametrize(
    ("builder", "project", "name", "search"),
    [
        ("html", "Oranges", "Oranges", "search.html"),
        ("dirhtml", "Oranges", "Oranges", "search/"),
        ("html", "Supercalifragilisticexpialidocious", "Supercalifragili", "search.html"),
        ("html", "Kratom and muscle soreness", "Kratom and", "search.html"),
        ("html", "A\x01B\u202e\n\nC", "AB C", "search.html"),
    ],
)
def test_a_browser_is_told_how_to_search(tmp_path, builder, project, name, search):
    (tmp_path / "conf.py").write_text(
        f"extensions = ['sphinx_evidence.pages']\nproject = {project!r}\nhtml_baseurl = {ADDRESS!r}\n"
    )
    (tmp_path / "index.rst").write_text(page("rst", "About.", "Start"))
    out, _ = build(tmp_path, builder)
    root = ElementTree.parse(out / "opensearch.xml").getroot()
    told = {part.tag.partition("}")[2]: part for part in root}
    assert told["ShortName"].text == name
    assert told["Url"].get("template") == f"{ADDRESS}/{search}?q={{searchTerms}}"
    assert (out / search / "index.html" if search.endswith("/") else out / search).is_file()


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org", True),
        ("https://example.org:8080/en/latest/", True),
        ("example.org", False),
        ("/docs/", False),
        ("javascript:alert(1)//", False),
        ("https://example.org/\nSitemap: https://evil.example/x", False),
        ("https://example.org/\r\nER  - ", False),
        ('https://example.org/"><script>', False),
    ],
)
def test_the_address_of_the_site_is_whole_or_none(tmp_path, address, good):
    (tmp_path / "conf.py").write_text(f"extensions = ['sphinx_evidence.pages']\nhtml_baseurl = {address!r}\n")
    (tmp_path / "index.rst").write_text(page("rst", "About.", "Start"))
    out, told = build(tmp_path, "html")
    assert told.count("conf.py:2: WARNING: html_baseurl is ") == (not good)
    assert (out / "sitemap.xml").exists() == (out / "robots.txt").exists() == good
    for file in (out / "cite").iterdir():
        look(file)
    assert not BeautifulSoup((out / "index.html").read_bytes(), "html5lib").select('[href^="javascript:"]')
