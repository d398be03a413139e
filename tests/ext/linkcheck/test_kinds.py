"""What hosts and registers do to links, kind by kind, for a stranger's project that loads nothing but this builder."""

import gzip
import http.server
import json
import random
import re
import threading
import time
import zlib
from email.utils import formatdate
from urllib.parse import quote, unquote

import pytest
import sphinx
from sphinx.testing.util import SphinxTestApp

from sphinx_evidence.linkcheck.addresses import Ill, Registers, Work, asked, verdict, work
from sphinx_evidence.linkcheck.fragments import is_missing
from sphinx_evidence.web import Manners

PAGE = "<!DOCTYPE html><h1 id='here'>Hello</h1><p>A cup of <em>warm</em> milk\nhelps <b>no</b>body.</p>"


class Host:
    """A server on loopback. ``answers`` has what each path answers: a function of the handler, or its arguments."""

    def __init__(self):
        self.answers, self.asked, self.headers = {}, [], []
        self.end, self.lock = threading.Event(), threading.Lock()
        self.now = self.most = 0
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                with host.lock:
                    host.asked.append(f"{self.command} {self.path}")
                    host.headers.append(dict(self.headers))
                    host.now += 1
                    host.most = max(host.most, host.now)
                try:
                    found = host.answers.get(self.path.partition("?")[0], {"status": 404})
                    found(self) if callable(found) else self.say(**found)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with host.lock:
                        host.now -= 1

            do_HEAD = do_GET

            def say(self, status=200, body=PAGE, **headers):
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
                    if value is not None:
                        self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments):
                """Say nothing of connections that were cut."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.base = f"http://{self.host}"

    def pages(self):
        """Return what was asked, without robots.txt."""
        return [one for one in self.asked if not one.endswith("/robots.txt")]

    def close(self):
        self.end.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host():
    made = Host()
    yield made
    made.close()


class Outcome:
    """What a build of a project with some links came to."""

    def __init__(self, app, folder):
        self.status, self.log, self.warnings = app.statuscode, app.status.getvalue(), app.warning.getvalue()
        output = folder / "_build" / "linkcheck"
        self.text = (output / "output.txt").read_text()
        self.lines = {row["uri"]: row for row in map(json.loads, (output / "output.json").read_text().splitlines())}
        self.rows = {row["address"]: row for row in json.loads((output / "report.json").read_text())["links"]}

    def one(self):
        """Return the outcome of the only link."""
        (row,) = self.rows.values()
        return row["outcome"]


@pytest.fixture
def check(tmp_path):
    """Return a function that builds a page with links, in reStructuredText, without bibliography or theme."""

    def build(*addresses, conf="", quiet=False, page=None, **settings):
        folder = tmp_path / "stranger"
        folder.mkdir(exist_ok=True)
        (folder / "conf.py").write_text(f"extensions = ['sphinx_evidence.linkcheck']\nlinkcheck_timeout = 5\n{conf}")
        lines = "\n".join(f"* `link {number} <{address}>`__" for number, address in enumerate(addresses))
        (folder / "index.rst").write_text(page or f"Front\n=====\n\n{lines}\n")
        app = SphinxTestApp(
            "linkcheck",
            srcdir=folder,
            builddir=folder / "_build",
            freshenv=True,
            confoverrides=settings,
            verbosity=-1 if quiet else 0,
        )
        try:
            app.build()
            return Outcome(app, folder)
        finally:
            app.cleanup()

    return build


# -- HEAD, GET, and hosts that are down -----------------------------------------------------------


def cut(handler):
    handler.close_connection = True
    handler.connection.close()


HEADS = {
    "hangs": lambda handler: handler.end.wait(20),
    "drops": cut,
    "circles": lambda handler: handler.say(302, Location=handler.path),
    "not allowed": lambda handler: handler.say(405),
    "not there": lambda handler: handler.say(404),
    "refused": lambda handler: handler.say(403),
    "server error": lambda handler: handler.say(500),
    "unavailable": lambda handler: handler.say(503),
    "rubbish": lambda handler: handler.wfile.write(b"\0\1\r\n\r\n"),
}


@pytest.mark.parametrize("kind", HEADS)
def test_a_page_that_answers_get_works_whatever_head_does(host, check, kind):
    def answer(handler):
        handler.end = host.end
        HEADS[kind](handler) if handler.command == "HEAD" else handler.say()

    host.answers["/page"] = answer
    got = check(host.base + "/page", linkcheck_timeout=1)
    assert (got.one(), got.status, got.lines[host.base + "/page"]["status"]) == ("working", 0, "working")


def failing(number, status, **headers):
    """Answer ``status`` so often to GET, then well."""
    left = [number]

    def answer(handler):
        if handler.command == "GET":
            left[0] -= 1
        handler.say(status if left[0] >= 0 else 200, **headers)

    return answer


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("after", [None, "0.1", "²"])
def test_a_host_that_is_down_for_the_moment_is_asked_again(host, check, status, after):
    host.answers["/page"] = failing(2, status, Retry_After=after)
    assert check(host.base + "/page", links_longest_pause=0.1).one() == "working"


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_host_that_stays_down_is_unavailable_which_is_no_verdict(host, check, status):
    host.answers["/page"] = failing(99, status)
    got = check(host.base + "/page", links_longest_pause=0.05)
    assert (got.one(), got.status) == ("unavailable", 0)
    line = got.lines[host.base + "/page"]
    assert (line["status"], line["info"], got.text) == ("ignored", "service unavailable", "")
    assert host.asked.count("GET /page") == 4


RETRY_AFTER = {"1": 1, "0.5": 0.5, "date": 0, "²": 0, "-3": 0, "nan": 0, "9" * 400: 0}


@pytest.mark.parametrize("after", RETRY_AFTER)
def test_what_a_busy_host_asks_for_is_waited_for(host, check, after):
    header = formatdate(time.time() + 2, usegmt=True) if after == "date" else after
    times = []

    def answer(handler):
        times.append(time.monotonic())
        handler.say(429 if len(times) == 1 else 200, Retry_After=header)

    host.answers["/page"] = answer
    nonsense = after not in ("1", "0.5", "date")
    got = check(host.base + "/page", links_longest_pause=0.1 if nonsense else 5)
    assert (got.one(), got.status) == ("working", 0)
    assert times[1] - times[0] >= RETRY_AFTER[after]
    assert f"-rate limited-   {host.base}/page | sleeping..." in re.sub("\x1b\\[[0-9;]*m", "", got.log)


def test_a_host_that_stays_busy_is_asked_a_few_times(host, check):
    host.answers["/page"] = {"status": 429, "Retry_After": "9000"}
    got = check(host.base + "/page", links_longest_pause=0.05)
    assert (got.one(), got.status, got.lines[host.base + "/page"]["status"]) == ("rate-limited", 1, "broken")
    assert len(host.pages()) == 4


def test_a_host_that_wants_a_browser_is_asked_as_one(host, check):
    host.answers["/page"] = lambda handler: handler.say(200 if "text/html" in handler.headers["Accept"] else 406)
    assert check(host.base + "/page").one() == "working"


def test_one_connection_to_a_host_and_its_crawl_delay_between_requests(host, check, monkeypatch):
    moments, pace = [], Manners.pace
    monkeypatch.setattr(Manners, "pace", lambda manners, name: moments.append(pace(manners, name)))
    host.answers["/robots.txt"] = {"body": "User-agent: *\nCrawl-delay: 0.3\n", "Content_Type": "text/plain"}
    host.answers |= {f"/{number}": {} for number in range(4)}
    got = check(*(f"{host.base}/{number}" for number in range(4)))
    assert {row["outcome"] for row in got.rows.values()} == {"working"}
    assert (host.asked.count("GET /robots.txt"), host.most) == (1, 1)
    assert len(moments) == 4
    assert all(later - sooner > 0.299 for sooner, later in zip(moments, moments[1:], strict=False))


def test_robots_txt_is_not_asked_for_one_link(host, check):
    host.answers["/page"] = {}
    check(host.base + "/page")
    assert host.asked == ["HEAD /page"]


# -- Fragments ------------------------------------------------------------------------------------

FRAGMENTS = {
    "": "working",
    "top": "working",
    "Top": "working",
    "here": "working",
    "gone": "anchor missing",
    ":~:text=warm%20milk": "working",
    ":~:text=Warm%20Milk%20helps%20nobody": "working",
    ":~:text=cup,nobody": "working",
    ":~:text=A-,cup,milk,-helps": "working",
    ":~:text=cold%20milk": "anchor missing",
    ":~:text=nobody,cup": "anchor missing",
    ":~:text=warm&text=cold": "anchor missing",
    "here:~:text=warm": "working",
    "gone:~:text=warm": "anchor missing",
    ":~:selector(type=CssSelector,value=p)": "working",
}


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_fragments(host, check, fragment):
    host.answers["/page"] = {}
    got = check(f"{host.base}/page#{fragment}")
    assert (got.one(), got.status) == (FRAGMENTS[fragment], int(FRAGMENTS[fragment] != "working"))


@pytest.mark.parametrize("fragment", ["café", "caf%C3%A9", "caf%c3%a9", "a%20b", "x%2Fy", "50%25", "日本"])
@pytest.mark.parametrize("encoded", [True, False])
def test_an_anchor_is_found_whichever_of_the_two_is_encoded(fragment, encoded):
    name = quote(unquote(fragment)) if encoded else unquote(fragment)
    for attribute in ("id", "name"):
        assert not is_missing(fragment, "text/html", [f"<a {attribute}='{name}'>x</a>".encode()])
    assert is_missing(fragment, "text/html", [b"<a id='other'>x</a>"])


@pytest.mark.parametrize("kind", ["application/pdf", "application/pdf; x=1", "image/png", "video/mp4", "audio/ogg"])
def test_fragments_of_other_kinds_of_file_are_theirs(host, check, kind):
    host.answers["/a.pdf"] = {"body": b"%PDF-1.7 \xff\xfe", "Content_Type": kind}
    assert check(host.base + "/a.pdf#page=3").one() == "working"


def test_a_page_for_a_pdf_has_to_have_the_anchor(host, check):
    host.answers["/a.pdf"] = {}
    assert check(host.base + "/a.pdf#page=3").one() == "anchor missing"


@pytest.mark.parametrize("charset", ["rot13", "hex", "base64", "zlib", "idna", "undefined", "klingon", "utf-8\0", "-"])
def test_a_page_of_an_odd_encoding_is_read_all_the_same(charset):
    assert not is_missing("here", f"text/html; charset={charset}", [PAGE.encode()])
    assert is_missing("gone", f"text/html; charset={charset}", [PAGE.encode()])


def test_a_page_may_say_itself_how_it_is_encoded():
    page = "<meta charset='windows-1251'><p id='привет'>"
    assert not is_missing("привет", "text/html", [page.encode("windows-1251")])
    assert not is_missing("café", "text/html", ["<p id='café'>".encode()])
    assert not is_missing("café", "text/html", ["<p id='café'> and some more".encode("latin-1")])


def test_charset_of_the_field_does_not_stop_the_run(host, check):
    host.answers |= {
        "/rot": {"Content_Type": "text/html; charset=rot13"},
        "/hex": {"Content_Type": "text/html; charset=hex"},
    }
    got = check(host.base + "/rot#here", host.base + "/hex#gone", host.base + "/rot")
    assert [row["outcome"] for row in got.rows.values()] == ["anchor missing", "working", "working"]


# -- Redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 308])
def test_a_moved_page_is_suggested_with_its_fragment(host, check, status):
    host.answers |= {"/old": {"status": status, "Location": "/new"}, "/new": {}}
    got = check(host.base + "/old#here")
    (row,) = got.rows.values()
    assert (row["outcome"], row["target"]) == ("redirected for good", host.base + "/new#here")
    assert row["todo"].endswith("/new#here")
    assert got.text == f"index.rst:4: [redirected permanently] {host.base}/old#here to {host.base}/new\n"


def test_a_redirect_that_names_a_fragment_keeps_it(host, check):
    host.answers |= {"/old": {"status": 301, "Location": "/new#there"}, "/new": {}}
    (row,) = check(host.base + "/old#here").rows.values()
    assert row["target"] == host.base + "/new#there"


@pytest.mark.parametrize("target", ["http://[::1", "http://%00/", "gopher://x/", "//", "http://", "http://a..b/"])
def test_a_redirect_to_nowhere_is_one_broken_link(host, check, target):
    host.answers |= {"/old": {"status": 301, "Location": target}, "/page": {}}
    got = check(host.base + "/old", host.base + "/page")
    assert got.rows[host.base + "/page"]["outcome"] == "working"
    assert got.rows[host.base + "/old"]["outcome"] in ("broken", "redirected for good", "could not reach")


# -- Registers ------------------------------------------------------------------------------------

DOI, HANDLE = Work("doi", "10.1000/a(1)"), Work("handle", "2027/abc.1")
PUBMED, PMC = Work("pubmed", "123"), Work("pmc", "123")
FORMS = {
    DOI: """https://doi.org/10.1000/a(1) http://doi.org/10.1000/a(1) https://dx.doi.org/10.1000/a(1)
        http://dx.doi.org/10.1000/a(1) https://www.doi.org/10.1000/a(1) https://doi.org/doi:10.1000/a(1)
        https://doi.org/DOI:10.1000/a(1) https://doi.org/doi%3A10.1000/a(1) https://doi.org/10.1000%2Fa(1)
        https://doi.org/10.1000/a%281%29 HTTPS://DOI.ORG/10.1000/a(1) https://doi.org//10.1000/a(1)
        https://doi.org:443/10.1000/a(1) https://doi.org/10.1000/a(1)#sec https://doi.org/10.1000/a(1)?nosfx=y
        https://doi.org/10.1000/a(1)/ https://doi.org/urn:doi:10.1000/a(1) https://doi.org/api/handles/10.1000/a(1)
        https://hdl.handle.net/10.1000/a(1) doi:10.1000/a(1) DOI:10.1000/a(1) info:doi/10.1000/a(1)
        urn:doi:10.1000/a(1)""",
    HANDLE: """https://hdl.handle.net/2027/abc.1 http://hdl.handle.net/2027/abc.1 hdl:2027/abc.1
        https://hdl.handle.net/hdl:2027/abc.1 https://hdl.handle.net/api/handles/2027/abc.1
        https://hdl.handle.net/2027/abc.1?urlappend=x https://hdl.handle.net/2027/abc.1#p info:hdl/2027/abc.1""",
    PUBMED: """https://pubmed.ncbi.nlm.nih.gov/123 https://pubmed.ncbi.nlm.nih.gov/123/
        http://pubmed.ncbi.nlm.nih.gov/123/ https://pubmed.ncbi.nlm.nih.gov/123/#abstract
        https://pubmed.ncbi.nlm.nih.gov/123/?from=x https://www.ncbi.nlm.nih.gov/pubmed/123
        http://www.ncbi.nlm.nih.gov/pubmed/123/ https://ncbi.nlm.nih.gov/pubmed/123?dopt=Abstract
        https://www.ncbi.nlm.nih.gov/m/pubmed/123/ https://www.ncbi.nlm.nih.gov/pubmed/?term=123
        https://www.ncbi.nlm.nih.gov/pubmed/?term=123%5Buid%5D https://pubmed.ncbi.nlm.nih.gov/?term=123
        https://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids=123
        https://www.ncbi.nlm.nih.gov/pmc/articles/pmid/123/ https://pubmed.ncbi.nlm.nih.gov/pmid:123""",
    PMC: """https://pmc.ncbi.nlm.nih.gov/articles/PMC123 https://pmc.ncbi.nlm.nih.gov/articles/PMC123/
        https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/ http://www.ncbi.nlm.nih.gov/pmc/articles/PMC123
        https://www.ncbi.nlm.nih.gov/pmc/articles/pmc123/ https://www.ncbi.nlm.nih.gov/pmc/articles/123/
        https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/#S1 https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/?report=x
        https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/pdf/a.pdf https://pmc.ncbi.nlm.nih.gov/articles/PMC123/figure/F1/
        https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123.2/ https://www.ncbi.nlm.nih.gov/pmc/PMC123""",
}


