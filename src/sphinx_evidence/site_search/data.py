"""Writing ``searchdata.js``: all that the search knows, in a script that a browser may load from a disk."""

from __future__ import annotations

import hashlib
import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.search.en import SearchEnglish
from sphinx.util import logging

from sphinx_evidence.interface import _

from . import sections, words

logger = logging.getLogger(__name__)

FILE = "searchdata.js"
_BEFORE, _AFTER = "window.siteSearchData = ", ";\n"


def wanted(app: Sphinx) -> bool:
    """Say whether this builder makes a site that searches."""
    return app.builder.format == "html" and getattr(app.builder, "search", False)


def collected(app: Sphinx) -> dict[str, dict[str, Any]]:
    """Return what this build has read so far, by page."""
    if not hasattr(app, "site_search_pages"):
        app.site_search_pages = {}
    return app.site_search_pages


def read(app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, Any]:
    """Return what a search can find on a page."""
    skip, together = frozenset(app.config.site_search_skip), frozenset(app.config.site_search_together)
    # Once for all pages: domains list the whole site.
    if not hasattr(app, "site_search_listed"):
        app.site_search_listed = sections.listed(app.env)
    return sections.read_page(app.site_search_listed.get(docname, {}), doctree, skip | {"no-search"}, together)


def _digest(app: Sphinx) -> str:
    """Return what the parts of a page depend on, besides the page."""
    settings = sorted(app.config.site_search_skip), sorted(app.config.site_search_together)
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:8]


def _earlier(app: Sphinx) -> dict[str, dict[str, Any]]:
    """Return what the last build found on the pages that this one has not written again."""
    try:
        text = (Path(app.outdir) / FILE).read_text(encoding="utf-8")
        before = json.loads(text.removeprefix(_BEFORE).removesuffix(_AFTER))
        if before["made"] != _digest(app):
            return {}
        return {page["name"]: {"terms": page["terms"], "parts": page["parts"]} for page in before["pages"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # none, or of another version: all pages are read again


def _places(env: BuildEnvironment) -> dict[str, str]:
    """Return the part of the site that each page belongs to: the caption above it in the menu."""
    places: dict[str, str] = {}

    def walk(docname: str, caption: str) -> None:
        if docname not in places:
            places[docname] = caption
            for child in env.toctree_includes.get(docname, ()):
                walk(child, caption)

    root = env.config.root_doc
    places[root] = _("Front page")
    for toctree in env.tocs[root].findall(addnodes.toctree):
        for child in toctree["includefiles"]:
            walk(child, toctree.get("caption") or env.titles[child].astext())
    return places


def _page(app: Sphinx, docname: str, found: dict[str, Any], place: str) -> dict[str, Any]:
    weights = app.config.site_search_weights
    return {
        "name": docname,
        "address": app.builder.get_target_uri(docname),
        "title": app.env.titles[docname].astext(),
        "place": place,
        "about": str(app.env.metadata[docname].get("description") or "").strip(),
        "weight": next((weight for pattern, weight in weights.items() if fnmatch(docname, pattern)), 1),
        **found,
    }


def _other_names(app: Sphinx, pages: list[dict[str, Any]]) -> dict[str, str]:
    """Return what is typed by the word of the pages it stands for; warn of each mistake in the file."""
    name = app.config.site_search_words
    if not name:
        return {}
    path = Path(app.confdir, name)
    place = {"location": f"{path}:1", "type": "site_search", "subtype": "words"}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        advice = "put the file there, or correct site_search_words in conf.py"
        logger.warning("cannot be read (%s); %s", error.strerror, advice, **place)
        return {}
    except UnicodeDecodeError:
        logger.warning("not UTF-8; save the file as UTF-8", **place)
        return {}
    found, problems = words.read(text)
    stem = SearchEnglish({}).stem
    texts = (json.dumps(page, ensure_ascii=False) for page in pages)
    stems = {stem(word) for text in texts for word in words.words_of(text)}
    for problem in [*problems, *words.check_pages(text, found, stems, stem)]:
        logger.warning(problem.message, location=f"{path}:{problem.line}", type="site_search", subtype="words")
    return found


def _names(app: Sphinx, pages: list[dict[str, Any]]) -> dict[str, str]:
    """Return what other extensions name, by the page and the part that the names lead to."""
    parts = {f"{page['name']}#{part[0]}" for page in pages for part in page["parts"] if part[0]}
    found: dict[str, list[str]] = {}
    for told in app.emit("search-names"):
        for name, (docname, anchor) in (told or {}).items():
            if (place := f"{docname}#{anchor}") in parts:
                found.setdefault(place, []).append(name)
    return {place: "|".join(sorted(set(names))) for place, names in sorted(found.items())}


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the script from this build and, for pages that it did not write, the last one."""
    if exception or not wanted(app):
        return
    earlier, now, places = _earlier(app), collected(app), _places(app.env)
    pages = []
    for docname in sorted(app.env.found_docs):
        found = now.get(docname) or earlier.get(docname)
        if found is None:
            found = read(app, docname, app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags))
        pages.append(_page(app, docname, found, places.get(docname, "")))
    content = {"made": _digest(app), "words": _other_names(app, pages), "pages": pages}
    if names := _names(app, pages):
        content["names"] = names
    text = _BEFORE + json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + _AFTER
    (Path(app.outdir) / FILE).write_text(text, encoding="utf-8", newline="\n")
