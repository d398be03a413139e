"""What is new since the last look: services on loopback give recorded real answers, and odd ones."""

import http.server
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from copy import deepcopy
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pybtex.database import parse_string

from patience import PATIENCE
from sphinx_evidence.bibliography import faults, read
from sphinx_evidence.literature.register import read_register
from sphinx_evidence.literature.watch import Settings, report, run
from sphinx_evidence.literature.watch.__main__ import main, parser
from sphinx_evidence.literature.watch.items import ORDER
from sphinx_evidence.literature.watch.look import PAUSE, client
from sphinx_evidence.web import Client, Host, Manners

ANSWERS = Path(__file__).parent / "answers"
#: The record of PubMed that the recorded summary is of.
JMOL = "27933103"
SEARCH = """title: "Printed crystals"
question: "Does anybody print crystals?"
date: 2026-11-01
review_due: 2027-05-01
{queries}looks:
  - {{where: Stored pages, query: crystals, date: 2026-11-01, hits: 3}}
screened: {screened}
claims: [crystal-claim, second-claim]
"""
BIB = """@article{renear2009,
  author = {Renear, A. H. and Palmer, C. L.},
  title = {{Strategic Reading, Ontologies, and the Future of Scientific Publishing}},
  journal = {Science},
  year = {2009},
  doi = {10.1126/science.1157784},
}
"""


def recorded(name):
    """Return a recorded answer."""
    return json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


class Services:
    """All four on loopback. ``odd`` takes the place of an answer: by the end of the path, a list of answers in turn."""

    def __init__(self):
        self.esearch = recorded("esearch")
        self.esearch["esearchresult"] |= {"idlist": [JMOL], "count": "1"}
        self.esummary = recorded("esummary")
        self.europepmc = recorded("europepmc-search")
        self.works = recorded("crossref-works")
        self.studies = recorded("clinicaltrials-studies")
        self.asked, self.odd = [], {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                address = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(address.query).items()}
                outer.asked.append((address.path, asked, self.headers["User-Agent"]))
                odd = outer.odd.get(address.path.rpartition("/")[2])
                status, headers, body = odd.pop(0) if odd else outer.answer(address.path, asked)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, asked):
        name = path.rpartition("/")[2]
        if name == "esummary.fcgi":
            wanted = asked["id"].split(",")
            unknown = {"error": "cannot get document summary"}
            found = {one: self.esummary["result"].get(one, {"uid": one, **unknown}) for one in wanted}
            return reply({**self.esummary, "result": {"uids": wanted, **found}})
        if name == "studies":
            data = deepcopy(self.studies)
            if ids := asked.get("filter.ids"):
                here = [one for one in data["studies"] if number(one) in ids.split(",")]
                data |= {"studies": here, "totalCount": len(here)}
            return reply(data)
        if name == "works" and asked.get("filter", "").startswith("doi:"):
            wanted = [one.removeprefix("doi:") for one in asked["filter"].split(",")]
            data = deepcopy(self.works)
            data["message"]["items"] = [one for one in data["message"]["items"] if one["DOI"].lower() in wanted]
            return reply(data)
        return reply({"esearch.fcgi": self.esearch, "search": self.europepmc, "works": self.works}[name])

    def addresses(self):
        """Return the services' addresses, by option."""
        return {
            "eutils": f"{self.base}/eutils",
            "europepmc": f"{self.base}/rest",
            "crossref": self.base,
            "trials": f"{self.base}/v2",
        }

    def options(self):
        """Return the same as options of the command."""
        return [word for name, value in self.addresses().items() for word in (f"--{name}", value)]

    def count(self, name):
        """Return how often a program was asked."""
        return sum(path.endswith(f"/{name}") for path, _asked, _agent in self.asked)


def number(study):
    """Return a trial's number."""
    return study["protocolSection"]["identificationModule"]["nctId"]


def reply(data, status=200, **headers):
    """Return an answer in JSON."""
    return status, {"Content-Type": "application/json", **headers}, json.dumps(data).encode()


@pytest.fixture
def services():
    made = Services()
    yield made
    made.close()


