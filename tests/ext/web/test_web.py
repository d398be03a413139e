"""The room through which both checkers ask the outside, against servers on the loopback that keep to no bound."""

import gzip
import http.server
import json
import random
import socket
import threading
import time
import zlib
from email.utils import formatdate

import pytest
import requests

from sphinx_evidence.web import (
    DAY,
    BoundedAdapter,
    Bounds,
    Client,
    Host,
    LeadsInside,
    Manners,
    Memory,
    NotAsked,
    TookTooLong,
    answer,
    crawl_delay,
    seconds_asked,
    session,
)

MOST = 100_000


class Handler(http.server.BaseHTTPRequestHandler):
    """Does what the first word of the path says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        with self.server.lock:
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            getattr(self, "do_" + self.path.split("/")[1].partition("?")[0].replace(".", "_"))()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.server.lock:
                self.server.now -= 1

    do_HEAD = do_GET

    def say(self, status=200, body=b"{}", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def start(self, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.close_connection = True

    def pour(self, piece=b"x" * 65_536, rest=0.0):
        while not self.server.end.wait(rest):
            self.wfile.write(piece)

    def do_fine(self):
        self.say()

    def do_status(self):
        self.say(int(self.path.split("/")[2]))

    def do_once(self):
        self.say(503 if self.server.asked.count(self.path) == 1 else 200, Retry_After=self.path.split("/")[2])

    def do_endless(self):
        self.start()
        self.pour()

    def do_endless_error(self):
        self.start(503)
        self.pour()

    def do_endless_redirect(self):
        self.start(302, Location="/fine")
        self.pour()

    def do_drip(self):
        self.start()
        self.pour(b"x", 0.02)

    def do_drip_head(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.close_connection = True
        self.pour(b"x", 0.02)

    def do_continue(self):
        self.close_connection = True
        self.pour(b"HTTP/1.1 100 Continue\r\n\r\n", 0.02)

    def do_bomb(self):
        pack = zlib.compressobj(9, wbits=31)
        packed = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(200)) + pack.flush()
        self.say(body=packed, Content_Encoding="gzip")

    def do_bombs(self):
        self.say(body=gzip.compress(gzip.compress(b"\0" * 50_000_000)), Content_Encoding="gzip, gzip")

    def do_torn(self):
        self.say(body=gzip.compress(b"{}")[:-9] + b"\xff" * 9, Content_Encoding="gzip")

    def do_short(self):
        self.start(Content_Length="100")
        self.wfile.write(b"{")

    def do_silent(self):
        self.server.end.wait(20)

    def do_rubbish(self):
        self.wfile.write(b"\0\1\2\r\n\r\n")
        self.close_connection = True

    def do_circle(self):
        self.say(302, Location="/circle")

    def do_on(self):
        self.say(302, Location=f"/on/{len(self.server.asked)}")

    def do_to(self):
        self.say(302, Location=self.path.partition("?")[2])

    def do_html(self):
        self.say(body=b"<html>busy</html>")

    def do_deep(self):
        self.say(body=b"[" * 90_000)

    def do_robots_txt(self):
        self.say(body=self.server.robots)

    def log_message(self, *arguments):
        pass


def serve(host="127.0.0.1"):
    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *arguments):
            """Say nothing of connections that were cut."""

    server = Server((host, 0), Handler)
    server.asked, server.end, server.lock, server.now, server.most = [], threading.Event(), threading.Lock(), 0, 0
    server.robots = b""
    server.base = f"http://{host}:{server.server_port}"
    server.host = f"{host}:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    return server


@pytest.fixture
def server():
    made = serve()
    yield made
    made.end.set()
    made.shutdown()
    made.server_close()


def client(**settings):
    waited = []
    made = Client(timeout=10, bounds=Bounds(10, MOST), wait=waited.append, **settings)
    made.waited = waited
    return made


def test_an_answer_is_read_whole(server):
    got = client().get(server.base + "/fine", {"a": "1"})
    assert (got.status, got.json(), got.cut, got.host) == (200, {}, False, server.host)
    assert server.asked == ["/fine?a=1"]


@pytest.mark.parametrize("path", ["/endless", "/bomb", "/bombs"])
def test_no_answer_is_larger_than_the_bound(server, path):
    got = client().get(server.base + path)
    assert (len(got.body), got.cut) == (MOST, True)
    with pytest.raises(NotAsked, match="more than can be an answer"):
        got.json()


@pytest.mark.parametrize("path", ["/drip", "/drip_head", "/continue", "/silent"])
def test_no_answer_takes_longer_than_the_bound(server, path):
    made = Client(timeout=30, bounds=Bounds(0.3, MOST), tries=1)
    with pytest.raises(NotAsked, match="no whole answer in 0.3 seconds"):
        made.get(server.base + path)


def test_the_time_of_an_answer_is_that_of_all_its_redirects(server):
    made = session(bounds=Bounds(0.5, MOST, redirects=1_000_000))
    with pytest.raises(TookTooLong):
        made.get(server.base + "/on", timeout=30)


@pytest.mark.parametrize("path", ["/endless_redirect", "/fine"])
def test_what_comes_with_a_redirect_is_not_read_to_its_end(server, path):
    assert client().get(f"{server.base}/to?{path}").status == 200


def test_an_error_without_end_is_asked_again_and_not_read(server):
    made = client()
    with pytest.raises(NotAsked, match="answered 503"):
        made.get(server.base + "/endless_error")
    assert server.asked == ["/endless_error"] * 3
    assert made.waited == [0.5, 1]


TROUBLE = ("/circle", "/on", "/torn", "/short", "/rubbish", "/to?http://[::1", "/to?gopher://x/", "/to?http://%00/")


@pytest.mark.parametrize("path", [*TROUBLE, *(f"/status/{number}" for number in (401, 403, 429, 500, 502, 503, 504))])
def test_every_trouble_is_one_kind(server, path):
    with pytest.raises(NotAsked):
        client().get(server.base + path)


@pytest.mark.parametrize("address", ["http://[::1", "http://", "", "nowhere", "http://\0/", "http://a..b/", "ftp://x/"])
def test_what_is_no_address_could_not_be_asked(address):
    with pytest.raises(NotAsked):
        client().get(address)


@pytest.mark.parametrize("path", ["/html", "/deep"])
def test_what_is_not_json_is_no_answer(server, path):
    with pytest.raises(NotAsked, match="not JSON"):
        client().get(server.base + path).json()


def test_not_found_is_an_answer(server):
    assert client().get(server.base + "/status/404").status == 404


def test_a_host_that_is_down_is_given_up():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        made = client(tries=1)
        for _ in range(4):
            with pytest.raises(NotAsked, match=f"could not reach {host}"):
                made.get(f"http://{host}/")
    assert made.unreachable() == [host]


NOW = 1_792_000_000.0

#: What a header says, and the seconds that it asks for.
ASKED = {
    "0": 0,
    "7": 7,
    " 120 ": 120,
    "1.5": 1.5,
    ".5": 0.5,
    formatdate(NOW + 30, usegmt=True): 30,
    formatdate(NOW - 30, usegmt=True): 0,
    "Sunday, 06-Nov-94 08:49:37 GMT": 0,
    "Sun Nov  6 08:49:37 1994": 0,
    **dict.fromkeys(("", "²", "٣", "-5", "+5", "1e3", "nan", "inf", "9" * 400, "soon", "1,5", "Mon, 99 Xyz 2026")),
}


@pytest.mark.parametrize("text", ASKED)
def test_every_form_of_retry_after_is_understood(text):
    assert seconds_asked(text, NOW) == ASKED[text]


def test_retry_after_is_waited_for_within_the_limit(server):
    for text, seconds in {"3": 3, "1.5": 1.5, "9000": 20, "²": 0.5}.items():
        made = client()
        assert made.get(f"{server.base}/once/{requests.utils.quote(text)}").status == 200
        assert made.waited == [seconds] or text == "²"


def test_redirect_to_the_inside_is_not_followed_from_the_outside(server, monkeypatch):
    outside = serve("127.0.0.2")
    monkeypatch.setattr(answer, "inside", lambda address: address == "127.0.0.1")
    try:
        with pytest.raises(LeadsInside):
            session().get(f"{outside.base}/to?{server.base}/fine")
        port = server.server_port
        for name in ("localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            with pytest.raises(requests.RequestException):
                session().get(f"{outside.base}/to?http://{name}:{port}/fine")
        kept = session()
        kept.get(server.base + "/fine")
        with pytest.raises(LeadsInside):  # also not by a connection that is open already
            kept.get(f"{outside.base}/to?{server.base}/fine")
        assert server.asked == ["/fine"]
        assert session().get(f"{server.base}/to?{outside.base}/fine").status_code == 200
    finally:
        outside.end.set()
        outside.shutdown()
        outside.server_close()


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("93.184.216.34", False),
        ("2606:2800:220:1:248:1893:25c8:1946", False),
        ("example.org", False),
    ],
)
def test_which_addresses_are_inside(address, is_inside):
    assert answer.inside(address) is is_inside


def test_one_question_a_host_at_a_time(server):
    made = client(manners=Manners())
    threads = [threading.Thread(target=made.get, args=[server.base + "/fine"]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.asked), server.most) == (8, 1)


def test_turns_and_pauses():
    now, waited = [100.0], []
    manners = Manners({"a": Host(connections=2)}, clock=lambda: now[0], wait=waited.append)
    assert [manners.take("a"), manners.take("a"), manners.take("a")] == [None, None, float("inf")]
    manners.give_back("a")
    assert manners.take("a") is None
    assert [manners.take("b"), manners.take("b")] == [None, float("inf")]
    manners.slow_down("b", 5)
    # Who has the turn may send several requests, each as late as the host wants.
    assert [manners.pace("b"), manners.pace("b")] == [105, 110]
    assert waited == [5, 10]
    manners.give_back("b")
    assert manners.take("b") == 15
    now[0] += 15
    assert (manners.take("b"), manners.pace("b"), waited) == (None, 115, [5, 10])


ROBOTS = {
    b"": 0,
    b"User-agent: *\nCrawl-delay: 3\n": 3,
    b"User-agent: other\nCrawl-delay: 3\n": 0,
    b"User-agent: *\nCrawl-delay: 1\n\nUser-agent: ours\nCrawl-delay: 0.5\n": 0.5,
    b"User-agent: *\nRequest-rate: 1/10s\n": 10,
    b"User-agent: *\nCrawl-delay: soon\n": 0,
    b"User-agent: *\nCrawl-delay: -1\n": 0,
    b"\xff\xfe\0\0": 0,
    b"#" * 2_000_000 + b"\nUser-agent: *\nCrawl-delay: 3\n": 0,
}


@pytest.mark.parametrize("text", ROBOTS, ids=range(len(ROBOTS)))
def test_what_robots_txt_asks_for(server, text):
    server.robots = text
    assert crawl_delay(session(), server.base, "ours/1.0", 5) == ROBOTS[text]


def test_robots_txt_that_is_not_there_asks_for_nothing():
    assert crawl_delay(session(), "http://127.0.0.1:9", "ours", 5) == 0


def test_the_agent_is_told(server, monkeypatch):
    told = []
    monkeypatch.setattr(Handler, "do_fine", lambda self: (told.append(self.headers["User-Agent"]), self.say()))
    client(agent="checks/1.0 (mailto:us@example.org)").get(server.base + "/fine")
    assert told == ["checks/1.0 (mailto:us@example.org)"]


def test_other_sessions_can_be_bounded(server):
    made = requests.Session()
    made.mount("http://", BoundedAdapter(Bounds(10, MOST)))
    assert len(made.get(server.base + "/endless").content) == MOST


def test_memory_keeps_for_its_days_and_its_kind(tmp_path):
    file = tmp_path / "a" / "memory.json"
    kept = Memory(file, "links 1", 7, now=0)
    kept.put("a\udcff", {"x": 1})
    kept.put("b", "B")
    kept.forget("b")
    kept.save()
    assert [path.name for path in file.parent.iterdir()] == ["memory.json"]
    assert Memory(file, "links 1", 7, now=6 * DAY).get("a\udcff") == {"x": 1}
    assert Memory(file, "links 1", 7, now=8 * DAY).get("a\udcff") is None
    assert Memory(file, "links 1", 7, now=-DAY).get("a\udcff") is None
    assert Memory(file, "links 2", 7, now=0).get("a\udcff") is None
    assert Memory(file, "links 1", 7, now=0, fresh=True).get("a\udcff") is None
    assert Memory(file, "links 1", 7, now=0).get("b") is None


def test_what_came_on_one_day_does_not_all_go_on_one_day(tmp_path):
    kept = Memory(tmp_path / "memory.json", "k", 7, now=0)
    for number in range(200):
        kept.put(str(number), 1)
    kept.save()
    left = [
        sum(Memory(kept.path, "k", 7, spread=True, now=day * DAY).get(str(n)) is not None for n in range(200))
        for day in (4, 7, 10)
    ]
    assert (left[0], 50 < left[1] < 150, left[2]) == (200, True, 0)


DAMAGE = [
    b"",
    b"{",
    b"[]",
    b"7",
    b"null",
    b'"k"',
    b'{"kind": "k"}',
    b'{"kind": "k", "kept": []}',
    b'{"kind": "k", "kept": {"a": 1}}',
    b'{"kind": "k", "kept": {"a": {"at": "soon", "value": 1}}}',
    b'{"kind": "k", "kept": {"a": {"at": NaN, "value": 1}}}',
    b'{"kind": "k", "kept": {"a": {"at": 0}}}',
    b'{"https://example.org/1": {"at": 0, "outcome": "working"}}',
    b"[" * 200_000,
    random.Random(1).randbytes(5000),
]


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_memory_is_an_empty_one(tmp_path, damage):
    file = tmp_path / "memory.json"
    file.write_bytes(damage)
    kept = Memory(file, "k", 7, now=0)
    assert kept.get("a") is None
    kept.put("b", 1)
    kept.save()
    assert json.loads(file.read_text())["kept"] == {"b": {"at": 0, "value": 1}}


def test_a_memory_that_is_cut_anywhere_is_empty(tmp_path):
    kept = Memory(tmp_path / "memory.json", "k", 7, now=time.time())
    kept.put("a", {"b": [1, 2]})
    kept.save()
    whole = kept.path.read_bytes()
    for end in range(len(whole)):
        kept.path.write_bytes(whole[:end])
        assert Memory(kept.path, "k", 7).get("a") is None
