"""Where in the bibliography an address stands, and where its archived copy is."""

from __future__ import annotations

from pathlib import Path

from sphinx_evidence.bibliography import BadBibliography, link_address, value
from sphinx_evidence.bibliography import read as entries

from .addresses import work


def same(address: str) -> str:
    """Return what ``address`` has in common with all other forms of it."""
    named = work(address)
    return f"{named.kind}:{named.number.lower()}" if named else address


def read(path: Path, shown: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the place of each address (file, line and key) and its archived copy, both by what `same` returns."""
    places: dict[str, str] = {}
    archives: dict[str, str] = {}
    try:
        found = entries(path, shown)
    except BadBibliography:
        return {}, {}  # the build says what is wrong with it
    for source in found:
        archive = link_address(value(source.entry, "archive"))
        for identifier in source.identifiers:
            if not identifier.address:
                continue
            address = same(identifier.address)
            places.setdefault(address, f"{shown}:{source.line} ({source.key})")
            if archive:
                archives.setdefault(address, archive)
    return places, archives