class Project:
    """A register, a bibliography and pages, and what watches them."""

    def __init__(self, path, services):
        self.path, self.services = path, services
        self.search("crystals", pubmed="crystals", europepmc="crystals", crossref="crystals", registry="pacemaker")
        (path / "refs.bib").write_text(BIB, encoding="utf-8")
        (path / "docs").mkdir()

    def search(self, name, screened="[]", **queries):
        folder = self.path / "searches"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"{service}: {json.dumps(query)}\n" for service, query in queries.items())
        (folder / f"{name}.yaml").write_text(SEARCH.format(queries=lines, screened=screened), encoding="utf-8")

    def add(self, entry):
        """Put ``entry`` into the bibliography."""
        with (self.path / "refs.bib").open("a", encoding="utf-8") as file:
            file.write(entry)

    def settings(self, **changes):
        searches, bad = read_register(self.path / "searches")
        assert bad == []
        given = {
            "pages": self.path / "docs",
            "day": date(2026, 12, 1),
            "folder": self.path / "watch",
            "addresses": self.services.addresses(),
            "contact": "editors@example.org",
        }
        return Settings(searches, read(self.path / "refs.bib", "refs.bib"), **{**given, **changes})

    def look(self, remember=True, **changes):
        """Look once, with no pause between questions; return what came out."""
        settings = self.settings(**changes)
        outcome = run(settings, asks=Client("watch", tries=1, wait=lambda seconds: None))
        if remember:
            outcome.remember()
        return outcome

    def command(self, *more):
        return main([
            "--searches", str(self.path / "searches"), "--bibliography", str(self.path / "refs.bib"),
            "--pages", str(self.path / "docs"), "--output", str(self.path / "watch"), *self.services.options(), *more,
        ])  # fmt: skip


@pytest.fixture
def project(tmp_path, services):
    return Project(tmp_path, services)


def titles(items):
    return {item.title.split(" ")[0]: item for item in items}


# -- What is listed --------------------------------------------------------------------------------


def test_each_service_adds_its_records_with_kind_link_claims_and_entry(project):
    outcome = project.look()
    found = titles(outcome.new)
    # The paper of the bibliography, which Crossref sends too, is no news.
    assert set(found) == {"Programmatic", "Engaging", "A", "Aveir"}
    assert outcome.status == 1 and outcome.waiting == [] and outcome.silent == []
    jmol = found["Programmatic"]
    assert jmol.link == f"https://pubmed.ncbi.nlm.nih.gov/{JMOL}/"
    assert jmol.claims == ("crystal-claim", "second-claim") and jmol.searches == ("crystals",)
    assert jmol.entry.startswith("@article{scalfani2016programmatic,\n")
    entry = parse_string(jmol.entry, "bibtex").entries["scalfani2016programmatic"]
    assert dict(entry.fields) == {
        "title": "{Programmatic conversion of crystal structures into 3D printable files using Jmol}",
        "journal": "Journal of cheminformatics",
        "year": "2016",
        "volume": "8",
        "pages": "66",
        "doi": "10.1186/s13321-016-0181-z",
        "pmid": JMOL,
    }
    assert len(entry.persons["author"]) == 8 and str(entry.persons["author"][0]) == "{Scalfani}, VF"
    assert found["Engaging"].link == "https://europepmc.org/article/MED/31836719"
    # Europe PMC sent no authors, no volume and no pages: none stand in the entry.
    (entry,) = parse_string(found["Engaging"].entry, "bibtex").entries.values()
    assert set(entry.fields) == {"title", "journal", "year", "doi", "pmid"} and not entry.persons
    assert found["A"].kind == "journal article" and found["A"].link.startswith("https://doi.org/10.")
    trial = found["Aveir"]
    assert (trial.what, trial.kind) == ("trial", "registered trial, completed")
    assert trial.link == "https://clinicaltrials.gov/study/NCT05252702"
    assert "howpublished = {ClinicalTrials.gov NCT05252702}" in trial.entry


def test_entries_are_good_for_a_bibliography(project):
    for item in project.look().new:
        project.add(f"\n{item.entry}")
    sources = read(project.path / "refs.bib", "refs.bib")
    assert len(sources) == 5
    assert list(faults(sources)) == []


def test_a_second_look_finds_nothing_new_and_says_what_waits(project):
    project.look()
    again = project.look(day=date(2026, 12, 8))
    assert again.new == [] and again.status == 0
    assert len(again.waiting) == 4 and {item.first for item in again.waiting} == {"2026-12-01"}
    assert project.look(until_answered=True).status == 1


