"""What every page carries: a description, two dates of review, how to cite it.

An editor writes the front matter; the rest is made from it. Modules: ``source`` finds front matter that
cannot be read, ``front_matter`` checks it, ``lines`` prints the dates, the notice of an overdue review and
the citation, ``head`` puts machine-readable data into the page's head, ``sitemap`` lists all pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import front_matter, head, lines, sitemap, source


def remove_gone_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Delete what an earlier build wrote for pages that are gone; Sphinx leaves it to be found."""
    if app.builder.format == "html":
        for docname in removed:
            Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)
    return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the checks, the printed lines, the head and the tidying."""
    app.add_config_value("pages_licence", "", "html", types=[str])
    app.add_config_value("pages_medical", {}, "html", types=[dict])
    app.connect("source-read", source.check)
    app.add_config_value("pages_descriptions", {}, "html", types=[dict])
    app.connect("doctree-read", front_matter.check)
    lines.setup(app)
    app.connect("html-page-context", head.add_description)
    app.connect("html-page-context", head.add_medical_data)
    app.connect("html-page-context", head.add_citation_data)
    app.connect("env-get-outdated", remove_gone_pages)
    app.connect("build-finished", sitemap.write)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
