"""doi.org: whether a DOI exists at all, and with which agency it is registered."""

from __future__ import annotations

from urllib.parse import quote

from sphinx_evidence.bibliography import Source

from ..ask import Asker, Denied, NotUnderstood
from ..compare import Record
from . import shapes

_UNKNOWN = ("DOI does not exist", "Invalid DOI", "Invalid DOI prefix")


class Agency:
    """doi.org's list of agencies."""

    name = "doi.org"
    option = "citecheck_agency"
    default = "https://doi.org/doiRA"

    def __init__(self, ask: Asker, base: str):
        self.ask, self.base = ask, base.rstrip("/")

    def handles(self, source: Source) -> bool:
        """Say whether the source has a DOI."""
        return bool(source.doi)

    def names(self, source: Source) -> str:
        """Return the number under which the source is asked for."""
        return source.doi

    def fetch(self, source: Source) -> Record:
        """Return a record that says only who registered the DOI. Raises `NotRegistered` or `Unavailable`."""
        answer = self.ask.json(f"{self.base}/{quote(source.doi, safe='/')}")
        found = answer[0] if isinstance(answer, list) and answer else answer
        agency, status = (found.get(name) if isinstance(found, dict) else None for name in ("RA", "status"))
        if isinstance(agency, str) and (named := shapes.text(agency, "RA")):
            return Record(identifier=source.doi, register=named)
        if status in _UNKNOWN:
            raise Denied
        raise NotUnderstood("it names no agency")
