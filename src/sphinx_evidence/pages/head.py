"""Data in the head of a page, for search engines and other programs."""

from __future__ import annotations

import html
import json
from fnmatch import fnmatch
from typing import Any

from sphinx.application import Sphinx

from sphinx_evidence.unseen import one_line

from .front_matter import dates


def _description(app: Sphinx, pagename: str) -> str:
    """Return the description in the front matter; for pages that Sphinx makes, that in ``pages_descriptions``."""
    described = app.env.metadata.get(pagename, {}).get("description") or app.config.pages_descriptions.get(pagename)
    return one_line(str(described or ""))


def _add(context: dict[str, Any], tag: str) -> None:
    # A book says what it is once, for all its pages.
    if context.get("embedded"):
        return
    context["metatags"] = f"{context.get('metatags', '')}\n{tag}"


def add_description(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put the page's description into its head; tell the template the address of the site, where the build knows it."""
    context["site_address"] = app.config.html_baseurl.rstrip("/")
    if description := _description(app, pagename):
        _add(context, f'<meta name="description" content="{html.escape(description)}">')
        _add(context, f'<meta property="og:description" content="{html.escape(description)}">')


def add_medical_data(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put schema.org MedicalWebPage data into the head of the pages that ``pages_medical`` names.

    That setting maps patterns of page names to what such pages are about. Nobody with a
    medical office has reviewed them, so no reviewer is named.
    """
    about = next((topics for pattern, topics in app.config.pages_medical.items() if fnmatch(pagename, pattern)), None)
    days = dates(app.env, pagename)
    if about is None or days is None:
        return
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": one_line(app.env.titles[pagename].astext()),
        "description": _description(app, pagename),
        "inLanguage": app.config.language,
        "lastReviewed": days[0].isoformat(),
        "audience": {"@type": "Patient"},
        "about": [{"@type": "Thing", "name": topic} for topic in about],
        "publisher": {"@type": "Organization", "name": app.config.author},
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escape)
    _add(context, f'<script type="application/ld+json">{text}</script>')


def add_citation_data(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put Highwire and Dublin Core tags into the head, by which reference managers save a page."""
    days = dates(app.env, pagename)
    if days is None:
        return
    title = one_line(app.env.titles[pagename].astext())
    reviewed = days[0]
    tags = {
        "citation_title": title,
        "citation_author": app.config.author,
        "citation_publication_date": f"{reviewed:%Y/%m/%d}",
        "citation_language": app.config.language,
        "citation_journal_title": app.config.project,
        "DC.title": title,
        "DC.creator": app.config.author,
        "DC.date": reviewed.isoformat(),
        "DC.language": app.config.language,
        "DC.type": "Text",
        "DC.rights": app.config.pages_licence,
    }
    for name, value in tags.items():
        if value:
            _add(context, f'<meta name="{name}" content="{html.escape(str(value))}">')
