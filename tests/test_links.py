"""`make linkcheck` against servers on loopback that misbehave in every known way."""

import http.server
import json
import re
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import time
from collections import Counter

import pytest
from sphinx.testing.util import SphinxTestApp

from needs import need
from sphinx_evidence.linkcheck.addresses import Registers, asked
from sphinx_evidence.linkcheck.ask import Answer, Asker
from sphinx_evidence.linkcheck.run import DAY, Memory, Result, Run

BIG = 6_000_000


class Handler(http.server.BaseHTTPRequestHandler):
    """Does what the path says: /status/404, /to/301, /slow ..."""

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        box = self.server.box
        with box.lock:
            box.asked.append((self.command, self.path))
            box.now[self.path.split("/")[1]] += 1
            box.most = max(box.most, sum(box.now.values()))
        try:
            getattr(self, "do_" + self.path.split("/")[1].partition("?")[0].replace("-", "_"))()
        finally:
            with box.lock:
                box.now[self.path.split("/")[1]] -= 1

    def say(self, status=200, body=b"<p id='here'>Hello</p>", **headers):
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def times(self):
        """Return how often this path was asked, without HEAD."""
        return sum(path == self.path and command == "GET" for command, path in self.server.box.asked)

    def do_status(self):
        self.say(int(self.path.split("/")[2]))

    def do_to(self):
        self.say(int(self.path.split("/")[2]), Location="/status/200")

    def do_circle(self):
        self.say(302, Location="/circle")

    def do_limited(self):
        self.say(429, **({"Retry_After": "1"} if "after" in self.path else {}))

    def do_limited_once(self):
        self.say(429 if Counter(self.server.box.asked)[self.command, self.path] == 1 else 200, Retry_After="1")

    def do_soon(self):
        self.say(503 if len([path for _, path in self.server.box.asked if path == self.path]) <= 2 else 200)

    def do_slow(self):
        time.sleep(0.5)
        self.say()

    def do_brief(self):
        time.sleep(0.05)
        self.say()

    def do_never(self):
        self.server.box.end.wait(20)

    def do_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def do_get_only(self):
        self.say(405 if self.command == "HEAD" else 200)

    def do_script(self):
        self.say(body=b"<script>document.body.id = 'made'</script>")

    def do_big(self):
        self.say(body=b"<p>" + b"x" * BIG + b"<p id='end'>")

    def do_latin(self):
        self.say(body="<p id='hier'>Grüße</p>".encode("latin-1"))

    def do_odd(self):
        self.say(Content_Type="text/html; charset=klingon")

    def do_handles(self):
        known = self.path.endswith("10.1000/known")
        self.say(200 if known else 404, json.dumps({"responseCode": 1 if known else 100}).encode())

    def do_esummary_fcgi(self):
        record = {"uid": "1", "title": "A"} if "id=1&" in self.path else {"uid": "2", "error": "cannot get"}
        self.say(body=json.dumps({"result": {"uids": [record["uid"]], record["uid"]: record}}).encode())

    def __getattr__(self, name):
        if name == "do_esummary.fcgi":
            return self.do_esummary_fcgi
        raise AttributeError(name)

    def log_message(self, *arguments):
        pass


class Box:
    """A server on loopback: what it was asked, and the most questions at one time."""

    def __init__(self, context=None):
        self.lock, self.end = threading.Lock(), threading.Event()
        self.asked, self.now, self.most = [], Counter(), 0

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 256

            def handle_error(self, *arguments):
                """Say nothing of connections that clients or tests have cut."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.box = self
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.base = f"http{'s' if context else ''}://{self.host}"

    def close(self):
        self.end.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def box():
    made = Box()
    yield made
    made.close()


def check(made, capsys, addresses, policy="", fresh=False, **settings):
    """Build a page with ``addresses``; return exit status, what was printed, and the report's rows by address."""
    lines = "\n\n".join(f"[a link]({address})" for address in addresses)
    made.write("index.md", f"# Front\n\n{lines}\n")
    made.write("link-policy.toml", policy)
    app = SphinxTestApp("linkcheck", srcdir=made.path, builddir=made.path / "_build", confoverrides=settings)
    try:
        app.build()
        warnings = app.warning.getvalue()
    finally:
        app.cleanup()
    report = made.path / "_build" / "linkcheck" / "report.json"
    data = json.loads(report.read_text()) if report.exists() else {"links": []}
    said = re.sub(r"\x1b\[\d+(;\d+)*m", "", capsys.readouterr().out + warnings)
    return app.statuscode, said, {row["address"]: row for row in data["links"]}