@pytest.mark.parametrize(
    ("address", "named"), [(form, named) for named, text in FORMS.items() for form in text.split()]
)
def test_a_work_is_known_in_every_form_that_people_write(address, named):
    assert work(address) == named


OTHERS = """
    https://doi.org/ https://doi.org/help https://www.doi.org/the-identifier/what-is-a-doi/ http://[::1
    https://pubmed.ncbi.nlm.nih.gov/ https://pubmed.ncbi.nlm.nih.gov/about/ https://pubmed.ncbi.nlm.nih.gov/?term=kratom
    https://www.ncbi.nlm.nih.gov/books/NBK123/ https://www.ncbi.nlm.nih.gov/pmc/about/ https://doi.org.example/10.1000/x
    https://hdl.handle.net/ https://example.org/10.1/x mailto:a@example.org doi:x file.html https://doi.org:8080/10.1000/1
"""


@pytest.mark.parametrize("address", OTHERS.split())
def test_other_addresses_are_asked_themselves(address):
    assert asked(address, Registers("h", "e")) == address


def test_a_fragment_is_no_part_of_a_number():
    registers = Registers("https://doi.org/api/handles", "https://e.example")
    assert asked("https://doi.org/10.1000/1097#sec", registers) == "https://doi.org/api/handles/10.1000/1097"
    assert asked("https://doi.org/10.1000/1<2>%233", registers) == "https://doi.org/api/handles/10.1000/1%3C2%3E%233"