def test_what_the_bibliography_or_the_register_takes_up_waits_no_longer(project):
    project.add(project.look().new[0].entry)
    project.search(
        "answered",
        screened="""
  - title: "Programmatic conversion of crystal structures into 3D printable files using Jmol"
    decision: left out
    reason: Prints
  - {title: "Aveir (NCT05252702)", decision: left out, reason: Devices}
  - {title: A letter, seen: "https://doi.org/10.1038/s41597-019-0317-x", decision: left out, reason: Other}""",
    )
    later = project.look(until_answered=True)
    assert (later.new, later.waiting, later.status) == ([], [], 0)


@pytest.mark.parametrize(
    "field",
    [
        "doi = {10.1186/S13321-016-0181-Z}",
        f"pmid = {{{JMOL}}}",
        "title = {{Programmatic Conversion of Crystal Structures into {3D} printable files using {J}mol}}",
        f"url = {{https://pubmed.ncbi.nlm.nih.gov/{JMOL}/}}",
    ],
)
def test_a_record_of_the_bibliography_is_no_news_by_any_of_its_names(project, field):
    project.add(f"@article{{mine,\n  {field},\n}}\n")
    assert "Programmatic" not in titles(project.look().new)


def test_a_short_title_is_not_enough(project):
    project.services.esummary["result"][JMOL]["title"] = "Kratom."
    project.add("@article{mine,\n  title = {Kratom},\n}\n")
    assert "Kratom" in titles(project.look().new)


def test_one_work_from_two_services_is_one_row_with_all_its_claims(project):
    item = project.services.europepmc["resultList"]["result"][0]
    item |= {"doi": "10.1186/s13321-016-0181-z", "pmid": JMOL, "title": "Programmatic conversion of crystal things."}
    project.search("other", europepmc="other words")
    (project.path / "searches" / "other.yaml").write_text(
        (project.path / "searches" / "other.yaml").read_text().replace("[crystal-claim, second-claim]", "[third-claim]")
    )
    rows = [row for row in project.look().new if row.title.startswith("Programmatic")]
    assert len(rows) == 1
    assert rows[0].claims == ("crystal-claim", "second-claim", "third-claim")


# -- Trials, retractions, reviews -------------------------------------------------------------------


def test_a_trial_that_has_posted_results_knocks_again(project):
    project.look()
    project.services.studies["studies"][0]["hasResults"] = True
    outcome = project.look(day=date(2026, 12, 8))
    (row,) = outcome.new
    assert (row.what, row.why, outcome.status) == ("results", "it has posted results", 1)
    assert project.look().new == []


def test_a_trial_of_the_bibliography_is_asked_for_although_no_search_has_it(project):
    project.search("crystals", pubmed="crystals")
    project.add("@misc{trial, title = {{Aveir}}, url = {https://clinicaltrials.gov/study/NCT05252702}}\n")
    assert "Aveir" not in titles(project.look().new)
    project.services.studies["studies"][0]["hasResults"] = True
    (row,) = project.look().new
    assert row.what == "results" and row.found.trial == "NCT05252702"
    # Whoever has looked at the results says so with their address.
    project.search(
        "looked",
        screened="[{title: Aveir, seen: 'https://clinicaltrials.gov/study/NCT05252702?tab=results', "
        "decision: left out, reason: Devices}]",
    )
    assert "results" not in {item.what for item in project.look().waiting}


def test_a_source_that_was_retracted_comes_first_and_once(project):
    paper = next(one for one in project.services.works["message"]["items"] if one["DOI"] == "10.1126/science.1157784")
    paper["updated-by"] = [
        {"type": "retraction", "DOI": "10.1126/notice"},
        {"type": "correction", "DOI": "10.1126/correction"},
    ]
    outcome = project.look()
    first, second = outcome.new[:2]
    assert (first.what, first.why, first.link) == (
        "retraction", "renear2009: retracted", "https://doi.org/10.1126/science.1157784",
    )  # fmt: skip
    assert (second.what, second.why) == ("correction", "renear2009: a correction was published: 10.1126/correction")
    assert first.entry == ""
    again = project.look()
    assert again.new == [] and [item.what for item in again.waiting].count("retraction") == 1
    # An entry whose note says so has answered.
    text = (project.path / "refs.bib").read_text().replace("year = {2009}", "year = {2009}, note = {Retracted in 2026}")
    (project.path / "refs.bib").write_text(text)
    assert "retraction" not in {item.what for item in project.look().waiting}


