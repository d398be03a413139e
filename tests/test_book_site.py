"""The printed site: nothing lost, everything arrives, and it can be read aloud."""

import copy
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from conftest import ADDRESS
from pdf_reading import Pdf

BOOK = "kratom-and-muscle-soreness.pdf"


class Printed:
    """The book and the leaflet of the real site, and the site that they were made of."""

    def __init__(self, folder: Path, site):
        self.folder = folder
        self.site = site
        self.book = Pdf(folder / BOOK)
        self.leaflet = Pdf(folder / "leaflet.pdf")
        self.texts = self.book.text()

    def order(self) -> list[tuple[str, int]]:
        """Return the pages of the toctree in their order, with their depth."""
        found = []

        def walk(docname, depth):
            found.append((docname, depth))
            for child in self.site.env.toctree_includes.get(docname, []):
                walk(child, depth + 1)

        walk("index", 0)
        return found

    def article(self, docname):
        """Return the part of the site's page that its writers wrote; a copy, because other tests read the page too."""
        page = self.site.pages()[f"{docname}.html"]
        article = copy.copy(page.find("article", id="furo-main-content"))
        for gone in article.select(".headerlink, .only-dark, .toctree-wrapper, script"):
            gone.decompose()
        return article


@pytest.fixture(scope="module")
def printed(site, printed_site):
    folder, warnings = printed_site
    assert warnings == ""
    return Printed(folder, site)


def squeezed(text):
    """Return ``text`` without blanks, without what print adds to links, and without hyphens, which end lines too."""
    text = re.sub(r"\(page\s+\d+\)", "", text)
    return re.sub(r"[\s\u200b\x02\ufffe-]+", "", text)


def test_outline_is_the_toctree_with_the_headings_of_each_page(printed):
    expected = []
    for docname, depth in printed.order():
        if docname == "genindex":
            expected.append((depth, "Index"))
            continue
        for heading in printed.article(docname).find_all(re.compile("^h[1-6]$")):
            level = int(heading.name[1]) + max(depth, 1) - 1
            expected.append((level, " ".join(heading.get_text().split())))
    outline = [(level, " ".join(title.split())) for level, title, _ in printed.book.outline()]
    assert outline == expected
    assert len(outline) > 200


