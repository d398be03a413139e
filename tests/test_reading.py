"""Prose that people can read and trust: its grade, its sources, its help lines."""

import json
import re
from pathlib import Path

import pyphen
import pytest
from bs4 import BeautifulSoup

from test_site import prose

#: US school grade that the guide and every box of key messages may not pass.
HIGHEST_GRADE = 8.0

GUIDE = sorted(path.stem for path in (Path(__file__).parent.parent / "docs" / "guide").glob("*.md"))

_HYPHENS = pyphen.Pyphen(lang="en_US")


def syllables(word: str) -> int:
    """Return the number of syllables in ``word``: groups of vowels, or breaks for a hyphen, whichever are more."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and groups > 1:
        groups -= 1
    if re.search(r"[^td]ed$", word) and groups > 1:
        groups -= 1
    return max(1, groups, len(_HYPHENS.inserted(word).split("-")))


def grade(texts: list[str]) -> float:
    """Return the Flesch-Kincaid grade of ``texts``, each of which ends a sentence."""
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text) if re.search("[A-Za-z]", part)]
    words = [word for part in sentences for word in re.findall(r"[A-Za-z][A-Za-z'’]*", part)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences_of(tree) -> list[str]:
    """Return the running text of ``tree``: its paragraphs and list items, without marks that are not read aloud."""
    tree = BeautifulSoup(str(tree), "html5lib")
    drop = ".bibtex-citation, .headerlink, table, .page-dates, .page-citation, .toctree-wrapper, .claim-meta, dt"
    for part in tree.select(drop + ", .claim-sources, details, figure img, h1, h2, h3"):
        part.decompose()
    blocks = [" ".join(block.get_text().split()) for block in tree.select("p")]
    return [re.sub(r"\s+([.,;:])", r"\1", block) for block in blocks if re.search("[A-Za-z]", block)]


def test_grade_is_the_formula_and_can_fail():
    easy = ["The cat sat on the mat."]
    hard = ["Pharmacokinetic heterogeneity notwithstanding, interindividual variability predominates in populations."]
    # 6 words, 1 sentence, 6 syllables.
    assert grade(easy) == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert grade(hard) > HIGHEST_GRADE


@pytest.mark.parametrize("name", GUIDE)
def test_guide_reads_at_grade_8_or_below(site, name):
    found = grade(sentences_of(prose(site.pages()[f"guide/{name}.html"])))
    assert found <= HIGHEST_GRADE, f"{found:.1f}"


def test_front_page_reads_at_grade_8_or_below(site):
    assert grade(sentences_of(prose(site.pages()["index.html"]))) <= HIGHEST_GRADE


def test_key_messages_read_at_grade_8_or_below(site):
    found = {
        name: round(grade(sentences_of(box)), 1)
        for name, page in site.pages().items()
        if not name.startswith("es/")
        for box in page.select(".key-messages")
    }
    assert len(found) > 12
    assert {name: number for name, number in found.items() if number > HIGHEST_GRADE} == {}


def ease_in_spanish(texts: list[str]) -> float:
    """Return the ease of ``texts`` by Fernández Huerta's formula: of 100, 60 to 70 is normal, more is easier."""
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?:;])\s+", text) if re.search(r"\w", part)]
    words = [word for part in sentences for word in re.findall(r"[^\W\d_]+", part)]
    parts = sum(len(re.findall(r"[aeiouáéíóúü]+", word.lower())) or 1 for word in words)
    return 206.84 - 60 * parts / len(words) - 1.02 * len(words) / len(sentences)


def test_spanish_pages_read_easily(site):
    hard = "La farmacocinética interindividual de formulaciones heterogéneas condiciona los resultados observados."
    assert ease_in_spanish([hard]) < 60 < ease_in_spanish(["Llame al médico. Él le ayuda."])
    found = {
        name: round(ease_in_spanish(sentences_of(prose(page))))
        for name, page in site.pages().items()
        if name.startswith("es/")
    }
    assert len(found) == 4
    assert {name: number for name, number in found.items() if number < 60} == {}


