"""`make citecheck` against a register on loopback that answers as Crossref and NCBI do."""

import http.server
import json
import random
import re
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sphinx.errors import SphinxError
from sphinx.testing.util import SphinxTestApp

from sphinx_evidence.bibliography import BadBibliography, read
from sphinx_evidence.citecheck import ask, records
from sphinx_evidence.citecheck.check import Services, check
from sphinx_evidence.citecheck.compare import differences
from sphinx_evidence.citecheck.memory import Memory

BIB = Path(__file__).parent.parent / "docs" / "references.bib"
SOURCES = [source for source in read(BIB, "references.bib") if source.doi or source.pmid]


def as_crossref(source, **changes):
    """Return what Crossref holds of ``source``, in its documented shape."""
    words = source.words
    people = source.entry.persons.get("author", [])
    item = {
        "DOI": source.doi,
        "type": "journal-article",
        "title": [words["title"]],
        "container-title": [words["journal"]] if words["journal"] else [],
        "author": [{"family": words["family"], "given": "A.", "sequence": "first"}] if people else [],
        "issued": {"date-parts": [[int(words["year"])] if words["year"].isdigit() else [None]]},
    }
    return {**item, **changes}


def as_pubmed(source):
    """Return what esummary holds of ``source``, in its documented shape."""
    words = source.words
    return {
        "uid": source.pmid,
        "title": words["title"] + ".",
        "authors": [{"name": f"{words['family']} AB", "authtype": "Author"}],
        "pubdate": f"{words['year']} Mar",
        "epubdate": "",
        "fulljournalname": words["journal"],
        "source": words["journal"],
        "pubtype": ["Journal Article"],
    }


class Service:
    """A register on loopback. ``works`` by DOI and ``summaries`` by PMID; ``odd`` answers in place of them."""

    def __init__(self):
        self.works, self.summaries, self.agencies, self.found = {}, {}, {}, []
        self.odd = []
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append((self.path, self.headers["User-Agent"]))
                status, headers, body = outer.answer(urlsplit(self.path))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, address):
        if self.odd:
            return self.odd.pop(0)
        path = unquote(address.path)
        if path == "/works":
            return reply({"status": "ok", "message": {"items": self.found}})
        if path.startswith("/works/"):
            item = self.works.get(path.removeprefix("/works/"))
            return (
                reply({"status": "ok", "message-type": "work", "message": item})
                if item
                else reply("Resource not found.", 404)
            )
        if path == "/esummary.fcgi":
            (pmid,) = parse_qs(address.query)["id"]
            found = self.summaries.get(pmid, {"uid": pmid, "error": "cannot get document summary"})
            return reply({"result": {"uids": [pmid], pmid: found}})
        doi = path.removeprefix("/ra/")
        known = {"RA": self.agencies[doi]} if doi in self.agencies else {"status": "DOI does not exist"}
        return reply([{"DOI": doi, **known}])


def reply(data, status=200, **headers):
    return status, {"Content-Type": "application/json", **headers}, json.dumps(data).encode()


def raw(body, status=200, **headers):
    return status, headers, body


@pytest.fixture
def service():
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def house(project, service):
    """A project whose only source is known to the register."""
    made = project("citecheck")
    (source,) = read(made.path / "references.bib", "references.bib")
    service.works[source.doi] = as_crossref(source)
    made.source = source
    return made


