"""Which files this build has, how large they are, and their way beside the pages."""

from __future__ import annotations

import shutil
from collections.abc import Set
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

EVENT = "site-file"
#: Where beside the pages files lie that were made by an earlier command.
FOLDER = "downloads"
#: Builders that write a site, which can hold files beside its pages.
SITE_BUILDERS = {"html", "dirhtml"}


def listing_pages(env: BuildEnvironment) -> set[str]:
    """Return the names of the pages that have a list."""
    if not hasattr(env, "downloads_listing"):
        env.downloads_listing = set()
    found: set[str] = env.downloads_listing
    return found


class ListingCollector(EnvironmentCollector):
    """Keeps which pages have a list, with the pages."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that is gone or read again."""
        listing_pages(env).discard(docname)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        """Take over what another process has read."""
        listing_pages(env).update(listing_pages(other) & set(docnames))

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Nothing: the directive has noted the page."""


def ready(app: Sphinx) -> dict[str, Path]:
    """Return the files that earlier commands have made, by name."""
    folder = Path(app.confdir, app.config.downloads_folder)
    if not app.config.downloads_folder or not folder.is_dir():
        return {}
    return {file.name: file for file in sorted(folder.iterdir()) if file.is_file()}


def find(app: Sphinx, name: str) -> tuple[str, int] | None:
    """Return the address from the root of the site and the size in bytes of the file ``name``, if this build has it."""
    if app.builder.name not in SITE_BUILDERS:
        return None
    if file := ready(app).get(name):
        return f"{FOLDER}/{name}", file.stat().st_size
    text = app.emit_firstresult(EVENT, name)
    return None if text is None else (name, len(text.encode()))


def note_changes(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Note whether anything may have changed in what the lists tell."""
    now = {name: file.stat().st_size for name, file in ready(app).items()}
    env.downloads_changed = bool(added or changed or removed) or getattr(env, "downloads_ready", None) != now
    env.downloads_ready = now
    return []


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with lists, when another page or file has changed."""
    return sorted(listing_pages(env)) if env.downloads_changed else []


def copy(app: Sphinx, error: Exception | None) -> None:
    """Put the files of earlier commands beside the pages, and take those away that are no longer there."""
    if error is not None or app.builder.name not in SITE_BUILDERS or not app.config.downloads_folder:
        return
    target = Path(app.outdir, FOLDER)
    files = ready(app)
    for old in target.iterdir() if target.is_dir() else ():
        if old.name not in files:
            old.unlink()
    for name, file in files.items():
        target.mkdir(exist_ok=True)
        part = target / f"{name}.part"
        shutil.copyfile(file, part)
        part.replace(target / name)
    if target.is_dir() and not files:
        target.rmdir()
