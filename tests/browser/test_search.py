"""The search and the page for wrong addresses, as a reader meets them in a browser."""

import base64
import functools
import hashlib
import http.server
import re
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from needs import need

ROOT = Path(__file__).parents[2]

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

#: What people type, and the page that is to be among the first three.
QUERIES = {
    "hair loss": "guide/hair",
    "rhabdo": "guide/what-helps-soreness",
    "is kratom safe": "guide/safety",
    "7-OH": "guide/seven-oh",
    "Advil": "guide/interactions",
    "krathom": "guide/kratom-review",
    # other names
    "Tylenol": "guide/interactions",
    "Percocet": "guide/interactions",
    "Zoloft": "guide/interactions",
    "suboxone": "guide/interactions",
    "narcan": "reference/glossary",
    "DOMS": "guide/what-helps-soreness",
    "dark pee": "guide/sore-days",
    "ice bath": "guide/what-helps-soreness",
    "am I addicted": "guide/already-taking-it",
    "quit cold turkey": "guide/already-taking-it",
    "pregnant": "guide/who-should-not",
    "breast feeding": "guide/who-should-not",
    "teens": "guide/who-should-not",
    "poison control": "guide/safety",
    "balding": "guide/hair",
    "insomnia": "guide/sleep-fibromyalgia",
    "army": "guide/law-and-sport",
    "seven hydroxy": "guide/law-and-sport",
    "7OH": "guide/law-and-sport",
    "7 oh": "guide/safety",
    # other spellings
    "surgery anesthesia": "guide/who-should-not",
    "randomized trial": "reference/glossary",
    # slips of the finger
    "ibuprofin": "guide/interactions",
    "fibromialgia": "guide/sleep-fibromyalgia",
    "rabdomyolysis": "guide/what-helps-soreness",
    "kratom and alchohol": "guide/interactions",
    # questions
    "can I take it with alcohol": "guide/interactions",
    "how long does it last": "evidence/pharmacology",
    "how long do sore muscles last": "guide/what-helps-soreness",
    "will it show up on a drug test": "guide/law-and-sport",
    "what is 7-OH": "reference/glossary",
    "is it legal in Texas": "guide/law-and-sport",
    "how much should I take": "article/compounds",
    "has anyone died": "guide/safety",
    "how do I stop taking kratom": "guide/already-taking-it",
    "can I drive": "guide/who-should-not",
    "who wrote the article": "article/author",
    "does kratom help sore muscles": "index",
    # the site's own words
    "kratom": "guide/kratom-review",
    "withdrawal symptoms": "guide/already-taking-it",
    "overdose": "guide/safety",
    "liver damage": "guide/safety",
    "seizures": "guide/safety",
    "side effects": "guide/safety",
    "salmonella": "guide/safety",
    "blood thinners": "guide/interactions",
    "massage": "guide/what-helps-soreness",
    "mitragynine half life": "evidence/pharmacology",
    "studies in mice": "evidence/animal-and-laboratory",
    "cochrane": "reference/glossary",
    "Huestis": "reference/sources/trials",
    "10.3390/molecules29050984": "reference/sources/trials",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a built site under ``prefix`` with a strict policy, and its 404.html for all else, at any depth."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments, prefix, policy, **options):
        self.prefix, self.policy = prefix, policy
        super().__init__(*arguments, **options)

    def translate_path(self, path):
        if not path.startswith(self.prefix):
            return self.directory + "/nothing-is-here"
        return super().translate_path(path[len(self.prefix) - 1 :])

    def end_headers(self):
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        with open(self.directory + "/404.html", "rb") as file:
            page = file.read()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments):
        pass


def policy_of(folder):
    """Return a policy that allows files of the site and, of inline scripts, only those of Furo on its front page."""
    inline = re.findall(r"<script>(.*?)</script>", (folder / "index.html").read_text(encoding="utf-8"), re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline)
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests)
    # Styles inside pages are Furo's and not of this part.
    styles = "style-src-elem 'self' 'unsafe-inline'; style-src-attr 'unsafe-inline'"
    return f"default-src 'none'; script-src 'self' {scripts}; {styles}; img-src 'self' data:; form-action 'self'"


