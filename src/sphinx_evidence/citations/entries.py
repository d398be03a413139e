"""What every entry of the bibliography must have, and what no field may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pybtex.database import Entry
from sphinx.application import Sphinx
from sphinx.util import logging

from sphinx_evidence.bibliography.text import entry_lines

from .style import SourcesStyle

logger = logging.getLogger(__name__)

#: The types of entry that the style can print.
TYPES = sorted(
    name.removeprefix("get_").removesuffix("_template")
    for name in dir(SourcesStyle)
    if name.startswith("get_") and name.endswith("_template")
)
#: What a field must look like, and how to write it. A field that is not there is no fault: see CONTRIBUTING.md.
FORMS = {
    "year": (r"(1[5-9]|20)\d\d", "four digits, such as {2019}"),
    "doi": (r"10\.\d{4,9}/\S+", "the number alone, such as {10.1000/182}"),
    "pmid": (r"\d{1,8}", "the number alone, such as {32525924}"),
    "pmcid": (r"PMC\d+", "PMC and the number, such as {PMC7289408}"),
    "url": (r"https?://\S+", "an address that starts with https://"),
    "archive": (r"https?://\S+", "an address that starts with https://"),
}


def check_entries(app: Sphinx) -> None:
    """Warn of each entry without a title, of a type that cannot be printed, or with a field of the wrong form.

    An entry of such a type counts as ``misc`` for the rest of the build, so that the other faults come to light.
    """
    places = {}
    for name in app.config.bibtex_bibfiles:
        path = Path(app.confdir, name)
        if path.is_file():
            places |= {key: f"{path}:{line}" for key, line in entry_lines(path.read_text(encoding="utf-8-sig")).items()}
    for key, entry in app.env.get_domain("cite").bibdata.data.entries.items():
        for fault in _faults(key, entry):
            logger.warning("%s", fault, location=places.get(key), type="citations", subtype="entry")
        if entry.type not in TYPES:
            entry.type = "misc"


def _faults(key: str, entry: Entry) -> Iterator[str]:
    if entry.type not in TYPES:
        yield f"source {key!r} has the unknown type @{entry.type}; use one of: {', '.join(TYPES)}"
    if not entry.fields.get("title", "").strip("{} "):
        yield f"source {key!r} has no title; add 'title = {{{{...}}}}'"
    for name, (form, advice) in FORMS.items():
        value = entry.fields.get(name)
        if value is not None and not re.fullmatch(form, value):
            yield f"source {key!r} has the {name} {value!r}; write {advice}"
