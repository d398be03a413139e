"""What lies among the pages and no reader comes to: figures, sources, and pages that nothing links to.

Such a thing is often what a slip leaves behind: a directive whose name is misspelt shows no figure. So nothing is said
of it in a build that has named a mistake already; when that is mended, the next build says what is still not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.bibliography import read_all
from sphinx_evidence.citations.domain import bibtex_domain, sources_domain
from sphinx_evidence.citations.sources import files
from sphinx_evidence.figures.drawing import FOLDER
from sphinx_evidence.literature.check import needless
from sphinx_evidence.translations.settings import ORIGINAL
from this_site.codes import Code

from . import words


def check(app: Sphinx, exception: Exception | None) -> None:
    """Warn of each figure, source and page that is not used, unless something else was wrong."""
    if exception is not None or words.told():
        return
    # The run for another language reads some pages in that language.
    translated = getattr(app.config, ORIGINAL, "")
    exempt = needless(app, app.env) if "literature" in app.env.domains and not translated else ()
    for place, text in [*_figures(app.env), *_sources(app, app.env), *_pages(app.env), *exempt]:
        Code.ADVICE_UNUSED.warn("%s", text, location=place)


def _figures(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield each figure that no page shows; a page that names one depends on its program."""
    used = {Path(env.srcdir, name).resolve() for names in env.dependencies.values() for name in names}
    found = sorted(Path(env.srcdir, FOLDER).glob("[!_.]*.*"))
    programs = {path.stem for path in found if path.suffix == ".py"}
    for path in found:
        # A table without a program is one figure too; of both, the program stands for the figure.
        if path.suffix == ".csv" and path.stem in programs:
            continue
        if path.suffix in (".py", ".csv") and path.resolve() not in used:
            yield f"{path}:1", f"no page shows the figure {path.stem!r}; show it with {{chart}}, or delete it"


def _sources(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield each entry of the bibliography that no page cites."""
    bibtex = bibtex_domain(env)
    if bibtex is None:
        return
    unused = set(bibtex.bibdata.data.entries) - set(sources_domain(env).places_of())
    if not unused:
        return
    places = {name: path for path, name in files(app)}
    found = [source for source in read_all(files(app), app.config.bibtex_encoding)[0] if source.key in unused]
    if not found:
        return
    # Often a page that is gone, or a paragraph, has cited them all.
    others = ", ".join(f"{source.key!r} on line {source.line}" for source in found[1:])
    more = f" (nor {others}; these too)" if others else ""
    text = f"no page cites source {found[0].key!r}; cite it, or delete it{more}"
    yield f"{places[found[0].file]}:{found[0].line}", text


def _pages(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield each page that stands in no toctree by intent, and that no other page links to."""
    alone = {name for name, about in env.metadata.items() if "orphan" in about}
    # Reading every page again takes time, and few projects have such pages.
    for docname in sorted(env.found_docs) if alone else ():
        for link in env.get_doctree(docname).findall(addnodes.pending_xref):
            target = link.get("reftarget", "").partition("#")[0].removesuffix(".md")
            path = Path("/", docname).parent / target if not target.startswith("/") else Path(target)
            alone -= {target.lstrip("/"), _normal(path)} - {docname}
    for name in sorted(alone):
        yield f"{env.doc2path(name)}:1", "no page links to this page; link to it, or name it in a toctree"


def _normal(path: Path) -> str:
    parts: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
