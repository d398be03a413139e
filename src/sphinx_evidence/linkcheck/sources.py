"""Where in the bibliography an address stands, and where its archived copy is."""

from __future__ import annotations

from pathlib import Path

from pybtex.database import parse_string
from pybtex.exceptions import PybtexError

from sphinx_evidence.bibliography.text import entry_lines


def read(path: Path, shown: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the place of each address (file, line and key) and its archived copy, both by address."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        entries = parse_string(text, "bibtex").entries
    except (OSError, UnicodeDecodeError, PybtexError):
        return {}, {}  # the build says what is wrong with it
    starts = entry_lines(text)
    places, archives = {}, {}
    for key, entry in entries.items():
        fields = entry.fields
        addresses = [
            prefix + fields[name]
            for name, prefix in (
                ("doi", "https://doi.org/"),
                ("pmid", "https://pubmed.ncbi.nlm.nih.gov/"),
                ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/"),
                ("url", ""),
            )
            if fields.get(name)
        ]
        for address in addresses:
            places[address] = f"{shown}:{starts.get(key, 1)} ({key})"
            if fields.get("archive"):
                archives[address] = fields["archive"]
    return places, archives
