"""What is to be translated and Sphinx does not find: descriptions in front matter, and words that directives print."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from sphinx_evidence.application import application

from . import settings

_LETTERS = re.compile(r"[^\W\d_]{2}")
#: What is no running text, and what stands in it.
OTHER = (nodes.Inline, nodes.FixedTextElement, nodes.comment, nodes.field_name, nodes.field_body)


class page_field(nodes.Special, nodes.Element, addnodes.translatable):
    """A field of front matter while its page is read: ``name`` and ``text``."""

    def preserve_original_messages(self) -> None:
        """Keep the text as it was written."""
        self.setdefault("original", self["text"])

    def extract_original_messages(self) -> list[str]:
        """Return the text."""
        return [self["original"]]

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Take a translation."""
        self["text"] = translated_message


class GiveFields(SphinxTransform):
    """Put the fields that are sentences where translators and catalogues find them."""

    # Before Sphinx notes the messages (10); docutils turns front matter into fields before transforms.
    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        """Look at the page's first fields."""
        wanted = self.config.translations_fields
        for field in list(self.document.findall(nodes.field)):
            name = field[0].astext()
            if name in wanted and isinstance(field.parent, nodes.docinfo | nodes.field_list) and self._first(field):
                text = " ".join(field[1].astext().split())
                made = page_field(name=name, text=text, original=text)
                made.source, made.line = self.document["source"], field.line or 1
                self.document.append(made)
                for words in field[1].findall(nodes.TextElement):
                    words["translatable"] = False

    def _first(self, field: nodes.Node) -> bool:
        parent = field.parent
        return parent.parent is self.document


class GiveWords(SphinxTransform):
    """Let words that a directive has made of data be messages; Sphinx knows those that stand in the page's source."""

    # Before Sphinx applies translations (20).
    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        """Look for paragraphs, titles and the like that come from no line of the page."""
        if application(self.env).builder.name not in ("gettext", settings.BUILDER):
            return
        for node in list(self.document.findall(nodes.TextElement)):
            if node.source or "translatable" in node or isinstance(node, OTHER) or not _LETTERS.search(node.astext()):
                continue
            if all(isinstance(child, nodes.Text) for child in node.children):
                self._give(node)
                continue
            # Around a link or a source, each piece is a message: as a whole it would lose them.
            for child in list(node.children):
                if isinstance(child, nodes.Text) and _LETTERS.search(child):
                    piece = nodes.inline("", child.astext(), translatable=True)
                    node.replace(child, piece)
                    self._give(piece)
                elif isinstance(child, nodes.emphasis | nodes.strong) and _LETTERS.search(child.astext()):
                    child["translatable"] = True
                    self._give(child)

    def _give(self, node: nodes.TextElement) -> None:
        node.rawsource = node.astext()
        node.source, node.line = self.document["source"], _line(node)


def _line(node: nodes.Element) -> int:
    parent = node.parent
    while parent is not None and not parent.line:
        parent = parent.parent
    return int(parent.line or 1) if parent is not None else 1


def take_fields(app: Sphinx, document: nodes.document) -> None:
    """Write translated fields into the page's data, and take the nodes out."""
    for node in list(document.findall(page_field)):
        if node["text"] != node["original"]:
            app.env.metadata[app.env.docname][node["name"]] = node["text"]
        # Whoever gathers messages looks for them in the page as it is kept.
        if app.builder.name != "gettext":
            node.parent.remove(node)


def _templates(app: Sphinx) -> Iterable[tuple[Path, int, str]]:
    for folder in app.config.templates_path:
        for path in sorted(Path(app.confdir, folder).rglob("*.html")):
            with path.open("rb") as file:
                options = {"silent": "false", "trimmed": "true"}
                for line, message, *_ in extract("jinja2", file, options=options):
                    if isinstance(message, str):
                        yield path, line, message


def write_interface(app: Sphinx, error: Exception | None) -> None:
    """Gather the words of the site's templates and of conf.py into ``sphinx.pot``.

    Sphinx looks for templates in the folder of the pages, and finds none where conf.py lies elsewhere.
    """
    if error is not None or app.builder.name != "gettext":
        return
    catalogue = Catalog(project=app.config.project, version=app.config.release, charset="utf-8")
    here = Path(app.confdir)
    for path, line, message in _templates(app):
        catalogue.add(message, locations=[(path.relative_to(here).as_posix(), line)])
    for name in app.config.translations_settings:
        if isinstance(app.config[name], str) and app.config[name]:
            catalogue.add(app.config[name], locations=[("conf.py", 1)])
    with Path(app.outdir, "sphinx.pot").open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=False, sort_by_file=True)


def setup(app: Sphinx) -> None:
    """Connect what finds messages, for whoever translates and for whoever gathers."""
    app.add_node(page_field)
    app.add_transform(GiveFields)
    app.add_transform(GiveWords)
    app.connect("doctree-read", take_fields)
    app.connect("build-finished", write_interface)
