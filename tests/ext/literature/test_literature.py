"""The register of searches, the sentences that rest on it, and numbers that stand once."""

import json
import re

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_evidence.data_file import BadDataFile, read
from sphinx_evidence.literature.register import read_search
from sphinx_evidence.literature.unmarked import PHRASES


@pytest.fixture
def made(project):
    return project("literature")


def test_reader_gets_the_day_and_a_link_to_what_was_searched(made):
    assert made.build() == ""
    page = made.page("index")
    first, second = page.select(".none-found")
    assert first.get_text() == "We found no trial of tea with milk"
    link = first.find_next("a")
    assert (link.get_text(), link["href"]) == ("searched 20 November 2026", "searches.html#search-milk")
    assert second.find_next("a")["href"] == "searches.html#search-lemon"
    assert made.page("searches").find(id="search-milk").find("h2").get_text().startswith("Tea with milk")


def test_log_shows_every_query_and_every_record_with_its_reason(made):
    made.build()
    log = made.page("searches").find(id="search-lemon")
    assert [code.get_text() for code in log.select("code")] == ["tea lemon trial", "lemon <taste> & tea"]
    assert log.select_one(".search-counts").get_text() == "4 results, 3 records looked at, 1 kept, 2 left out."
    kept, out = log.select("ul")
    assert kept.get_text(" ", strip=True).startswith("Tea & lemon: <a> story: the question itself")
    assert kept.select_one("a.reference.internal")["href"].startswith("#")
    assert out.get_text(" ", strip=True) == "not about tea (2): Coffee and lemon; Cocoa"


def test_log_needs_no_search_of_its_own(made):
    made.replace(
        "searches/lemon.yaml",
        "title: Cocoa, decision: left out, reason: not about tea",
        "title: No trial of cocoa, decision: left out, reason: no study",
    )
    assert made.build() == ""
    assert "no study (1): No trial of cocoa" in made.page("searches").find(id="search-lemon").get_text(" ", strip=True)


def test_table_lists_all_searches_with_their_counts(made):
    made.build()
    rows = made.page("searches").select(".search-table tbody tr")
    assert [[cell.get_text(strip=True) for cell in row.select("td")][1:] for row in rows] == [
        ["20 November 2026", "4", "3", "1"],
        ["20 November 2026", "0", "0", "0"],
    ]


def test_number_is_printed_as_its_file_says(made):
    made.build()
    values = [node.get_text() for node in made.page("index").select(".number")]
    assert values == ["0.50", "0.50 of those asked (95 % interval 0.40 to 0.60)"]
    made.replace("numbers.yaml", 'value: "0.50"', 'value: "0.60"')
    made.replace("table.csv", "lemon,0.50", "lemon,0.60")
    assert made.build() == ""
    assert made.page("index").select_one(".number").get_text() == "0.60"


def test_number_may_be_the_size_of_a_difference_that_the_table_gives_with_its_sign(made):
    made.replace("numbers.yaml", "column: share}", "column: share, size: true}")
    made.replace("table.csv", "lemon,0.50", "lemon,-0.50")
    assert made.build() == ""
    made.replace("table.csv", "lemon,-0.50", "lemon,-0.55")
    assert "lemon-share says 0.50, and table.csv says 0.55" in made.build()


