"""The pages in Spanish, as a reader meets them: all of it is Spanish, and says what the English says."""

import re
from collections import Counter

import pytest

from conftest import ROOT
from sphinx_evidence import catalogues

PAGES = ["index", "guide/help-now", "guide/safety", "guide/stopping"]
CATALOGUES = [ROOT / "locale/es/LC_MESSAGES" / f"{name}.po" for name in [*PAGES, "sphinx"]]
CATALOGUES.append(ROOT / "src/sphinx_evidence/locale/es/LC_MESSAGES/sphinx_evidence.po")
#: What is the same in both languages.
ALIKE = {"Florida,", "Kratom", "kratom", "Australia", "Coma", "7-OH", "Poison Help,", "1-800-FDA-1088", "Salmonella"}
#: What stands in a page and is not of its text: sources by name, the switch to the other language.
ASIDE = "script, .bibtex-citation, .language-switch, .headerlink, .translation-note, .page-citation, .link-language"
ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "data-close", "data-head")


#: What is marked as English waits for a translator, and is read out as English.
MARKED = "article [lang=en]"


def cleaned(page):
    for part in page.select(ASIDE):
        part.decompose()
    return page


def left_in_english(page):
    """Return what of a page in Spanish is marked as English: its texts, and what its parts are called."""
    parts = [each for part in page.select(MARKED) for each in [part, *part.find_all(True)]]
    texts = {" ".join(text.split()) for part in parts for text in part.stripped_strings}
    return texts | {part[name] for part in parts for name in ATTRIBUTES if part.get(name)}


@pytest.fixture(params=PAGES)
def both(request, site):
    """One page in English and in Spanish; parsed anew, since what does not count is taken out."""
    from conftest import parse

    return [cleaned(parse(site.folder / f"{folder}{request.param}.html")) for folder in ("", "es/")]


def blocks(page):
    """Return each text of the page that a reader sees, in its order."""
    return [" ".join(text.split()) for text in page.select_one("article").stripped_strings]


def test_there_are_these_pages(site):
    there = {name for name in site.pages() if name.startswith("es/")}
    assert there == {f"es/{name}.html" for name in PAGES}
    assert all(site.pages()[name].html["lang"] == "es" for name in there)


#: How much of a page may wait for a translator after its original was changed.
WAITING = 0.15


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_next_to_no_sentence_waits_for_its_translation(path):
    known = [message for message in catalogues.load(path) if message.id]
    waiting = [message.id for message in known if not message.string or message.fuzzy]
    assert len(waiting) <= WAITING * len(known), f"{path}: translate these; `make catalogues` has found them: {waiting}"


def test_a_page_with_a_sentence_in_english_says_so(site):
    for name in PAGES:
        page = site.pages()[f"es/{name}.html"]
        left = page.select("article [lang=en]:not(.language-switch a)")
        assert bool(left) == bool(page.select(".translation-behind")), name


def test_no_text_is_left_in_english(both):
    english, spanish = (set(blocks(page)) for page in both)
    alike = {text for text in english & spanish if re.search(r"[^\W\d_]{2}", text)} - ALIKE
    assert alike - left_in_english(both[1]) == set()


def test_no_name_for_a_screen_reader_is_left_in_english(both):
    said = [
        {tag[name] for name in ATTRIBUTES for tag in page.select(f"[{name}]") if tag[name] not in ALIKE}
        for page in both
    ]
    alike = {text for text in said[0] & said[1] if re.search(r"[^\W\d_]{2}", text)}
    assert alike - left_in_english(both[1]) == set()


def test_what_stands_around_the_text_is_spanish(both):
    english, spanish = (
        {text for text in page.body.stripped_strings if text not in page.select_one("article").get_text()}
        for page in both
    )
    # The names of what the site is made with.
    assert {text for text in english & spanish if re.search(r"[^\W\d_]{2}", text)} - left_in_english(both[1]) <= {
        "Sphinx",
        "Furo",
    }


def numbers(page):
    text = " ".join(part for part in blocks(page) if not re.search(r"202[67]", part))
    return Counter(number.rstrip(".,") for number in re.findall(r"\d[\d.,-]*%?", text))


def test_numbers_are_the_same(both):
    assert numbers(both[0]) == numbers(both[1])


def test_links_and_telephone_numbers_are_the_same(both):
    def there(page):
        links = (link["href"] for link in page.select("article a[href]"))
        # Written as from the root of the site, whatever page they stand on.
        return Counter(re.sub(r"^(\.\./)+|^es/", "", link).partition("#")[0] for link in links)

    english, spanish = map(there, both)
    assert {link: number for link, number in english.items() if link.startswith(("tel:", "http"))} == {
        link: number for link, number in spanish.items() if link.startswith(("tel:", "http"))
    }
    assert sum(english.values()) == sum(spanish.values())


def test_links_lead_somewhere(site):
    for name in PAGES:
        file = site.folder / f"es/{name}.html"
        for link in site.pages()[f"es/{name}.html"].select("a[href]"):
            address, _, anchor = link["href"].partition("#")
            if ":" in address:
                continue
            target = (file.parent / address.partition("?")[0]).resolve() if address else file
            assert target.is_file(), (name, link["href"])
            if anchor and target.suffix == ".html":
                assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), (name, link["href"])


def test_a_link_to_a_page_in_english_says_so(site):
    for name in PAGES:
        page = site.pages()[f"es/{name}.html"]
        for link in page.select("article a.reference.internal"):
            inside = (site.folder / f"es/{name}.html").parent / link["href"].partition("#")[0]
            is_spanish = link["href"].startswith("#") or "/es/" in inside.resolve().as_posix()
            assert link.get("hreflang") == (None if is_spanish else "en"), (name, link["href"])


def test_both_languages_lead_to_each_other(site):
    for name in PAGES:
        for page, words in ((site.pages()[f"{name}.html"], "Español"), (site.pages()[f"es/{name}.html"], "English")):
            assert [link.get_text() for link in page.select("nav.language-switch a")] == [words]


def test_help_stands_on_each_page(site):
    for name in PAGES:
        page = site.pages()[f"es/{name}.html"]
        assert page.select_one('article a[href="tel:+18002221222"]'), name
        assert "número de emergencias de su lugar" in page.get_text(" ", strip=True).replace("\n", " "), name


def test_each_page_says_that_it_is_a_translation(site):
    for name in PAGES:
        note = site.pages()[f"es/{name}.html"].select_one(".translation-note").get_text()
        assert re.search(r"Traducido por los editores el \d+ de \w+ de 20\d\d\. Si difiere, vale el original", note), (
            name
        )


#: Words of drawings that are the same in both languages.
SAME_WORD = {"Kratom", "kratom", "Coma", "cola"}


def test_drawings_are_spanish(site):
    drawings = sorted((site.folder / "_images").glob("*-es-light.svg"))
    assert len(drawings) >= 3
    for spanish in drawings:
        english = spanish.with_name(spanish.name.replace("-es-light", "-light"))
        texts = [
            re.findall(r"<text[^>]*>([^<]*)</text>", file.read_text(encoding="utf-8")) for file in (english, spanish)
        ]
        assert len(texts[0]) == len(texts[1]), spanish.name
        words = [{word for text in found for word in re.findall(r"[^\W\d]{2,}", text)} for found in texts]
        assert words[1] and words[0] & words[1] <= SAME_WORD, spanish.name


def test_searches_and_books_have_the_english_pages_alone(site):
    assert '"es/' not in (site.folder / "searchdata.js").read_text(encoding="utf-8")
    assert "](es/" not in (site.folder / "llms.txt").read_text(encoding="utf-8")
