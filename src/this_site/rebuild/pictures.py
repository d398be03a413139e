"""Pictures in the output: the same names whatever was read first, and none that no page shows."""

from __future__ import annotations

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .kept import builds


def name_alike(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give pictures that share a file name their numbers by path; return the pages that show a renamed one.

    Sphinx numbers them as it meets them, which differs from build to build and between processes.
    """
    taken: set[str] = set()
    pages: set[str] = set()
    for path, (docnames, name) in sorted(env.images.items()):
        base, ending = os.path.splitext(os.path.basename(path))
        number, new = 0, f"{base}{ending}"
        while new in taken:
            number += 1
            new = f"{base}{number}{ending}"
        taken.add(new)
        if new != name:
            env.images[path] = docnames, new
            pages |= docnames
    env.images._existing = taken
    return sorted(pages)


def remove_unused(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remove the pictures and downloads that an earlier build copied and no page has any more."""
    if app.builder.format != "html":
        return []
    now = {f"_images/{name}" for _, name in env.images.values()}
    now |= {f"_downloads/{name}" for _, name in env.dlfiles.values()}
    copied = builds(env)["copied"]
    for name in copied.get(app.builder.name, set()) - now:
        path = Path(app.outdir, name)
        path.unlink(missing_ok=True)
        # Each download lies in a folder of its own.
        while path.parent != Path(app.outdir) and path.parent.is_dir() and not any(path.parent.iterdir()):
            path = path.parent
            path.rmdir()
    copied[app.builder.name] = now
    return []
