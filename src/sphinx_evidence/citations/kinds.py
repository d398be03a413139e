"""What kind of study, or of text, a source is: the field ``kind`` of each entry of the bibliography."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from sphinx_evidence.bibliography.text import entry_lines

logger = logging.getLogger(__name__)

#: What an editor writes, and what a reader sees. The order is that of the list on the page.
KINDS = {
    "systematic-review": "Systematic review",
    "trial": "Trial in people",
    "observational": "Observational study",
    "survey": "Survey or interviews",
    "case-report": "Case report",
    "animal": "Animal study",
    "laboratory": "Laboratory study",
    "review": "Review",
    "registration": "Trial registration",
    "comment": "Comment",
    "agency": "Agency or public body",
    "law": "About the law",
    "news": "News or trade press",
    "reference": "Reference work or website",
}


def check_kinds(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of every entry whose kind is missing or is not in the list; a project may leave kinds out altogether."""
    entries = env.get_domain("cite").bibdata.data.entries
    if not any("kind" in entry.fields for entry in entries.values()):
        return
    places = {}
    for name in app.config.bibtex_bibfiles:
        path = Path(app.confdir, name)
        if path.is_file():
            places |= {key: f"{path}:{line}" for key, line in entry_lines(path.read_text(encoding="utf-8-sig")).items()}
    for key, entry in entries.items():
        kind = entry.fields.get("kind")
        if kind in KINDS:
            continue
        wrong = f"has the unknown kind {kind!r}; use" if kind else "has no kind; add 'kind = {...}' with"
        logger.warning(
            "source %r %s one of: %s",
            key,
            wrong,
            ", ".join(KINDS),
            location=places.get(key),
            type="citations",
            subtype="kind",
        )