def summary(record):
    return json.dumps({"header": {}, "result": {"uids": ["123"], "123": record}})


#: Whose register answers what with which status, and what that says: "", what is wrong, or that nothing is known.
SAYS = [
    (DOI, 200, '{"responseCode": 1}', ""),
    (DOI, 404, '{"responseCode": 100}', "no such DOI"),
    (DOI, 200, '{"responseCode": 200}', "leads nowhere"),
    (HANDLE, 404, '{"responseCode": 100}', "no such handle"),
    (PUBMED, 200, summary({"uid": "123", "title": "A"}), ""),
    (PUBMED, 200, summary({"uid": "123", "error": "cannot get document summary"}), "no such number"),
    (PMC, 200, '{"esummaryresult": ["Invalid uid 123 at position= 0"]}', "no such number"),
    *(
        (named, status, text, Ill)
        for named in (DOI, PUBMED)
        for status, text in (
            (500, "{}"),
            (502, ""),
            (503, "busy"),
            (403, "<html>"),
            (401, "{}"),
            (400, "{}"),
            (418, "tea"),
            (451, "{}"),
            (200, "<html>down</html>"),
            (404, "<html>no</html>"),
            (404, "{}"),
            (200, '{"responseCode": 1'),
            (200, ""),
            (200, "[]"),
            (200, "7"),
            (200, "null"),
            (200, "[" * 90_000),
            (200, '{"responseCode": 2}'),
            (200, "{}"),
            (200, '{"error": "API rate limit exceeded", "count": "11"}'),
            (200, '{"result": null}'),
            (200, '{"result": []}'),
        )
    ),
    (DOI, 200, '{"responseCode": "1"}', Ill),
    (DOI, 404, '{"responseCode": 1}', Ill),
    *((PUBMED, 200, summary(record), Ill) for record in (7, None, [], "x", {"uid": "9"}, {"error": "busy"})),
]


