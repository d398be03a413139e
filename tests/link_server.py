"""A server on loopback that misbehaves in every known way, and `check`, which builds a page that links to it."""

import http.server
import json
import re
import socket
import struct
import threading
import time
from collections import Counter

from sphinx.testing.util import SphinxTestApp

BIG = 6_000_000


class Handler(http.server.BaseHTTPRequestHandler):
    """Does what the path says: /status/404, /to/301, /slow ..."""

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        box = self.server.box
        with box.lock:
            box.asked.append((self.command, self.path))
            box.times.setdefault(self.path, []).append(time.monotonic())
            box.now[self.path.split("/")[1]] += 1
            box.most = max(box.most, sum(box.now.values()))
        try:
            getattr(self, "do_" + self.path.split("/")[1].partition("?")[0].replace("-", "_"))()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
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
        self.asked, self.now, self.most, self.times = [], Counter(), 0, {}

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