def run(made, service, capsys, **settings):
    """Run the builder; return exit status, what it printed, and its report."""
    address = {
        "citecheck_crossref": service.base,
        "citecheck_eutils": service.base,
        "citecheck_agency": f"{service.base}/ra",
    }
    app = SphinxTestApp(
        "citecheck", srcdir=made.path, builddir=made.path / "_build", confoverrides={**address, **settings}
    )
    try:
        app.build()
        warnings = app.warning.getvalue()
    finally:
        app.cleanup()
    report = made.path / "_build" / "citecheck" / "report.json"
    return (
        app.statuscode,
        capsys.readouterr().out + warnings,
        json.loads(report.read_text()) if report.exists() else None,
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Wait for nobody; keep how long a host asked us to."""
    waited = []
    plain = ask.Register.__init__
    monkeypatch.setattr(
        ask.Register, "__init__", lambda self, contact, timeout: plain(self, contact, timeout, waited.append)
    )
    return waited


def change(house, service, **changes):
    service.works[house.source.doi] = as_crossref(house.source, **changes)


def test_right_record_is_verified(house, service, capsys):
    status, said, report = run(house, service, capsys)
    assert (status, report["counts"]["verified"]) == (0, 1)
    assert "1 verified" in said
    assert "mailto:editor@example.org" in service.asked[0][1]


WRONG = {
    "wrong year": ({"issued": {"date-parts": [[2016, 3]]}}, "year"),
    "another paper": ({"title": ["Hair loss in rabbits"], "container-title": ["Rabbits"]}, "title"),
    "another author": ({"author": [{"family": "Nobody", "sequence": "first"}]}, "author"),
    "another journal": ({"container-title": ["Annals of Something"]}, "journal"),
}


@pytest.mark.parametrize("name", WRONG)
def test_difference_fails_the_run_and_is_shown_side_by_side(house, service, capsys, name):
    changes, field = WRONG[name]
    change(house, service, **changes)
    status, said, report = run(house, service, capsys)
    (source,) = report["sources"]
    assert (status, source["outcome"], source["line"]) == (1, "differs", 1)
    assert field in source["fields"]
    assert "references.bib:1  paper" in said
    assert f"{field}: ours " in said
    markdown = (house.path / "_build/citecheck/report.md").read_text()
    assert f"{field}: ours “" in markdown


def test_corrected_entry_can_be_pasted(house, service, capsys):
    title = "100% <i>new</i> & {odd}_title"
    change(house, service, title=[title], issued={"date-parts": [[2011]]})
    _, _, report = run(house, service, capsys)
    house.write("references.bib", report["sources"][0]["corrected"])
    status, said, report = run(house, service, capsys)
    assert (status, report["counts"]["verified"]) == (0, 1), said
    assert "Other, A." in (house.path / "references.bib").read_text()


def test_unknown_doi_fails(house, service, capsys):
    service.works.clear()
    status, said, report = run(house, service, capsys)
    assert (status, report["sources"][0]["outcome"]) == (1, "not registered")
    assert "no register knows doi:10.1000/paper" in said


def test_doi_of_another_agency_is_not_called_unknown(house, service, capsys):
    service.works.clear()
    service.agencies[house.source.doi] = "DataCite"
    status, _, report = run(house, service, capsys)
    assert (status, report["sources"][0]["outcome"]) == (0, "not checkable")
    assert "DataCite" in report["sources"][0]["why"]


NOTICES = {
    "retracted": {"updated-by": [{"type": "retraction", "DOI": "10.1000/notice"}]},
    "an expression of concern was published": {"updated-by": [{"type": "expression_of_concern", "DOI": "10.1000/n"}]},
    "this is the notice of a retraction or concern, not the paper": {
        "update-to": [{"type": "retraction", "DOI": "10.1/x"}]
    },
}


@pytest.mark.parametrize("why", NOTICES)
def test_retraction_and_concern_fail(house, service, capsys, why):
    change(house, service, **NOTICES[why])
    status, _, report = run(house, service, capsys)
    assert (status, report["sources"][0]["outcome"], report["sources"][0]["why"]) == (1, "retracted", why)


def test_retraction_told_in_the_title_only_fails(house, service, capsys):
    change(house, service, title=["RETRACTED: " + house.source.words["title"]])
    assert run(house, service, capsys)[2]["sources"][0]["outcome"] == "retracted"


def test_correction_of_a_paper_is_no_retraction(house, service, capsys):
    change(house, service, **{"updated-by": [{"type": "correction", "DOI": "10.1000/c"}]})
    assert run(house, service, capsys)[0] == 0


COSMETIC = {
    "markup": {
        "title": ["The <i>μ</i>-opioid <scp>receptor</scp>: A Trial in 26&amp;nbsp;Men".replace("&amp;nbsp;", " ")]
    },
    "greek by name": {"title": ["The mu-opioid receptor – a trial in 26 men"]},
    "subtitle apart": {"title": ["The µ-Opioid Receptor"], "subtitle": ["A trial in 26 men"]},
    "no subtitle": {"title": ["The µ-opioid receptor"]},
    "accents": {"author": [{"family": "Muller", "given": "C", "sequence": "first"}]},
    "short journal": {"container-title": ["J. Small Stud."]},
    "online first": {"issued": {"date-parts": [[2018, 12]]}},
    "print later": {"issued": {"date-parts": [[2018]]}, "published-print": {"date-parts": [[2020]]}},
    "group author": {"author": []},
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


ODD = {
    "500": [reply("broken", 500)] * 3,
    "403": [reply("no", 403)],
    "truncated": [raw(b'{"message": {"tit')] * 3,
    "a page": [raw(b"<html>Sorry</html>")] * 3,
    "nothing": [raw(b"")] * 3,
    "no record": [reply({"status": "ok"})],
    "a list": [reply([])],
    "no title": [reply({"message": {"DOI": "10.1000/paper"}})],
    "429 for ever": [reply("slow down", 429)] * 3,
}


@pytest.mark.parametrize("name", ODD)
def test_bad_answer_is_neither_a_pass_nor_a_fail(house, service, capsys, name):
    service.odd = list(ODD[name])
    status, said, report = run(house, service, capsys)
    assert report["sources"][0]["outcome"] == "service unavailable"
    assert (status, report["counts"]["verified"]) == (3, 0)
    assert "Traceback" not in said
    # It is not remembered, so the next run asks again.
    assert run(house, service, capsys)[2]["counts"]["verified"] == 1


def test_host_that_asks_for_patience_gets_it_up_to_a_ceiling(house, service, capsys, quick):
    service.odd = [reply("slow", 429, **{"Retry-After": "7"}), reply("slow", 429, **{"Retry-After": "9000"})]
    assert run(house, service, capsys)[0] == 0
    assert quick == [7, ask.LONGEST_PAUSE]


def test_service_that_is_down_is_said_and_has_a_status_of_its_own(house, service, capsys):
    service.server.shutdown()
    service.server.server_close()
    status, said, report = run(house, service, capsys)
    assert status == 3
    assert re.search(r"could not reach 127\.0\.0\.1:\d+", said)
    assert report["unreachable"]


def test_host_that_is_down_is_not_asked_for_every_source(project, service, capsys):
    made = project("citecheck")
    entry = (made.path / "references.bib").read_text()
    made.write("references.bib", "\n".join(entry.replace("paper", f"paper{number}") for number in range(60)))
    service.server.shutdown()
    service.server.server_close()
    _, _, report = run(made, service, capsys)
    assert report["counts"]["service unavailable"] == 60


def test_answers_are_remembered_for_some_days(house, service, capsys, monkeypatch):
    run(house, service, capsys)
    run(house, service, capsys)
    assert len(service.asked) == 1
    run(house, service, capsys, citecheck_days=0)
    assert len(service.asked) == 2
    monkeypatch.setenv("FRESH", "1")
    run(house, service, capsys)
    assert len(service.asked) == 3


def test_damaged_memory_is_an_empty_one(tmp_path):
    (tmp_path / "m.json").write_text('{"doi:x": [')
    assert Memory(tmp_path / "m.json", 30).get("doi:x") is None
    memory = Memory(tmp_path / "m.json", 30, now=0)
    memory.put("doi:x", {"title": "A"})
    memory.save()
    assert Memory(tmp_path / "m.json", 30, now=29 * 86400).get("doi:x") == {"title": "A"}
    assert Memory(tmp_path / "m.json", 30, now=31 * 86400).get("doi:x") is None


def test_pubmed_number_is_asked_of_ncbi(house, service, capsys):
    house.replace("references.bib", "doi = {10.1000/paper}", "pmid = {123}")
    (source,) = read(house.path / "references.bib", "references.bib")
    service.summaries["123"] = as_pubmed(source)
    assert run(house, service, capsys)[0] == 0
    service.summaries["123"]["pubtype"].append("Retracted Publication")
    assert run(house, service, capsys, citecheck_days=0)[2]["sources"][0]["outcome"] == "retracted"
    service.summaries.clear()
    assert run(house, service, capsys, citecheck_days=0)[2]["sources"][0]["outcome"] == "not registered"


def test_source_without_numbers_is_searched_by_title(house, service, capsys):
    item = as_crossref(house.source)
    house.replace("references.bib", "  doi = {10.1000/paper},\n", "")
    service.found = [{**item, "title": ["Something else"]}, item]
    status, _, report = run(house, service, capsys)
    (source,) = report["sources"]
    assert (status, source["outcome"]) == (0, "not checkable")
    assert "this work may be it: 10.1000/paper" in source["why"]
    assert "doi = {10.1000/paper}" in source["corrected"]
    service.found = service.found[:1]
    assert "no work of this title was found" in run(house, service, capsys)[2]["sources"][0]["why"]


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


# -- The real sources -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def registered():
    """Return the record of each real source, by key."""
    return {source.key: records.from_crossref(as_crossref(source)) for source in SOURCES}


def test_every_real_source_is_verified_by_its_own_record(registered, service, tmp_path):
    assert len(SOURCES) > 120
    for source in SOURCES:
        service.works[source.doi] = as_crossref(source)
        service.summaries[source.pmid] = as_pubmed(source)
    services = Services(ask.Register("", 5), service.base, service.base, f"{service.base}/ra")
    results = check(SOURCES, services, Memory(tmp_path / "m.json", 30), lambda: None)
    assert [(result.source.key, result.why) for result in results if result.outcome != "verified"] == []


def test_every_swapped_doi_is_caught(registered):
    chance = random.Random(43)
    for source in SOURCES:
        for other in chance.sample([other for other in SOURCES if other is not source], 20):
            assert "title" in differences(source.words, registered[other.key]), (source.key, other.key)


def test_every_wrong_year_is_caught(registered):
    dated = [source for source in SOURCES if source.words["year"].isdigit()]
    assert len(dated) > 120
    for source in dated:
        for step in (-10, -3, -2, 2, 3, 10):
            words = {**source.words, "year": str(int(source.words["year"]) + step)}
            assert "year" in differences(words, registered[source.key]), (source.key, step)


def test_every_replaced_title_is_caught(registered):
    chance = random.Random(43)
    for source in SOURCES:
        words = source.words["title"].split()
        for title in ("Kratom and muscle soreness", " ".join(words[::-1]) + " again"):
            assert "title" in differences({**source.words, "title": title}, registered[source.key]), source.key
        word = chance.randrange(len(words))
        changed = " ".join([*words[:word], "placebo" + words[word], *words[word + 1 :]])
        head = re.split(r":\s|[.?!]\s| [-–—] ", source.words["title"])[0]
        if word < len(head.split()):
            assert "title" in differences({**source.words, "title": changed}, registered[source.key]), changed


def cosmetics(title):
    """Yield ``title`` as registers and editors set it."""
    yield title.upper()
    yield title.lower()
    yield title.replace("-", "–").replace(" – ", " — ")
    yield title.replace("Mitragyna speciosa", "<i>Mitragyna speciosa</i>")
    yield title.replace("&", "and")
    yield unicodedata.normalize("NFD", title)
    yield title.replace("μ", "mu").replace("µ", "mu").replace("α", "alpha").replace("β", "beta")
    yield f"  {title}. "


def test_no_cosmetic_change_is_flagged(registered):
    for source in SOURCES:
        record = registered[source.key]
        for title in cosmetics(record.title):
            assert differences(source.words, replace(record, title=title)) == {}, (source.key, title)
