"""Which languages a page is there in: for its head, for a switch on the page, for a list of all pages."""

from __future__ import annotations

import html
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from sphinx_evidence import catalogues
from sphinx_evidence.interface import _
from sphinx_evidence.interface import catalogue as interface_catalogue

from . import marks, settings
from .builder import TranslatedBuilder
from .run import wanted

#: Emitted with the name of a page by what lists all pages: language → address from the root of the site, and the day.
EVENT = "page-languages"


def addresses(app: Sphinx, docname: str) -> dict[str, str]:
    """Return the address of each language's page, from the root of the site; nothing where there is only one."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder):
        return {}
    there = [language for language, pages in app.config.translations.items() if docname in pages]
    if not there or not (wanted(app) or isinstance(builder, TranslatedBuilder)):
        return {}
    plain = StandaloneHTMLBuilder.get_target_uri(builder, docname)
    return {settings.original(app): plain, **{language: f"{language}/{plain}" for language in there}}


def tell(app: Sphinx, docname: str) -> dict[str, tuple[str, str]]:
    """Answer what lists all pages: where each language's page is, and of which day a translation is."""
    told = {}
    for language, address in addresses(app, docname).items():
        known = marks.day(app, language, docname) if language != settings.original(app) else None
        told[settings.tag(language)] = (address, known.isoformat() if known else "")
    return told


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Tell the page's head of its other languages, and the template what a switch needs."""
    if doctree is None or not (found := addresses(app, pagename)):
        return
    pathto = context["pathto"]
    current = app.config.language
    base = app.config.html_baseurl.rstrip("/")
    links = heads = ""
    for language, address in found.items():
        tag, link = settings.tag(language), pathto(address, True)
        # Search engines take whole addresses alone, and know them where the site is hosted.
        if base:
            heads += f'\n<link rel="alternate" hreflang="{tag}" href="{html.escape(f"{base}/{address}")}">'
        if language != current:
            name = html.escape(settings.name(language))
            links += f'<a href="{html.escape(link)}" hreflang="{tag}" lang="{tag}">{name}</a>'
    context["metatags"] = f"{context.get('metatags', '')}{heads}"
    # In the page itself: so it stands in the first view, under every theme and without a script.
    label = html.escape(_("Language"))
    context["body"] = f'<nav class="language-switch" aria-label="{label}">{links}</nav>\n{context["body"]}'


def drawn_words(app: Sphinx, docname: str, words: list[str]) -> dict[str, dict[str, str]]:
    """Return what stands in a drawing of page ``docname`` in each of its languages; nothing for other builds."""
    if not wanted(app):
        return {}
    found = {}
    for language, pages in app.config.translations.items():
        if docname in pages:
            known = {
                **catalogues.texts(interface_catalogue(language)),
                **catalogues.texts(settings.catalogue(app, language, docname)),
            }
            found[language] = {word: known[word] for word in words if word in known}
    return found


def list_pages(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Give a translated page the list of the pages of its language; neighbours of the original are none of it."""
    builder = app.builder
    if not isinstance(builder, TranslatedBuilder):
        return
    pathto = context["pathto"]
    context["translated_pages"] = [
        {"title": app.env.titles[page].astext(), "link": pathto(page), "current": page == pagename}
        for page in app.config.translations[builder.translation]
        if page in builder.pages
    ]
    context["original_root"] = pathto(StandaloneHTMLBuilder.get_target_uri(builder, app.config.root_doc), True)
    context["next"] = context["prev"] = None
    context["parents"] = []


def _offer_words(app: Sphinx, config: Config) -> None:
    """Answer an extension that draws, where there is one."""
    if "chart-words" in app.events.events:
        app.connect("chart-words", drawn_words)


def connect(app: Sphinx) -> None:
    """Connect the head and the lists."""
    app.add_event(EVENT)
    app.connect(EVENT, tell)
    app.connect("config-inited", _offer_words)
    app.connect("html-page-context", add, priority=600)
    # Before a theme makes its menu of all pages.
    app.connect("html-page-context", list_pages, priority=400)