def test_pages_and_searches_with_a_review_date_near_are_listed(project):
    docs = project.path / "docs"
    (docs / "near.md").write_text("---\nreviewed: 2026-06-01\nreview_due: 2026-12-31\n---\n# Near\n")
    (docs / "far.md").write_text("---\nreview_due: 2027-01-01\n---\n# Far\n")
    (docs / "past.rst").write_text(":review_due: 2026-11-30\n\nPast\n====\n")
    (docs / "none.md").write_text("# None\n\nreview_due: 2026-12-01 is no front matter here\n" * 9)
    rows = [(row.title, row.why) for row in project.look().new if row.what == "review"]
    assert rows == [("near.md", "its review is due on 2026-12-31"), ("past.rst", "its review was due on 2026-11-30")]


# -- Odd answers ------------------------------------------------------------------------------------

BROKEN = {
    "a page": (200, {"Content-Type": "text/html"}, b"<html>Down for maintenance</html>"),
    "half of it": (200, {}, json.dumps(recorded("esearch")).encode()[:200]),
    "less than announced": (200, {"Content-Length": "4000", "Connection": "close"}, b'{"esearchresult": {'),
    "nothing": (200, {}, b""),
    "a list": reply([]),
    "null": reply(None),
    "other names": reply({"results": {"ids": ["1"]}}),
    "a part of another kind": reply({
        "esearchresult": {"idlist": "27933103"}, "resultList": [], "message": 3, "studies": {},
    }),
    "an error in JSON": reply({"error": "API rate limit exceeded", "esearchresult": {"ERROR": "Backend failed"}}),
    "records without a number": reply({
        "hitCount": 1, "resultList": {"result": [{"title": "x"}]}, "message": {"items": [{"title": "x"}]},
        "studies": [{"protocolSection": {}}], "esearchresult": {"idlist": None},
    }),
    "busy": reply({}, 503),
    "forbidden": reply({}, 403),
    "gone": reply({}, 404),
    "depth": (200, {}, b"[" * 100_000),
}  # fmt: skip


@pytest.mark.parametrize("program", ["esearch.fcgi", "esummary.fcgi", "search", "works", "studies"])
@pytest.mark.parametrize("kind", BROKEN)
def test_one_odd_answer_costs_one_search_its_result_and_no_other(project, program, kind):
    fields = {
        "esearch.fcgi": "pubmed",
        "esummary.fcgi": "pubmed",
        "search": "europepmc",
        "works": "crossref",
        "studies": "registry",
    }
    project.search("crystals", **{fields.get(program, "pubmed"): "first words"})
    project.search("second", **{fields.get(program, "pubmed"): "second words"})
    project.services.odd[program] = [BROKEN[kind]]
    outcome = project.look()
    first, second = outcome.questions[:2]
    assert first.outcome == "no answer" or first.remarks, f"{kind} passed for an answer"
    assert second.outcome == "answered" and second.looked_at
    assert outcome.new
    assert "Traceback" not in report.table(outcome)
    # What was listed is what the second search found.
    assert {name for row in outcome.new for name in row.searches} == {"second"}


def test_a_record_that_cannot_be_read_costs_no_other(project):
    results = project.services.europepmc["resultList"]["result"]
    results.insert(0, {"id": ["x"], "source": {}, "title": 3})
    outcome = project.look()
    assert "Engaging" in titles(outcome.new)
    assert any("1 of 2 records could not be read" in remark for one in outcome.questions for remark in one.remarks)


def test_words_that_pubmed_does_not_know_are_said(project):
    project.services.esearch["esearchresult"]["errorlist"] = {"phrasesnotfound": ["mitragynnine"], "fieldsnotfound": []}
    assert "does not know the words 'mitragynnine'" in report.table(project.look())


def test_a_service_that_is_silent_is_not_nothing_new(project):
    project.look()
    project.services.odd["search"] = [reply({}, 503)] * 9
    outcome = project.look()
    assert (outcome.new, outcome.silent, outcome.status) == ([], ["Europe PMC"], 3)
    assert "could not ask Europe PMC" in report.table(outcome)


