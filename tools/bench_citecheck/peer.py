"""Run by the interpreter of the peer's own environment: what does ``citecheck-refs`` say of each entry?

Reads ``{"bib": path, "works": {doi: record}}`` from standard input, writes a verdict for each key. The peer's questions
are answered here with the same records as ours: doi.org by DOI, Crossref's search by the words of a title, and nothing
from the others.
"""

import json
import re
import sys
import urllib.parse

import citecheck

EMPTY = {"api.semanticscholar.org": (404, "{}"), "api.openalex.org": (200, '{"results": []}')}
NO_ARXIV = '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'


class Answers:
    """Takes the place of the peer's HTTP: ``works`` by DOI."""

    def __init__(self, works):
        self.works = {doi.lower(): item for doi, item in works.items()}
        self.words = {doi: self._words((item.get("title") or [""])[0]) for doi, item in self.works.items()}

    @staticmethod
    def _words(text):
        return set(re.findall(r"\w{3,}", text.lower()))

    def get(self, url, headers=None, cache_key=None):
        """Return status and body."""
        address = urllib.parse.urlsplit(url)
        if address.netloc == "doi.org":
            item = self.works.get(urllib.parse.unquote(address.path[1:]).lower())
            return (200, json.dumps(item)) if item else (404, "")
        if address.netloc == "api.crossref.org":
            asked = urllib.parse.parse_qs(address.query)
            typed = self._words((asked.get("query.bibliographic") or asked.get("query.title") or [""])[0])
            best = sorted(self.works, key=lambda doi: -len(typed & self.words[doi]))[:5]
            return 200, json.dumps({"message": {"items": [self.works[doi] for doi in best]}})
        return EMPTY.get(address.netloc, (200, NO_ARXIV))

    def status(self, url):
        """Return what a page answers: nothing is there."""
        return 404


def main():
    """Answer what standard input asks."""
    asked = json.load(sys.stdin)
    answers = Answers(asked["works"])
    entries, errors = citecheck.load_entries(asked["bib"])
    verdicts = {getattr(error, "key", ""): "ERROR" for error in errors}
    for entry in entries:
        # A checker for each entry: a source that fails for one is not switched off for the next.
        verdicts[entry["key"]] = citecheck.Checker(answers).check(entry)["verdict"]
    json.dump(verdicts, sys.stdout)


if __name__ == "__main__":
    main()