@pytest.mark.parametrize(("named", "status", "body", "says"), SAYS, ids=range(len(SAYS)))
def test_what_a_register_says_and_what_it_does_not_say(named, status, body, says):
    if says is Ill:
        with pytest.raises(Ill):
            verdict(named, status, body.encode())
    else:
        assert says in verdict(named, status, body.encode())
        assert bool(says) == bool(verdict(named, status, body.encode()))


def registers(host):
    return {"links_handles": host.base + "/handles/", "links_eutils": host.base, "links_longest_pause": 0.05}


ILL = {
    "error": {"status": 500},
    "gateway": {"status": 502},
    "unavailable": {"status": 503},
    "refused": {"status": 403},
    "busy": {"status": 429},
    "html": {"body": "<html>We are moving</html>"},
    "not found page": {"status": 404, "body": "<html>Not found</html>"},
    "broken": {"body": '{"responseCode": '},
    "drops": cut,
    "bomb": {"body": gzip.compress(b"[" * 30_000_000), "Content_Encoding": "gzip"},
    "redirects": {"status": 302, "Location": "/handles/10.1000/1"},
    "leads away": {"status": 302, "Location": "http://[::1"},
}


@pytest.mark.parametrize("kind", ILL)
def test_a_register_that_is_ill_could_not_be_asked(host, check, kind):
    host.answers |= {"/handles/10.1000/1": ILL[kind], "/page": {}}
    got = check("https://www.doi.org/10.1000/1", host.base + "/page", **registers(host))
    row = got.rows["https://www.doi.org/10.1000/1"]
    assert (row["outcome"], got.status) == ("could not be asked", 0), row
    assert got.lines["https://www.doi.org/10.1000/1"]["status"] == "ignored"


