"""What a browser may do with the pages: load from this site alone, and run no script or style written inside a page.

The policy stands in every page, so that it also holds where a host sends no headers and where pages are opened from a
disk; ``_headers`` holds the same for hosts that read that file (Netlify, Cloudflare Pages, GitLab), with what only a
header can say. Furo sets the theme in one line of script inside the page; the policy names that line by its hash, which
is taken from the template, so an update of Furo cannot break it unseen.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment
from sphinx.application import Sphinx

from sphinx_evidence.named import metadata, named
from this_site.codes import Code

from .headers import headers
from .rules import policy, script_hashes

BUILDERS = ("html", "dirhtml")
#: Whose pages carry it: those in other languages lie in a site that has its headers.
PAGES = (*BUILDERS, "translated")
_STYLE = re.compile(r"<[a-z][^<>]*\sstyle\s*=\s*[\"'][^<>]*>")


@functools.lru_cache(maxsize=1)
def _policy(templates: Environment) -> str:
    """Return the policy, which names the scripts that the theme writes into each page; once for all pages."""
    template = templates.get_template("base.html")
    return policy(script_hashes("".join(template.blocks["body"](template.new_context({})))))


def describe(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the template the policy, and name a page that holds what the policy forbids."""
    if app.builder.name not in PAGES:
        return
    context["content_security_policy"] = _policy(app.builder.templates.environment)
    for tag in _STYLE.findall(str(context.get("body", ""))):
        Code.POLICY_STYLE.warn(
            "the site's policy forbids style attributes, so the browser would ignore this one: %s; use a class",
            tag,
            location=(pagename, 1),
        )


def write_headers(app: Sphinx, error: Exception | None) -> None:
    """Write ``_headers`` beside the pages."""
    if error is None and app.builder.name in BUILDERS:
        Path(app.outdir, "_headers").write_text(headers(_policy(app.builder.templates.environment)), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect both places in which the policy is written."""
    if named(app, __name__):
        app.connect("html-page-context", describe)
        app.connect("build-finished", write_headers)
    return metadata(app, __name__)
