"""What is written in .bib files: one reader, one kind of message, and what the fields mean.

The checkers of links and of citations, and what prints the sources, know the bibliography through this room alone.
"""

from .addresses import link_address, valid
from .faults import Fault, Kind, faults
from .identifiers import Identifier, doi_address, identifiers
from .latex import decode, plain
from .names import entry_type, value
from .reader import BadBibliography, Name, Source, people, read, read_all

__all__ = [
    "BadBibliography",
    "Fault",
    "Identifier",
    "Kind",
    "Name",
    "Source",
    "decode",
    "doi_address",
    "entry_type",
    "faults",
    "identifiers",
    "link_address",
    "people",
    "plain",
    "read",
    "read_all",
    "valid",
    "value",
]
