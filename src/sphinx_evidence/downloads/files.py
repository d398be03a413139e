"""Which files this build has, how large they are, and their way beside the pages."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, ClassVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.kept import Kept

EVENT = "site-file"
#: Where beside the pages files lie that were made by an earlier command.
FOLDER = "downloads"
#: Builders that write a site, which can hold files beside its pages.
SITE_BUILDERS = {"html", "dirhtml"}


class DownloadsDomain(Kept):
    """Keeps which pages have a list, and the files that earlier commands had made."""

    name = "downloads"
    label = "Downloads"
    #: Pages that have a list; the size of each file, None before the first build.
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}, "ready": None}

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: Whether anything may have changed in what the lists tell.
        self.changed = True

    def note(self, docname: str) -> None:
        """Keep that page ``docname`` has a list."""
        self.data["pages"][docname] = True


def downloads_domain(env: BuildEnvironment) -> DownloadsDomain:
    """Return the domain of ``env``."""
    domain = env.get_domain("downloads")
    assert isinstance(domain, DownloadsDomain)
    return domain


def ready(app: Sphinx) -> dict[str, Path]:
    """Return the files that earlier commands have made, by name."""
    folder = Path(app.confdir, app.config.downloads_folder)
    if not app.config.downloads_folder or not folder.is_dir():
        return {}
    return {file.name: file for file in sorted(folder.iterdir()) if file.is_file() and not _leads_out(app, file)}


def _leads_out(app: Sphinx, file: Path) -> bool:
    """Say whether ``file`` is a link to what lies outside the project, which no list offers."""
    return file.is_symlink() and not file.resolve().is_relative_to(Path(app.confdir).resolve())


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
    domain = downloads_domain(env)
    domain.changed = bool(added or changed or removed) or domain.data["ready"] != now
    domain.data["ready"] = now
    return []


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with lists, when another page or file has changed."""
    domain = downloads_domain(env)
    return sorted(domain.data["pages"]) if domain.changed else []


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
