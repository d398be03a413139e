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

from sphinx_evidence.codes import Code
from sphinx_evidence.data_file import BadDataFile
from sphinx_evidence.interface import _
from sphinx_evidence.unseen import one_line, seen

from . import places, sections, words

FILE = "searchdata.js"
_BEFORE, _AFTER = "window.siteSearchData = ", ";\n"


def wanted(app: Sphinx) -> bool:
    """Say whether this builder makes a site that searches."""
    return app.builder.format == "html" and getattr(app.builder, "search", False)


class Collected:
    """What this build has read so far, by page."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}
        self._listed: dict[str, dict[str, str]] | None = None

    def collect(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Keep what a page says; Sphinx resolves pages in the main process, also in parallel builds."""
        if wanted(app):
            self.pages[docname] = self._read(app, docname, doctree)

    def _read(self, app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, Any]:
        """Return what a search can find on a page."""
        skip, together = frozenset(app.config.site_search_skip), frozenset(app.config.site_search_together)
        # Once for all pages: domains list the whole site.
        if self._listed is None:
            self._listed = sections.listed(app.env)
        return sections.read_page(self._listed.get(docname, {}), doctree, skip | sections.QUIET, together)

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the script from this build and, for pages that it did not write, the last one."""
        if exception or not wanted(app):
            return
        earlier, captions = _earlier(app), _captions(app.env)
        pages = []
        # Nobody looks for the page that a host shows for a wrong address.
        for docname in sorted(app.env.found_docs - {"404"}):
            found = self.pages.get(docname) or earlier.get(docname)
            if found is None:
                doctree = app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)
                found = self._read(app, docname, doctree)
            pages.append(_page(app, docname, found, captions.get(docname, "")))
        content = {"made": _digest(app), "words": _other_names(app, pages), "pages": pages}
        if names := _names(app, pages):
            content["names"] = names
        text = _BEFORE + json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + _AFTER
        (Path(app.outdir) / FILE).write_text(text, encoding="utf-8", newline="\n")


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


def _captions(env: BuildEnvironment) -> dict[str, str]:
    """Return the part of the site that each page belongs to: the caption above it in the menu."""
    captions: dict[str, str] = {}

    def walk(docname: str, caption: str) -> None:
        if docname not in captions:
            captions[docname] = caption
            for child in env.toctree_includes.get(docname, ()):
                walk(child, caption)

    root = env.config.root_doc
    captions[root] = _("Front page")
    for toctree in env.tocs[root].findall(addnodes.toctree):
        for child in toctree["includefiles"]:
            walk(child, toctree.get("caption") or env.titles[child].astext())
    return captions


def _page(app: Sphinx, docname: str, found: dict[str, Any], place: str) -> dict[str, Any]:
    weights = app.config.site_search_weights
    return {
        "name": docname,
        "address": app.builder.get_target_uri(docname),
        "title": seen(app.env.titles[docname].astext()),
        "place": seen(place),
        "about": one_line(str(app.env.metadata[docname].get("description") or "")),
        "weight": next((weight for pattern, weight in weights.items() if fnmatch(docname, pattern)), 1),
        **found,
    }


def _warn(location: str, message: str) -> None:
    Code.SITE_SEARCH_WORDS.warn("%s", message, location=location)


def _other_names(app: Sphinx, pages: list[dict[str, Any]]) -> dict[str, str]:
    """Return what is typed by the word of the pages it stands for; warn of each mistake in the file."""
    name = app.config.site_search_words
    if not name:
        return {}
    path = Path(app.confdir, name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        advice = "put the file there, or correct site_search_words in conf.py"
        _warn(f"{path}:1", f"cannot be read ({error.strerror}); {advice}")
        return {}
    except UnicodeDecodeError:
        _warn(f"{path}:1", "not UTF-8; save the file as UTF-8")
        return {}
    found, problems = words.read(text)
    stem = SearchEnglish({}).stem
    texts = (json.dumps(page, ensure_ascii=False) for page in pages)
    stems = {stem(word) for text in texts for word in words.words_of(text)}
    for problem in [*problems, *words.check_pages(text, found, stems, stem)]:
        _warn(f"{path}:{problem.line}", problem.message)
    return found


def _names(app: Sphinx, pages: list[dict[str, Any]]) -> dict[str, str]:
    """Return what editors and other extensions name, by the page and the part that the names lead to."""
    parts = {f"{page['name']}#{part[0]}" for page in pages for part in page["parts"] if part[0]}
    found: dict[str, list[str]] = {}
    own = _own_places(app, parts | {page["name"] for page in pages})
    for name, place in own.items():
        found.setdefault(place if "#" in place else f"{place}#", []).append(name)
    for told in app.emit("search-names"):
        for name, (docname, anchor) in (told or {}).items():
            if (place := f"{docname}#{anchor}") in parts and name not in own:
                found.setdefault(place, []).append(name)
    return {place: "|".join(sorted(set(names))) for place, names in sorted(found.items())}


def _own_places(app: Sphinx, known: set[str]) -> dict[str, str]:
    """Return the place that each name of the editors' file leads to; warn of each mistake in it."""
    if not app.config.site_search_places:
        return {}
    path = Path(app.confdir, app.config.site_search_places)
    try:
        found, problems = places.read(path, known)
    except BadDataFile as fault:
        place, _colon, message = str(fault).partition(": ")
        _warn(place, message)
        return {}
    for problem in problems:
        _warn(f"{path}:{problem.line}", problem.message)
    return found
