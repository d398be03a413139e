"""For programs that read a site: ``llms.txt``, and, where its address is known, a feed and how to search it.

``pages_feed`` names the page whose dated headings ("28 November 2026: what changed") are the entries of ``feed.xml``,
in Atom. A heading without a date is no entry.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_evidence.unseen import one_line, seen

from .front_matter import dates, readable

ATOM = "http://www.w3.org/2005/Atom"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
BUILDERS = ("html", "dirhtml")
_DATED = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4})(?::\s*(.+))?$", re.DOTALL)


def entries(app: Sphinx, docname: str) -> list[tuple[dt.date, str, str, str]]:
    """Return day, title, id and text of each dated section of the page ``docname``, the newest first."""
    found = []
    for section in app.env.get_doctree(docname).findall(nodes.section):
        title = section.next_node(nodes.title)
        match = _DATED.match(title.astext()) if title is not None else None
        if title is None or match is None:
            continue
        try:
            day = dt.datetime.strptime(match[1], "%d %B %Y").date()
        except ValueError:
            continue
        text = "\n".join(" ".join(part.astext().split()) for part in section.findall(nodes.paragraph))
        found.append((day, title.astext(), section["ids"][0], text))
    return sorted(found, key=lambda entry: entry[0], reverse=True)


def _feed(app: Sphinx, base: str, docname: str) -> str:
    page = base + app.builder.get_target_uri(docname)
    root = ElementTree.Element("feed", xmlns=ATOM)
    listed = entries(app, docname)
    days = dates(app.env, docname)
    newest = listed[0][0] if listed else days[0] if days else dt.date(1970, 1, 1)

    def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, name, attributes)
        made.text = seen(text) or None
        return made

    add(root, "id", page)
    add(root, "title", f"{app.config.project}: {app.env.titles[docname].astext()}")
    add(root, "updated", f"{newest}T00:00:00Z")
    add(add(root, "author"), "name", app.config.author)
    add(root, "link", rel="self", href=f"{base}feed.xml")
    add(root, "link", rel="alternate", href=page)
    for day, title, anchor, text in listed:
        entry = add(root, "entry")
        add(entry, "id", f"{page}#{anchor}")
        add(entry, "title", title)
        add(entry, "updated", f"{day}T00:00:00Z")
        add(entry, "link", rel="alternate", href=f"{page}#{anchor}")
        add(entry, "content", text, type="text")
    return _xml(root)


def _opensearch(app: Sphinx, base: str) -> str:
    root = ElementTree.Element("OpenSearchDescription", xmlns=SEARCH)
    search = app.builder.get_target_uri("search")
    project = one_line(app.config.project)
    # Sixteen letters at most, says the format; a first word that is longer is cut.
    ElementTree.SubElement(root, "ShortName").text = textwrap.shorten(project, 16, placeholder="") or project[:16]
    ElementTree.SubElement(root, "Description").text = f"Search {project}"[:1024]
    ElementTree.SubElement(root, "InputEncoding").text = "UTF-8"
    ElementTree.SubElement(root, "Url", type="text/html", template=f"{base}{search}?q={{searchTerms}}")
    return _xml(root)


def _xml(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _llms(app: Sphinx, base: str) -> str:
    """Return what the site is and all its pages, each with its description, as Markdown."""
    matter = app.env.metadata
    lines = [
        f"# {_words(app.config.project)}",
        "",
        f"> {_words(matter.get(app.config.root_doc, {}).get('description', ''))}",
        "",
        "## Pages",
        "",
    ]
    for docname in readable(app):
        title = _words(app.env.titles[docname].astext())
        told = _words(matter.get(docname, {}).get("description", ""))
        lines.append(f"- [{title}]({base}{app.builder.get_target_uri(docname)}){f': {told}' if told else ''}")
    return "\n".join(lines) + "\n"


def _words(text: object) -> str:
    """Return ``text`` as words of one line of Markdown, which make no link, no tag and no line of their own."""
    return re.sub(r"[\\\[\]<>`]|&(?=#?\w+;)", r"\\\g<0>", one_line(str(text or "")))


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the files beside the pages."""
    if error or app.builder.name not in BUILDERS:
        return
    base = app.config.html_baseurl
    base = base.rstrip("/") + "/" if base else ""
    made = {"llms.txt": _llms(app, base)}
    if base:
        made["opensearch.xml"] = _opensearch(app, base)
        if app.config.pages_feed in app.env.found_docs:
            made["feed.xml"] = _feed(app, base, app.config.pages_feed)
    for name in ("llms.txt", "opensearch.xml", "feed.xml"):
        if name in made:
            Path(app.outdir, name).write_text(made[name], encoding="utf-8")
        else:
            Path(app.outdir, name).unlink(missing_ok=True)


def add_links(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Tell the template which of the files there are."""
    if app.builder.name in BUILDERS and app.config.html_baseurl:
        context["site_opensearch"] = context["pathto"]("opensearch.xml", True)
        if app.config.pages_feed in app.env.found_docs:
            context["site_feed"] = context["pathto"]("feed.xml", True)
