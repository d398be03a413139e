"""The frame of pages: the layout, the one style sheet, the policy, mended markup, sitemap and canonical addresses."""

import base64
import hashlib
import re
from xml.etree import ElementTree

import furo
import pytest
from bs4 import BeautifulSoup

from conftest import ROOT
from this_site.html.policy.rules import policy, script_hashes
from this_site.html.sheet.join import join, without

# -- The layout ------------------------------------------------------------------------------------

#: Furo's own templates that ours follow, as they were when ours were written.
FOLLOWED = {
    "base.html": "c6b65a3fc4089f83",
    "page.html": "ad8bad98317b2e09",
    "genindex.html": "e8de4997983f6996",
    "partials/icons.html": "011252a5f029c546",
    "partials/_head_css_variables.html": "0a75ba610a57fa46",
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_our_layout_follows_furos(name):
    template = (furo.THEME_PATH / name).read_bytes()
    digest = hashlib.sha256(template).hexdigest()[:16]
    assert digest == FOLLOWED[name], (
        f"Furo has changed {name}: take into src/this_site/templates what is new, then put {digest}"
    )


def test_every_page_says_its_language_and_what_it_is_about(site):
    for name, page in site.pages().items():
        assert page.html["lang"] == ("es" if name.startswith("es/") else "en"), name
        if name.startswith("kratom-review/"):  # leads on at once
            continue
        (description,) = page.select("meta[name=description]")
        assert 20 < len(description["content"]) <= 160, name
        assert len(page.select("meta[name=viewport]")) == 1, name
        assert len(page.select("h1")) == 1, name
        assert page.title.get_text(strip=True), name


def test_without_an_address_nothing_claims_to_know_one(site):
    assert not (site.folder / "sitemap.xml").exists()
    pages = [page for name, page in site.pages().items() if not name.startswith("kratom-review/")]
    assert not [page for page in pages if page.select("link[rel=canonical], meta[property='og:url']")]


@pytest.mark.parametrize("address", ["https://example.org/en/", "https://example.org/en"])
def test_with_an_address_pages_are_canonical_and_listed(project, address):
    made = project("frame")
    assert made.build(html_baseurl=address, templates_path=[str(ROOT / "src" / "this_site" / "templates")]) == ""
    page = made.page("other")
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/en/other.html"
    assert page.select_one("meta[property='og:image']")["content"] == "https://example.org/en/_static/share.png"
    spaces = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    tree = ElementTree.parse(made.output / "sitemap.xml")
    listed = [(url[0].text, url[1].text) for url in tree.findall("map:url", spaces)]
    assert listed == [
        ("https://example.org/en/index.html", "2026-11-20"),
        ("https://example.org/en/other.html", "2026-11-21"),
    ]
    assert "Sitemap: https://example.org/en/sitemap.xml" in (made.output / "robots.txt").read_text()
    # A build that writes one page lists both.
    made.write("other.md", (made.path / "other.md").read_text() + "\nMore.\n")
    made.build(html_baseurl=address, templates_path=[str(ROOT / "src" / "this_site" / "templates")])
    assert len(ElementTree.parse(made.output / "sitemap.xml").getroot()) == 2


# -- Markup ----------------------------------------------------------------------------------------


def test_boxes_of_tables_are_reached_and_named_each_otherwise(project):
    made = project("frame")
    assert made.build() == ""
    boxes = made.page("index").select(".table-wrapper")
    assert [box["aria-label"] for box in boxes] == ["Table: Fruit", "Table: Again"]
    assert {(box["tabindex"], box["role"]) for box in boxes} == {("0", "group")}
    boxes = made.page("other").select(".table-wrapper")
    assert [box["aria-label"] for box in boxes] == ["Table: Other (1)", "Table: Other (2)"]
    ids = [tag["id"] for tag in made.page("index").find_all(id=True)]
    assert len(ids) == len(set(ids)) and "fruit" in ids


def test_cells_of_wide_tables_are_named_by_their_column(project):
    made = project("frame")
    made.write(
        "other.md", (made.path / "other.md").read_text() + "\n| A | B & <b | C |\n| - | - | - |\n| 1 | 2 | 3 |\n"
    )
    assert made.build() == ""
    narrow, _, wide = made.page("other").select(".table-wrapper")
    assert not narrow.select("[data-head]") and "cards" not in narrow["class"]
    assert [cell.get("data-head") for cell in wide.select("td")] == ["A", "B & <b", "C"]
    assert not wide.select("th[data-head]") and "cards" in wide["class"]


def test_columns_have_a_class_for_their_width_and_captions_claim_no_level(project):
    made = project("frame")
    made.build()
    page = made.page("index")
    assert [col["class"] for col in page.select("table:has(caption) col")] == [["w-20"], ["w-80"]]
    assert not page.select("article [style]")
    assert not page.select("[role=heading]")
    assert "More" in page.select_one("p.caption").get_text()


def test_pages_load_scripts_of_search_only_where_they_search(site):
    for name, page in site.pages().items():
        scripts = [tag["src"].partition("?")[0].rpartition("/")[2] for tag in page.select("script[src]")]
        if name not in ("search.html", "404.html") and scripts:
            assert set(scripts) <= {"furo.js", "site.js", "filter.js", "sources.js"}, name


# -- The sheet -------------------------------------------------------------------------------------


def test_sheet_is_one_and_lean(project):
    made = project("frame")
    made.build()
    links = [tag["href"].partition("?")[0] for tag in made.page("index").select("link[rel=stylesheet]")]
    assert links == ["_static/sheet.css"]
    sheet = (made.output / "_static" / "sheet.css").read_text(encoding="utf-8")
    assert '.own{color:var(--color-foreground-primary);content:"a  b"}' in sheet
    assert "@media (min-width: 40em){.own{color:red}}" in sheet
    assert "Ours." not in sheet
    assert not re.search(r"\.(rubric|sig)(?![\w-])(?!\))", sheet)
    assert ".table-wrapper" in sheet
    assert set(re.findall(r"var\(\s*(--[\w-]+)", sheet)) >= set(re.findall(r"[{;](--[\w-]+):", sheet))


def test_page_that_needs_what_the_sheet_leaves_out_is_named(project):
    made = project("frame")
    made.write("other.md", (made.path / "other.md").read_text() + "\n```{rubric} Small\n```\n")
    warnings = made.build()
    assert "other.md:1: WARNING: the class 'rubric' is used here, but sheet_without leaves the style out" in warnings


def test_sheet_that_is_not_there_is_named(project):
    made = project("frame")
    assert "sheet_files in conf.py names gone.css, and no static folder has it" in made.build(sheet_files=["gone.css"])


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".a{color:red}.b{color:blue}", ".b{color:blue}"),
        (".a,.b{color:red}", ".b{color:red}"),
        (".b .a:hover{color:red}", ""),
        (".b:not(.a){color:red}", ".b:not(.a){color:red}"),
        (":is(.b,.c),.a{color:red}", ":is(.b,.c){color:red}"),
        (".ab{color:red}", ".ab{color:red}"),
        ("@media print{.a{color:red}}", ""),
        ("@media print{.a{color:red}.b{color:red!important}}", "@media print{.b{color:red!important}}"),
        ('.b{content:".a{}"}', '.b{content:".a{}"}'),
        (".b{background:url(data:x;y,.a{})}", ".b{background:url(data:x;y,.a{})}"),
    ],
)
def test_rules_of_a_class_are_taken_out(css, left):
    assert without(css, frozenset("a")) == left


