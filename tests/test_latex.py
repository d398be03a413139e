"""The book that TeX prints: how the pages are put together, and that TeX has nothing to say against it."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys

import pypdfium2
import pytest

from conftest import EPOCH, ROOT
from needs import need
from test_paper_edge import WIDE

PACKAGES = ("xelatex", "texlive-xetex"), ("latexmk", "latexmk")
NAME = "kratom-and-muscle-soreness"


@pytest.fixture(scope="module")
def source(site, tmp_path_factory):
    """The folder with the source of the real book, and the warnings, from the pages that the site's build has read."""
    folder = tmp_path_factory.mktemp("latex")
    shutil.copytree(site.folder.parent / "doctrees", folder / "doctrees")
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-b", "latex", "-c", ROOT, "-d", folder / "doctrees"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run([*command, ROOT / "docs", folder / "out"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "out", done.stderr


@pytest.fixture(scope="module")
def text(source):
    return (source[0] / f"{NAME}.tex").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tex():
    spec = importlib.util.spec_from_file_location("tools_tex", ROOT / "tools" / "tex.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def printed(source, tex):
    """The folder with the PDF and TeX's log."""
    for program, package in PACKAGES:
        need(program, package)
    status = tex.print_book(source[0], {"SOURCE_DATE_EPOCH": EPOCH})
    log = (source[0] / f"{NAME}.log").read_text(encoding="utf-8", errors="replace")
    assert status == 0, tex.errors(log)
    return source[0], log


def headings(text):
    """Return level and words of each heading, as LaTeX has them."""
    found = re.findall(r"^\\(chapter|section|subsection)\{(.*)\}$", text, re.MULTILINE)
    return [(level, words) for level, words in found]


def test_source_is_written_without_a_warning(source):
    assert source[1] == ""


def test_chapters_are_the_front_page_and_the_parts_and_sections_their_pages(text, site):
    env = site.env
    titles = [
        (level, words.replace(r"\sphinxhyphen{}", "-")) for level, words in headings(text) if level != "subsection"
    ]
    chapters = [env.titles[name].astext() for name in ("index", *env.toctree_includes["index"])]
    assert [words for level, words in titles if level == "chapter"] == chapters
    for chapter, part in zip(chapters[1:], env.toctree_includes["index"], strict=True):
        start = titles.index(("chapter", chapter)) + 1
        below = [name for name in env.toctree_includes[part] if name in env.titles]
        expected = [env.titles[name].astext() for name in below]
        assert [words for _, words in titles[start : start + len(below)]] == expected


def test_every_claim_is_a_box_in_the_colour_of_its_verdict_and_the_ledger_breaks(text, site):
    claims = json.loads((site.folder / "claims.json").read_text(encoding="utf-8"))["claims"]
    boxes = re.findall(r"begin\{sphinxuseclass\}\{verdict-([a-z-]+)\}\n\\begin\{sphinxuseclass\}\{claim\}", text)
    assert boxes
    assert sorted(boxes) == sorted(claim["verdict"] for claim in claims)
    style = (ROOT / "src/sphinx_evidence/books/latex/handbook.sty").read_text(encoding="utf-8")
    assert {*boxes} <= {*re.findall(r"^\\handbooknewverdict\{([a-z-]+)\}", style, re.MULTILINE)}
    ledger = text[text.index("What the article says") - 1500 :]
    assert ledger[: ledger.index("What the article says")].rstrip().count(r"\begin{longtable}") == 1


def test_tex_prints_it_without_an_error_or_a_hole(printed):
    folder, log = printed
    assert (folder / f"{NAME}.pdf").read_bytes().startswith(b"%PDF-")
    assert not re.findall(r"^!.*", log, re.MULTILINE)
    assert "There were undefined references" not in log
    assert not re.findall(r"(?:Reference|Citation) `.*' on page .* undefined", log)
    assert "Missing character" not in log
    assert "multiply defined" not in log


def test_nothing_stands_out_into_the_margin(printed):
    _, log = printed
    # A point is a third of a millimetre.
    wide = [line for line, size in re.findall(r"(Overfull \\[hv]box \(([\d.]+)pt too .*)", log) if float(size) > 20]
    assert wide == []


def test_pdf_has_the_outline_the_words_and_the_signs(printed):
    import pikepdf
    import pypdfium2

    folder, _ = printed
    with pikepdf.open(folder / f"{NAME}.pdf") as pdf, pdf.open_outline() as outline:
        top = [str(item.title) for item in outline.root]
        assert top[0] == "Kratom for sore muscles"
        assert top[1:5] == ["The article, part by part", "Guide", "The evidence", "Reference"]
        assert len(outline.root[2].children) >= 9
        assert str(pdf.docinfo["/Title"]) == "Kratom and muscle soreness"
        fonts = {str(font.get("/BaseFont")) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    assert any("Pagella" in font for font in fonts)
    book = pypdfium2.PdfDocument(folder / f"{NAME}.pdf")
    words = "\n".join(page.get_textpage().get_text_range() for page in book)
    for expected in (
        "24 November 2026",
        "claim by claim",
        "“Kratom relieves muscle soreness",
        "✓",
        "◐",
        "∅",
        "1-800-222-1222",
    ):
        assert expected in words, expected
    # Thai titles of sources are set in letters that have them.
    assert re.search("[\u0e01-\u0e5b]{5}", words)


def test_without_tex_one_line_names_the_packages(tex, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    message = tex.missing()
    assert "\n" not in message
    assert message.startswith("error: ")
    for part in ("Debian: apt install texlive-xetex latexmk", "Fedora: dnf install", "macOS: brew install"):
        assert part in message


def test_packages_in_the_message_are_those_that_ci_installs(tex):
    named = re.search(r"apt install ([a-z -]+);", tex.MISSING)[1].split()
    listed = re.findall(r"^  ([a-z][a-z0-9-]+) #", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert {*named} <= {*listed}


def test_errors_of_tex_are_shown_with_their_line(tex):
    log = "This is XeTeX\n\n! Undefined control sequence.\n<recently read> \\nothing\n\nl.12 \\nothing\n\nmore\n"
    assert tex.errors(log) == ["! Undefined control sequence.\n<recently read> \\nothing\n\nl.12 \\nothing"]
    assert tex.errors("one\ntwo") == ["one", "two"]


# -- The extension, in a project of three pages -------------------------------------------------


@pytest.fixture
def tiny(project):
    made = project("latex")
    assert made.build("latex") == ""
    return (made.path / "_build/latex/tiny.tex").read_text(encoding="utf-8")


def test_link_in_a_caption_stays_out_of_the_list_of_figures(project):
    made = project("latex")
    picture = "\n.. figure:: dot.pdf\n\n   Brown [as] tea, `says 50 % <https://example.org/>`_.\n"
    # So come the links of citations.
    raw = (
        "\n.. role:: tex(raw)\n   :format: latex\n\n"
        ".. figure:: dot.pdf\n\n   Hot :tex:`\\hyperlink{a}{`\\ Ann\\ :tex:`}`.\n"
    )
    plain = "\n.. figure:: dot.pdf\n\n   Dark as cola.\n"
    made.write("page.rst", (made.path / "page.rst").read_text(encoding="utf-8") + picture + raw + plain)
    made.write("dot.pdf", "")
    assert made.build("latex") == ""
    text = (made.path / "_build/latex/tiny.tex").read_text(encoding="utf-8")
    # TeX stumbles over a link there.
    assert r"\caption[{Brown {[}as{]} tea, says 50 \%.}]{Brown" in text
    assert r"\caption[{Hot Ann.}]{Hot \hyperlink{a}{Ann}.}" in text
    assert r"\caption{Dark as cola.}" in text


def test_pages_stand_below_the_page_that_leads_to_them_and_after_its_words(tiny):
    assert headings(tiny) == [
        ("chapter", "The front"),
        ("section", "A question"),
        ("chapter", "The part"),
        ("section", "The page"),
        ("subsection", "A heading"),
    ]
    order = ["Front text.", "before the pages.", "Part text.", "Words after the list of pages.", r"\section{The page}"]
    places = [tiny.index(words) for words in order]
    assert places == sorted(places)
    assert r"\renewcommand{\contentsname}{Contents}" in tiny
    # The link to the front page has somewhere to go.
    assert r"\label{\detokenize{index::doc}}" in tiny


def test_large_tables_break_and_small_ones_do_not(tiny):
    kinds = re.findall(r"\\begin\{(tabulary|longtable)\}(?:\{\\linewidth\}\[t\])?(.*)", tiny)
    assert [kind for kind, _ in kinds] == ["tabulary", "longtable", "longtable"]
    narrow, wide = map(int, re.findall(r"\\X\{(\d+)\}\{\d+\}", kinds[1][1]))
    assert wide > 2 * narrow
    # Widths that an editor gave stay.
    assert r"\X{30}{100}\X{70}{100}" in kinds[2][1]


#: What the printed book is tried with, and what TeX alone finds hard.
TOO_WIDE = WIDE | {
    "a line of code in a quotation": f"> ```text\n> {'z' * 200}\n> ```",
    "a definition": f"{'q' * 200}\n: {'w' * 200}",
    "a heading with links": f"## [Here](https://example.org/{'x' * 200}) and [there](https://example.org) `{'x' * 90}`",
}


def test_nothing_of_what_is_too_wide_is_cut_at_the_edge(project, tex):
    for program, package in PACKAGES:
        need(program, package)
    made = project("latex")
    for name in ("index.rst", "page.rst", "part.rst"):
        (made.path / name).unlink()
    for number, text in enumerate(TOO_WIDE.values()):
        made.write(f"wide{number}.md", f"# Kind {number}\n\n{text}\n")
    pages = "\n".join(f"wide{number}" for number in range(len(TOO_WIDE)))
    made.write("index.md", f"# Wide\n\n```{{toctree}}\n{pages}\n```\n")
    settings = {
        "extensions": ["myst_parser", "sphinx_evidence.books.latex"],
        "myst_enable_extensions": ["colon_fence", "deflist"],
        "latex_table_style": ["booktabs"],
        "latex_elements": {"extraclassoptions": "openany,oneside"},
    }
    assert made.build("latex", **settings) == ""
    folder = made.path / "_build/latex"
    assert tex.print_book(folder, {"SOURCE_DATE_EPOCH": EPOCH}) == 0
    cut, letters = [], 0
    for page in pypdfium2.PdfDocument(folder / "tiny.pdf"):
        width, text = page.get_size()[0], page.get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        # The margins are an inch; a letter may stand in them by a hair.
        cut += [text.get_text_bounded(*box) for box in boxes if box[0] < 70 or box[2] > width - 66]
        letters += len(re.findall("x", text.get_text_bounded()))
    assert cut == []
    # What was parted is all there.
    assert letters >= 300 * 10
