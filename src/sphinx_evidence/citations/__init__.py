"""How sources are cited and listed: labels that say who and when, messages about entries, files for reference managers.

A project opts in by ``bibtex_default_style = "sources"``, or by one of the options below. With neither,
sphinxcontrib-bibtex does what it does without this extension.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.config import Config

from sphinx_evidence import building
from sphinx_evidence.interface import add_catalog
from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import rebuild
from .cited_in import PrintCitedIn
from .domain import SourcesDomain
from .export import FILES, LinkFiles, SourcesFileRole, offer_files, sources_file, write_files
from .sources import read_sources, tell_faults
from .style import SourcesStyle

#: The name of the style, for conf.py.
STYLE = "sources"

#: None: as with the style "sources", else off.
OPTIONS: list[Option] = [
    ("citations_check", None, "env", (bool, type(None)), "Tell what is wrong with entries, with file and line."),
    ("citations_cited_in", None, "env", (bool, type(None)), "Say under each source which pages and sections cite it."),
    ("citations_files", None, "html", (bool, type(None)), f"Write {', '.join(FILES)} beside the pages."),
    (
        "citations_rebuild",
        None,
        "",
        (bool, type(None)),
        "Build pages again when an entry or a label has changed.",
    ),
    ("citations_kinds", {}, "env", (dict,), "What the field 'kind' of an entry may say, and the words for readers."),
    ("citations_fields", [], "env", (list, tuple), "Names of fields that this project has of its own."),
]


def on(config: Config, name: str) -> bool:
    """Say whether the option ``name`` is on: as it is set, or by the style."""
    chosen = getattr(config, name)
    return bool(config.bibtex_default_style == STYLE if chosen is None else chosen)


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the copy buttons only where sources are listed."""
    if doctree is not None and next(doctree.findall(nodes.citation), None) is not None:
        app.add_js_file("sources.js", loading_method="defer")


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def _connect(app: Sphinx, config: Config) -> None:
    """Connect what the project has opted in to."""
    if "sphinxcontrib.bibtex" not in app.extensions:
        return
    if on(config, "citations_check") or config.citations_kinds:
        # Before sphinxcontrib-bibtex reads the files (priority 500), which would name neither file nor line.
        app.connect("builder-inited", read_sources, priority=400)
        app.connect("builder-inited", tell_faults, priority=600)
    if on(config, "citations_cited_in") or config.citations_kinds:
        app.add_post_transform(PrintCitedIn)
    if on(config, "citations_files"):
        offer_files(app)
        app.connect("build-finished", write_files)
    if config.bibtex_default_style == STYLE:
        app.connect("builder-inited", _add_static)
        app.connect("html-page-context", _add_script)
        # Before sphinxcontrib-bibtex works out the labels (priority 500).
        app.connect("env-updated", rebuild.name_sources, priority=400)
    if on(config, "citations_rebuild"):
        rebuild.connect(app)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the style, the options, and what pages can say."""
    building.setup(app)
    # A project that names this extension alone means both; loaded in another way, it waits for what the project has.
    if named(app, __name__):
        app.setup_extension("sphinxcontrib.bibtex")
    declare(app, OPTIONS, values={"citations_kinds": (str,)})
    add_catalog(app)
    # An installed package has it as an entry point; from a folder on the path it is named here.
    register_plugin("pybtex.style.formatting", STYLE, SourcesStyle)
    app.add_domain(SourcesDomain)
    app.add_node(sources_file)
    app.add_role("sources-file", SourcesFileRole())
    app.add_post_transform(LinkFiles)
    app.connect("config-inited", _connect)
    return metadata(app, __name__, 2)
