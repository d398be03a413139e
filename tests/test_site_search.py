"""What the build writes for the search: all that a page says, once, with what has to be said together."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from needs import need
from sphinx_evidence.site_search import words

ROOT = Path(__file__).parent.parent

BEFORE, AFTER = "window.siteSearchData = ", ";\n"


def data(made):
    """Return what ``searchdata.js`` holds."""
    text = (made.output / "searchdata.js").read_text(encoding="utf-8")
    assert text.startswith(BEFORE) and text.endswith(AFTER)
    return json.loads(text.removeprefix(BEFORE).removesuffix(AFTER))


def pages(made):
    return {page["name"]: page for page in data(made)["pages"]}


def parts(page):
    return {anchor: (heading, sentences) for anchor, heading, sentences in page["parts"]}


@pytest.fixture
def built(project):
    made = project("site-search")
    assert made.build() == ""
    return made


# -- What is read -----------------------------------------------------------------------------


def test_domains_are_asked_once_however_many_pages_there_are(project, monkeypatch):
    """They list the whole site each time: asked by every page, a third of the time of a site of 1,000 pages."""
    from sphinx.domains.std import StandardDomain

    asked, original = [], StandardDomain.get_objects
    monkeypatch.setattr(StandardDomain, "get_objects", lambda self: asked.append(self) or original(self))
    made = project("site-search")
    counts = []
    for number in (0, 10):
        for new in range(number):
            made.write(f"guide/more-{new}.md", f"---\norphan: true\ndescription: More.\n---\n# More {new}\n")
        asked.clear()
        made.build(fresh=True)
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


def test_page_tells_its_title_place_description_weight_and_index_entries(built):
    found = pages(built)
    assert sorted(found) == ["glossary", "guide/safety", "index", "sources"]
    safety = found["guide/safety"]
    assert safety["title"] == "Is <b>tea</b> safe & sound?"
    assert safety["address"] == "guide/safety.html"
    assert safety["about"] == "Is tea <b>safe</b>? What is known."
    assert safety["terms"] == ["burns", "tea risks"]
    assert [found[name]["weight"] for name in sorted(found)] == [1, 1.5, 1, 0.5]
    assert [found[name]["place"] for name in sorted(found)] == ["Look up", "Help", "Front page", "Look up"]


def test_text_is_cut_into_sentences_without_addresses_and_lists_of_pages(built):
    assert parts(pages(built)["index"])[""] == (
        "",
        ["Nobody tested it.", "Dr. Lee asked 2.5 million people as he says.", "“It helps,” they said."],
    )


def test_what_is_marked_is_left_out_and_a_citation_leaves_no_gap(built):
    safety = parts(pages(built)["guide/safety"])
    assert safety[""] == ("", ["Hot tea burns."])
    assert "Left out" not in json.dumps(safety)


def test_row_of_a_table_is_one_text(built):
    assert parts(pages(built)["guide/safety"])["medicines"] == (
        "With medicines?",
        ["Ibuprofen: Nothing was found. That is not the same as safe. How sure: Very low.", "Aspirin."],
    )


def test_claim_is_never_shown_without_its_verdict(built):
    heading, sentences = parts(pages(built)["guide/safety"])["claim-tea-safe"]
    assert heading == "“Tea is generally safe.” Verdict: Misleading. Certainty of the evidence: low."
    assert sentences == ["Burns are on record."]


def test_glossary_terms_and_sources_are_parts_of_their_own(built):
    assert parts(pages(built)["glossary"]) == {
        "term-7-hydroxytea": ("7-hydroxytea, 7-OT", ["A thing in tea."]),
        "term-burn": ("burn", ["What hot tea does."]),
    }
    [(anchor, (heading, sentences))] = parts(pages(built)["sources"]).items()
    assert (anchor, heading) == ("source-post2019", "Post 2019")
    assert sentences and not re.search(r"https?:", " ".join(sentences))


def test_every_part_stands_on_its_page(site):
    text = (site.folder / "searchdata.js").read_text(encoding="utf-8")
    content = json.loads(text.removeprefix(BEFORE).removesuffix(AFTER))
    html = site.pages()
    assert {page["name"] for page in content["pages"]} == site.env.found_docs
    missing = [
        f"{page['address']}#{anchor}"
        for page in content["pages"]
        for anchor, _, _ in page["parts"]
        if anchor and not html[page["address"]].find(id=anchor)
    ]
    assert missing == []
    assert len({anchor for page in content["pages"] for anchor, _, _ in page["parts"]}) > 300
    # Each claim has its verdict beside it, on whatever page it is shown.
    claims = [part for page in content["pages"] for part in page["parts"] if part[0].startswith("claim-")]
    judged = json.loads((site.folder / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert len(claims) >= len(judged) > 0
    assert all(re.fullmatch(r"“.+” Verdict: .+\. Certainty of the evidence: .+\.", heading) for _, heading, _ in claims)


# -- What is loaded ---------------------------------------------------------------------------


def test_other_pages_load_nothing_of_the_search(site):
    for name, page in site.pages().items():
        loaded = [tag.get("src") or tag.get("href") for tag in page.select("script[src], link[rel=stylesheet]")]
        ours = [address for address in loaded if re.search(r"search|find-root|language_data", address)]
        assert bool(ours) == (name in {"search.html", "404.html"}), name


@pytest.mark.parametrize("name", ["search.html", "404.html"])
def test_page_has_one_heading_and_nothing_inline(site, name):
    page = site.pages()[name]
    assert len(page.select("h1")) == 1
    article = page.find("article")
    assert not article.select("[style], script, style")
    assert not [tag for tag in article.find_all(True) if any(key.startswith("on") for key in tag.attrs)]
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert not page.select("link[rel=canonical]") or name == "search.html"
    assert article.select_one('a[href="tel:+18002221222"]')
    # Without JavaScript there are the index and the glossary.
    told = article.select_one("noscript")
    assert "JavaScript" in told.get_text()
    assert len(told.select("a")) == 2


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_books_have_no_search(project, builder):
    made = project("site-search")
    made.build(builder)
    assert not list((made.path / "_build").rglob("searchdata.js"))


# -- Building again ---------------------------------------------------------------------------


def script(made):
    return (made.output / "searchdata.js").read_bytes()


def test_parallel_build_writes_the_same(project, built):
    other = project("site-search", "other")
    assert other.build(parallel=2) == ""
    assert script(other) == script(built)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.replace("guide/safety.md", "Burns are on record.", "Burns are on file."),
        lambda made: made.replace("index.md", "# Tea for", "# More tea for"),
        lambda made: made.replace("words.toml", '"Motrin"', '"Nurofen"'),
        lambda made: (made.output / "searchdata.js").unlink(),
        lambda made: (made.output / "searchdata.js").write_text("window.siteSearchData = {};\n"),
    ],
    ids=["sentence", "title", "words", "script gone", "script of another version"],
)
def test_build_after_a_change_writes_what_a_clean_one_writes(project, built, change):
    change(built)
    assert built.build() == ""
    clean = project("site-search", "clean")
    for name in ("guide/safety.md", "index.md", "words.toml"):
        clean.write(name, (built.path / name).read_text())
    assert clean.build() == ""
    assert script(built) == script(clean)


def test_page_that_is_gone_is_not_found(built):
    built.replace("index.md", "glossary\n", "")
    (built.path / "glossary.md").unlink()
    assert built.build() == ""
    assert "glossary" not in pages(built)


def test_changed_setting_reads_pages_again(built):
    assert built.build(site_search_skip=["bibtex-citation"]) == ""
    assert "Left out." in json.dumps(pages(built)["guide/safety"])


# -- Other names ------------------------------------------------------------------------------


def test_other_names_are_written_by_what_is_typed(built):
    assert data(built)["words"] == {"Advil": "ibuprofen", "Motrin": "ibuprofen"}


GOOD = '[[word]]\npage = "ibuprofen"\ntyped = ["Advil"]\n'
MISTAKES = {
    "not TOML": ('[[word]]\npage = "a\n', 2, "not TOML"),
    "other table": (GOOD + '[[names]]\npage = "a"\n', 1, "unknown 'names'"),
    "one table": ('[word]\npage = "a"\ntyped = ["b"]\n', 1, "begin each word with a line [[word]]"),
    "no page": ('\n[[word]]\ntyped = ["b"]\n', 2, "this word has no page"),
    "empty page": ('[[word]]\npage = " - "\ntyped = ["b"]\n', 1, "this word has no page"),
    "typed is text": ('[[word]]\npage = "a"\ntyped = "b"\n', 1, "typed is not a list of words"),
    "typed is empty": ('[[word]]\npage = "a"\ntyped = []\n', 1, "typed is not a list of words"),
    "typed is a number": ('[[word]]\npage = "a"\ntyped = [7]\n', 1, "typed is not a list of words"),
    "unknown key": ('[[word]]\npage = "a"\ntyped = ["b"]\nmeans = "c"\n', 1, "unknown 'means'"),
    "typed twice": (
        GOOD + '[[word]]\npage = "naproxen"\ntyped = [\n  "Aleve",\n  "advil",\n]\n',
        8,
        "at line 3; keep one",
    ),
    "typed twice in one": ('[[word]]\npage = "a"\ntyped = ["Ad-vil", "advil"]\n', 3, "at line 3; keep one"),
    "page twice": (GOOD + GOOD.replace("Advil", "Motrin"), 5, "'ibuprofen' has a [[word]] already at line 1"),
    "typed is the page's": ('[[word]]\npage = "7-OH"\ntyped = ["7OH"]\n', 3, "is the page's own word"),
}


@pytest.mark.parametrize("text, line, message", MISTAKES.values(), ids=MISTAKES)
def test_mistake_in_the_words_is_named_with_its_line(text, line, message):
    _, problems = words.read(text)
    assert [(problem.line, message in problem.message) for problem in problems] == [(line, True)]


def test_good_words_have_no_problem():
    assert words.read(GOOD) == ({"Advil": "ibuprofen"}, [])
    assert words.read("") == ({}, [])


def test_build_names_file_and_line_of_a_word_that_no_page_has(project):
    made = project("site-search")
    made.write("words.toml", '# Names\n[[word]]\npage = "naproxen"\ntyped = ["Aleve"]\n')
    assert "words.toml:3: WARNING: no page has the word 'naproxen'" in made.build()
    # Also when no page has to be written again.
    assert "words.toml:3: WARNING" in made.build()


def test_build_finds_other_forms_of_a_word_and_words_apart(project):
    made = project("site-search")
    made.write("words.toml", '[[word]]\npage = "burning muscle"\ntyped = ["ache"]\n')
    assert made.build() == ""


def test_file_that_is_not_there_is_named(project):
    made = project("site-search")
    assert "gone.toml:1: WARNING: cannot be read" in made.build(site_search_words="gone.toml")
    assert (made.output / "searchdata.js").is_file()


def test_words_of_the_site_hold_what_people_type():
    text = (ROOT / "editorial" / "search-words.toml").read_text(encoding="utf-8")
    found, problems = words.read(text)
    assert problems == []
    assert {found[name] for name in ("Advil", "Panadol", "Percocet", "Narcan", "pee", "rhabdo", "fiber")} == {
        "ibuprofen",
        "paracetamol",
        "oxycodone",
        "naloxone",
        "urine",
        "rhabdomyolysis",
        "fibres",
    }


# -- The page for wrong addresses -------------------------------------------------------------


def test_links_of_the_lost_page_begin_at_the_root(site):
    page = site.pages()["404.html"]
    addresses = [
        tag.get("href") or tag.get("src") or tag.get("action") for tag in page.select("[href], [src], [action]")
    ]
    credits = r"https://(github\.com/pradyunsg/furo|www\.sphinx-doc\.org/)$"
    other = [a for a in addresses if not re.match(rf"/|#|tel:|{credits}", a)]
    # Nobody has told this build where the site lives: one of these knows.
    assert other == ["../" * depth + "_static/find-root.js" for depth in range(7)]


# -- Sphinx's own index -----------------------------------------------------------------------

INDEX = "searchindex.js"


def files(made):
    """Return what was made, by name, without the notes of what the settings were."""
    found = (path for path in made.output.rglob("*") if path.is_file() and not path.name.startswith(".buildinfo"))
    return {str(path.relative_to(made.output)): path.read_bytes() for path in found}


def test_index_of_sphinx_is_left_out_on_request_and_all_else_stays(project, built):
    assert INDEX in files(built)
    other = project("site-search", "other")
    assert other.build(site_search_keep_sphinx_index=False) == ""
    assert files(other) == {name: held for name, held in files(built).items() if name != INDEX}
    # The stop words and the stemmer of Sphinx are those of our search.
    assert b'"about"' in files(other)["_static/language_data.js"].replace(b"'", b'"')


def test_index_of_sphinx_goes_and_comes_back_with_the_setting(built):
    before = files(built)
    assert built.build(site_search_keep_sphinx_index=False) == ""
    assert INDEX not in files(built)
    # Sphinx warns where a build of some pages finds no index.
    built.replace("guide/safety.md", "Burns are on record.", "Burns are on file.")
    assert built.build(site_search_keep_sphinx_index=False) == ""
    assert INDEX not in files(built)
    built.replace("guide/safety.md", "Burns are on file.", "Burns are on record.")
    assert built.build() == ""
    assert files(built) == before


def test_pages_for_programs_keep_their_index(project):
    made = project("site-search")
    made.build("json", site_search_keep_sphinx_index=False)
    assert (made.path / "_build/json/searchindex.json").is_file()


# -- Words of other scripts and names with signs ------------------------------------------------

#: What public reports say that a search of this kind does not find (pagefind 639, HugoBlox/kit 1361, minisearch 49 and
#: 143, orama 995, bhl-europe 36, sphinx 13096, mattermost/docs 7053): what a page says, and what somebody types.
REPORTED = [
    ("C++, C#, F* and R&D.", ["C++", "c#", "F*", "R&D"]),
    ("至尊藏点驭众点。", ["驭众点", "至尊藏", "尊藏点驭众"]),
    ("日本語のテストです。", ["日本語", "テスト"]),
    ("การทดสอบภาษาไทย", ["ภาษาไทย", "ทดสอบ"]),
    ("한국어 문장", ["한국어"]),
    ("The constructor, hasOwnProperty, toString and `__proto__`.", ["constructor", "const", "__proto__", "tostring"]),
    ("Invitation au gâteau; Kyōhō, Frühwald, I︠A︡vorsʹkyĭ.", ["gateau", "Gâteau%", "kyoho", "fruhwald", "I︠A︡vorsʹkyĭ"]),
    ("L’été qu’il aime.", ["été", "ete", "l'été"]),
    ("A meat loaf.", ["meatloaf", "meat-loaf"]),
    ('The so-called "PR workflow".', ['"PR workflow"', "pr-workflow"]),
]
NOTHING = ["~", "+ - : ^", "%", "\\", "", "   ", "&amp;", "<script>alert(1)</script>", "x" * 5000, "\u202e"]
ENGINE = """
const vm = require("vm"), fs = require("fs"), [files, queries] = JSON.parse(fs.readFileSync(0, "utf8"));
const page = { }; page.window = page.globalThis = page; vm.createContext(page);
for (const file of files) vm.runInContext(fs.readFileSync(file, "utf8"), page, { filename: file });
vm.runInContext("var search = siteSearchEngine(siteSearchData, Stemmer, stopwords)", page);
const found = (query) => vm.runInContext(`search(${JSON.stringify(query)})`, page).results.map((one) => one.page.name);
console.log(JSON.stringify(queries.map(found)));
"""


def test_words_of_every_script_and_names_with_signs_are_found(project):
    need("node", "nodejs")
    made = project("site-search")
    for number, (says, _) in enumerate(REPORTED):
        made.write(f"r{number}.md", f"---\norphan: true\n---\n# Page {number}\n\n{says}\n")
    made.build()
    own = ROOT / "src/sphinx_evidence/site_search/static"
    files = [made.output / "searchdata.js", made.output / "_static/language_data.js"]
    files += [own / f"search-{part}.js" for part in ("text", "index", "query", "engine")]
    queries = [query for _, asked in REPORTED for query in asked] + NOTHING
    told = json.dumps([[str(file) for file in files], queries])
    done = subprocess.run(["node", "-e", ENGINE], input=told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = dict(zip(queries, json.loads(done.stdout), strict=True))
    wrong = {
        query: found[query]
        for number, (_, asked) in enumerate(REPORTED)
        for query in asked
        if found[query][:1] != [f"r{number}"]
    }
    assert not wrong
    assert not {query: found[query] for query in NOTHING if found[query]}


def test_the_page_for_wrong_addresses_is_not_searched(built):
    built.write("404.md", "---\norphan: true\n---\n# Not here\n\nWords.\n")
    built.build()
    assert "404" not in pages(built)


@pytest.mark.parametrize(
    ("text", "cut"),
    [("C++ and R&D", ["c++", "and", "rd"]), ("驭众点x", ["驭", "众", "点", "x"]), ("a-b c'd", ["ab", "cd"])],
)
def test_names_in_files_are_cut_as_the_browser_cuts_them(text, cut):
    assert words.words_of(text) == cut