def test_variables_that_nothing_uses_go_with_those_that_only_they_used():
    css = 'body{--a:1px;--b:var(--a);--c:"x;y";--d:url(a;b);color:var(--d)}'
    assert join([css]) == "body{--d:url(a;b);color:var(--d)}"


# -- The policy ------------------------------------------------------------------------------------


def test_hash_is_that_of_the_script_in_the_page(project):
    made = project("frame")
    made.build(templates_path=[str(ROOT / "src" / "this_site" / "templates")])
    page = BeautifulSoup((made.output / "index.html").read_text(encoding="utf-8"), "html.parser")
    (script,) = [tag for tag in page.select("script") if not tag.get("src") and tag.get("type") is None]
    digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
    (meta,) = page.select("meta[http-equiv=Content-Security-Policy]")
    assert f"'sha256-{digest}'" in meta["content"]


def test_policy_names_every_script_inside_a_page_and_no_other():
    html = '<script src="a.js"></script><script>one()</script><p>x</p><script>two()</script>'
    hashes = script_hashes(html)
    assert len(hashes) == 2 and len(set(hashes)) == 2
    assert f"script-src 'self' {hashes[0]} {hashes[1]};" in policy(hashes)


def test_style_attribute_is_named(project):
    made = project("frame")
    text = (made.path / "other.md").read_text()
    made.write("other.md", text + '\n<p style="color: red">Red</p>\n')
    warnings = made.build()
    assert "other.md:1: WARNING: the site's policy forbids style attributes" in warnings
    assert '<p style="color: red">' in warnings
