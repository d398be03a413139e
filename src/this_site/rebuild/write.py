"""Which pages to write again: all of them when anything has changed that pages take from each other.

Words in a paragraph are of their page alone; those edits, which are most, stay quick.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .kept import builds


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every page when what they share is not what it was when they were last written, else none."""
    shared = hashlib.sha256()
    for part in _shared(app, env):
        shared.update(part.encode() + b"\0")
    before = builds(env)["shared"]
    if before.get(app.builder.name) == shared.hexdigest():
        return []
    before[app.builder.name] = shared.hexdigest()
    return sorted(env.found_docs)


def _shared(app: Sphinx, env: BuildEnvironment) -> Iterator[str]:
    # Side bars, "next" and "previous", and links that show a title.
    for docname in sorted(env.found_docs):
        parts = (env.titles, env.longtitles, env.tocs)
        yield f"{docname} {[part[docname].pformat() for part in parts if docname in part]}"
    yield repr(sorted(env.toctree_includes.items()))
    yield repr(sorted(env.toc_secnumbers.items()))
    yield repr(sorted(env.toc_fignumbers.items()))
    # What a link can lead to. Whether it is still there also decides about a warning.
    standard = env.domains.standard_domain
    for found in (standard.labels, standard.anonlabels, standard.objects, standard._terms):
        # As words: a title that Sphinx itself gives is printed otherwise once it has been looked at.
        yield repr([(str(name), *map(str, place)) for name, place in sorted(found.items())])
    for domain in env.domains.sorted():
        if domain.name not in ("std", "index"):
            yield repr((domain.name, sorted(domain.get_objects())))
    yield from _digests(app, app.config.templates_path, "*")
    # Pages name a style sheet or a script with a digest of it, so that no browser takes an old one for the new one.
    yield from _digests(app, app.config.html_static_path, "*.css", "*.js")


def _digests(app: Sphinx, folders: Iterable[str], *patterns: str) -> Iterator[str]:
    files = {path for folder in folders for name in patterns for path in Path(app.confdir, folder).rglob(name)}
    for path in sorted(files):
        if path.is_file():
            yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