def test_words_of_others_stay_words(project):
    project.services.esummary["result"][JMOL]["title"] = "Bold <script>x</script> **b** `c` | @all \x1b[31m[d](e) {f %"
    outcome = project.look()
    text = report.markdown(outcome)
    assert "<script" not in text and "\\*\\*b\\*\\*" in text and "\\@all" in text and "\\| " in text
    assert "\x1b" not in text + report.table(outcome)
    (row,) = [row for row in outcome.new if row.title.startswith("Bold")]
    assert parse_string(row.entry, "bibtex").entries


# -- Manners, memory, time --------------------------------------------------------------------------


def test_it_says_who_asks_and_asks_no_host_more_than_three_times_a_second(project):
    settings = project.settings()
    asks = client(settings)
    waited = []
    (host,) = {address.removeprefix("http://").partition("/")[0] for address in settings.addresses.values()}
    assert asks.manners.host(host) == Host(pause=PAUSE) and 3 * PAUSE > 1
    now = [0.0]

    def wait(seconds):
        waited.append(seconds)
        now[0] += seconds

    asks.manners = Manners({host: Host(pause=PAUSE)}, clock=lambda: now[0], wait=wait)
    run(settings, asks=asks)
    # Between each two questions, also where one search asks twice.
    assert len(waited) == len(project.services.asked) - 1 and sum(waited) >= PAUSE * len(waited) * 0.99
    for path, asked, agent in project.services.asked:
        assert agent.startswith("sphinx-evidence-watch/") and "(mailto:editors@example.org)" in agent
        if path.startswith("/eutils"):
            assert (asked["tool"], asked["email"]) == ("sphinx-evidence", "editors@example.org")


def test_every_real_service_is_asked_slowly():
    made = client(Settings({}))
    for host in ("eutils.ncbi.nlm.nih.gov", "www.ebi.ac.uk", "api.crossref.org", "clinicaltrials.gov"):
        assert made.manners.host(host).pause >= 1 / 3


def test_what_is_known_is_not_asked_for_again(project):
    project.look()
    project.look()
    assert project.services.count("esummary.fcgi") == 1


def test_a_run_that_was_stopped_goes_on_where_it_was(project):
    for name in ("one", "two", "three"):
        project.search(name, europepmc=f"words {name}")
    made = project.services.answer

    def stopped(path, asked):
        if asked.get("query") == "words two":
            os.kill(os.getpid(), signal.SIGINT)
        return made(path, asked)

    project.services.answer = stopped
    # What a shell starts in the background is deaf to it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            project.look()
    finally:
        signal.signal(signal.SIGINT, before)
    project.services.answer = made
    before = list(project.services.asked)
    project.services.asked.clear()
    outcome = project.look()
    # Nothing is asked twice but the question at which it was stopped, and what a summary belonged to.
    assert before and {path for path, _asked, _agent in before} & {"/rest/search"}
    twice = [asked["query"] for path, asked, agent in project.services.asked if (path, asked, agent) in before]
    assert twice == ["words two"]
    assert outcome.status == 1 and len(outcome.new) == 4
    # Having come to its end, it keeps no answers.
    assert not (project.path / "watch" / "answers.json").exists()


def test_when_the_time_is_over_the_rest_is_left_for_the_next_run(project):
    outcome = project.look(seconds=0)
    assert outcome.unasked == len(outcome.questions) and outcome.status == 3
    assert "the time was over before" in report.table(outcome)
    assert project.services.asked == []
    assert project.look().status == 1


@pytest.mark.parametrize("damage", ["", "{", '{"kind": "of another version", "kept": {}}', "[]", '{"kept": 1}'])
def test_a_memory_that_is_damaged_or_of_another_version_counts_as_absent(project, damage):
    first = project.look()
    (project.path / "watch" / "listed.json").write_text(damage)
    (project.path / "watch" / "answers.json").write_text(damage)
    assert len(project.look().new) == len(first.new)


