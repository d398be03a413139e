"""What a reader of a translated page has to know: of when it is, what of it is not translated, which links leave it."""

from __future__ import annotations

import datetime as dt
import posixpath
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import extract_messages

from sphinx_evidence import catalogues, review_dates
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _

from . import settings
from .builder import TranslatedBuilder

#: The class of what says in which language a link leads on.
MARK = "link-language"
#: The class of the lines that tell about the translation.
NOTE = "translation-note"


class leading_out(nodes.reference):
    """A link to a page in another language; ``hreflang`` is its language."""


class note_place(nodes.Special, nodes.Element):
    """Stands for what is told about the translation; ``behind`` says that the original is newer."""


def _visit(self: Any, node: leading_out) -> None:
    self.visit_reference(node)
    self.body[-1] = self.body[-1].replace("<a ", f'<a hreflang="{node["hreflang"]}" ', 1)


def _depart(self: Any, node: leading_out) -> None:
    self.depart_reference(node)


def mark_untranslated(app: Sphinx, document: nodes.document) -> None:
    """Give what is left in the original's language a mark, and note whether there is any."""
    if not isinstance(app.builder, TranslatedBuilder) or app.env.docname not in app.builder.pages:
        return
    language = settings.tag(settings.original(app))
    known = _translated(app)
    behind = False
    for node, message in list(extract_messages(document)):
        if message not in known:
            node["classes"].append(f"language-{language}")
            behind = True
    title = next(document.findall(nodes.title), None)
    if title is not None:
        section = title.parent
        section.insert(section.index(title) + 1, note_place(behind=behind))


def _translated(app: Sphinx) -> set[str]:
    """Return the sentences of the page just read that have a translation; none where there is no catalogue."""
    path = settings.catalogue(app, app.config.language, app.env.docname)
    # One that is there and cannot be read has been named.
    if not path.exists():
        advice = "there is no such catalogue; make it with sphinx-intl, or take the page out of translations in conf.py"
        Code.TRANSLATIONS_CATALOGUE.warn(advice, location=f"{path}:1")
    return set(catalogues.texts(path))


def day(app: Sphinx, language: str, docname: str) -> dt.date | None:
    """Return the day on which the translation of a page was last worked on, by its catalogue."""
    try:
        revised = catalogues.load(settings.catalogue(app, language, docname)).revision_date
    except ValueError:
        return None
    return revised.date() if isinstance(revised, dt.datetime) else None


def finish(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Write the note, and mark links to pages that are not in this language."""
    builder = app.builder
    if not isinstance(builder, TranslatedBuilder) or docname not in builder.pages:
        return
    for place in list(document.findall(note_place)):
        place.replace_self(_note(app, builder, docname, place["behind"]))
    here = builder.get_target_uri(docname)
    for link in list(document.findall(nodes.reference)):
        if (
            link.get("internal")
            and not isinstance(link, leading_out)
            and _leads_out(builder, here, str(link.get("refuri", "")))
        ):
            _mark(app, link)


def _leads_out(builder: TranslatedBuilder, here: str, uri: str) -> bool:
    path = urlsplit(uri).path
    place = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    return bool(path) and not place.startswith(f"{builder.translation}/")


def _mark(app: Sphinx, link: nodes.reference) -> None:
    out = leading_out("", "", *link.children, **link.attributes)
    out["hreflang"] = settings.tag(settings.original(app))
    # What a mouse would show of it is in the other language.
    out.attributes.pop("reftitle", None)
    if not _small(link):
        out += nodes.inline("", " " + _("(in %s)") % _spoken(app), classes=[MARK])
    link.replace_self(out)


def _spoken(app: Sphinx) -> str:
    original, own = settings.original(app), app.config.language
    spoken = Locale.parse(original, sep="-" if "-" in original else "_").get_display_name(own)
    return str(spoken or original)


def _small(link: nodes.reference) -> bool:
    """Say whether a link is a word's or a source's: the note speaks for them all, and a mark at each would be noise."""
    node: nodes.Element | None = link
    while node is not None and not isinstance(node, nodes.paragraph | nodes.list_item | nodes.entry):
        if {"bibtex-citation", "searched", "citation"} & set(node.get("classes", ())):
            return True
        node = node.parent
    return any(isinstance(child, nodes.inline) and "std-term" in child["classes"] for child in link.children)


def _note(app: Sphinx, builder: TranslatedBuilder, docname: str, behind: bool) -> list[nodes.Node]:
    language = settings.original(app)
    target = posixpath.relpath(docname + builder.link_suffix, posixpath.dirname(builder.get_target_uri(docname)) or ".")
    line = nodes.paragraph(classes=[NOTE])
    known = day(app, builder.translation, docname)
    if known is not None:
        line += nodes.Text(_("Translated by the editors on %s.") % review_dates.spoken(known) + " ")
    else:
        line += nodes.Text(_("Translated by the editors.") + " ")
    line += nodes.Text(_("If it differs, the original holds:") + " ")
    words = _("this page in %s") % _spoken(app)
    line += leading_out("", words, refuri=target, internal=True, hreflang=settings.tag(language))
    line += nodes.Text(". ")
    line += nodes.Text(_("Sources and glossary are in %s.") % _spoken(app))
    made: list[nodes.Node] = [line]
    if behind:
        words = _("The original is newer. What has changed there stands here in %s.") % _spoken(app)
        made.append(nodes.paragraph("", words, classes=[NOTE, "translation-behind"]))
    return made


def register(app: Sphinx) -> None:
    """Register the nodes."""
    app.add_node(note_place)
    app.add_node(leading_out, html=(_visit, _depart))


def connect(app: Sphinx) -> None:
    """Connect the marks."""
    # After all that puts lines under the title.
    app.connect("doctree-read", mark_untranslated, priority=900)
    app.connect("doctree-resolved", finish, priority=950)