def test_headings_skip_no_level(printed):
    levels = [int(str(element.S)[2]) for element in printed.book.elements() if re.fullmatch(r"/H\d", str(element.S))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_reader_of_the_book_has_lost_no_word(printed):
    # Thai is written without blanks, and comes out in other pieces.
    word = re.compile(r"[^\W\u0e00-\u0e7f]{3,}")
    words = set(word.findall(" ".join(printed.texts)))
    # A word may be broken at the end of a line, as a long address is.
    run_together = squeezed(" ".join(printed.texts))
    lost = {}
    for docname, _ in printed.order():
        if docname == "genindex":
            continue
        article = printed.article(docname)
        # What speaks of the filter box, what it opens, names of files, and where a source is cited, which is by number.
        for gone in article.select(".cited-in, .downloads, code, summary, .language-switch"):
            gone.decompose()
        # In print a search has no query and no title of what was left out; its reasons are there.
        for gone in article.select(".search-left-out li > p"):
            gone.string = gone.em.get_text()
        missing = {
            found for found in word.findall(article.get_text(" ")) if found not in words and found not in run_together
        }
        if missing:
            lost[docname] = missing
    assert lost == {"guide/interactions": {"Type"}} or lost == {}


def test_paragraphs_come_in_the_order_of_the_page(printed):
    # Without figures: print adds the numbers of notes.
    text = re.sub(r"\d", "", squeezed("".join(printed.texts)))
    places = printed.book.destinations()
    checked = 0
    for docname, _ in printed.order():
        if docname in ("genindex", "index", "reference/bibliography"):
            continue
        at = text.index(re.sub(r"\d", "", squeezed(printed.texts[places[f"{docname}~"] - 1]))[:40])
        for block in printed.article(docname).select("section > p, section > ul > li, .claim > p"):
            if block.find_parent(["table", "ul"], class_=["search-looks", "search-left-out"]):
                continue  # on paper, its reasons stand in one line
            if block.find_parent("table") or block.select("[class*=chip]") or "page-citation" in block.get("class", []):
                continue
            opening = squeezed(re.split(r"\[", block.get_text(), maxsplit=1)[0])
            opening = re.sub(r"\d", "", opening)[:30]
            if len(opening) < 12 or opening.startswith(("Typewhatyoutake", "Thiscopyofthesite")):
                continue
            found = text.find(opening, at)
            assert found != -1, (docname, opening)
            at = found
            checked += 1
    assert checked > 400


def test_searches_are_short_and_tell_where_the_whole_of_them_is(printed):
    places = printed.book.destinations()
    addresses = [str(link.A.URI) for _, link in printed.book.links() if "/URI" in link.get("/A", {})]
    pages = set()
    checked = 0
    for docname, _ in printed.order():
        searches = [] if docname == "genindex" else printed.article(docname).select(".search")
        if searches:
            assert f"{ADDRESS}{docname}.html" in addresses
        for search in searches:
            page = places[f"{docname}~{search['id']}"]
            pages.add(page)
            text = squeezed("".join(printed.texts[page - 1 : page + 1]))
            for told in (search.strong, search.select_one(".search-counts"), search.find("p").find_next("p")):
                assert squeezed(told.get_text()) in text, search["id"]
            # A reason may go on after the foot of a page.
            for reason in search.select(".search-left-out em"):
                assert all(squeezed(word) in text for word in reason.get_text().rstrip(":").split()), search["id"]
            hits = sum(int(row.select("td")[2].get_text()) for row in search.select(".search-looks tbody tr"))
            told = re.findall(r"results:(\d+)\)", text[text.index(squeezed(search.strong.get_text())) :])
            # One number for each place that was searched, which come to the number of results.
            assert any(sum(map(int, told[:count])) == hits for count in range(1, 9)), search["id"]
            checked += 1
    assert checked > 50
    # Where a log took 90 pages.
    assert len(pages) < 40


def test_no_heading_stands_alone_at_the_foot_of_a_page(printed):
    last = {}
    for page, kinds in printed.book.kinds_with_marks():
        last[page] = kinds
    alone = [page for page, kinds in last.items() if any(re.fullmatch(r"/H\d", kind) for kind in kinds)]
    assert alone == []


def test_no_page_holds_only_how_to_cite_it(printed):
    for number, text in enumerate(printed.texts[2:], start=3):
        before = text.split("To cite this page:")[0].strip()
        assert before, f"page {number}"


def test_no_line_is_broken_after_its_first_word(printed):
    """Lines of running text that end far from the margin although the next word would have fitted."""
    short = []
    for number, page in enumerate(pypdfium2.PdfDocument(printed.book.path), start=1):
        lines = re.split(r"\r\n", page.get_textpage().get_text_bounded())
        for line, following in zip(lines, lines[1:], strict=False):
            # pdfium ends a line that goes on with a blank.
            if re.fullmatch(r"\w\S{,10} ", line) and len(following) > 80:
                short.append((number, line, following[:30]))
    assert short == []


def test_contents_and_links_to_pages_tell_the_right_page(printed):
    places = printed.book.destinations()
    contents = printed.texts[1]
    for docname, depth in printed.order():
        if depth <= 2 and docname != "genindex":
            title = printed.site.env.titles[docname].astext()
            line = next(line for line in contents.splitlines() if line.startswith(title[:40]))
            assert line.split()[-1] == str(places[f"{docname}~"]), docname
    told = 0
    for number, link in printed.book.links():
        if "/Dest" not in link:
            continue
        words = str(link.Contents)
        page = places[str(link.Dest)]
        if re.search(rf"{re.escape(words)}\s*\(page\s+{page}\)", " ".join(printed.texts[number - 1].split())):
            told += 1
    assert told > 60


def test_every_link_inside_arrives(printed):
    places = printed.book.destinations()
    lost = {str(link.Dest) for _, link in printed.book.links() if "/Dest" in link} - set(places)
    assert lost == set()


def test_every_page_is_numbered_and_says_whom_to_call(printed):
    for number, text in enumerate(printed.texts[1:], start=2):
        foot = " ".join(text.split())
        assert "US Poison Help 1-800-222-1222" in foot
        assert re.search(rf"local emergency number\. {number}\b", foot), number


def test_title_page_tells_dates_and_licence(printed):
    title = " ".join(printed.texts[0].split())
    for words in (
        "Kratom and muscle soreness",
        "reviewed",
        "Next review due",
        "CC BY 4.0",
        "not medical advice",
        ADDRESS,
    ):
        assert words in title


def test_sources_tell_the_pages_that_cite_them_and_those_pages_do(printed):
    places = printed.book.destinations()
    labels = [label.get_text() for label in printed.article("reference/bibliography").select(".citation .label")]
    first, last = places["reference/bibliography~"], places["reference/glossary~"]
    listing = squeezed("".join(printed.texts[first - 1 : last - 1]))
    back = [(link, page) for page, link in printed.book.links() if first <= page < last and "/Dest" in link]
    targets = [str(link.Dest) for link, _ in back if not str(link.Dest).startswith(("reference/", "~"))]
    assert len(targets) > 250
    for label in labels:
        start = listing.index(squeezed(label))
        pages = re.search(r"Citedonpages?([\d,]+)\.", listing[start:])[1]
        numbers = [int(number) for number in pages.split(",")]
        assert numbers == sorted(set(numbers)), label
        # The section that cites may go on over the next pages.
        for number in numbers:
            near = squeezed("".join(printed.texts[number - 1 : number + 4]))
            # The mark may be broken over two pages, with a foot between.
            assert squeezed(label.strip("[]").split()[0]) in near, (label, number)


def test_ledger_is_one_table_with_its_head_on_each_page_and_no_row_in_two(printed):
    claims = json.loads((printed.site.folder / "claims.json").read_text())["claims"]
    places = printed.book.destinations()
    first, last = places["evidence/claims~"], places["evidence/method~"]
    rows, heads = [], []
    for table in printed.book.elements("Table"):
        if not first <= printed.book.page_of(table) < last:
            continue
        for row in printed.book._below(table.K):
            kinds = [str(kid.S) for kid in row.K] if row.S == "/TR" else []
            rows += [row] if "/TD" in kinds else []
            heads += [printed.book.page_of(row)] if "/TH" in kinds else []
    assert len(rows) == len(claims)
    assert heads == list(range(first, last))


def test_figures_are_vectors_with_the_words_of_the_site(printed):
    kinds = Counter(
        str(thing.get("/Subtype"))
        for thing in printed.book.file.objects
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and "/Subtype" in thing
    )
    assert kinds["/Image"] == 0
    told = sorted(str(figure.Alt) for figure in printed.book.elements("Figure"))
    shown = sorted(
        image["alt"]
        for docname, _ in printed.order()
        if docname != "genindex"
        for image in printed.article(docname).select("figure.chart img")
    )
    assert told == shown
    assert len(told) >= 6


def test_heads_of_tables_have_a_scope(printed):
    scopes = Counter(str(head.A.Scope) for head in printed.book.elements("TH"))
    assert scopes["/Column"] > 50
    assert set(scopes) <= {"/Column", "/Row"}


def test_fonts_are_in_the_file(printed):
    for pdf in (printed.book, printed.leaflet):
        fonts = dict(pdf.fonts())
        assert all(fonts.values())
        assert all("Source" in name or "Noto-Sans-Thai" in name or "DejaVu" in name for name in fonts), fonts


@pytest.mark.parametrize("name", [BOOK, "leaflet.pdf"])
def test_checkers_of_pdf_ua_find_no_error(printed, name):
    file = printed.folder / name
    module = [sys.executable, "-m"]
    done = subprocess.run([*module, "pdfua", "check", "--format", "json", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    report = printed.folder / "outloud.json"
    done = subprocess.run(
        [Path(sys.executable).with_name("outloud"), "--quiet", "--json", report, file], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + report.read_text()[:3000]


def test_leaflet_is_one_page_for_a4_and_letter(printed):
    (page,) = printed.leaflet.file.pages
    width, height = (float(side) for side in page.MediaBox[2:])
    assert width <= 595.3  # A4 is 595.3 by 841.9 points, Letter 612 by 792
    assert height <= 792.1


def test_leaflet_says_what_the_pages_say(printed):
    text = squeezed(printed.leaflet.text()[0])
    questions = ["Does it help sore muscles?", "Is it safe?", "Does it cost hair?", "When is it not ordinary soreness?"]
    questions += ["How do I know it is an overdose?", "Who has special reason not to take kratom?", "Whom can I call?"]
    at = [text.index(squeezed(question)) for question in questions]
    assert at == sorted(at)
    for number in ("1-800-222-1222", "988", "1-800-662-4357"):
        assert squeezed(number) in text
    page = printed.article("guide/who-should-not")
    for item in page.select(".key-messages li"):
        assert squeezed(item.get_text()) in text
    assert "Why?" not in text
    assert "[" not in text


def test_leaflet_has_a_code_that_a_telephone_reads(printed):
    picture = pypdfium2.PdfDocument(printed.leaflet.path)[0].render(scale=150 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == ADDRESS
    assert code.format == zxingcpp.BarcodeFormat.QRCode