FAULTS = {
    "missing": ("index.md", "<milk>", "<silk>", r"index.md:3: WARNING: there is no search 'silk'.*'milk'.*silk\.yaml"),
    "no words": ("index.md", "{none}`nobody knows more <lemon>`", "{none}`lemon`", r"index.md:\d+: .*needs words"),
    "overdue": (
        "searches/milk.yaml",
        "date: 2026-11-20\nreview_due: 2027-05-20",
        "date: 2026-11-20\nreview_due: 2026-11-21",
        r"index.md:3: WARNING: the search 'milk' was to be made again by 2026-11-21",
    ),
    "uncited": ("index.md", "One is {cite:p}`ann2020tea`, and", "And", r"does not cite what it kept: ann2020tea"),
    "unmarked": ("index.md", "{none}`nobody knows more <lemon>`", "nobody knows more", r"index.md:3: .*'nobody knows'"),
    "number gone": (
        "index.md",
        "{number}`lemon-share`",
        "{number}`lemon-shape`",
        r"no number 'lemon-shape'.*mean 'lemon-share'",
    ),
    "number part": ("index.md", "lemon-share.text", "lemon-share.txt", r"'lemon-share' has no 'txt'"),
    "number untold": (
        "numbers.yaml",
        '"0.50"\n',
        "0.50\n",
        r"numbers.yaml:2: write the value of lemon-share in quotation marks",
    ),
    "table disagrees": ("table.csv", "lemon,0.50", "lemon,0.70", r"lemon-share says 0.50, and table.csv says 0.70"),
    "table size": (
        "numbers.yaml",
        "column: share}",
        "column: share, size: big}",
        r"size is 'big'; write true or false",
    ),
    "table row": ("table.csv", "with lemon", "with lime", r"no row 'with lemon'"),
    "log of nothing": ("searches.md", "lemon milk", "lemon milch", r"there is no search 'milch'"),
    "count": (
        "searches/lemon.yaml",
        "hits: 3",
        "hits: 1",
        r"lemon.yaml:\d+: 3 records were screened, but all looks gave 2",
    ),
    "kept without source": (
        "searches/lemon.yaml",
        "    source: ann2020tea\n",
        "",
        r"lemon.yaml:13: .* kept without a source",
    ),
    "decision": ("searches/lemon.yaml", "decision: kept", "decision: keep", r"lemon.yaml:16: decision is 'keep'"),
    "unknown field": (
        "searches/lemon.yaml",
        "limits:",
        "limit:",
        r"lemon.yaml:7: a search has no field 'limit'.*'limits'",
    ),
    "no looks": (
        "searches/milk.yaml",
        'looks:\n  - {where: Stored public pages, query: "tea milk trial", date: 2026-11-20, hits: 0}',
        "looks: []",
        r"milk.yaml:5: looks is empty",
    ),
    "a day": (
        "searches/milk.yaml",
        "date: 2026-11-20\nreview",
        "date: soon\nreview",
        r"milk.yaml:3: date: 'soon' is not a day",
    ),
    "address": (
        "searches/lemon.yaml",
        "https://example.org/tea",
        "javascript:alert(1)",
        r"lemon.yaml:14: seen: .*no address",
    ),
    "not YAML": ("searches/milk.yaml", "title: Tea with milk", "title: 'Tea", r"milk.yaml:\d+: not YAML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_told_with_file_and_line(made, fault):
    file, old, new, message = FAULTS[fault]
    assert made.build() == ""
    made.replace(file, old, new)
    warnings = re.sub(r"\x1b\[[0-9;]*m", "", made.build())
    assert re.search(message, warnings), warnings


def test_search_that_changes_is_shown_anew(made):
    made.build()
    made.replace("searches/milk.yaml", "date: 2026-11-20\nreview", "date: 2026-11-23\nreview")
    assert made.build() == ""
    assert "searched 23 November 2026" in made.page("index").get_text()


def test_parallel_build_says_the_same(project):
    pages = []
    for folder, parallel in (("one", 0), ("two", 2)):
        made = project("literature", folder)
        assert made.build(parallel=parallel) == ""
        pages.append([(made.output / f"{name}.html").read_text() for name in ("index", "searches")])
    assert pages[0] == pages[1]


@pytest.mark.parametrize("builder", ["latex", "text", "man", "texinfo", "epub", "xml", "gettext"])
def test_every_builder_prints_it(made, builder):
    settings = {"version": "1", "copyright": "x", "release": "1"} if builder == "epub" else {}
    assert made.build(builder, **settings) == ""


@pytest.mark.parametrize(
    ("sentence", "says"),
    {
        "We found no study of it.": True,
        "No trial has tested it.": True,
        "No placebo-controlled trial tested it.": True,
        "Nobody knows how long it lasts.": True,
        "It was never tested in people.": True,
        "It is untested.": True,
        "The study found that no one was hurt.": False,
        "There is no doubt.": False,
    }.items(),
)
def test_what_sounds_like_none(sentence, says):
    assert any(re.search(phrase, sentence, re.IGNORECASE) for phrase in PHRASES) == says


@given(st.text(max_size=200) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_any_file_is_read_or_refused_in_one_line(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    for reader in (read, read_search):
        try:
            reader(path)
        except BadDataFile as fault:
            assert re.match(rf"{re.escape(str(path))}:\d+: ", str(fault)) and "\n" not in str(fault)


def test_a_file_that_multiplies_is_refused(tmp_path):
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    (tmp_path / "x.yaml").write_text(bomb)
    with pytest.raises(BadDataFile, match="repeats itself"):
        read(tmp_path / "x.yaml")
    (tmp_path / "x.yaml").write_text("a: " + "[" * 5000)
    with pytest.raises(BadDataFile):
        read(tmp_path / "x.yaml")


def test_stranger_without_a_bibliography_can_use_it(tmp_path, project):
    made = project("literature")
    made.replace("conf.py", '"myst_parser", "sphinxcontrib.bibtex", ', '"myst_parser", ')
    made.replace("conf.py", 'bibtex_bibfiles = ["references.bib"]\n', "")
    made.replace("searches.md", "```{bibliography}\n```\n", "")
    made.replace("index.md", "{cite:p}`ann2020tea`", "Ann's")
    assert made.build() == ""
    assert "ann2020tea" in json.dumps(made.page("searches").get_text())


BOOK = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.literature", "sphinx_evidence.books.book"]


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("", "In print, each search is short. The whole of it is on the website."),
        ("https://example.org/a/", "The whole of it: https://example.org/a/searches.html"),
    ],
)
def test_book_has_each_search_in_a_few_lines_and_says_where_the_whole_is(made, base, told):
    assert made.build("book", extensions=BOOK, html_baseurl=base) == ""
    pages = pypdfium2.PdfDocument(made.path / "_build" / "book" / "test.pdf")
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    assert told in text
    lemon = text[text.rindex("Has anyone compared tea with and without lemon") :]
    places = "Stored public pages (queries: 1, results: 3); Stored documentation (queries: 1, results: 1)."
    limits = "Stored copies of public pages; no live database was asked."
    assert f"{places} {limits} 4 results, 3 records looked at, 1 kept, 2 left out." in lemon
    assert "Tea & lemon: <a> story: the question itself" in lemon
    assert "Left out: not about tea (2)." in lemon
    # What only a screen is good for.
    assert "tea lemon trial" not in lemon and "Cocoa" not in lemon


def test_table_is_read_again_when_a_search_comes_or_goes_and_not_else(made):
    made.build()
    again = made.path / "searches" / "again.yaml"
    again.write_text(
        (made.path / "searches" / "milk.yaml").read_text(encoding="utf-8").replace("Tea with milk", "Tea with cream"),
        encoding="utf-8",
    )
    made.build()
    assert len(made.page("searches").select(".search-table tbody tr")) == 3
    again.unlink()
    made.build()
    assert len(made.page("searches").select(".search-table tbody tr")) == 2
    written = (made.output / "searches.html").stat().st_mtime_ns
    made.replace("index.md", "We found no trial", "So far, we found no trial")
    made.build()
    assert (made.output / "searches.html").stat().st_mtime_ns == written