def test_a_register_that_hangs_could_not_be_asked(host, check):
    host.answers |= {"/handles/10.1000/1": lambda handler: host.end.wait(20), "/page": {}}
    got = check("https://doi.org/10.1000/1", host.base + "/page", linkcheck_timeout=1, **registers(host))
    assert got.rows["https://doi.org/10.1000/1"]["outcome"] == "could not be asked"


def test_a_register_that_gives_no_answer_is_not_asked_for_ever(host, check):
    host.answers["/page"] = {}
    links = [f"https://doi.org/10.1000/{number}" for number in range(30)]
    host.answers |= {f"/handles/10.1000/{number}": {"body": "<html>"} for number in range(30)}
    got = check(*links, host.base + "/page", **registers(host))
    assert {got.rows[link]["outcome"] for link in links} == {"could not be asked"}
    assert sum("handles" in one for one in host.asked) <= 5


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("doi:10.1000/1", "/handles/10.1000/1"),
        ("DOI:10.1000/1", "/handles/10.1000/1"),
        ("hdl:2027/abc", "/handles/2027/abc"),
        ("HTTPS://DOI.ORG/10.1000/1", "/handles/10.1000/1"),
        ("HTTPS://PubMed.ncbi.nlm.nih.gov/123", "/esummary.fcgi?db=pubmed&id=123&retmode=json"),
    ],
)
def test_schemes_that_sphinx_does_not_know_are_asked_too(host, check, link, path):
    host.answers |= {path.partition("?")[0]: {"body": '{"responseCode": 1, "result": {"123": {"uid": "123"}}}'}}
    got = check(page=f"Front\n=====\n\n.. image:: x\n   :target: {link}\n", **registers(host))
    assert (got.one(), got.status, host.asked) == ("working", 0, [f"GET {path}"])