def test_claims_read_at_grade_10_or_below_on_the_whole(site):
    bodies = [box for page in site.pages().values() for box in page.select(".claim")]
    claims = json.loads((site.folder / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert len(bodies) == len(claims) > 0
    assert grade([text for box in bodies for text in sentences_of(box)]) <= HIGHEST_GRADE


#: A number that someone found: a share, a count of people, days or hours, a ratio. Not: a date, a telephone number,
#: a phone's prefix, the numbers of a name such as 7-OH or B12.
NUMBER = re.compile(
    r"\d[\d,.]*\s*(%|per cent|mg\b|mL\b|grams?\b|people\b|users\b|patients\b|men\b|women\b|adults\b|calls\b|cases\b|"
    r"times\b|points?\b|hours\b|studies\b|trials\b|products\b|newborns\b|deaths\b)"
)
#: Counts of our own work and of the article, which have no source but this site.
OWN = re.compile(r"\b(\d+|seven|three) (claims|resources)|searches|to call|we searched", re.I)


#: What the build writes itself, and what was typed into a search or given back by it.
NO_PROSE = ("page-citation", "chart", "chart-data", "search", "search-table")


def without_source(page) -> list[str]:
    """Return the paragraphs and cells of ``page`` that state a number and cite nothing."""
    found = []
    for block in prose(page).select("p, td"):
        if block.find_parent(class_=NO_PROSE) or block.find("p"):
            continue
        if block.find_parent("details") or block.find_parent("figure"):
            continue
        text = " ".join(block.get_text(" ").split())
        around = block.find_parent(["tr", "dd", "li", "div"]) if block.name == "td" or not block.select("a") else block
        claim = block.find_parent(class_="claim")
        around = claim or (block.find_parent("tr") or block.find_parent("dd") or block.find_parent("li") or block)
        cited = around.select('a[href*="#source-"]') or around.select('a[href*="#claim-"]')
        if NUMBER.search(text) and not cited and not OWN.search(text):
            found.append(text[:140])
    return found


def test_every_number_in_the_guide_and_the_article_has_a_source(site):
    missing = {}
    for name, page in site.pages().items():
        judged = name.startswith(("guide/", "article/", "evidence/")) and name != "evidence/how-we-score.html"
        if judged and (lacking := without_source(page)):
            missing[name] = lacking
    assert missing == {}


def test_a_number_without_a_source_is_noticed():
    page = BeautifulSoup("<article><p>Of 170 people, 46% slept worse.</p></article>", "html5lib")
    assert without_source(page)
    page = BeautifulSoup(
        "<article><p>Of 170 people, 46% slept worse <a href='../b.html#source-x'>X</a>.</p></article>", "html5lib"
    )
    assert not without_source(page)


SAFETY = ["safety", "interactions", "who-should-not", "already-taking-it", "what-helps-soreness", "kratom-review"]
SAFETY += ["help-now", "sore-days", "seven-oh", "stopping", "parents-and-friends", "clinicians"]


@pytest.mark.parametrize("name", SAFETY)
def test_help_lines_are_on_each_safety_page(site, name):
    page = prose(site.pages()[f"guide/{name}.html"])
    assert page.find("a", href="tel:+18002221222")
    assert re.search(r"local\s+emergency\s+number", page.get_text())


@pytest.mark.parametrize("name", ["safety", "already-taking-it", "stopping", "parents-and-friends", "help-now"])
def test_crisis_line_is_where_it_may_be_needed(site, name):
    assert prose(site.pages()[f"guide/{name}.html"]).find("a", href="tel:988")


def test_every_picture_has_words(site):
    pictures = [(name, image) for name, page in site.pages().items() for image in prose(page).find_all("img")]
    assert len({image["src"].rpartition("/")[2].rpartition("-")[0] for _, image in pictures}) >= 5
    for name, image in pictures:
        assert len(image["alt"].split()) >= 8, f"{name}: {image['src']}"


def test_front_page_carries_its_message(site):
    """What the index for clear communication asks of a page and a program can count."""
    page = prose(site.pages()["index.html"])
    lead, first = page.select_one("h1 ~ p"), page.select_one("h2")
    # The message and what to do stand first, stand out, and a picture of it stands before the first question.
    assert lead.find("strong").get_text().startswith("Kratom can harm you") and lead.select("a[href*=what-helps]")
    above = {id(tag) for tag in first.find_all_previous()}
    (picture,) = [image for image in page.select("figure img.only-light") if id(image) in above]
    assert {"heat", "massage", "kratom"} <= set(re.findall(r"[a-z]+", picture["alt"].lower()))
    assert [tag for tag in page.select('a[href="tel:+18002221222"]') if id(tag) in above]
    steps, sides = page.select("ol > li"), page.select("section#what-do-i-gain-and-what-do-i-risk > ul > li")
    assert len(steps) >= 3 and len(sides) == 4
    # Who says so: each harm and each thing to do names a source.
    assert page.select('section#is-it-safe a[href*="#source-"]') and all(
        step.select('a[href*="#source-"]') for step in steps
    )


def test_picture_of_the_verdicts_tells_the_exported_numbers(site):
    import json

    counts = json.loads((site.folder / "claims.json").read_text())["counts"]["verdict"]
    alt = prose(site.pages()["index.html"]).select_one('figure.chart img[src*="claims-by-verdict"]')["alt"]
    for verdict, number in counts.items():
        assert f"{verdict.replace('-', ' ').capitalize()} {number}" in alt


@pytest.mark.parametrize("name", GUIDE)
def test_guide_pages_carry_medical_data_with_their_review(site, name):
    import json

    page = site.pages()[f"guide/{name}.html"]
    found = [json.loads(script.string) for script in page("script", type="application/ld+json")]
    (data,) = [item for item in found if item.get("@type") == "MedicalWebPage"]
    assert data["lastReviewed"] == site.env.metadata[f"guide/{name}"]["reviewed"]


def test_every_page_says_how_to_cite_it(site):
    for docname in site.env.found_docs:
        assert site.pages()[f"{docname}.html"].select(".page-citation"), docname
