"""Crossref and doi.org on the loopback, with the records that they are given."""

from __future__ import annotations

import http.server
import json
import re
import threading
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class Loopback:
    """Answers ``/works/{doi}``, ``/works?filter=doi:…``, ``/works?query.bibliographic=…`` and ``/ra/{doi}``."""

    def __init__(self, works: dict[str, dict[str, Any]], *, lists: bool = True):
        self.works = {doi.lower(): item for doi, item in works.items()}
        self.lists, self.asked = lists, 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked += 1
                status, data = outer.answer(urlsplit(self.path))
                body = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, address: Any) -> tuple[int, Any]:
        """Return status and data for ``address``."""
        path = unquote(address.path)
        if path.startswith("/works/"):
            item = self.works.get(path.removeprefix("/works/").lower())
            return (200, {"status": "ok", "message": item}) if item else (404, "Resource not found.")
        if path == "/works":
            asked = parse_qs(address.query).get("filter", [""])[0]
            if not self.lists:
                return 400, {"status": "failed"}
            found = [self.works[doi] for doi in re.findall(r"doi:([^,]+)", asked.lower()) if doi in self.works]
            return 200, {"status": "ok", "message": {"items": found}}
        doi = path.removeprefix("/ra/")
        known = {"RA": "Crossref"} if doi.lower() in self.works else {"status": "DOI does not exist"}
        return 200, [{"DOI": doi, **known}]

    def end(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()