def test_a_scheme_in_capitals_is_asked_as_others_are(host, check):
    host.answers["/page"] = {}
    assert check(host.base.upper() + "/page").one() == "working"


REFUSALS = {
    **{str(status): {"status": status} for status in (401, 403, 406, 418, 429, 451, 999)},
    "hangs up": cut,
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_hosts_that_refuse_programs_are_counted_apart_where_that_is_expected(host, check, tmp_path, kind):
    host.answers |= {"/page": REFUSALS[kind], "/other": {}}
    links = [host.base + "/page", host.base + "/other"]
    assert check(*links, links_longest_pause=0.01).rows[links[0]]["outcome"] in ("broken", "rate-limited")
    policy = f'[[host]]\nname = "{host.host}"\nexpect = "refused"\nwhy = "It does."\nsince = 2026-11-24\n'
    (tmp_path / "stranger/link-policy.toml").write_text(policy)
    got = check(*links, links_longest_pause=0.01)
    assert (got.rows[links[0]]["outcome"], got.status) == ("refused", 0)
    assert got.lines[links[0]]["status"] == "ignored"


def test_registers_are_asked_in_json_and_once(host, check):
    host.answers["/handles/10.1000/1"] = {"body": '{"responseCode": 1}'}
    got = check("https://doi.org/10.1000/1", **registers(host))
    assert (got.one(), host.asked, host.headers[0]["Accept"]) == (
        "working",
        ["GET /handles/10.1000/1"],
        "application/json",
    )


# -- Bounds, memory, and no network ----------------------------------------------------------------


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.host.end.wait(handler.rest):
        handler.wfile.write(b"x" * (65_536 if not handler.rest else 1))


@pytest.mark.parametrize("rest", [0, 0.05])
def test_a_page_without_end_ends(host, check, rest):
    def answer(handler):
        handler.host, handler.rest = host, rest
        endless(handler)

    host.answers |= {"/page": answer, "/other": {}}
    got = check(host.base + "/page#x", host.base + "/other", linkcheck_timeout=1)
    assert got.rows[host.base + "/page#x"]["outcome"] == ("timed out" if rest else "anchor missing")
    assert got.rows[host.base + "/other"]["outcome"] == "working"


def test_a_bomb_does_not_go_off(host, check):
    pack = zlib.compressobj(9, wbits=31)
    bomb = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(100)) + pack.flush()
    host.answers["/page"] = {"body": bomb, "Content_Encoding": "gzip"}
    assert check(host.base + "/page#x").one() == "anchor missing"


