"""The order in which a reader meets the pages."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.environment import BuildEnvironment


def in_toctree(env: BuildEnvironment) -> Iterator[tuple[str, int]]:
    """Yield each page of the toctree once, with how deep it lies: 0 for the root, 1 for what it lists, and so on.

    A toctree may also list pages that Sphinx makes, such as ``genindex``.
    """
    seen: set[str] = set()
    stack = [(env.config.root_doc, 0)]
    while stack:
        docname, depth = stack.pop()
        if docname in seen:
            continue
        seen.add(docname)
        yield docname, depth
        stack.extend((child, depth + 1) for child in reversed(env.toctree_includes.get(docname, [])))


def all_pages(env: BuildEnvironment) -> Iterator[str]:
    """Yield every page once: those in the toctree in its order, then the others by name."""
    seen = set()
    for docname, _ in in_toctree(env):
        seen.add(docname)
        yield docname
    yield from sorted(set(env.all_docs) - seen)