#: Path, outcome, and whether the run fails by it.
CLASSES = {
    "/status/200": ("working", False),
    "/to/301": ("redirected for good", False),
    "/to/308": ("redirected for good", False),
    "/to/302": ("redirected by design", False),
    "/status/401": ("broken", True),
    "/status/403": ("broken", True),
    "/status/418": ("broken", True),
    "/status/404": ("broken", True),
    "/status/410": ("broken", True),
    "/limited/after": ("rate-limited", False),
    "/limited/no": ("rate-limited", False),
    "/limited-once": ("working", False),
    "/status/500": ("broken", True),
    "/soon": ("working", False),
    "/slow": ("working", False),
    "/never": ("timed out", False),
    "/reset": ("broken", True),
    "/circle": ("broken", True),
    "/get-only": ("working", False),
    "/status/200#here": ("working", False),
    "/status/200#gone": ("anchor missing", True),
    "/script#made": ("anchor missing", True),
    "/big": ("working", False),
    "/big#end": ("anchor missing", True),
    "/latin#hier": ("working", False),
    "/odd#here": ("working", False),
}


def test_every_class_is_right(project, box, capsys):
    status, said, rows = check(project("links"), capsys, [box.base + path for path in CLASSES])
    assert status == 1
    assert {path: rows[box.base + path]["outcome"] for path in CLASSES} == {
        path: outcome for path, (outcome, _) in CLASSES.items()
    }
    # The server lets go of a question a moment after its answer has arrived.
    assert box.most <= 5
    number = Counter(outcome for outcome, _ in CLASSES.values())
    assert ", ".join(f"{number[name]} {name}" for name in ("broken", "anchor missing")) in said


@pytest.mark.parametrize("path", CLASSES)
def test_only_broken_links_and_missing_anchors_fail(project, box, capsys, path):
    # A second link answers, so that this is not a run without a network.
    status, _, rows = check(project("links"), capsys, [box.base + path, box.base + "/get-only?x"])
    outcome, fails = CLASSES[path]
    assert (rows[box.base + path]["outcome"], status) == (outcome, int(fails))


def policy(box, expect):
    return f'[[host]]\nname = "{box.host}"\nexpect = "{expect}"\nwhy = "It does."\nsince = 2026-11-24\n'


@pytest.mark.parametrize("status", [401, 403, 418])
def test_host_with_a_policy_may_refuse(project, box, capsys, status):
    address = f"{box.base}/status/{status}"
    code, _, rows = check(project("links"), capsys, [address], policy(box, "refused"))
    assert (code, rows[address]["outcome"]) == (0, "refused")


def test_policy_that_is_no_longer_needed_is_reported(project, box, capsys):
    made = project("links")
    _, said, _ = check(made, capsys, [box.base + "/status/200"], policy(box, "refused"))
    assert f"policy not needed  {box.host}" in said
    assert "no longer needed" in (made.path / "_build/linkcheck/report.md").read_text()


def test_policy_that_is_needed_for_one_page_is_kept(project, box, capsys):
    links = [box.base + "/status/200", box.base + "/status/403"]
    assert "policy not needed" not in check(project("links"), capsys, links, policy(box, "refused"))[1]