def test_a_memory_whose_rows_are_odd_loses_those(project):
    project.look()
    path = project.path / "watch" / "listed.json"
    data = json.loads(path.read_text())
    rows = data["kept"]["rows"]["value"]
    rows["odd"] = 3
    rows[f"doi:{'10.1186/s13321-016-0181-z'}"]["found"] = {"title": 3}
    path.write_text(json.dumps(data))
    assert project.look().new == []


# -- The command ------------------------------------------------------------------------------------


def test_the_command_writes_both_lists_and_ends_with_what_it_found(project, capsys, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")  # 1 December 2026
    monkeypatch.setattr("sphinx_evidence.literature.watch.look.PAUSE", 0.0)
    assert project.command() == 1
    said = capsys.readouterr().out
    assert "new  study  Programmatic conversion" in said and "    may touch: crystal-claim, second-claim" in said
    assert said.rstrip().endswith("report.md") and "4 new, 0 waiting" in said
    data = json.loads((project.path / "watch" / "report.json").read_text())
    assert (data["day"], data["status"], len(data["new"])) == ("2026-12-01", 1, 4)
    assert {"title", "kind", "link", "entry", "claims", "searches"} <= set(data["new"][0])
    text = (project.path / "watch" / "report.md").read_text()
    assert "@article{scalfani2016programmatic," in text and "`crystal-claim`" in text
    assert project.command() == 0
    assert "0 new, 4 waiting" in capsys.readouterr().out
    assert project.command("--until-answered") == 1


def test_the_command_says_when_nobody_answers(project, capsys, monkeypatch):
    monkeypatch.setattr("sphinx_evidence.literature.watch.look.PAUSE", 0.0)
    project.services.close()
    assert project.command("--timeout", "1") == 3
    said = capsys.readouterr().out
    assert "could not ask PubMed, Europe PMC, Crossref, ClinicalTrials.gov, Crossref's updates" in said
    project.services.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=project.services.server.serve_forever, daemon=True).start()


def test_the_command_says_what_the_handbook_shows(project, capsys, monkeypatch):
    monkeypatch.setattr("sphinx_evidence.literature.watch.look.PAUSE", 0.0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")
    project.search("crystals", pubmed="crystals")
    project.command()
    said = capsys.readouterr().out
    handbook = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = handbook.partition("\n## Answer the watch\n")[2].partition("\n## ")[0]
    (shown,) = re.findall(r"```text\n(.*?\n)```", section, re.DOTALL)
    assert said.startswith(shown)
    # Each kind of row is explained.
    rows = {word for row in re.findall(r"^\| ([a-z, ]+) \|", section, re.M) for word in row.split(", ")}
    assert rows == set(ORDER)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: (path / "refs.bib").write_text("@article{a, title = {x}"), "refs.bib:1"),
        (lambda path: (path / "refs.bib").unlink(), "refs.bib: is not there"),
        (lambda path: (path / "searches" / "crystals.yaml").write_text("title: [x\n"), "crystals.yaml:"),
        (lambda path: (path / "searches").rename(path / "gone"), "searches: there is no such folder"),
        (lambda path: (path / "docs").rmdir(), "docs: there is no such folder"),
        (lambda path: (path / "watch").write_text("a file"), "watch"),
    ],
)
def test_a_mistake_is_one_message_with_file_and_line(project, capsys, monkeypatch, spoil, says):
    monkeypatch.setattr("sphinx_evidence.literature.watch.look.PAUSE", 0.0)
    spoil(project.path)
    assert project.command() == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ") and says in said and "Traceback" not in said


def test_a_terminal_sees_how_far_it_is_and_a_log_does_not(project):
    command = [
        sys.executable, "-m", "sphinx_evidence.literature.watch", "--searches", project.path / "searches",
        "--bibliography", project.path / "refs.bib", "--output", project.path / "watch", *project.services.options(),
    ]  # fmt: skip
    outside, inside = pty.openpty()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=inside, timeout=PATIENCE)
    os.close(inside)
    drawn = os.read(outside, 65_536).decode()
    os.close(outside)
    assert done.returncode == 1
    assert "searching [" in drawn and "5 of 5" in drawn
    assert subprocess.run(command, capture_output=True, timeout=PATIENCE).stderr == b""


def test_every_service_can_be_asked_elsewhere():
    options = {action.dest for action in parser()._actions}
    assert {"eutils", "europepmc", "crossref", "trials", "minutes", "most", "memory"} <= options
