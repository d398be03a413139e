"""Registers on loopback that answer as Crossref, DataCite, NCBI and doi.org do, and `run`, which checks a project."""

import http.server
import json
import threading
from urllib.parse import parse_qs, unquote, urlsplit

from sphinx.testing.util import SphinxTestApp


def as_crossref(source, **changes):
    """Return what Crossref holds of ``source``, in its documented shape."""
    words, fields = source.words, source.entry.fields
    people = [
        {"family": name.family, "given": name.given, "sequence": "additional"}
        if name.given
        else {"name": name.family, "sequence": "additional"}
        for name in source.people()
    ]
    item = {
        "DOI": source.doi,
        "type": "journal-article",
        "title": [words["title"]],
        "container-title": [words["journal"]] if words["journal"] else [],
        "author": people,
        "issued": {"date-parts": [[int(words["year"])] if words["year"].isdigit() else [None]]},
        "volume": fields.get("volume"),
        "issue": source.text("number") or None,
        "page": fields.get("pages", "").replace("--", "-") or None,
    }
    return {**item, **changes}


def as_pubmed(source, **changes):
    """Return what esummary holds of ``source``, in its documented shape."""
    words, fields = source.words, source.entry.fields

    def initials(name):
        return "".join(part[0] for part in name.given.replace("-", " ").split() if part[0].isalpha()).upper()[:3]

    summary = {
        "uid": source.pmid,
        "title": words["title"] + ".",
        "authors": [
            {
                "name": f"{name.family} {initials(name)}".strip(),
                "authtype": "Author" if name.given else "CollectiveName",
            }
            for name in source.people()
        ],
        "pubdate": f"{words['year']} Mar",
        "epubdate": "",
        "fulljournalname": words["journal"],
        "source": words["journal"],
        "volume": fields.get("volume", ""),
        "issue": source.text("number"),
        "pages": fields.get("pages", "").replace("--", "-"),
        "pubtype": ["Journal Article"],
        "articleids": [{"idtype": "doi", "value": source.doi}] if source.doi else [],
    }
    return {**summary, **changes}


class Service:
    """Registers on loopback. ``works`` by DOI and ``summaries`` by PMID; ``odd`` answers in place of them.

    ``odd`` are answers in turn; ``always`` answers by the beginning of a path. Without ``lists`` only /works/{doi} is
    known, as of registers that hold no lists.
    """

    def __init__(self, *, lists=True):
        self.works, self.summaries, self.agencies, self.data, self.found = {}, {}, {}, {}, []
        self.odd, self.always, self.lists = [], {}, lists
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

    def close(self):
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, address):
        """Return status, headers and body for ``address``."""
        if self.odd:
            return self.odd.pop(0)
        path, asked = unquote(address.path), parse_qs(address.query)
        for start, answer in self.always.items():
            if path.startswith(start):
                return answer
        if path == "/works" and "filter" in asked:
            if not self.lists:
                return reply("Bad request", 400)
            wanted = [part.removeprefix("doi:") for part in asked["filter"][0].split(",")]
            known = {doi.lower(): item for doi, item in self.works.items()}
            return reply({"status": "ok", "message": {"items": [known[doi] for doi in wanted if doi in known]}})
        if path == "/works":
            return reply({"status": "ok", "message": {"items": self.found}})
        if path.startswith("/works/"):
            item = self.works.get(path.removeprefix("/works/"))
            return (
                reply({"status": "ok", "message-type": "work", "message": item})
                if item
                else reply("Resource not found.", 404)
            )
        if path.startswith("/dois/"):
            attributes = self.data.get(path.removeprefix("/dois/"))
            found = {"data": {"attributes": attributes}} if attributes else {"errors": [{"status": "404"}]}
            return reply(found, 200 if attributes else 404)
        if path == "/esummary.fcgi":
            pmids = asked["id"][0].split(",")
            unknown = {"error": "cannot get document summary"}
            found = {pmid: self.summaries.get(pmid, {"uid": pmid, **unknown}) for pmid in pmids}
            return reply({"result": {"uids": pmids, **found}})
        doi = path.removeprefix("/ra/")
        known = {"RA": self.agencies[doi]} if doi in self.agencies else {"status": "DOI does not exist"}
        return reply([{"DOI": doi, **known}])


def reply(data, status=200, **headers):
    """Return an answer in JSON."""
    return status, {"Content-Type": "application/json", **headers}, json.dumps(data).encode()


def raw(body, status=200, **headers):
    """Return an answer of bytes."""
    return status, headers, body


def addresses(service):
    """Return the settings that lead to ``service``."""
    names = ("citecheck_crossref", "citecheck_datacite", "citecheck_eutils")
    return {**dict.fromkeys(names, service.base), "citecheck_agency": f"{service.base}/ra"}


def run(made, service, capsys, **settings):
    """Run the builder; return exit status, what it printed, and its report."""
    app = SphinxTestApp(
        "citecheck",
        srcdir=made.path,
        builddir=made.path / "_build",
        confoverrides={**addresses(service), **settings},
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
