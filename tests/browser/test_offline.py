"""The zip file for reading without a network: unpacked, and opened from a disk as a reader opens it."""

import importlib.util
import posixpath
import shutil
import zipfile
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from conftest import EPOCH, ROOT
from needs import need

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OUTSIDE = ("http:", "https:", "mailto:", "tel:", "data:")
BOOKS = ("kratom-and-muscle-soreness.epub", "kratom-and-muscle-soreness.pdf", "leaflet.pdf")


@pytest.fixture(scope="module")
def packed(site, tmp_path_factory):
    """The zip file of the real site; what the books say is tested elsewhere."""
    spec = importlib.util.spec_from_file_location("tools_offline", ROOT / "tools" / "offline.py")
    offline = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(offline)
    folder = tmp_path_factory.mktemp("offline")
    made = folder / "site"
    shutil.copytree(site.folder, made, ignore=shutil.ignore_patterns("downloads"))
    (made / "downloads").mkdir()
    for name in BOOKS:
        (made / "downloads" / name).write_bytes(b"%PDF-1.7\n" if name.endswith("pdf") else b"PK")
    for name in ("one.zip", "two.zip"):
        offline.pack(made, folder / name, EPOCH)
    return folder


@pytest.fixture(scope="module")
def unpacked(packed):
    """The one folder that the zip file holds, as a reader's own program unpacks it."""
    with zipfile.ZipFile(packed / "one.zip") as archive:
        archive.extractall(packed / "a reader's folder")
    (top,) = (packed / "a reader's folder").iterdir()
    return top


def test_same_content_gives_the_same_bytes(packed):
    assert (packed / "one.zip").read_bytes() == (packed / "two.zip").read_bytes()
    with zipfile.ZipFile(packed / "one.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 28, 12, 0, 0)}


def test_everything_is_there_and_the_start_page_leads_to_it(unpacked, site):
    assert unpacked.name == "kratom-and-muscle-soreness"
    assert {path.name for path in unpacked.iterdir()} == {"START-HERE.html", "site"}
    assert {path.name for path in (unpacked / "site/downloads").iterdir()} == {*BOOKS}
    there = {path.relative_to(unpacked / "site").as_posix() for path in (unpacked / "site").rglob("*.html")}
    # The page for a wrong address is a web server's.
    assert there == {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.html")} - {"404.html"}
    start = BeautifulSoup((unpacked / "START-HERE.html").read_text(encoding="utf-8"), "html5lib")
    books = [f"site/downloads/{name}" for name in reversed(BOOKS)]
    assert [link["href"] for link in start.select("a")] == ["site/index.html", *books]
    assert "28 November 2026" in start.get_text()


def test_every_address_in_every_page_is_there(unpacked):
    soups = {
        path.relative_to(unpacked).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        for path in sorted(unpacked.rglob("*.html"))
    }
    ids = {name: {element["id"] for element in soup.select("[id]")} for name, soup in soups.items()}
    lost, seen = [], 0
    for name, soup in soups.items():
        for element in soup.select("[href], [src]"):
            address = element.get("href") or element.get("src") or ""
            if address.startswith(OUTSIDE) or "canonical" in element.get("rel", []):
                continue
            seen += 1
            path, anchor = urldefrag(address)
            path = unquote(path.partition("?")[0])
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            there = (unpacked / target).is_file() and not target.startswith("..")
            # Scripts find "#" and "#__toc"; a link to the top of the page needs nothing there.
            if not there or (anchor and target in ids and unquote(anchor) not in ids[target]):
                lost.append(f"{name}: {address}")
    assert lost == []
    assert seen > 5000


@pytest.fixture
def tab(unpacked):
    """A page of a browser without a network, with what it asked for, what failed and what scripts complained of."""
    asked, failed, said = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium", "chromium"), args=OPTIONS)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto((unpacked / "START-HERE.html").as_uri())
        yield page
        top = unpacked.as_uri()
        outside = [url for url in asked if not url.startswith((top, "data:"))]
        assert (failed, said, outside) == ([], [], [])
        assert len(asked) > 3
        browser.close()


def test_reader_goes_from_the_start_to_a_page_and_its_source(tab):
    tab.get_by_role("link", name="The site").click()
    assert tab.locator("h1").inner_text().startswith("Kratom for sore muscles")
    tab.locator("article a[href='guide/what-helps-soreness.html']").first.click()
    assert tab.locator("h1").inner_text().startswith("What helps sore muscles")
    # Every figure is drawn, every style is there.
    broken = "[...document.images].filter(i => i.loading !== 'lazy' && !i.naturalWidth).map(i => i.src)"
    assert tab.evaluate(broken) == []
    assert tab.evaluate("[...document.styleSheets].length") >= 1
    source = tab.locator("article a[href*='#source-']").first
    anchor = source.get_attribute("href").partition("#")[2]
    source.click()
    assert tab.evaluate("location.hash") == f"#{anchor}"
    assert tab.locator(f"[id='{anchor}']").is_visible()


def test_search_finds_a_page_and_leads_there(tab):
    tab.get_by_role("link", name="The site").click()
    box = tab.locator("input[name=q]").first
    box.fill("fibromyalgia")
    box.press("Enter")
    tab.wait_for_url("**/search.html?*")
    found = tab.locator("#search-results a[href*='sleep-fibromyalgia.html']").first
    found.wait_for()
    # What the search has begun to fetch would fail by now.
    tab.wait_for_load_state("networkidle")
    found.click()
    assert "fibromyalgia" in tab.locator("h1").inner_text()


def test_look_turns_dark_and_stays_so_on_the_next_page(tab):
    tab.get_by_role("link", name="The site").click()
    theme = "document.body.dataset.theme"
    before = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    for _ in range(3):
        tab.locator("button.theme-toggle:visible").first.click()
        if tab.evaluate(theme) == "dark":
            break
    assert tab.evaluate(theme) == "dark"
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") != before
    tab.locator("article a[href$='.html']").first.click()
    # The page sets it as it arrives, which the click does not wait for.
    tab.wait_for_function(f"document.body && {theme} === 'dark'")


def test_names_in_the_zip_file_are_safe_to_unpack(packed):
    """No way out of the folder, nothing that Windows cannot name."""
    with zipfile.ZipFile(packed / "one.zip") as archive:
        names = archive.namelist()
    assert len(names) == len({name.lower() for name in names})
    assert not [name for name in names if name.startswith("/") or ".." in name or set(name) & set('<>:"|?*\\')]
