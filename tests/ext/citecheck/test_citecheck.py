"""The builder against registers on loopback: what it asks, what it says, and how it ends."""

import json
import re

import pytest
from sphinx.errors import SphinxError

from register_server import Service, as_crossref, as_pubmed, raw, reply, run
from sphinx_evidence.bibliography import BadBibliography, read
from sphinx_evidence.citecheck import isbn
from sphinx_evidence.web import Client


@pytest.fixture
def service():
    made = Service()
    yield made
    made.close()


@pytest.fixture
def house(project, service):
    """A project whose only source is known to the register."""
    made = project("citecheck")
    (made.source,) = read(made.path / "references.bib", "references.bib")
    service.works[made.source.doi] = as_crossref(made.source)
    return made


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Wait for nobody; keep how long a host asked us to."""
    waited = []
    plain = Client.__post_init__

    def patient(self):
        self.wait = waited.append
        plain(self)

    monkeypatch.setattr(Client, "__post_init__", patient)
    return waited


def change(house, service, **changes):
    service.works[house.source.doi] = as_crossref(house.source, **changes)


def only(report):
    (source,) = report["sources"]
    return source


def test_right_record_is_verified(house, service, capsys):
    status, said, report = run(house, service, capsys)
    assert (status, report["counts"]["verified"]) == (0, 1)
    assert "1 verified" in said
    assert "mailto:editor@example.org" in service.asked[0][1]


TWO = [{"family": "Müller", "given": "Chöl Peter"}, {"family": "Other", "given": "Anna"}]
WRONG = {
    "wrong year": ({"issued": {"date-parts": [[2016, 3]]}}, "year"),
    "another paper": ({"title": ["Hair loss in rabbits"], "container-title": ["Rabbits"]}, "title"),
    "another author": ({"author": [{"family": "Nobody", "sequence": "first"}]}, "author"),
    "another co-author": ({"author": [TWO[0], {"family": "Nobody", "given": "A."}]}, "author"),
    "an author too few": ({"author": [*TWO, {"family": "Third", "given": "C."}]}, "author"),
    "an author too many": ({"author": TWO[:1]}, "author"),
    "another order": ({"author": TWO[::-1]}, "author"),
    "another given name": ({"author": [{"family": "Müller", "given": "Xaver"}, TWO[1]]}, "author"),
    "another journal": ({"container-title": ["Annals of Something"]}, "journal"),
    "another volume": ({"volume": "13"}, "volume"),
    "another issue": ({"issue": "5"}, "number"),
    "another first page": ({"page": "322-329"}, "pages"),
    "another last page": ({"page": "321-339"}, "pages"),
}


@pytest.mark.parametrize("name", WRONG)
def test_difference_fails_the_run_and_is_shown_side_by_side(house, service, capsys, name):
    changes, field = WRONG[name]
    change(house, service, **changes)
    status, said, report = run(house, service, capsys)
    source = only(report)
    assert (status, source["outcome"], source["line"]) == (1, "differs", 1)
    assert field in source["fields"]
    assert source["fields"][field]["sure"] in ("certain", "likely", "possible")
    assert "references.bib:1  paper" in said
    assert f"{field}: ours " in said
    markdown = (house.path / "_build/citecheck/report.md").read_text()
    assert f"{field}: ours “" in markdown


def test_corrected_entry_can_be_pasted(house, service, capsys):
    title = "100% <i>new</i> &amp;amp; {odd}_title of H<sub>2</sub>O"
    people = [{"family": "van der Ærø", "given": "Jo", "suffix": "Jr."}, {"name": "Black and White Group"}]
    pages = {"page": "1234-1240", "volume": "3", "issue": "2"}
    change(house, service, title=[title], issued={"date-parts": [[2011]]}, author=people, **pages)
    _, _, report = run(house, service, capsys)
    entry = only(report)["corrected"]
    assert r"\emph{new}" in entry and "<i>" not in entry and "&amp;" not in entry
    house.write("references.bib", entry)
    status, said, report = run(house, service, capsys)
    assert (status, report["counts"]["verified"]) == (0, 1), said
    (source,) = read(house.path / "references.bib", "references.bib")
    assert source.words["title"] == "100% new & (odd)_title of H2O"
    assert [str(name) for name in source.people()] == ["van der Ærø, Jr., Jo", "Black and White Group"]


def test_unknown_doi_fails(house, service, capsys):
    service.works.clear()
    status, said, report = run(house, service, capsys)
    assert (status, only(report)["outcome"]) == (1, "not registered")
    assert "no register knows doi:10.1000/paper" in said


#: What doi.org may do when Crossref does not know a DOI. None of it says that there is no such work.
ILL = {
    "503": reply("", 503),
    "403": reply("", 403),
    "a page": raw(b"<html>Sorry</html>", **{"Content-Type": "text/html"}),
    "a page that is not found": raw(b"<!doctype html>nginx", 404, **{"Content-Type": "text/html"}),
    "nothing": reply({}),
    "an empty list": reply([]),
    "odd words": reply([{"DOI": "10.1000/paper", "status": "internal error"}]),
    "a number": reply([{"RA": 7}]),
}


@pytest.mark.parametrize("name", ILL)
def test_doi_is_not_called_unknown_where_nobody_could_be_asked(house, service, capsys, name):
    service.works.clear()
    service.always["/ra/"] = ILL[name]
    status, _, report = run(house, service, capsys)
    assert (status, only(report)["outcome"]) == (3, "service unavailable")
    assert "could not be asked" in only(report)["why"]


def test_page_in_the_place_of_crossref_is_no_verdict(house, service, capsys):
    service.always["/works/"] = raw(b"<html>404 Not Found</html>", 404, **{"Content-Type": "text/html"})
    service.agencies[house.source.doi] = "Crossref"
    assert only(run(house, service, capsys)[2])["outcome"] == "service unavailable"
    # doi.org finds nothing, which may be a gateway's word as well; then it says that there is nothing.
    service.always["/ra/"] = reply("", 404)
    assert only(run(house, service, capsys)[2])["outcome"] == "service unavailable"
    service.always["/ra/"] = reply([{"DOI": house.source.doi, "status": "DOI does not exist"}])
    assert only(run(house, service, capsys)[2])["outcome"] == "not registered"


DATA = {
    "doi": "10.1000/paper",
    "titles": [{"title": "The µ-opioid receptor"}, {"title": "A trial in 26 men", "titleType": "Subtitle"}],
    "creators": [
        {"name": "Müller, Chöl P.", "familyName": "Müller", "givenName": "Chöl P."},
        {"name": "Other, A.", "nameType": "Personal"},
    ],
    "publicationYear": 2019,
    "container": {
        "title": "Journal of Small Studies",
        "volume": "12",
        "issue": "4",
        "firstPage": "321",
        "lastPage": "329",
    },
    "relatedIdentifiers": [{"relationType": "IsPreviousVersionOf", "relatedIdentifier": "10.1000/paper.v2"}],
}


def test_doi_of_datacite_is_compared(house, service, capsys):
    service.works.clear()
    service.agencies[house.source.doi] = "DataCite"
    service.data[house.source.doi] = DATA
    status, _, report = run(house, service, capsys)
    assert (status, only(report)["outcome"], only(report)["register"]) == (0, "verified", "DataCite")
    assert only(report)["notes"] == ["there is a newer version: 10.1000/paper.v2"]
    service.data[house.source.doi] = {**DATA, "publicationYear": 2009}
    assert "year" in only(run(house, service, capsys, citecheck_days=0)[2])["fields"]
    service.data.clear()
    assert only(run(house, service, capsys, citecheck_days=0)[2])["outcome"] == "service unavailable"


def test_doi_of_another_agency_is_not_called_unknown(house, service, capsys):
    service.works.clear()
    service.agencies[house.source.doi] = "mEDRA"
    status, _, report = run(house, service, capsys)
    assert (status, only(report)["outcome"]) == (0, "not checkable")
    assert "mEDRA" in only(report)["why"]


def update(kind, doi="10.1000/notice"):
    return [{"type": kind, "DOI": doi}]


NOTICES = {
    "retracted": {"updated-by": update("retraction")},
    "withdrawn": {"updated-by": update("withdrawal")},
    "an expression of concern was published": {"updated-by": update("expression_of_concern")},
    "this is the notice of a retraction or concern, not the paper": {"update-to": update("retraction", "10.1/x")},
    "removed": {"update-to": update("removal", "10.1000/PAPER")},
}


@pytest.mark.parametrize("why", NOTICES)
def test_retraction_and_concern_fail(house, service, capsys, why):
    change(house, service, **NOTICES[why])
    status, _, report = run(house, service, capsys)
    assert (status, only(report)["outcome"], only(report)["why"]) == (1, "retracted", why)


@pytest.mark.parametrize("word", ["RETRACTED: ", "Retracted Article: ", "[Withdrawn] - ", "WITHDRAWN: "])
def test_retraction_told_in_the_title_only_fails(house, service, capsys, word):
    change(house, service, title=[word + house.source.words["title"]])
    assert only(run(house, service, capsys)[2])["outcome"] == "retracted"


NOTES = {
    "a correction was published: 10.1000/c": {"updated-by": update("correction", "10.1000/c")},
    "this is a correction of 10.1000/c, not the paper itself": {"update-to": update("erratum", "10.1000/c")},
    "a preprint; published as 10.1000/j": {"relation": {"is-preprint-of": [{"id": "10.1000/j", "id-type": "doi"}]}},
    "@article here, book with Crossref": {"type": "book"},
}


@pytest.mark.parametrize("note", NOTES)
def test_what_is_good_to_know_is_noted_and_fails_nothing(house, service, capsys, note):
    change(house, service, **NOTES[note])
    status, said, report = run(house, service, capsys)
    assert (status, only(report)["outcome"], only(report)["notes"]) == (0, "verified", [note])
    assert f"note  references.bib:1  paper: {note}" in said
    assert note in (house.path / "_build/citecheck/report.md").read_text()


COSMETIC = {
    "markup": {"title": ["The <i>μ</i>-opioid <scp>receptor</scp>: A Trial in 26&nbsp;Men"]},
    "escaped twice": {"title": ["The <i>&amp;amp;mu;</i>-opioid receptor: A Trial in 26 Men"]},
    "greek by name": {"title": ["The mu-opioid receptor – a trial in 26 men"]},
    "subtitle apart": {"title": ["The µ-Opioid Receptor"], "subtitle": ["A trial in 26 men"]},
    "no subtitle": {"title": ["The µ-opioid receptor"]},
    "accents": {"author": [{"family": "Muller", "given": "C"}, TWO[1]]},
    "full names": {"author": TWO},
    "short journal": {"container-title": ["J. Small Stud."]},
    "long journal": {"container-title": ["The Journal of Small Studies (Basel)"]},
    "online first": {"issued": {"date-parts": [[2018, 12]]}},
    "print later": {"issued": {"date-parts": [[2018]]}, "published-print": {"date-parts": [[2020]]}},
    "no authors": {"author": []},
    "nothing else": {"volume": None, "issue": None, "page": None},
    "first page": {"page": "321"},
    "short last page": {"page": "321-9"},
    "double issue": {"issue": "3-4"},
}


@pytest.mark.parametrize("name", COSMETIC)
def test_cosmetic_difference_is_none(house, service, capsys, name):
    change(house, service, **COSMETIC[name])
    status, said, _ = run(house, service, capsys)
    assert status == 0, said


def test_group_author_is_compared_as_a_whole(house, service, capsys):
    house.replace("references.bib", r"{Müller, Ch{\"o} P. and Other, A.}", "{{The Small Study Group}}")
    change(house, service, author=[{"name": "The Small Study Group", "sequence": "first"}])
    assert run(house, service, capsys)[0] == 0
    change(house, service, author=[{"name": "Another Group of People", "sequence": "first"}])
    assert run(house, service, capsys, citecheck_days=0)[0] == 1


DEEP = b'{"message": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
BROKEN = {
    "500": [reply("broken", 500)] * 3,
    "403": [reply("no", 403)],
    "truncated": [raw(b'{"message": {"tit')],
    "a page": [raw(b"<html>Sorry</html>")],
    "nothing": [raw(b"")],
    "no record": [reply({"status": "ok"})],
    "a list": [reply([])],
    "an empty record": [reply({"message": {"DOI": "10.1000/paper"}})],
    "429 for ever": [reply("slow down", 429)] * 3,
    "a hundred thousand lists": [raw(DEEP)],
    "led to no address": [raw(b"", 302, Location="http://[::1")],
    "odd patience": [raw(b"", 429, **{"Retry-After": "\u00b2".encode().decode("latin-1")})] * 3,
}


@pytest.mark.parametrize("name", BROKEN)
def test_bad_answer_is_neither_a_pass_nor_a_fail(house, service, capsys, name):
    service.odd = list(BROKEN[name])
    status, said, report = run(house, service, capsys)
    assert only(report)["outcome"] == "service unavailable"
    assert (status, report["counts"]["verified"]) == (3, 0)
    assert "Traceback" not in said
    # It is not remembered, so the next run asks again.
    assert run(house, service, capsys, citecheck_days=0)[2]["counts"]["verified"] == 1


ODD = {
    "author is a number": {"author": 7},
    "one of author is a text": {"author": ["Müller"]},
    "issued is a list": {"issued": [[2019]]},
    "date-parts of issued is a number": {"issued": {"date-parts": 2019}},
    "one of updated-by is a text": {"updated-by": ["10.1000/notice"]},
    "update-to is an object": {"update-to": {"type": "retraction"}},
    "container-title is a number": {"container-title": 3},
    "title is a text": {"title": "The title"},
    "volume is an object": {"volume": {}},
    "relation is a list": {"relation": []},
}


@pytest.mark.parametrize("lists", [True, False])
def test_odd_record_costs_one_source_its_verdict_and_not_the_run(project, capsys, lists):
    service, made = Service(lists=lists), project("citecheck")
    entry = (made.path / "references.bib").read_text()
    numbers = range(len(ODD) + 2)
    made.write("references.bib", "\n".join(entry.replace("paper", f"paper{number}") for number in numbers))
    sources = read(made.path / "references.bib", "references.bib")
    for source, changes in zip(sources, [{}, *ODD.values(), {}], strict=True):
        service.works[source.doi] = as_crossref(source, **changes)
    status, _, report = run(made, service, capsys)
    service.close()
    assert status == 0
    assert [source["outcome"] for source in report["sources"]] == [
        "verified",
        *["service unavailable"] * len(ODD),
        "verified",
    ]
    for why, source in zip(ODD, report["sources"][1:], strict=False):
        assert source["why"] == f"the answer of Crossref could not be understood: {why}"


NCBI = {
    "no result": {"result": None},
    "a list": {"result": ["123"]},
    "a number": {"result": {"uids": ["123"], "123": 5}},
    "nobody": {"result": {"uids": []}},
    "too many": {"error": "API rate limit exceeded"},
}


@pytest.mark.parametrize("name", NCBI)
def test_odd_answer_of_ncbi_is_no_verdict(house, service, capsys, name):
    house.replace("references.bib", "doi = {10.1000/paper}", "pmid = {123}")
    service.always["/esummary"] = reply(NCBI[name])
    status, _, report = run(house, service, capsys)
    assert (status, only(report)["outcome"]) == (3, "service unavailable")


def test_host_that_asks_for_patience_gets_it_up_to_a_ceiling(house, service, capsys, quick):
    service.odd = [reply("slow", 429, **{"Retry-After": "7"}), reply("slow", 429, **{"Retry-After": "9000"})]
    assert run(house, service, capsys)[0] == 0
    assert quick == [7, Client().longest]


def test_service_that_is_down_is_said_and_has_a_status_of_its_own(house, service, capsys):
    service.close()
    status, said, report = run(house, service, capsys)
    assert status == 3
    assert re.search(r"could not reach 127\.0\.0\.1:\d+", said)
    service.server.server_close = service.server.shutdown = lambda: None
    assert report["sources"][0]["outcome"] == "service unavailable"


def many(made, number, old="paper"):
    entry = (made.path / "references.bib").read_text()
    made.write("references.bib", "\n".join(entry.replace(old, f"{old}{one}") for one in range(number)))
    return read(made.path / "references.bib", "references.bib")


def test_host_that_is_down_is_not_asked_for_every_source(project, service, capsys):
    made = project("citecheck")
    many(made, 60)
    service.close()
    service.server.server_close = service.server.shutdown = lambda: None
    _, _, report = run(made, service, capsys)
    assert report["counts"]["service unavailable"] == 60
    assert report["unreachable"]


def test_many_dois_are_one_question_of_at_most_fifty(project, service, capsys):
    made = project("citecheck")
    for source in many(made, 120):
        service.works[source.doi] = as_crossref(source)
    status, _, report = run(made, service, capsys)
    assert (status, report["counts"]["verified"]) == (0, 120)
    assert len(service.asked) == 3
    assert all("mailto=editor%40example.org" in path for path, _ in service.asked)
    assert all(path.count("doi%3A") <= 50 for path, _ in service.asked)


def test_many_pubmed_numbers_are_one_question(project, service, capsys):
    made = project("citecheck")
    made.replace("references.bib", "doi = {10.1000/paper}", "pmid = {4}")
    made.replace("references.bib", "{paper", "{paper4")
    made.replace("references.bib", "number = {4}", "number = {7}")
    for source in many(made, 3, "4"):
        service.summaries[source.pmid] = as_pubmed(source)
    status, said, report = run(made, service, capsys)
    assert (status, report["counts"]["verified"]) == (0, 3), said
    assert len(service.asked) == 1


LISTS = {
    "refused": reply("Bad request", 400),
    "unknown": reply("Resource not found.", 404),
    "not made": reply("", 501),
    "odd": reply({"message": {"items": "none"}}),
    "empty": reply({"message": {"items": []}}),
    "of others": reply({"message": {"items": [{"DOI": "10.1/other", "title": ["Other"]}]}}),
    "a page": raw(b"<html>"),
}


@pytest.mark.parametrize("name", LISTS)
def test_list_that_is_not_given_says_nothing_of_a_work(project, capsys, name):
    class Refusing(Service):
        def answer(self, address):
            return LISTS[name] if address.path == "/works" else super().answer(address)

    made, service = project("citecheck"), Refusing()
    for source in many(made, 5):
        service.works[source.doi] = as_crossref(source)
    status, _, report = run(made, service, capsys)
    service.close()
    assert (status, report["counts"]["verified"]) == (0, 5)


def test_answers_are_remembered_for_some_days(house, service, capsys, monkeypatch):
    run(house, service, capsys)
    run(house, service, capsys)
    assert len(service.asked) == 1
    run(house, service, capsys, citecheck_days=0)
    assert len(service.asked) == 2
    monkeypatch.setenv("FRESH", "1")
    run(house, service, capsys)
    assert len(service.asked) == 3


@pytest.mark.parametrize(
    "damage", [b"", b'{"kind": "citecheck', b"\x00\xff\x17", b'{"doi:10.1000/paper": {"asked": 1}}']
)
def test_damaged_memory_counts_as_absent(house, service, capsys, damage):
    run(house, service, capsys)
    (memory,) = house.path.glob("_build/**/answers.json")
    memory.write_bytes(damage)
    assert run(house, service, capsys)[0] == 0
    assert len(service.asked) == 2
    kept = json.loads(memory.read_bytes() if run(house, service, capsys) else b"")
    record = next(iter(kept["kept"].values()))
    record["value"]["unknown field"] = 1
    memory.write_text(json.dumps(kept))
    assert run(house, service, capsys)[0] == 0
    assert len(service.asked) == 3


def test_pubmed_number_is_asked_of_ncbi(house, service, capsys):
    house.replace("references.bib", "doi = {10.1000/paper}", "pmid = {123}")
    (source,) = read(house.path / "references.bib", "references.bib")
    service.summaries["123"] = as_pubmed(source)
    assert run(house, service, capsys)[0] == 0
    service.summaries["123"]["authors"][1]["name"] = "Stranger Z"
    assert "author" in only(run(house, service, capsys, citecheck_days=0)[2])["fields"]
    service.summaries["123"] = as_pubmed(source, pubtype=["Journal Article", "Retracted Publication"])
    assert only(run(house, service, capsys, citecheck_days=0)[2])["outcome"] == "retracted"
    service.summaries.clear()
    assert only(run(house, service, capsys, citecheck_days=0)[2])["outcome"] == "not registered"


def test_doi_and_pubmed_number_of_two_works_are_told_apart(house, service, capsys):
    house.replace("references.bib", "doi = {10.1000/paper}", "doi = {10.1000/paper},\n  pmid = {123}")
    (source,) = read(house.path / "references.bib", "references.bib")
    service.summaries["123"] = as_pubmed(source)
    assert run(house, service, capsys)[0] == 0
    service.summaries["123"] = as_pubmed(source, title="Hair loss in rabbits", articleids=[])
    status, _, report = run(house, service, capsys, citecheck_days=0)
    assert (status, only(report)["outcome"]) == (1, "differs")
    assert "Hair loss" in only(report)["fields"]["pmid"]["registered"]
    service.summaries["123"] = as_pubmed(source)
    change(house, service, title=["Hair loss in rabbits"])
    service.summaries["123"]["articleids"] = [{"idtype": "doi", "value": "10.1000/right"}]
    report = run(house, service, capsys, citecheck_days=0)[2]
    assert only(report)["fields"]["doi"]["registered"] == "10.1000/right"
    service.summaries.clear()
    assert only(run(house, service, capsys, citecheck_days=0)[2])["outcome"] == "not registered"
    service.always["/esummary"] = reply("", 503)
    change(house, service)
    status, _, report = run(house, service, capsys, citecheck_days=0)
    assert (status, only(report)["outcome"]) == (0, "verified")
    assert "PubMed could not be asked" in only(report)["notes"][0]


def test_source_without_numbers_is_searched_by_title(house, service, capsys):
    item = as_crossref(house.source)
    house.replace("references.bib", "  doi = {10.1000/paper},\n", "")
    service.found = [{**item, "title": ["Something else"]}, item]
    status, _, report = run(house, service, capsys)
    source = only(report)
    assert (status, source["outcome"]) == (0, "not checkable")
    assert "this work may be it: 10.1000/paper" in source["why"]
    assert "doi = {10.1000/paper}" in source["corrected"]
    assert "query.bibliographic=The" in service.asked[0][0]
    service.found = [service.found[0], {**item, "author": [{"family": "Nobody"}]}]
    source = only(run(house, service, capsys)[2])
    assert "the nearest that is registered is 10.1000/paper" in source["why"] and "author differ" in source["why"]
    assert (source["outcome"], source["corrected"]) == ("not checkable", "")
    service.found = service.found[:1]
    assert "no work of this title was found" in only(run(house, service, capsys)[2])["why"]


def test_one_doi_on_two_keys_is_said_of_both(house, service, capsys):
    entry = (house.path / "references.bib").read_text()
    house.write("references.bib", entry + entry.replace("@article{paper", "@article{again"))
    status, said, report = run(house, service, capsys)
    assert status == 0
    assert [source["notes"] for source in report["sources"]] == [
        ["the same DOI stands under again (references.bib:11); keep one entry"],
        ["the same DOI stands under paper (references.bib:1); keep one entry"],
    ]
    assert "keep one entry" in said


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("978-0-306-40615-7", ""),
        ("0-306-40615-2", ""),
        ("ISBN-13: 9780306406157", ""),
        ("080442957X", ""),
        ("978-0-306-40615-8", "it would be 7"),
        ("0306406153", "it would be 2"),
        ("12345", "has not the form"),
    ],
)
def test_isbn_is_judged_by_form_and_check_digit(house, service, capsys, number, fault):
    assert (fault in isbn.fault(number)) if fault else not isbn.fault(number)
    house.replace("references.bib", "year = {2019}", f"year = {{2019}},\n  isbn = {{{number}}}")
    status, _, report = run(house, service, capsys)
    assert (status, only(report)["outcome"]) == ((1, "differs") if fault else (0, "verified"))
    assert ("isbn" in only(report)["fields"]) == bool(fault)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"@article{a,\n  title = {No end\n", r"references.bib:\d+: not BibTeX"),
        (b"@article{a,\n  title = {\xff},\n}\n", r"references.bib:2: this line is not UTF-8"),
    ],
)
def test_bad_bibliography_is_one_message_with_file_and_line(house, service, capsys, content, message):
    (house.path / "references.bib").write_bytes(content)
    with pytest.raises(SphinxError, match=message):
        run(house, service, capsys)
    with pytest.raises(BadBibliography, match=message):
        read(house.path / "references.bib", "references.bib")