ODD = [
    "http://[::1",
    "http://",
    "https:///x",
    "http://a b/",
    "http://%00/",
    "http:x",
    "http://a..b/",
    "https://ex%ample",
    # Reported of linkchecker, 43.
    "https://www.unsplash.com]",
]


def test_odd_addresses_do_not_stop_the_run(host, check):
    host.answers["/page"] = {}
    page = "Front\n=====\n\n" + "\n".join(
        f".. |x{number}| image:: x\n   :target: {address}\n\n|x{number}|\n"
        for number, address in enumerate([*ODD, host.base + "/page"])
    )
    got = check(page=page)
    assert got.rows[host.base + "/page"]["outcome"] == "working"
    assert got.status == 1


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"kind": "links 0.1", "kept": {}}', random.Random(7).randbytes(900)], ids=range(5)
)
def test_a_damaged_memory_asks_again(host, check, tmp_path, damage):
    host.answers["/page"] = {}
    check(host.base + "/page")
    memory = tmp_path / "stranger/_build/doctrees/passed.json"
    assert json.loads(memory.read_bytes())["kept"]
    check(host.base + "/page")
    assert len(host.asked) == 1
    memory.write_bytes(damage)
    assert (check(host.base + "/page").one(), len(host.asked)) == ("working", 2)


def test_what_passed_by_other_options_has_not_passed(host, check):
    host.answers["/page"] = {}
    check(host.base + "/page#gone", linkcheck_anchors=False)
    assert check(host.base + "/page#gone").one() == "anchor missing"


def test_memory_of_values_that_are_no_results_is_none(host, check, tmp_path):
    host.answers["/page"] = {}
    check(host.base + "/page")
    memory = tmp_path / "stranger/_build/doctrees/passed.json"
    for value in (None, 7, [], ["working"] * 6, {"a": 1}, ["broken", "", "", "broken", "", 0]):
        data = json.loads(memory.read_bytes())
        data["kept"][host.base + "/page"]["value"] = value
        memory.write_text(json.dumps(data))
        assert check(host.base + "/page").one() == "working"


