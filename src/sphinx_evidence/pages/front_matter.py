"""Checking the front matter of a page."""

from __future__ import annotations

import datetime as dt

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence import review_dates
from sphinx_evidence.codes import Code

from .source import TOLD

#: Search engines cut longer descriptions.
LONGEST_DESCRIPTION = 160
#: The page that hosts show for a wrong address.
LOST = "404"
#: Years after which a review is no longer a plan but a slip of the pen.
LONGEST_WAIT = 5


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of what is missing or wrong in the front matter of the page just read."""
    docname = app.env.docname
    if app.env.current_document.get(TOLD):
        return
    matter = app.env.metadata[docname]
    description = str(matter.get("description") or "").strip()
    if not description:
        _complain(docname, "the front matter has no 'description'; add one plain sentence")
    elif len(description) > LONGEST_DESCRIPTION:
        _complain(docname, "the description has %d characters; shorten it to %d", len(description), LONGEST_DESCRIPTION)
    reviewed = _date(docname, "reviewed", str(matter.get("reviewed") or ""))
    due = _date(docname, "review_due", str(matter.get("review_due") or ""))
    if reviewed and reviewed > (latest := review_dates.latest_day(app.env.doc2path(docname))):
        _complain(
            docname,
            "reviewed: %s lies in the future (the latest possible day is %s); write the day on which the page was "
            "checked",
            reviewed,
            latest,
        )
    if reviewed and due and due <= reviewed:
        _complain(docname, "review_due: %s must come after reviewed: %s; correct one of the two", due, reviewed)
    elif reviewed and due and due.year > reviewed.year + LONGEST_WAIT:
        _complain(docname, "review_due: %s is more than %d years after the review; correct the year", due, LONGEST_WAIT)


def readable(app: Sphinx) -> list[str]:
    """Return the pages that somebody reads: all but the one for wrong addresses, in the order of their names."""
    return sorted(app.env.found_docs - {LOST, getattr(app.config, "notfound_pagename", LOST)})


def dates(env: BuildEnvironment, docname: str) -> tuple[dt.date, dt.date] | None:
    """Return the days of the last and the next review of page ``docname``, if both are right."""
    matter = env.metadata.get(docname, {})
    try:
        return (
            review_dates.parse(str(matter.get("reviewed") or "")),
            review_dates.parse(str(matter.get("review_due") or "")),
        )
    except ValueError:
        return None  # the page has been told


def _date(docname: str, name: str, value: str) -> dt.date | None:
    if not value:
        _complain(docname, "the front matter has no %r; add '%s: YYYY-MM-DD'", name, name)
        return None
    try:
        return review_dates.parse(value)
    except ValueError as error:
        _complain(docname, "%s: %s", name, error)
        return None


def _complain(docname: str, message: str, *args: object) -> None:
    Code.PAGES_FRONT_MATTER.warn(message, *args, location=(docname, 1))
