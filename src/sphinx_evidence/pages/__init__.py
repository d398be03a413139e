"""What every page carries: a description, two dates of review, how to cite it.

An editor writes the front matter; the rest is made from it. Modules: ``source`` finds front matter that
cannot be read, ``front_matter`` checks it, ``lines`` prints the dates, the notice of an overdue review and
the citation, ``head`` puts machine-readable data into the page's head, ``sitemap`` lists all pages,
``address`` looks at that of the site, ``repository`` says where one is edited, ``cite`` writes what reference managers
read, and ``feed`` what programs read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from sphinx_evidence.interface import add_catalog
from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import address, cite, feed, front_matter, head, lines, repository, sitemap, source


def remove_gone_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Delete what an earlier build wrote for pages that are gone; Sphinx leaves it to be found."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        for docname in removed:
            Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)
            for ending in ("bib", "ris"):
                Path(app.outdir, "cite", f"{docname}.{ending}").unlink(missing_ok=True)
    return []


OPTIONS: list[Option] = [
    ("pages_licence", "", "html", (str,), "Licence of the pages, said at the end of how to cite them."),
    ("pages_feed", "", "html", (str,), "Page whose dated headings are the entries of feed.xml."),
    ("pages_repository", "", "html", (str,), "Address of the repository; empty: as the host that builds says."),
    ("pages_branch", "", "html", (str,), "Branch on which pages are edited; empty: as the host says, or main."),
    ("pages_medical", {}, "html", (dict,), "Patterns of page names: what such pages are about, for search engines."),
    ("pages_descriptions", {}, "html", (dict,), "Descriptions of pages that have no front matter, by name."),
    (
        "pages_fields",
        [],
        "env",
        (list, tuple),
        "Fields of front matter that pages may have besides the known ones.",
    ),
]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register settings and directive; connect checks, printed lines, head and tidying for who asks for them."""
    declare(app, OPTIONS, values={"pages_medical": (list, tuple), "pages_descriptions": (str,)})
    add_catalog(app)
    lines.register(app)
    if named(app, __name__):
        _connect(app)
    return metadata(app, __name__, 3)


def _connect(app: Sphinx) -> None:
    # Behind those that say more of conf.py.
    app.connect("config-inited", address.check, priority=900)
    app.connect("source-read", source.check)
    app.connect("doctree-read", front_matter.check)
    lines.connect(app)
    app.connect("html-page-context", head.add_description)
    app.connect("html-page-context", head.add_medical_data)
    app.connect("html-page-context", head.add_citation_data)
    app.connect("env-get-outdated", remove_gone_pages)
    app.connect("build-finished", sitemap.write)
    repository.setup(app)
    app.connect("html-page-context", cite.add_links)
    app.connect("build-finished", cite.write)
    app.connect("html-page-context", feed.add_links)
    app.connect("build-finished", feed.write)