def test_without_a_network_one_line_is_said(check, capsys):
    links = [f"http://host{number}.invalid/{page}" for number in range(30) for page in range(5)]
    got = check(*links, "https://doi.org/10.1000/1", quiet=True, links_handles="http://doi.invalid/h")
    assert got.status == 3
    assert capsys.readouterr().out == "could not reach any host: nothing was checked\n"
    assert got.warnings == ""
    assert len(got.rows) == len(got.lines) == 151


def test_a_host_that_is_gone_among_others_is_no_lost_network(host, check):
    host.answers["/page"] = {}
    got = check("http://gone.invalid/", host.base + "/page", quiet=True)
    assert (got.status, got.rows["http://gone.invalid/"]["outcome"]) == (1, "could not reach")
    assert got.warnings.count("broken link") == 1


# -- Sphinx's options ------------------------------------------------------------------------------


def test_options_of_sphinx_are_obeyed(host, check):
    host.answers |= {"/page": {}, "/old": {"status": 302, "Location": "/page"}, "/private": {"status": 401}}
    page, gone, old = host.base + "/page", host.base + "/gone", host.base + "/old"
    assert check(gone, linkcheck_ignore=[r".*/gone"]).rows[gone]["outcome"] == "ignored"
    assert check(gone, linkcheck_exclude_documents=["index"]).rows[gone]["outcome"] == "ignored"
    assert check(page + "#x", linkcheck_anchors=False).one() == "working"
    assert check(page + "#x", linkcheck_anchors_ignore=["x"]).one() == "working"
    assert check(page + "#x", linkcheck_anchors_ignore_for_url=[page]).one() == "working"
    assert check(host.base + "/private", linkcheck_allow_unauthorized=True).one() == "working"
    assert check(old, linkcheck_allowed_redirects={old: page}).one() == "working"
    warned = check(old, linkcheck_allowed_redirects={})
    # An empty dictionary asks for warnings since Sphinx 9.
    assert (warned.one(), warned.warnings.count("redirect")) == ("redirected by design", sphinx.version_info >= (9,))
    host.asked.clear()
    check(gone, linkcheck_retries=3)
    assert host.asked.count("GET /gone") == 3
    check(page, user_agent="ours/1.0", linkcheck_request_headers={"*": {"X-Ours": "1"}}, links_days=0)
    assert (host.headers[-1]["User-Agent"], host.headers[-1]["X-Ours"]) == ("ours/1.0", "1")


def test_time_outs_end_as_the_options_say(host, check):
    host.answers |= {"/page": lambda handler: host.end.wait(20), "/fine": {}}
    links = [host.base + "/page", host.base + "/fine"]
    for settings, status, written in (
        ({}, 1, "timeout"),
        ({"linkcheck_report_timeouts_as_broken": True}, 1, "broken"),
        ({"links_failing": ["broken"]}, 0, "timeout"),
    ):
        got = check(*links, linkcheck_timeout=1, links_days=0, quiet=True, **settings)
        assert (got.rows[links[0]]["outcome"], got.status) == ("timed out", status)
        assert got.lines[links[0]]["status"] == written
        assert bool(got.warnings) == bool(status)


def test_an_outcome_that_does_not_exist_is_told(host, check):
    host.answers["/page"] = {}
    assert "there is no outcome 'brokn'" in check(host.base + "/page", links_failing=["brokn"]).warnings


def test_a_link_that_other_pages_have_too_is_checked_for_them(host, check, tmp_path):
    folder = tmp_path / "stranger"
    folder.mkdir()
    (folder / "other.rst").write_text(f":orphan:\n\nOther\n=====\n\n`x <{host.base}/gone>`__\n")
    got = check(host.base + "/gone", linkcheck_exclude_documents=["index"])
    (row,) = got.rows.values()
    assert (row["outcome"], row["where"]) == ("broken", ["index.rst:4", "other.rst:6"])
