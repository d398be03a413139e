"""The registers that are asked, each in a file of its own.

To add one, write its file here, with a class like those beside it, list the class in `REGISTERS`, and write its test.
``name`` is what doi.org calls the agency, ``option`` the setting that holds its address.
"""

from __future__ import annotations

from typing import Protocol

from sphinx_evidence.bibliography import Source

from ..ask import Asker
from ..compare import Record
from .agency import Agency
from .crossref import Crossref
from .datacite import DataCite
from .pubmed import PubMed


class Register(Protocol):
    """A register of works."""

    #: What doi.org and the report call it.
    name: str
    #: The configuration value that holds its address.
    option: str
    #: That value's default.
    default: str

    def handles(self, source: Source) -> bool:
        """Say whether the source has a number of this register's."""

    def names(self, source: Source) -> str:
        """Return that number."""

    def fetch(self, source: Source) -> Record:
        """Return what is registered. Raises `NotRegistered` or `Unavailable`."""


#: Those that hold records. For a DOI Crossref is asked, and another when doi.org names it.
REGISTERS: tuple[type[Crossref] | type[DataCite] | type[PubMed], ...] = (Crossref, DataCite, PubMed)

__all__ = ["REGISTERS", "Agency", "Asker", "Crossref", "DataCite", "PubMed", "Register"]
