"""Lists of sources in a style that there is not: pybtex would stop the build with a traceback that names no page."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.citations.domain import bibtex_domain

from .choices import is_style_of_lists
from .settings import BadSettings


def check(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Raise `BadSettings` for each list whose style nobody has, with the page and the line of it."""
    domain = bibtex_domain(env)
    lists = domain.bibliographies.items() if domain else ()
    faults = [
        f"{env.doc2path(key.docname)}:{made.line}: there is no style {made.style!r} of a bibliography; "
        "correct :style:, or take it out"
        for key, made in lists
        if not is_style_of_lists(made.style)
    ]
    if faults:
        raise BadSettings("\n".join(faults))
    return []
