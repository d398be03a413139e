"""Search that finds what people mean, on a web server and from a disk.

Sphinx's own search knows which words a page has, not where. It asks for all of them, so that "is this tea safe" finds
nothing that does not say "safe"; it knows no other names and no slips of the finger; and it fetches each page it found
for a summary, which a browser forbids for pages opened from a disk. Pagefind fetches everything, so from a disk it does
not start. Of the first 57 queries in tests/browser/test_search.py, the page that was expected came among the first
three for 24 with Sphinx 9.0, for 28 with Pagefind 1.5, and for all with this.

So the build writes the sentences of all pages into one script, ``searchdata.js``, which a browser loads from anywhere,
only once somebody searches. MiniSearch 7.2, given the same parts and names, puts the right page first for 130 of the
150 questions in tests/data/questions.toml that have an answer, and among three for 147, where this has 146 and 150. It
would replace a hundred lines of some four hundred, add 18 KB to each first search, and not tell which word it took for
which. Stemmer and stop words stay Sphinx's, and so does its ``searchindex.js``, which other tools read. Nothing here
loads it, and to make it takes a twentieth of a build: a project without such tools can do without it (``theirs``).

Other extensions name parts of their pages by the event ``search-names``: who types such a name is led to that part.
Editors do the same in a file, for what people type who want one page: "not breathing", "airport".

A project names this extension in conf.py; loaded in another way it leaves Sphinx's search alone.

Modules: ``sections`` reads a page, ``words`` and ``places`` read the editors' files, ``data`` writes the script. In
``static/``: ``search-text.js`` cuts words, ``search-index.js`` weighs them, ``search-query.js`` understands what is
asked, ``search-engine.js`` ranks, ``search-page.js`` shows, ``find-root.js`` mends the page for wrong addresses where a
build was not told where the site lives. ``page`` writes search.html where a project has no template of that name.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.interface import add_catalog
from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import data, page, theirs

STATIC = Path(__file__).parent / "static"
#: The pages that search, and where the words come from.
PAGES = ("search", "404")


def _add_files(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> str | None:
    """Load style and script only on the pages that search; return the template, if it is not the one chosen."""
    if pagename in PAGES:
        # The page's script loads the other ones when they are needed; new ones need new addresses.
        version = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(STATIC.glob("*.js")))).hexdigest()[:8]
        app.add_css_file("search.css")
        attributes: dict[str, Any] = {"loading_method": "defer", "data-version": version}
        app.add_js_file("search-page.js", **attributes)
        context["root_is_known"] = bool(app.config.html_baseurl)
    if pagename == "404" and "notfound_urls_prefix" in app.config:
        # It stands at no address of its own, and scripts look for the root here.
        context["content_root"] = app.config.notfound_urls_prefix
        context["pageurl"] = None
    return page.fill(app, pagename, context)


def _forget_lost_page(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Take 404 out of the list of pages, where sphinx-notfound-page puts it although no editor has written it."""
    if "404" not in env.found_docs:
        env.metadata.pop("404", None)
    return []


OPTIONS: list[Option] = [
    ("site_search_words", "", "html", (str,), "File of other names for words of the pages, from conf.py's folder."),
    ("site_search_places", "", "html", (str,), "File of words that lead to one page or part, from conf.py's folder."),
    ("site_search_weights", {}, "html", (dict,), "Patterns of page names: how much such pages count; the first fits."),
    ("site_search_skip", [], "html", (list,), "Classes of what is not searched."),
    ("site_search_together", [], "html", (list,), "Classes of what is shown along with the text before it."),
    ("site_search_keep_sphinx_index", True, "html", (bool,), "Whether Sphinx writes its ``searchindex.js``, too."),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings and connect collecting and writing."""
    declare(app, OPTIONS, values={"site_search_weights": (int, float)})
    add_catalog(app)
    # What other extensions name on their pages, such as the rows of a table: name → page and anchor.
    app.add_event("search-names")
    if named(app, __name__):
        _connect(app)
    return metadata(app, __name__)


def _connect(app: Sphinx) -> None:
    collected = data.Collected()
    app.connect("builder-inited", lambda app: app.config.html_static_path.append(str(STATIC)))
    app.connect("builder-inited", theirs.leave_out)
    # When all others have changed the page.
    app.connect("doctree-resolved", collected.collect, priority=900)
    # After sphinx-notfound-page has replaced pathto (priority 400).
    app.connect("html-page-context", _add_files)
    app.connect("env-updated", _forget_lost_page)
    app.connect("build-finished", collected.write)
