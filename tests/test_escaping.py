"""Text that means to be a program stays text, wherever it comes from and in every format."""

import io
import json
import re
import zipfile
from contextlib import closing
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup

EVIL = """</script><script>alert(7)</script><img src=x onerror=alert(7)>"'&<svg onload=alert(7)>"""
BIB_EVIL = EVIL.replace("&", r"\&")
PAGE, HAIR, BIB = "docs/guide/sleep.md", "docs/article/hair.md", "docs/references.bib"

#: Where an editor can write it.
PLACES = {
    "title": (PAGE, "# Sleep", f"# Sleep {EVIL}"),
    "heading": ("docs/guide/safety.md", "## Who should not?", f"## Who should not? {EVIL}"),
    "paragraph": (PAGE, "Nobody knows", f"Nobody knows {EVIL}"),
    "description": (PAGE, "description: Does it help you sleep?", f"description: >-\n  {EVIL}"),
    "claim": (HAIR, "It costs hair.", f"It costs hair {EVIL}."),
    "explanation of a claim": (HAIR, "Some say so", f"Some say so {EVIL}"),
    "text for a picture": ("docs/guide/safety.md", "![A green dot]", f"![A green dot {EVIL}]"),
    "text for a figure": ("docs/guide/safety.md", ":alt: Two bars.", f":alt: Two bars. {EVIL}"),
    "caption of a figure": ("docs/guide/safety.md", "How many had trouble.", f"How many had trouble. {EVIL}"),
    "term": ("docs/reference/glossary.md", "tea\n  Leaves", f"tea\ncha {EVIL}\n  Leaves"),
    "index entry": (PAGE, "{index} sleep,", f"{{index}} sleep {EVIL.replace(';', '')},"),
    "cell of a table": (PAGE, "| Tea   |", f"| Tea {EVIL} |"),
    "caption of a toctree": ("docs/index.md", ":caption: The rest", f":caption: The rest {EVIL}"),
    "noun of a filter": ("docs/evidence/claims.md", ":noun: claims", f":noun: claims {EVIL}"),
    "cell of a figure's CSV": ("docs/figures/bars.csv", "\nTrouble,", '\n"Trouble ' + EVIL.replace('"', '""') + '",'),
    "title of a source": (BIB, "{{Tea and hair}}", "{{Tea and hair " + BIB_EVIL + "}}"),
    "author of a source": (
        BIB,
        "author = {Post, Sara and",
        "author = {Post" + BIB_EVIL.replace(",", "") + ", Sara and",
    ),
    "journal of a source": (BIB, "{Journal of Hair}", "{Journal of Hair " + BIB_EVIL + "}"),
    "short name of a source": (BIB, "shortauthor = {AGENCY}", "shortauthor = {AGENCY " + EVIL + "}"),
    "address of a source": (
        BIB,
        "https://agency.example/warning",
        "https://agency.example/" + EVIL.replace(" ", "%20"),
    ),
}


def check_html(files):
    for name, content in files.items():
        if name.endswith(".html"):
            check_document(BeautifulSoup(content.decode(), "html5lib"), name)
        elif name.endswith(".svg"):
            check_xml(content, name)
        elif name.endswith(".json"):
            json.loads(content)
    pages = [BeautifulSoup(files[name].decode(), "html5lib") for name in ("article/hair.html", "guide/sleep.html")]
    data = [json.loads(script.string) for soup in pages for script in soup("script", type="application/ld+json")]
    (review,) = data[0]["@graph"]
    assert review["claimReviewed"].startswith("It costs hair </script><script>")
    assert data[1]["name"].startswith("Sleep </script><script>")


def check_epub(files):
    (book,) = [content for name, content in files.items() if name.endswith(".epub")]
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        names = [name for name in opened.namelist() if name.endswith((".xhtml", ".svg", ".opf", ".ncx"))]
        for name in names:
            check_xml(opened.read(name), name)
    assert len(names) > 15


def check_pdf(files):
    (name,) = [name for name in files if name.endswith("muscle-soreness.pdf")]
    with pikepdf.open(io.BytesIO(files[name])) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/AA", "/Launch"} & set(item.keys())
                assert not str(item.get("/URI", "")).lower().startswith(("javascript:", "data:", "file:"))
    with closing(pypdfium2.PdfDocument(files[name])) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert text.count("<script>") >= len(PLACES) - 3  # the description and the words for pictures are not printed


def check_document(soup, name):
    for element in soup.find_all(True):
        assert not [key for key in element.attrs if key.lower().startswith("on")], (name, element.name)
        for key in ("href", "src", "action"):
            assert not str(element.get(key, "")).lower().startswith(("javascript:", "data:text")), name
        if element.name == "script" and element.get("type") != "application/ld+json":
            assert "alert(7)" not in (element.string or ""), name


def check_xml(content, name):
    root = ElementTree.fromstring(content)  # raises if it is not well-formed
    for element in root.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        assert tag.lower() != "script", name
        assert not [key for key in element.attrib if key.lower().startswith("on")], (name, tag)


#: A row for each format: the builder, and what must hold of its files.
FORMATS = {"html": check_html, "epub": check_epub, "book": check_pdf}


@pytest.mark.parametrize("builder", FORMATS)
def test_text_stays_text(whole, builder):
    for name, old, new in PLACES.values():
        whole.replace(name, old, new)
    whole.sphinx(builder, f"_build/{builder}", "_build/fresh")
    files = whole.tree(f"_build/{builder}")
    FORMATS[builder](files)


def test_text_that_looks_like_a_tag_is_told_and_shown(whole):
    for name, old, new in PLACES.values():
        whole.replace(name, old, new)
    status, said = whole.sphinx()
    assert status == 1
    for name in (PAGE, HAIR, "docs/guide/safety.md", "docs/reference/glossary.md"):
        assert re.search(rf"{name}:\d+: WARNING: </script> would stand in the text as it is", said), name
    shown = BeautifulSoup(whole.tree()["reference/bibliography.html"].decode(), "html5lib").get_text()
    assert shown.count("<script>alert(7)</script>") >= 4
