"""The built site on any static host: nothing from elsewhere, nothing that knows where it lives."""

import functools
import http.server
import posixpath
import re
import threading
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from conftest import parse
from patience import PATIENCE

#: Attributes that lead somewhere or load something.
ADDRESSES = ("href", "src", "srcset", "action", "formaction", "poster", "data", "xlink:href", "background", "manifest")
#: What a browser loads by itself, and not only when someone clicks.
LOADS = re.compile(r"^(script|img|source|iframe|embed|object|audio|video|track|input|use|image|form)$")
XLINK = "{http://www.w3.org/1999/xlink}href"
IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


def addresses(tag):
    """Yield the addresses in the attributes of ``tag``."""
    for name in ADDRESSES:
        value = tag.get(name)
        if value and name == "srcset":
            yield from (part.split()[0] for part in value.split(","))
        elif value:
            yield value
    if tag.name == "meta" and tag.get("http-equiv", "").lower() == "refresh":
        yield tag["content"].partition("url=")[2]


def in_css(text):
    """Return the addresses in a style sheet."""
    return [one or other for one, other in IN_CSS.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.S))]


def used(site):
    """Yield file, address and whether a browser loads it unasked, for every address in the site's pages and styles."""
    for name, page in site.pages().items():
        for tag in page.find_all(True):
            loads = bool(LOADS.match(tag.name)) or (tag.name == "link" and "canonical" not in tag.get("rel", ()))
            yield from ((name, address, loads) for address in addresses(tag))
            yield from ((name, address, True) for address in in_css(tag.get("style", "")))
        for style in page.find_all("style"):
            yield from ((name, address, True) for address in in_css(style.get_text()))
    for file in site.folder.rglob("*.css"):
        name = str(file.relative_to(site.folder))
        yield from ((name, address, True) for address in in_css(file.read_text(encoding="utf-8")))


def test_nothing_is_loaded_from_elsewhere(site):
    outside = [
        f"{name}: {address}"
        for name, address, loads in used(site)
        if loads and (urlsplit(address).netloc or urlsplit(address).scheme not in ("", "data"))
    ]
    assert outside == []


def test_pictures_load_nothing(site):
    pictures = sorted(site.folder.rglob("*.svg"))
    assert pictures
    outside = [
        f"{file.name}: {address}"
        for file in pictures
        for node in ElementTree.parse(file).iter()
        for address in (*(node.get(name) for name in ("href", XLINK, "src")), *in_css(node.get("style", "")))
        if address and not address.startswith(("#", "data:"))
    ]
    assert outside == []


def test_every_address_inside_the_site_is_relative_and_there(site):
    seen, wrong = 0, []
    for name, address, _ in used(site):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        seen += 1
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        if name == "404.html":
            # Shown under whatever address was wrong: its links begin at the top, and a script that it looks for in
            # every folder above puts the site's own before them. tests/browser/test_search.py tries that.
            if not (site.folder / unquote(parts.path).lstrip("./")).exists():
                wrong.append(f"{name}: {address}")
            continue
        # An address that starts with a slash is right at the top of a host alone; one that climbs out is right nowhere.
        if parts.path.startswith("/") or target.startswith("..") or not (site.folder / target).exists():
            wrong.append(f"{name}: {address}")
    assert seen > 1000
    assert wrong == []


class Below(http.server.SimpleHTTPRequestHandler):
    """A host that has the site in a folder, and other things above it."""

    def log_message(self, *args):
        pass

    def translate_path(self, path):
        """Return the file for ``path``; what is not below /a/handbook is not ours."""
        below = path.removeprefix("/a/handbook")
        return super().translate_path(below) if below != path else "/nonexistent"


@pytest.fixture(scope="module")
def top(site):
    """The address of the site, in a folder of a host."""
    handler = functools.partial(Below, directory=str(site.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a/handbook/"
        server.shutdown()


def fetch(address):
    """Return the address at which ``address`` arrived, and what is there."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.url, answer.headers.get_content_type(), answer.read()


def test_whoever_follows_every_link_in_a_folder_of_a_host_arrives(top):
    waiting, seen = [top, urljoin(top, "kratom-review")], set()
    while waiting:
        # `urlopen` raises for a page that is not there, and names the address.
        here, kind, content = fetch(waiting.pop())
        if here in seen:
            continue
        seen.add(here)
        assert here.startswith(top)
        if kind != "text/html":
            continue
        for tag in BeautifulSoup(content, "html.parser").find_all(True):
            for address in addresses(tag):
                goal = urljoin(here, address).partition("#")[0]
                if goal.startswith(top.partition("/a/")[0]) and goal not in seen:
                    waiting.append(goal)
    pages = {address.removeprefix(top) for address in seen}
    assert {"", "guide/kratom-review.html", "kratom-review/", "reference/bibliography.html"} <= pages
    assert len([page for page in pages if page.endswith(".html")]) > 30


def test_the_articles_link_arrives_in_a_folder_of_a_host(top):
    here, _, content = fetch(urljoin(top, "kratom-review"))
    (refresh,) = BeautifulSoup(content, "html5lib").find_all("meta", attrs={"http-equiv": "refresh"})
    assert urljoin(here, refresh["content"].partition("url=")[2]) == f"{top}guide/kratom-review.html"


PUBLISHED = Path(__file__).parent / "data" / "published-addresses.txt"


def test_no_address_that_was_ever_published_is_lost(site):
    listed = {line for line in PUBLISHED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    # The pages in another language come of a build of their own; make content looks at those.
    lost = sorted(name for name in listed if name[:3] != "es/" and not (site.folder / name).is_file())
    assert lost == [], "name the new address of each in `redirects` in conf.py"
    new = sorted(set(site.pages()) - listed)
    assert new == [], f"add these to {PUBLISHED.name}"


def test_every_old_name_leads_to_a_page_that_is_there(site):
    assert site.env.config.redirects
    for name, target in site.env.config.redirects.items():
        page = parse(site.folder / f"{name}.html")
        (refresh,) = page.select("meta[http-equiv=refresh]")
        goal = (site.folder / name).parent / refresh["content"].partition("url=")[2]
        assert goal.resolve().is_file(), f"{name} leads to {target}"
        # A browser lets the site's own scripts run alone, and none that stands in a page.
        assert not page.select("script")
        (link,) = page.select("main a")
        assert link["href"] == target


def test_a_page_that_moved_leads_on(project):
    made = project("pages")
    moved = {"old/name": "../index.html"}
    assert made.build(extensions=["myst_parser", "sphinx_evidence.pages", "sphinx_reredirects"], redirects=moved) == ""
    (refresh,) = made.page("old/name").select("meta[http-equiv=refresh]")
    assert refresh["content"].partition("url=")[2] == "../index.html"


def test_every_page_offers_what_reference_managers_read(site):
    for docname in site.env.found_docs:
        links = site.pages()[f"{docname}.html"].select("a[download]")
        assert [link["href"].rpartition(".")[2] for link in links] == ["bib", "ris"], docname


def test_programs_find_every_page_with_its_description(site):
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")
    for docname in site.env.found_docs:
        assert f"]({docname}.html): {site.env.metadata[docname]['description']}\n" in text
