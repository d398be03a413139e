"""`make source DOI=…`: an entry as the registers have it; no register is asked but one on loopback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from register_server import Service, addresses
from sphinx_evidence.bibliography import read
from sphinx_evidence.citecheck.__main__ import main as check
from sphinx_evidence.citecheck.source import main
from whole import OURS

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


#: What a register may send that is no part of a name or a title, and what of it must not go on.
STRANGE = {
    "a terminal's commands": {"title": ["Tea \x1b[31m and \x9b2J sleep\x07"], "volume": "7\x1b]0;x\x07"},
    "letters turned round": {"author": [{"family": "\u202eNg", "given": "A\u200b"}], "title": ["T\u2066ea\u2069"]},
    "the same as entities": {"title": ["Tea &#x202e;&#27;[31m &amp;#x200b; sleep"]},
    "halves of characters": {"title": ["Tea \ud800"], "author": [{"family": "N\udfffg", "given": "A"}]},
    "no characters": {"title": ["Tea \ufdd0\uffff\U000e0041"]},
    "lines": {"title": ["Tea}\n}\n@misc{evil,\n  title = {x"], "issue": "2},\n  note = {evil"},
    "commands of TeX": {"title": [r"\input{/etc/passwd} \write18{id} 5 % ^^5c"], "page": r"\input{x}"},
    "notes": {
        "updated-by": [{"type": "correction", "DOI": "10.1/\x1b[31m\n::error::x"}],
        "relation": {"is-preprint-of": [{"id": "10.1/\u202e\x1b]0;x\x07"}]},
    },
}
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\uffff]")


@pytest.mark.parametrize("name", STRANGE)
def test_nothing_strange_of_an_answer_reaches_file_or_terminal(service, bib, capsys, name):
    service.works[DOI] = {**WORK, **STRANGE[name]}
    assert ask(service, bib, DOI) == 0
    written = bib.read_text(encoding="utf-8").removeprefix(OLD)
    old, new = read(bib, "refs.bib")
    assert old.key == "old2019" and new.doi == DOI
    assert not re.search(r"\\(?:input|write)|\^\^|(?m:^ *note)", written)
    said = [written, *capsys.readouterr()]
    # The same when it is compared with an entry of which nothing is right.
    bib.write_text(f"@article{{a,\n  author = {{Zed, Q}},\n  title = {{{{Other}}}},\n  doi = {{{DOI}}},\n}}\n")
    for how in ("text", "json", "github"):
        options = [f"--{name.removeprefix('citecheck_')}={address}" for name, address in addresses(service).items()]
        assert check([*options, "--format", how, str(bib)]) == 1
        said += capsys.readouterr()
        assert how != "github" or not re.search("(?m)^(?!::(?:error|notice) file=)", said[-2].rstrip("\n"))
    assert [found for text in said for found in UNWANTED.findall(text)] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ["x " * 5_000_000]}, "one of title has 10,000,000 characters, more than a work needs"),
        ({"title": ["Tea"] * 100_000}, "title has 100,000 parts, more than a work has"),
        ({"volume": float("nan")}, "volume is no number"),
        ({"title": [None]}, "has no title with Crossref"),
        ({"title": ["<i></i>"]}, "has no title with Crossref"),
        ({"DOI": "10.1000/other"}, "Crossref answers with another work, 10.1000/other; nothing was written"),
    ],
)
def test_odd_record_is_not_written_down_in_part(service, bib, capsys, changes, words):
    service.works[DOI] = {**WORK, **changes}
    assert ask(service, bib, DOI) in (1, 3)
    assert words in capsys.readouterr().err
    assert bib.read_text() == OLD


@pytest.mark.parametrize("doi", ["10.1000/a}b", "10.1000/a\\b", "10.1000/a\x1b[31m", "10.1000/a\nb", "10.1000/\u202ea"])
def test_number_that_no_entry_can_hold_is_no_doi(service, bib, capsys, doi):
    assert ask(service, bib, doi) == 1
    assert capsys.readouterr().err == f"error: {doi!r} is no DOI; write it as 10.1000/xyz\n"
    assert service.asked == []


def test_no_shell_reads_the_number_that_make_is_given(tmp_path):
    root = Path(__file__).parents[3]
    target = tmp_path / "made"
    command = ["make", "-s", "source", f'DOI=10.1000/x";touch {target};"', f"SITE_PYTHON={sys.executable}"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(command, cwd=root, env=alone, capture_output=True, text=True)
    assert "is no DOI; write it as" in done.stderr
    assert not target.exists()


def test_thousands_of_authors_are_an_entry(service, bib):
    service.works[DOI] = {**WORK, "author": [{"family": f"Fam{one}", "given": "A"} for one in range(5000)]}
    assert ask(service, bib, DOI) == 0
    assert len(read(bib, "refs.bib")[1].people()) == 5000
