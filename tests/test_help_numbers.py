"""Help is one tap away: every telephone number in the site, the book and the e-book is a link, on one line."""

import re
import zipfile

import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from in_browser import browser, server  # noqa: F401

#: What looks like a number that somebody could dial.
NUMBER = re.compile(
    r"(?<![\w./:-])(?:1-8\d\d-[\dA-Z]{3}-\d{4}|0\d{2,3}[ ]\d{3}[ ]\d{3,4}|01 809 2166|13 11 26)(?![\w-])"
    r"|(?<=[Cc]all )(?:911|999|112|988|000|111)\b|(?<=[Tt]ext )988\b"
)
HTML = "a[href^='tel:']"
#: What is told of numbers, and is no running text.
SKIPPED = ("script", "style", "title", "code", "h1", "h2", "h3")


def bare(page):
    """Return the numbers of ``page`` that are no link."""
    found = []
    for text in page.find_all(string=True):
        if text.find_parent("a") is None and text.find_parent(SKIPPED) is None:
            found += NUMBER.findall(" ".join(text.split()))
    return found


def test_a_bare_number_is_noticed():
    page = BeautifulSoup(
        "<p>Call 911, or 1-800-222-1222; <a href='tel:988'>call 988</a>. In 911 people.</p>", "html5lib"
    )
    assert bare(page) == ["911", "1-800-222-1222"]


def test_every_number_of_the_site_is_a_link(site):
    found = {name: numbers for name, page in site.pages().items() if (numbers := bare(page))}
    assert found == {}
    links = [link for page in site.pages().values() for link in page.select(HTML)]
    assert len(links) > 80


def test_a_link_dials_what_it_says(site):
    wrong = []
    for name, page in site.pages().items():
        for link in page.select(HTML):
            letters = str.maketrans("FDA", "332")
            said = re.sub(r"\D", "", link.get_text().translate(letters))
            dialled = re.sub(r"\D", "", link["href"])
            # With the country's code before it, and without the 0 that only callers inside dial.
            if not dialled.endswith(said.removeprefix("0") if dialled != said else said):
                wrong.append(f"{name}: {link}")
    assert wrong == []


def test_every_number_of_the_e_book_is_a_link(e_book_of_site):
    with zipfile.ZipFile(e_book_of_site[0] / "kratom-and-muscle-soreness.epub") as book:
        pages = {name: book.read(name) for name in book.namelist() if name.endswith("html")}
    found = {name: numbers for name, text in pages.items() if (numbers := bare(BeautifulSoup(text, "xml")))}
    assert found == {}
    assert sum(len(BeautifulSoup(text, "xml").select(HTML)) for text in pages.values()) > 80


@pytest.mark.parametrize("name", ["kratom-and-muscle-soreness", "leaflet", "clinicians"])
def test_every_number_of_what_is_printed_is_a_link_on_one_line(printed_site, name):
    drawn = pypdfium2.PdfDocument(printed_site[0] / f"{name}.pdf")
    bare_ones, broken, met = [], [], 0
    with pikepdf.open(printed_site[0] / f"{name}.pdf") as file:
        for place, page in enumerate(file.pages):
            links = [
                sorted(map(float, link.Rect[::2])) + sorted(map(float, link.Rect[1::2]))
                for link in page.get("/Annots", [])
                if str(link.get("/A", {}).get("/URI", "")).startswith("tel:")
            ]
            text = drawn[place].get_textpage()
            words = text.get_text_range()
            for number in NUMBER.finditer(words):
                met += 1
                boxes = [text.get_charbox(at) for at in range(*number.span())]
                middles = [((left + right) / 2, (bottom + top) / 2) for left, bottom, right, top in boxes]
                if max(y for _, y in middles) - min(y for _, y in middles) > 8:
                    broken.append(f"page {place + 1}: {number[0]}")
                x, y = middles[0]
                if not any(left - 1 <= x <= right + 1 and low - 1 <= y <= high + 1 for left, right, low, high in links):
                    bare_ones.append(f"page {place + 1}: {number[0]}")
    assert met > 2
    assert bare_ones == []
    assert broken == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_number_breaks_over_a_line(browser, server, site, width):  # noqa: F811
    from audit.browser import ARRIVED, Mode, opened

    broken = []
    lines = "(links) => links.filter((link) => link.getClientRects().length > 1).map((link) => link.textContent)"
    with opened(browser, Mode(width)) as page:
        for name in sorted(name for name, tree in site.pages().items() if tree.select(HTML)):
            page.goto(f"{server.address}/{name}", wait_until=ARRIVED)
            broken += [f"{name}: {said}" for said in page.locator(HTML).evaluate_all(lines)]
    assert broken == []
