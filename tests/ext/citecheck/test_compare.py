"""What counts as the same work, over real records of Crossref and the site's own sources."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from register_server import Service, addresses, as_crossref, as_pubmed
from sphinx_evidence.bibliography import plain, read
from sphinx_evidence.citecheck.ask import Asker, NotRegistered, Unavailable
from sphinx_evidence.citecheck.check import Result, check
from sphinx_evidence.citecheck.cited import say
from sphinx_evidence.citecheck.compare import Author, Cited, Difference, Record, differences, normal, shown
from sphinx_evidence.citecheck.compare.numbers import same_issue, same_pages, same_volume
from sphinx_evidence.citecheck.compare.people import same_person
from sphinx_evidence.citecheck.corrected import corrected, latex
from sphinx_evidence.citecheck.desk import Desk
from sphinx_evidence.citecheck.registers import crossref, datacite, pubmed
from sphinx_evidence.web import Client, Memory

ROOT = Path(__file__).parents[3]
SOURCES = [source for source in read(ROOT / "docs" / "references.bib", "references.bib") if source.doi or source.pmid]
WORKS = json.loads((ROOT / "tests" / "data" / "crossref-works.json").read_text(encoding="utf-8"))

sys.path.insert(0, str(ROOT / "tools" / "bench_citecheck"))

from cited import bibtex, from_record  # noqa: E402
from faults import FAULTS  # noqa: E402
from honest import WAYS  # noqa: E402

RECORDS = {doi: crossref.record(item) for doi, item in WORKS.items()}


def entry(tmp_path, text):
    (tmp_path / "one.bib").write_text(text, encoding="utf-8")
    (source,) = read(tmp_path / "one.bib", "one.bib")
    return source


# -- Real records -----------------------------------------------------------------------------


def written(tmp_path, way, works):
    """Return what each entry says that ``way`` makes of ``works``, with its record and its text."""
    made = []
    for item in works:
        for changed in way(from_record(item), item):
            made.append((bibtex(changed, f"key{len(made)}"), RECORDS[item["DOI"]]))
    path = tmp_path / "many.bib"
    path.write_text("\n".join(text for text, _ in made), encoding="utf-8")
    sources = read(path, "many.bib") if made else []
    return [(say(source), record, text) for source, (text, record) in zip(sources, made, strict=True)]


@pytest.mark.parametrize("name", WAYS)
def test_no_honest_way_to_write_an_entry_is_refused(tmp_path, name):
    found = written(tmp_path, WAYS[name], WORKS.values())
    assert found, "nothing was tried"
    assert [(text, wrong) for cited, record, text in found if (wrong := differences(cited, record))] == []


@pytest.mark.parametrize("name", [name for name in FAULTS if not name.startswith("doi")])
def test_faults_are_noticed(tmp_path, name):
    chance = random.Random(name)
    others = [from_record(item) for item in WORKS.values()]

    def faulty(cited, item):
        other = chance.choice([one for one in others if one.doi != cited.doi and one.title != cited.title])
        return FAULTS[name](cited, item, other, chance)

    found = written(tmp_path, faulty, WORKS.values())
    assert found, "nothing was tried"
    missed = [text for cited, record, text in found if not differences(cited, record)]
    assert len(missed) <= 0.01 * len(found), missed


def test_bench_prints_a_table_and_says_whether_the_aim_is_reached(tmp_path):
    some_works = dict(list(WORKS.items())[:2])
    (tmp_path / "works.json").write_text(json.dumps(some_works), encoding="utf-8")
    command = [sys.executable, ROOT / "tools" / "bench_citecheck", "--no-peer", "--works", tmp_path / "works.json"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "BENCH_FOLDER": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as registered" in done.stdout and "doi that exists nowhere" in done.stdout
    assert "2 records; to reach: no honest entry refused, 99% of the faults noticed: reached" in done.stdout


def test_doi_of_every_other_work_is_noticed():
    for doi, item in WORKS.items():
        if not item["title"]:
            continue
        cited = from_record(item)
        mine = Cited(title=cited.title, year=cited.year, journal=cited.journal, volume=cited.volume)
        for other, record in RECORDS.items():
            assert other == doi or differences(mine, record), (doi, other)


# -- The site's sources -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def registered():
    """Return the record of each real source, by key."""
    return {source.key: crossref.record(as_crossref(source)) for source in SOURCES}


@pytest.mark.parametrize("lists", [True, False])
def test_every_real_source_is_verified_by_its_own_record(tmp_path, lists):
    service = Service(lists=lists)
    for source in SOURCES:
        service.works[source.doi] = as_crossref(source)
        service.summaries[source.pmid] = as_pubmed(source)
    desk = Desk(Asker(client=Client()), Memory(tmp_path / "m.json", "test", 30), addresses(service))
    results = check(SOURCES, desk)
    service.close()
    assert len(SOURCES) > 120
    assert [(result.source.key, result.why) for result in results if result.outcome != "verified"] == []


def test_every_swapped_doi_is_caught(registered):
    chance = random.Random(43)
    for source in SOURCES:
        for other in chance.sample([other for other in SOURCES if other is not source], 20):
            assert "title" in differences(say(source), registered[other.key]), (source.key, other.key)


def test_every_wrong_year_is_caught(registered):
    dated = [source for source in SOURCES if source.words["year"].isdigit()]
    assert len(dated) > 120
    for source in dated:
        for step in (-10, -3, -2, 2, 3, 10):
            cited = replace(say(source), year=str(int(source.words["year"]) + step))
            assert "year" in differences(cited, registered[source.key]), (source.key, step)


# -- Names, numbers, words --------------------------------------------------------------------

SAME = [
    (("Müller", "Jürgen"), ("Mueller", "Juergen")),
    (("Sørensen", "Åse"), ("Sorensen", "Ase")),
    (("Łukasz", "Ż."), ("Lukasz", "Z")),
    (("Çelik", "Işıl"), ("Celik", "Isil")),
    (("Đorđević", "Ana"), ("Dordevic", "A")),
    (("Strauß", "Æ."), ("Strauss", "Ae.")),
    (("van der Berg", "Jan"), ("Berg", "Jan van der")),
    (("Diele Viegas", "Luisa Maria"), ("Viegas", "L. M. Diele")),
    (("Wong", "Kai-Kit"), ("Wong", "KK")),
    (("Wong", "Kai-Kit"), ("Wong", "Kaikit")),
    (("Poor", "H. Vincent"), ("Poor", "Vincent")),
    (("Wei", "Zhang"), ("Zhang", "Wei")),
    (("O’Connor", "Nancy J."), ("O'Connor", "N.J.")),
    (("Hora", "Donald"), ("Hora Jr.", "D")),
    (("JA", "Smith"), ("Smith", "John A.")),
]
OTHER = [
    (("Müller", "Jürgen"), ("Müller", "Xaver")),
    (("Müller", "Robert"), ("Müller", "Richard")),
    (("Müller", "R. K."), ("Müller", "Richard L.")),
    (("Lieber", "Larry"), ("Lieber", "Richard L.")),
    (("Smith", "J."), ("Smyth", "J.")),
    (("de", "A."), ("de Vries", "A.")),
    (("HEANEY", "JOLBERTINA"), ("HEANEY", "JOHN")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person(one, other):
    assert same_person(Author(*one), Author(*other)) and same_person(Author(*other), Author(*one))


def test_one_group():
    registered = Author("The World Health Organization", group=True)
    assert all(same_person(Author(name), registered) for name in ("World Health Organization", "WHO"))
    assert not same_person(Author("World Bank"), registered)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_people(one, other):
    assert not same_person(Author(*one), Author(*other)) and not same_person(Author(*other), Author(*one))


def test_letters_and_entities_are_what_they_stand_for():
    assert normal("Sørensen & Łuczak, Đorđe, Işık, Æsop, Strauß") == "sorensen and luczak dorde isik aesop strauss"
    assert normal("Rowman &amp;amp; <i>Littlefield</i>") == "rowman and littlefield"
    assert shown("p<0.05 and q>3 in <sup>18</sup>F") == "p<0.05 and q>3 in 18F"
    assert normal("H<sub>2</sub>O") == normal("H₂O") == "h2o"


@pytest.mark.parametrize(
    ("ours", "theirs", "article", "same"),
    [
        ("123--129", "123-129", "", True),
        ("123-9", "123-129", "", True),
        ("123", "123-129", "", True),
        ("pp. 123–129", "123-129", "", True),
        ("S12--S15", "S12-15", "", True),
        ("12--15", "S12-S15", "", True),
        ("e12874", "e12874", "", True),
        ("12874", "e12874", "e12874", True),
        ("1--12", "e12874", "e12874", True),
        ("1--12", "104399", "", True),
        ("iv--vi", "iv-vi", "", True),
        ("12:1--12:25", "12:1-12:25", "", True),
        ("7", "n/a-n/a", "", True),
        ("123--128", "123-129", "", False),
        ("122--129", "123-129", "", False),
        ("123-8", "123-129", "", False),
        ("e12875", "e12874", "", False),
        ("9001--9013", "104399", "104399", False),
        ("2--12", "e12874", "e12874", False),
        ("1--12", "123-129", "", False),
    ],
)
def test_pages(ours, theirs, article, same):
    assert same_pages(ours, "", theirs, article) is same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Vol. 12", "12", True),
        ("XII", "12", True),
        ("012", "12", True),
        ("12 Suppl 1", "12", True),
        ("15_suppl", "15 Suppl.", True),
        ("3", "3-4", True),
        ("3/4", "3-4", True),
        ("S1", "Suppl 1", True),
        ("June", "6", True),
        ("13", "12", False),
        ("4-4", "3-4", False),
        ("5", "3-4", False),
    ],
)
def test_volumes_and_issues(ours, theirs, same):
    assert same_volume(ours, theirs) is same
    assert same_issue(ours, theirs) is same


# -- What registers may send ------------------------------------------------------------------

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = """DOI title subtitle author issued published published-online container-title short-container-title volume
    issue page article-number updated-by update-to relation event ISBN type journal-issue original-title""".split()  # noqa: SIM905
SUMMARY = """title authors pubdate epubdate fulljournalname source volume issue pages pubtype articleids
    elocationid error""".split()  # noqa: SIM905
ATTRIBUTES = "titles creators publicationYear dates container types relatedIdentifiers doi state".split()  # noqa: SIM905


def odd(names):
    known = some.sampled_from(["type", "DOI", "date-parts", "family", "given", "name", "id", "title"])
    near = some.lists(some.dictionaries(known, VALUES, max_size=3), max_size=2) | some.dictionaries(
        known, VALUES, max_size=3
    )
    return some.dictionaries(some.sampled_from(names), VALUES | near, max_size=6)


def takes(read_one, data):
    """A record, or an exception that the run knows; and a record that can be remembered, compared and printed."""
    try:
        found = read_one(data)
    except (NotRegistered, Unavailable):
        return
    assert Record.from_data(json.loads(json.dumps(found.as_data()))) == found
    differences(say(SOURCES[0]), found)
    result = Result(SOURCES[0], "differs", "", {"title": Difference("", "", "certain")}, found)
    corrected(result)


@settings(max_examples=150, deadline=None)
@given(odd(FIELDS))
def test_crossref_may_send_anything(data):
    takes(crossref.record, data)


@settings(max_examples=100, deadline=None)
@given(odd(SUMMARY))
def test_ncbi_may_send_anything(data):
    takes(lambda found: pubmed.record(found, "1"), data)


@settings(max_examples=100, deadline=None)
@given(odd(ATTRIBUTES))
def test_datacite_may_send_anything(data):
    takes(datacite.record, data)


PIECES = (
    r"<i> </i> <sub> </sub> <sup> </sup> <scp> </scp> &amp; &amp;amp; &lt; { } \ % # $ _ ~ ^ é ø ł ß µ – ' x<y".split()  # noqa: SIM905
)
PIECES += ['"', "a b", "Word", "in vitro", "\n"]


@settings(max_examples=200, deadline=None)
@given(some.lists(some.sampled_from(PIECES), min_size=1, max_size=8).map("".join))
def test_corrected_title_parses_and_shows_what_is_registered(tmp_path_factory, title):
    written = latex(title)
    # Letters, in their order; where a sign is left out, blanks may differ. A backslash is TeX in one, and a sign in the
    # other.
    if "\\" not in title:
        said, meant = (normal(words) for words in (plain(written), title.translate(str.maketrans("{}", "()"))))
        assert said.replace(" ", "") == meant.replace(" ", "")
    source = SOURCES[0]
    record = Record(title=title, authors=(Author("O'Neil and Sons", "{J}"),), identifier=source.doi)
    fields = {"title": Difference("", "", "certain"), "author": Difference("", "", "certain")}
    entry_text = corrected(Result(source, "differs", "", fields, record))
    assert "&amp;" not in entry_text and "<i>" not in entry_text
    read_back = entry(tmp_path_factory.mktemp("corrected"), entry_text)
    shown, registered = (normal(words).replace(" ", "") for words in (read_back.words["title"], title))
    assert shown == registered
