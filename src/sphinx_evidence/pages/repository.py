"""Where the text of a page can be mended: links to the repository, where the build knows it.

``pages_repository`` is its address in a browser. Where conf.py gives none, it is what the host that builds says of
itself: Read the Docs, GitHub or GitLab. Where nobody says, a page has no such links.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from sphinx.application import Sphinx
from sphinx.config import Config

_SSH = re.compile(r"(?:ssh://)?git@([^:/]+)[:/](.+)")


def browsable(address: str) -> str:
    """Return the address of a repository as a browser opens it; nothing for what none can open."""
    address = address.strip()
    if found := _SSH.fullmatch(address):
        address = f"https://{found[1]}/{found[2]}"
    address = address.rstrip("/").removesuffix(".git")
    # A name and a password before the host are for machines.
    address = re.sub(r"^(https?://)[^/@]*@", r"\1", address)
    return address if re.match(r"https?://[^/\s]+/\S+$", address) else ""


def hosted(said: Mapping[str, str]) -> tuple[str, str]:
    """Return the repository and the branch that the building host tells in its variables."""
    github = f"{said.get('GITHUB_SERVER_URL', 'https://github.com')}/{said.get('GITHUB_REPOSITORY', '')}"
    for address, branch in (
        (said.get("READTHEDOCS_GIT_CLONE_URL", ""), said.get("READTHEDOCS_GIT_IDENTIFIER", "")),
        (github if said.get("GITHUB_REPOSITORY") else "", said.get("GITHUB_REF_NAME", "")),
        (said.get("CI_PROJECT_URL", ""), said.get("CI_DEFAULT_BRANCH", "")),
    ):
        if known := browsable(address):
            return known, branch or "main"
    return "", ""


def find(app: Sphinx, config: Config) -> None:
    """Take the host's word where conf.py has none."""
    if not config.pages_repository:
        repository, branch = hosted(os.environ)
        config.pages_repository = repository
        config.pages_branch = config.pages_branch or branch


def add_links(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Tell the template where this page is edited and where a mistake is reported."""
    repository = browsable(app.config.pages_repository)
    if not repository or pagename not in app.env.found_docs:
        return
    source = Path(app.env.doc2path(pagename))
    try:
        file = source.relative_to(Path(app.confdir).resolve()).as_posix()
    except ValueError:
        return
    inner = "/-" if "gitlab" in repository.split("/")[2] else ""
    branch = quote(app.config.pages_branch or "main")
    title = f"Correction: {app.env.titles[pagename].astext()}"
    context["page_edit"] = f"{repository}{inner}/edit/{branch}/{quote(file)}"
    name = "issue[title]" if inner else "title"
    context["page_report"] = f"{repository}{inner}/issues/new?{urlencode({name: title})}"


def setup(app: Sphinx) -> None:
    """Connect the look at the host and the links."""
    app.connect("config-inited", find)
    app.connect("html-page-context", add_links)
