"""`make source DOI=…`: an entry as the registers have it; no register is asked but one on loopback."""

import pytest

from register_server import Service, addresses
from sphinx_evidence.bibliography import read
from sphinx_evidence.citecheck.source import main

DOI = "10.1000/tea.2020.7"
WORK = {
    "DOI": DOI,
    "type": "journal-article",
    "title": ["The effects of <i>Camellia</i> on sleep & pain: a {small} trial"],
    "container-title": ["Journal of Tea"],
    "author": [{"family": "Müller-Ng", "given": "Ann B."}, {"name": "The Tea Group"}],
    "issued": {"date-parts": [[2020, 3]]},
    "volume": "7",
    "issue": "2",
    "page": "11-19",
}
OLD = "@misc{old2019,\n  title = {{Old}},\n  doi = {10.1000/old},\n}\n"


@pytest.fixture
def service():
    made = Service()
    made.works[DOI] = WORK
    yield made
    made.close()


@pytest.fixture
def bib(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text(OLD, encoding="utf-8")
    return path


def ask(service, bib, *words):
    options = [f"--{name.removeprefix('citecheck_')}={address}" for name, address in addresses(service).items()]
    return main([*words, "--bib", str(bib), "--kinds", "trial, survey", *options])


def test_entry_says_what_is_registered_and_leaves_the_kind_open(service, bib, capsys):
    assert ask(service, bib, f"https://doi.org/{DOI}") == 0
    _, source = read(bib, "refs.bib")
    assert (source.key, source.doi, source.entry.type) == ("mullerng2020effects", DOI, "article")
    assert source.words["title"] == "The effects of Camellia on sleep & pain: a (small) trial"
    assert [(name.family, name.given) for name in source.people()] == [("Müller-Ng", "Ann B."), ("The Tea Group", "")]
    assert {name: source.text(name) for name in ("journal", "year", "volume", "number")} == {
        "journal": "Journal of Tea",
        "year": "2020",
        "volume": "7",
        "number": "2",
    }
    assert source.entry.fields["pages"] == "11--19"
    assert source.entry.fields["kind"] == ""
    said = capsys.readouterr().out
    assert said.startswith(f"{bib}:{source.line}: added mullerng2020effects, as Crossref has it")
    assert "choose its kind; one of: trial, survey" in said


def test_what_the_register_does_not_say_stays_out(service, bib):
    service.works[DOI] = {"DOI": DOI, "type": "posted-content", "title": ["Tea"]}
    assert ask(service, bib, DOI) == 0
    _, source = read(bib, "refs.bib")
    assert (source.key, {*source.entry.fields}) == ("tea", {"title", "doi", "kind"})


def test_doi_that_is_there_is_refused_with_its_key(service, bib, capsys):
    assert ask(service, bib, "10.1000/OLD") == 1
    assert f"10.1000/OLD is already there: old2019 ({bib}:1)" in capsys.readouterr().err
    assert service.asked == [] and bib.read_text() == OLD


def test_key_that_is_taken_gets_a_number(service, bib):
    bib.write_text(OLD.replace("old2019", "mullerng2020effects"))
    assert ask(service, bib, DOI) == 0
    assert [source.key for source in read(bib, "refs.bib")] == ["mullerng2020effects", "mullerng2020effects2"]


def test_retracted_work_is_told_and_written_only_on_demand(service, bib, capsys):
    service.works[DOI] = {**WORK, "updated-by": [{"type": "retraction", "DOI": "10.1000/notice"}]}
    assert ask(service, bib, DOI) == 1
    assert "retracted; nothing was written" in capsys.readouterr().err
    assert bib.read_text() == OLD
    assert ask(service, bib, DOI, "--retracted") == 0
    assert "note: retracted" in capsys.readouterr().out
    assert "retracted" in read(bib, "refs.bib")[1].text("note")


def test_work_of_datacite_is_found_by_way_of_the_agency(service, bib):
    service.works.clear()
    service.agencies[DOI] = "DataCite"
    service.data[DOI] = {
        "doi": DOI,
        "titles": [{"title": "Data of tea"}],
        "creators": [{"name": "Ng, Bo"}],
        "publicationYear": 2021,
    }
    assert ask(service, bib, DOI) == 0
    assert read(bib, "refs.bib")[1].key == "ng2021data"


@pytest.mark.parametrize(
    ("doi", "status", "words"),
    [("tea", 1, "'tea' is no DOI"), ("10.1000/none", 1, "no register knows doi:10.1000/none")],
)
def test_what_cannot_be_added_is_told_in_one_line(service, bib, capsys, doi, status, words):
    assert ask(service, bib, doi) == status
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1
    assert bib.read_text() == OLD


def test_register_that_is_down_is_no_verdict(service, bib, capsys):
    service.always["/"] = (503, {}, b"down")
    assert ask(service, bib, DOI, "--timeout", "1") == 3
    assert "nothing was written" in capsys.readouterr().err
    assert bib.read_text() == OLD