@pytest.fixture(scope="module")
def serve():
    """Return a function that serves a folder on loopback and returns the address of its root."""
    servers = []

    def start(folder, prefix="/"):
        handler = functools.partial(Handler, directory=str(folder), prefix=prefix, policy=policy_of(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{prefix}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=need("chromium", "chromium"), args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def open_tab(browser):
    """Return a function that opens a tab. What a script throws and what the policy forbids fails the test."""
    contexts, faults = [], []

    def start(**options):
        context = browser.new_context(**options)
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        tab.on("dialog", lambda dialog: (faults.append("dialog: " + dialog.message), dialog.dismiss()))
        return tab

    yield start
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def address(serve, site):
    return serve(site.folder)


def ask(tab, query):
    """Type a query, press Enter and wait for the answer."""
    box = tab.get_by_role("searchbox", name="What are you looking for?")
    box.fill(query)
    box.press("Enter")
    answered(tab, query)


def answered(tab, query):
    """Wait for the answer. (What a page may not evaluate, Playwright may not either, so it only looks.)"""
    expect(tab.locator("#search-status")).to_contain_text(f"“{query}”")
    expect(tab.locator("#search-status")).to_contain_text("ound for “")


def names(tab, root):
    """Return the pages found, in order."""
    links = tab.eval_on_selector_all(".search-title a", "links => links.map((link) => link.href)")
    return [urlsplit(link).path.removeprefix(urlsplit(root).path).removesuffix(".html") for link in links]


def said(tab):
    return tab.locator("#search-status").inner_text()


# -- Finding ----------------------------------------------------------------------------------


def test_page_is_among_the_first_three(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html")
    missed = []
    for query, page in QUERIES.items():
        ask(tab, query)
        if page not in (found := names(tab, address)[:3]):
            missed.append(f"{query}: {page} is not in {found}")
    assert missed == []
    assert len(QUERIES) >= 20


def test_guide_comes_before_the_article_and_sources_come_last(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html?q=fibromyalgia")
    tab.wait_for_selector(".search-title a")
    found = names(tab, address)
    assert found[0].startswith("guide/")
    assert found.index("guide/sleep-fibromyalgia") < found.index("article/soreness")


def test_result_shows_place_title_sentence_and_section(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html?q=Advil")
    first = tab.locator("#search-results > li").first
    first.wait_for()
    assert first.locator(".search-place").inner_text() == "Guide"
    assert first.locator("h2 a").inner_text() == "Can I take kratom with my medicines?"
    # A row is shown whole: half of it could be taken for the opposite.
    text = first.locator(".search-text").inner_text()
    assert text.startswith("Ibuprofen (Advil), naproxen, aspirin: We found no study and no report about the pair.")
    assert "What to do: Ask a pharmacist" in text
    assert first.locator("mark").all_inner_texts() == ["Ibuprofen", "Advil"]
    first.locator(".search-part a", has_text="Ibuprofen (Advil), naproxen, aspirin").click()
    tab.wait_for_url("**/guide/interactions.html#medicine-nsaids")
    assert tab.locator("tr", has=tab.locator(":target")).is_visible()


def test_claim_is_shown_with_its_verdict(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html?q=hair+loss")
    link = tab.locator(".search-part a", has_text="“Hair loss from kratom is rare.” Verdict: Unproven.")
    link.wait_for()
    assert urlsplit(link.get_attribute("href")).fragment.startswith("claim-")


def test_slip_of_the_finger_is_told_with_a_way_back(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html?q=krathom")
    tab.wait_for_selector(".search-title a")
    assert said(tab).startswith("Showing results for kratom. Search for “krathom” instead.")
    assert tab.get_by_role("searchbox", name="What are you looking for?").input_value() == "krathom"
    tab.get_by_role("link", name="Search for “krathom” instead").click()
    answered(tab, "krathom")
    # Sources have it in their titles, and records of the searches.
    assert re.fullmatch(r"\d+ pages? found for “krathom”\.", said(tab))
    assert all(name.startswith(("reference/sources/", "evidence/searches/")) for name in names(tab, address))


def test_reader_is_told_which_words_are_nowhere(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html")
    ask(tab, "hair loss on Saturn")
    assert "No page has “Saturn”. These pages have your other words." in said(tab)
    assert "does not mean that something is safe. Ask a pharmacist" in said(tab)
    help_line = tab.locator("#search-status").get_by_role("link", name="1-800-222-1222")
    assert help_line.get_attribute("href") == "tel:+18002221222"
    assert names(tab, address)[0] == "guide/hair"
    ask(tab, "jaundice massage")
    assert "No page has all these words. These pages have some of them." in said(tab)


def test_nothing_found_says_what_to_try_and_whom_to_call(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html")
    assert tab.locator("#search-start").is_visible()
    for query in ("xyzzy", "the of it", "constructor __proto__"):
        ask(tab, query)
        assert said(tab) == f"Nothing found for “{query}”."
        help_box = tab.locator("#search-nothing")
        assert help_box.is_visible()
        assert help_box.get_by_role("link", name="1-800-222-1222").get_attribute("href") == "tel:+18002221222"
        assert help_box.get_by_role("link", name="glossary").is_visible()
        assert not tab.locator("#search-start").is_visible()
    ask(tab, "massage")
    assert not tab.locator("#search-nothing").is_visible()


def test_rest_of_many_results_is_shown_with_the_keyboard(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html?q=kratom")
    more = tab.get_by_role("button", name=re.compile(r"Show all \d+"))
    more.wait_for()
    total = int(more.inner_text().split()[-1])
    assert len(names(tab, address)) == 8 < total
    assert said(tab) == f"{total} pages found for “kratom”."
    more.focus()
    tab.keyboard.press("Enter")
    assert len(names(tab, address)) == total
    assert tab.evaluate("document.activeElement.href") == tab.locator(".search-title a").nth(8).evaluate("a => a.href")


def test_keyboard_goes_from_the_box_through_the_results(open_tab, address):
    tab = open_tab()
    tab.goto(address + "search.html")
    box = tab.get_by_role("searchbox", name="What are you looking for?")
    box.focus()
    tab.keyboard.type("rhabdo")
    # Results come while somebody types, and the focus stays.
    answered(tab, "rhabdo")
    assert box.evaluate("box => box === document.activeElement")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/guide/what-helps-soreness.html")


def test_search_field_of_other_pages_leads_here(open_tab, address):
    tab = open_tab(viewport={"width": 1280, "height": 800})
    tab.goto(address + "guide/hair.html")
    field = tab.locator("input.sidebar-search")
    field.fill("massage")
    field.press("Enter")
    tab.wait_for_selector(".search-title a")
    assert names(tab, address)[0] == "guide/what-helps-soreness"
    assert tab.title().startswith("massage - Search - ")


# -- Safe, small, from a disk, without a script -----------------------------------------------


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "%3Cb%3E krathom <b>"]
)
def test_query_is_only_ever_text(open_tab, address, query):
    tab = open_tab()
    tab.goto(address + "search.html?q=" + quote(query))
    answered(tab, query)
    assert tab.locator("article").locator("img, script, b, [onerror]").count() == 0
    assert tab.get_by_role("searchbox", name="What are you looking for?").input_value() == query
    assert f"“{query}”" in said(tab)


def test_nothing_is_loaded_before_somebody_searches(open_tab, address):
    tab = open_tab()
    loaded = []
    tab.on("request", lambda request: loaded.append(urlsplit(request.url).path))
    tab.goto(address + "search.html", wait_until="networkidle")
    assert not [path for path in loaded if re.search(r"searchdata|searchindex|language_data|search-engine", path)]
    ask(tab, "massage")
    assert "/searchdata.js" in loaded
    assert "/searchindex.js" not in loaded


def test_search_that_does_not_load_says_so(open_tab, address):
    tab = open_tab()
    tab.route("**/searchdata.js", lambda route: route.abort())
    tab.goto(address + "search.html?q=massage")
    expect(tab.locator("#search-status")).to_contain_text("could not be loaded")


def test_search_works_from_a_disk(open_tab, site):
    tab = open_tab()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    root = site.folder.as_uri() + "/"
    tab.goto(root + "search.html?q=is+kratom+safe")
    tab.wait_for_selector(".search-title a")
    assert names(tab, root)[0] == "guide/safety"
    for query in ("krathom", "Advil", "how long does it last"):
        ask(tab, query)
        assert QUERIES[query] in names(tab, root)[:3]
    tab.locator(".search-part a").first.click()
    expect(tab.locator(":target")).to_have_count(1)
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data"}


def test_without_javascript_the_page_says_so_and_leads_on(open_tab, address):
    tab = open_tab(java_script_enabled=False)
    tab.goto(address + "search.html?q=massage")
    note = tab.locator("article noscript")
    assert "Search needs JavaScript" in note.inner_text()
    assert not tab.locator("#search-start").is_visible()
    note.get_by_role("link", name="glossary").click()
    assert tab.url.endswith("/reference/glossary.html")


def test_nothing_goes_off_a_narrow_screen(open_tab, address):
    tab = open_tab(viewport={"width": 320, "height": 800})
    tab.goto(address + "search.html")
    for query in ("7-OH", "krathom", "xyzzy", "mitragynine", "w" * 200):
        ask(tab, query)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, query


# -- Wrong addresses --------------------------------------------------------------------------


def lost_at(tab, wrong):
    """Open a wrong address; return the pages that are suggested."""
    answer = tab.goto(wrong)
    assert answer.status == 404
    assert tab.locator("h1").all_inner_texts() == ["We cannot find this page"]
    tab.wait_for_selector("#search-results li")
    assert said(tab) == "Were you looking for:"
    return answer


def styled(tab):
    return tab.locator(".search-row button").evaluate("button => getComputedStyle(button).fontWeight") == "600"


@pytest.mark.parametrize(
    "prefix, wrong",
    [
        ("/", "krathom-hair-loss"),
        ("/", "a/b/hair-loss.html"),
        ("/sub/path/", "hair-loss"),
        ("/sub/path/", "a/b/c/hair"),
    ],
)
def test_wrong_address_is_searched_though_nobody_told_where_the_site_lives(open_tab, serve, site, prefix, wrong):
    root = serve(site.folder, prefix)
    tab = open_tab()
    lost_at(tab, root + wrong)
    assert names(tab, root)[0] == "guide/hair"
    assert styled(tab)
    assert tab.get_by_role("link", name="1-800-222-1222").is_visible()
    # The menu, the brand and the links in the text lead to pages that are there.
    links = tab.eval_on_selector_all("a[href^='/'], a[href^='http://127']", "links => links.map((link) => link.href)")
    assert len(links) > 30
    gone = [link for link in dict.fromkeys(links[:5] + links[-5:]) if not tab.request.get(link).ok]
    assert gone == []
    tab.get_by_role("searchbox", name="Search this site").fill("massage")
    tab.get_by_role("search", name="Search this site").get_by_role("button").click()
    tab.wait_for_url(root + "search.html?q=massage")
    tab.wait_for_selector(".search-title a")


def test_wrong_address_is_searched_where_the_build_was_told(open_tab, serve, project):
    made = project("site-search")
    made.build(
        extensions=[
            "myst_parser",
            "sphinxcontrib.bibtex",
            "sphinx_evidence.citations",
            "sphinx_evidence.claims",
            "sphinx_evidence.site_search",
            "notfound.extension",
        ],
        html_theme="furo",
        templates_path=[str(ROOT / "src" / "this_site" / "templates")],
        html_baseurl="https://example.org/en/latest/",
        notfound_urls_prefix="/en/latest/",
        notfound_template="404.html",
        notfound_context={"title": "Page not found"},
    )
    root = serve(made.output, "/en/latest/")
    tab = open_tab()
    lost_at(tab, root + "x/y/tea%20burns.php")
    assert tab.locator("script[src*='find-root']").count() == 0
    assert styled(tab)
    # A title is text, whatever it holds.
    assert tab.locator(".search-title a").first.inner_text() == "Is <b>tea</b> safe & sound?"
    tab.locator(".search-title a").first.click()
    assert tab.url == root + "guide/safety.html"


@pytest.mark.parametrize("wrong", ["zzzz", "%E0%A4%A", "index.php", "%3Cimg%20src=x%20onerror=alert(1)%3E"])
def test_address_without_a_word_that_we_know_gets_the_page_all_the_same(open_tab, address, wrong):
    tab = open_tab()
    assert tab.goto(address + wrong, wait_until="networkidle").status == 404
    assert tab.locator("article img").count() == 0
    assert tab.get_by_role("link", name="Every claim, judged").is_visible()


def test_lost_page_is_of_use_without_javascript(open_tab, address):
    tab = open_tab(java_script_enabled=False)
    tab.goto(address + "a/b/hair")
    assert styled(tab)
    tab.get_by_role("link", name="The short answers").click()
    assert tab.url == address + "index.html"


def test_address_that_the_article_links_still_arrives(open_tab, address):
    tab = open_tab()
    tab.goto(address + "kratom-review")
    tab.wait_for_url("**/guide/kratom-review.html")
