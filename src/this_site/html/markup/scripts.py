"""Which scripts a page loads."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

#: What Sphinx gives to each page and only its own search uses. They would be three requests and as many bytes as
#: Furo's own script and ours together.
FOR_SEARCH = ("documentation_options.js", "doctools.js", "sphinx_highlight.js", "translations.js")


def choose(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the template ``page_scripts``: without what only Sphinx's search uses, unless the page is that."""
    if templatename == "search.html" and "sphinx_evidence.site_search" not in app.extensions:
        return
    scripts = context.get("script_files", [])
    context["page_scripts"] = [js for js in scripts if str(js.filename).rpartition("/")[2] not in FOR_SEARCH]
