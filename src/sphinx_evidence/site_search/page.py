"""The page ``search.html`` of a project that has none of its own: the same under every theme.

A theme prints what a page's ``body`` says; so this needs no template, and none of a theme's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx

from sphinx_evidence.interface import _

#: What search-page.js works with, by id.
BODY = Markup(
    """\
<section id="search-documentation">
<h1>{search}</h1>
<form class="search-box" id="search-box" role="search" aria-label="{search}" method="get" action="">
  <label for="search-words">{label}</label>
  <div class="search-row">
    <input type="search" id="search-words" name="q" maxlength="200" autocomplete="off" autocapitalize="off">
    <button type="submit">{search}</button>
  </div>
</form>
<noscript><p>{script}</p></noscript>
<div class="search-status" id="search-status" role="status"></div>
<ol class="search-results" id="search-results"></ol>
<p class="search-more" id="search-more" hidden><button type="button"></button></p>
<div id="search-start" hidden></div>
<div id="search-nothing" hidden><p>{other}</p></div>
</section>
"""
)


def _own(app: Sphinx) -> bool:
    """Say whether the project has a template for the page."""
    return any(Path(app.confdir, folder, "search.html").is_file() for folder in app.config.templates_path)


def fill(app: Sphinx, pagename: str, context: dict[str, Any]) -> str | None:
    """Put the page into ``context``; return the template that prints it, or None where the project has its own."""
    if pagename != "search" or _own(app):
        return None
    context["title"] = _("Search")
    context["body"] = BODY.format(
        search=_("Search"),
        label=_("What are you looking for?"),
        script=_("Search needs JavaScript, and your browser has it switched off."),
        other=_("Try other words, or fewer: one or two are often best."),
    )
    context["metatags"] = f'{context.get("metatags", "")}\n<meta name="robots" content="noindex">'
    return "page.html"