def test_other_policies(project, box, capsys):
    made = project("links")
    moved, script = box.base + "/to/301", box.base + "/script#made"
    assert check(made, capsys, [moved], policy(box, "redirected"))[2][moved]["outcome"] == "redirected by design"
    assert check(made, capsys, [script], policy(box, "anchors-by-script"))[2][script]["outcome"] == "working"


BAD = {
    "nonsense = [": r"link-policy\.toml:1: not TOML",
    '[[host]]\nname = "a"\nexpect = "refused"\n': r"link-policy\.toml:1: this policy has no why",
    '\n[[host]]\nname = "a"\nexpect = "refuse"\nwhy = "x"\n': r"link-policy\.toml:2: unknown expect 'refuse'",
    '[[host]]\nname = "a"\nexpect = "refused"\nwhy = "x"\nsince = "May"\n': r"link-policy\.toml:1: since is not a date",
}


@pytest.mark.parametrize("text", BAD)
def test_bad_policy_is_one_message_with_file_and_line(project, capsys, text):
    status, said, _ = check(project("links"), capsys, [], text)
    assert status == 1
    assert re.search(BAD[text], said)
    assert "Traceback" not in said


def test_wrong_certificate_is_broken(project, capsys, tmp_path):
    openssl = need("openssl", "openssl")
    files = [tmp_path / "key.pem", tmp_path / "cert.pem"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere", "-days", "2"]
    subprocess.run([*command, "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    box = Box(context)
    try:
        status, _, rows = check(project("links"), capsys, [box.base + "/status/200"])
    finally:
        box.close()
    (row,) = rows.values()
    assert (status, row["outcome"], row["why"]) == (1, "broken", "its certificate is not valid")


def test_name_that_does_not_resolve_is_looked_up_a_few_times_only(project, capsys, monkeypatch):
    looked_up, original = [], socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: looked_up.append(a[0]) or original(*a, **k))
    status, said, rows = check(project("links"), capsys, [f"http://nowhere.invalid/{n}" for n in range(50)])
    assert status == 3
    assert {row["outcome"] for row in rows.values()} == {"could not reach"}
    assert "could not reach any host" in said
    assert 0 < len(looked_up) <= 20


def test_closed_port_is_said_and_has_a_status_of_its_own(project, capsys):
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
    status, _, rows = check(project("links"), capsys, [address])
    assert (status, rows[address]["outcome"]) == (3, "could not reach")


def run(box, tmp_path, timeout=1.0, tries=3, sleep=time.sleep):
    asker = Asker(Registers("http://handles.invalid", "http://eutils.invalid"), timeout, tries, 5.0, sleep=sleep)
    return Run(asker, {}, Memory(tmp_path / "passed.json", 7))


def test_two_hundred_links_to_a_host_that_never_answers_wait_for_one_time_out(box, tmp_path):
    results = run(box, tmp_path).all([f"{box.base}/never?{n}" for n in range(200)], lambda: None)
    assert len(results) == 200
    assert {result.answer.outcome for result in results} == {"timed out"}
    # Those that are asked together wait together, and none is asked after that.
    assert len(box.asked) <= 5


def test_two_hundred_links_to_one_slow_host_are_asked_a_few_at_a_time(box, tmp_path):
    results = run(box, tmp_path, 4.0).all([f"{box.base}/brief?{n}" for n in range(200)], lambda: None)
    assert len(results) == 200
    assert {result.answer.outcome for result in results} == {"working"}
    # The server lets go of a question a moment after its answer has arrived.
    assert 3 <= box.most <= 5


def test_host_is_asked_as_late_as_it_says_but_not_later_than_the_ceiling(box, tmp_path):
    waited = []
    run(box, tmp_path, sleep=waited.append).all([box.base + "/limited/after"], lambda: None)
    assert waited == [1, 1]
    run(box, tmp_path, sleep=waited.append).all([box.base + "/limited/no"], lambda: None)
    assert waited[2:] == [0.5, 1]
    lame = Asker(Registers("", ""), 1, 2, 5.0, sleep=waited.append)
    lame._once = lambda *arguments: (Answer("rate-limited"), 9000.0)
    lame.ask("http://127.0.0.1/")
    assert waited[-1] == 5


def test_links_that_passed_are_remembered_and_broken_ones_are_not(project, box, capsys, monkeypatch):
    made = project("links")
    good, bad = box.base + "/status/200", box.base + "/status/404"
    check(made, capsys, [good, bad])
    before = Counter(path for _, path in box.asked)
    status, _, rows = check(made, capsys, [good, bad])
    after = Counter(path for _, path in box.asked)
    assert status == 1
    assert (rows[good]["remembered"], rows[bad]["remembered"]) == (True, False)
    assert after["/status/200"] == before["/status/200"]
    assert after["/status/404"] > before["/status/404"]
    monkeypatch.setenv("FRESH", "1")
    check(made, capsys, [good, bad])
    assert Counter(path for _, path in box.asked)["/status/200"] > after["/status/200"]


def test_memory_fades_at_different_times_and_survives_damage(tmp_path):
    file = tmp_path / "passed.json"
    memory = Memory(file, 7, now=0)
    addresses = [f"https://example.org/{number}" for number in range(200)]
    for address in addresses:
        memory.put(Result(address, address, Answer("working")))
    memory.save()
    left = [sum(Memory(file, 7, now=day * DAY).get(a) is not None for a in addresses) for day in (4, 7, 10)]
    assert left[0] == 200
    assert 50 < left[1] < 150
    assert left[2] == 0
    file.write_text('{"https://example.org/1": 7')
    assert Memory(file, 7, now=0).get(addresses[1]) is None


def test_works_are_asked_of_registers(project, box, capsys):
    known, unknown = "https://doi.org/10.1000/known", "https://doi.org/10.1000/unknown"
    pubmed, gone = "https://pubmed.ncbi.nlm.nih.gov/1", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2"
    settings = {"links_handles": box.base + "/handles", "links_eutils": box.base}
    status, said, rows = check(project("links"), capsys, [known, unknown, pubmed, gone], **settings)
    outcomes = {address: row["outcome"] for address, row in rows.items()}
    assert outcomes == {known: "working", unknown: "broken", pubmed: "working", gone: "broken"}
    assert status == 1
    assert f"(asked: {box.base}/handles/10.1000/unknown)" in said
    assert rows[pubmed]["asked"].startswith(box.base + "/esummary.fcgi?db=pubmed&id=1&")


def test_other_addresses_are_asked_themselves():
    registers = Registers("https://doi.org/api/handles", "https://e.example")
    for address in ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/about/", "https://example.org/10.1/x"):
        assert asked(address, registers) == address
    assert asked("https://doi.org/10.1000/a(1)<2>", registers) == "https://doi.org/api/handles/10.1000/a%281%29%3C2%3E"


def test_report_names_page_and_line_and_the_source_in_the_bibliography(project, box, capsys):
    made = project("links")
    gone, page = box.base + "/status/404", box.base + "/status/410"
    entry = f"@misc{{page,\n  title = {{{{A}}}},\n  url = {{{page}}},\n  archive = {{https://archive.example/1}},\n}}\n"
    made.write("references.bib", "\n\n" + entry)
    _, said, rows = check(made, capsys, [box.base + "/status/200", gone, page])
    assert rows[gone]["where"] == ["index.md:5"]
    assert rows[page]["where"] == ["references.bib:3 (page)"]
    assert rows[page]["archive"] == "https://archive.example/1"
    assert "an archived copy is at https://archive.example/1" in said
    markdown = (made.path / "_build/linkcheck/report.md").read_text()
    assert "references.bib:3 (page)" in markdown
    assert f"<{gone}>" in markdown


def test_link_on_several_pages_is_asked_once(project, box, capsys):
    made = project("links")
    made.write("other.md", f"---\norphan: true\n---\n# Other\n\n[x]({box.base}/get-only)\n")
    check(made, capsys, [box.base + "/get-only"])
    assert [command for command, _ in box.asked] == ["HEAD", "GET"]
