"""Serve the built site on this machine as a good host would: compressed, with `_headers`, a 404 page and validators.

    serve.py [--port N] [FOLDER]    FOLDER is _build/html unless given; a free port unless given

It listens on loopback only. Exit status: 130 when interrupted, 1 when there is nothing to serve or the port is taken.
"""

import argparse
import contextlib
import functools
import gzip
import hashlib
import mimetypes
import re
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Media types that get smaller.
COMPRESSED = re.compile(r"text/|application/(javascript|json|xml|x-)|image/svg|application/xhtml")
TYPES = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".bib": "text/plain"}
TYPES |= {".ris": "text/plain", ".epub": "application/epub+zip"}


def rules(folder: Path) -> list[tuple[re.Pattern, dict[str, str]]]:
    """Return what the file `_headers` in `folder` says: a pattern of paths, and the fields that go with them."""
    file = folder / "_headers"
    found: list[tuple[re.Pattern, dict[str, str]]] = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        if line and not line[0].isspace():
            found.append((re.compile(re.escape(line.strip()).replace(r"\*", ".*")), {}))
        elif line.strip() and found:
            name, _, value = line.strip().partition(":")
            found[-1][1][name] = value.strip()
    return found


@functools.lru_cache(maxsize=1000)
def packed(path: Path, changed: int, coding: str) -> bytes:
    """Return the content of the file `path`, of which `changed` is the time of its last change, in the `coding`."""
    content = path.read_bytes()
    if coding == "br":
        # Comes with the tests' requirements; readers of the built site get gzip without it.
        import brotli

        return brotli.compress(content)
    return gzip.compress(content, mtime=0) if coding == "gzip" else content


def codings() -> list[str]:
    """Return the codings that this Python can write, the best first."""
    try:
        import brotli  # noqa: F401
    except ImportError:
        return ["gzip"]
    return ["br", "gzip"]


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the server's folder."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the file, or with the 404 page."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        file = (self.server.folder / path.lstrip("/")).resolve()
        if file.is_dir() and not path.endswith("/"):
            self._answer(301, b"", {"Location": path + "/"})
            return
        file = file / "index.html" if file.is_dir() else file
        status = 200
        if not file.is_file() or self.server.folder not in file.parents:
            status, file = 404, self.server.folder / "404.html"
        fields = {"Cache-Control": "no-cache"}
        for pattern, values in self.server.rules:
            if pattern.fullmatch(path):
                fields |= values
        if not file.is_file():
            self._answer(404, b"There is no such page.\n", fields | {"Content-Type": "text/plain; charset=utf-8"})
            return
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        wanted = re.findall(r"[\w*]+", self.headers.get("Accept-Encoding", ""))
        coding = next((one for one in self.server.codings if one in wanted), "") if COMPRESSED.match(kind) else ""
        content = packed(file, file.stat().st_mtime_ns, coding)
        fields["Content-Type"] = kind + ("; charset=utf-8" if kind.startswith("text/") else "")
        fields["Vary"] = "Accept-Encoding"
        fields["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        if coding:
            fields["Content-Encoding"] = coding
        if status == 200 and fields["ETag"] in self.headers.get("If-None-Match", ""):
            self._answer(304, b"", fields)
        else:
            self._answer(status, content, fields)

    do_HEAD = do_GET

    def _answer(self, status: int, content: bytes, fields: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing: a page is a dozen lines otherwise."""


class Server(ThreadingHTTPServer):
    """Serves `folder` on loopback; `port` 0 is a free one. As a context manager it serves beside the caller."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0):
        self.folder = Path(folder).resolve()
        self.rules = rules(self.folder)
        self.codings = codings()
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def address(self) -> str:
        """The address of the front page, without the slash at its end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """Say nothing: a browser that has enough hangs up."""

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(prog="serve.py", description="Serve the built site on this machine.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_build" / "html")
    chosen = parser.parse_args(arguments)
    if not (chosen.folder / "index.html").is_file():
        print(f"error: there is no site in {chosen.folder}: run `make html` first", file=sys.stderr)
        return 1
    try:
        server = Server(chosen.folder, chosen.port)
    except (OSError, OverflowError) as error:
        print(f"error: cannot listen on port {chosen.port}: {error}", file=sys.stderr)
        return 1
    print(f"Serving {chosen.folder} at {server.address}/ (Ctrl+C stops it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
