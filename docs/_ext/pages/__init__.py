"""Front matter that every page carries: a description and two dates of review.

The description becomes the page's ``meta`` description. The dates are printed under the
title, so that a reader of any format sees how old a page is and when it is due again. A page
that is gone is taken out of the site.
"""

from __future__ import annotations

import datetime as dt
import html
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

import review_dates

logger = logging.getLogger(__name__)

#: Search engines cut longer descriptions.
LONGEST_DESCRIPTION = 160


def _complain(docname: str, message: str, *args: object) -> None:
    logger.warning(message, *args, location=(docname, 1), type="pages", subtype="front_matter")


def _date(docname: str, name: str, value: str) -> dt.date | None:
    if not value:
        _complain(docname, "the front matter has no %r; add '%s: YYYY-MM-DD'", name, name)
        return None
    try:
        return review_dates.parse(value)
    except ValueError as error:
        _complain(docname, "%s: %s", name, error)
        return None


def check_front_matter(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of what is missing or wrong in the page's front matter; print its dates."""
    docname = app.env.docname
    matter = app.env.metadata[docname]
    description = str(matter.get("description") or "").strip()
    if not description:
        _complain(docname, "the front matter has no 'description'; add one plain sentence")
    elif len(description) > LONGEST_DESCRIPTION:
        _complain(
            docname,
            "the description has %d characters; shorten it to %d",
            len(description),
            LONGEST_DESCRIPTION,
        )
    reviewed = _date(docname, "reviewed", str(matter.get("reviewed") or ""))
    due = _date(docname, "review_due", str(matter.get("review_due") or ""))
    if reviewed and reviewed > (latest := review_dates.latest_day(app.env.doc2path(docname))):
        _complain(
            docname,
            "reviewed: %s lies in the future (the latest possible day is %s); write the day on "
            "which the page was checked",
            reviewed,
            latest,
        )
    if reviewed and due and due <= reviewed:
        _complain(docname, "review_due: %s must come after reviewed: %s", due, reviewed)
    if reviewed and due:
        _print_dates(doctree, reviewed, due)


def _print_dates(doctree: nodes.document, reviewed: dt.date, due: dt.date) -> None:
    title = next(doctree.findall(nodes.title), None)
    if title is None:
        return
    line = nodes.paragraph(classes=["page-dates"])
    line += nodes.Text(f"Last reviewed {review_dates.spoken(reviewed)}. Next review due {review_dates.spoken(due)}.")
    title.parent.insert(title.parent.index(title) + 1, line)


def add_description(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put the page's description into its head."""
    env: BuildEnvironment = app.env
    description = str(env.metadata.get(pagename, {}).get("description") or "").strip()
    if description:
        context["metatags"] = (
            context.get("metatags", "") + f'\n<meta name="description" content="{html.escape(description)}">'
        )


def remove_gone_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Delete what an earlier build wrote for pages that are gone; Sphinx leaves it to be found."""
    if app.builder.format == "html":
        for docname in removed:
            Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)
    return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the checks, the description and the tidying."""
    app.connect("doctree-read", check_front_matter)
    app.connect("html-page-context", add_description)
    app.connect("env-get-outdated", remove_gone_pages)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
