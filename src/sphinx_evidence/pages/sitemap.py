"""The list of all pages for search engines, where the build knows the address of the site (``html_baseurl``).

sphinx-sitemap lists only the pages that a build has written again, in an order that changes, and warns where there is
no address; our pages know the day of their last review, which is what a search engine asks for.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx

from .front_matter import dates, readable

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
#: Emitted with a page's name, where an extension has it: language → address and day of each language's page.
LANGUAGES = "page-languages"


def _languages(app: Sphinx, docname: str) -> dict[str, tuple[str, str]]:
    told = app.emit_firstresult(LANGUAGES, docname) if LANGUAGES in app.events.events else None
    return dict(told or {})


def write(app: Sphinx, error: Exception | None) -> None:
    """Write ``sitemap.xml`` and the ``robots.txt`` that names it beside the pages; without an address, neither."""
    base = app.config.html_baseurl
    if error or not base or app.builder.name not in ("html", "dirhtml"):
        return
    base = base.rstrip("/") + "/"
    listed = ElementTree.Element("urlset", xmlns=NAMESPACE)
    entries = []
    for docname in readable(app):
        days = dates(app.env, docname)
        day = days[0].isoformat() if days else ""
        own = app.builder.get_target_uri(docname)
        languages = _languages(app, docname)
        entries.append((own, day, languages))
        entries += [(address, of, languages) for address, of in languages.values() if address != own]
    if any(languages for *_, languages in entries):
        listed.set("xmlns:xhtml", XHTML)
    for address, day, languages in entries:
        url = ElementTree.SubElement(listed, "url")
        ElementTree.SubElement(url, "loc").text = base + address
        if day:
            ElementTree.SubElement(url, "lastmod").text = day
        # Each page of a group names all of them, itself too.
        for language, (other, _) in languages.items():
            ElementTree.SubElement(url, "xhtml:link", rel="alternate", hreflang=language, href=base + other)
    ElementTree.indent(listed)
    text = ElementTree.tostring(listed, encoding="unicode")
    Path(app.outdir, "sitemap.xml").write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n"
    Path(app.outdir, "robots.txt").write_text(robots, encoding="utf-8")
