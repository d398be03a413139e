"""Figures drawn at build time, each from one CSV file and one short Python file.

The directive ``chart`` names a figure in the folder ``docs/figures``. It shows the drawing in
light and dark with a text alternative, its caption, its sources, and the numbers as a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence.citing import cite, known_keys
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _, add_catalog
from sphinx_evidence.named import metadata, named

from . import data, draw
from .drawing import (
    COLOURS_EVENT,
    FOLDER,
    ROWS_EVENT,
    WORDS_EVENT,
    FiguresDomain,
    figures_domain,
    finish_charts,
    said,
    start_charts,
    warn_of_program,
)
from .printing import chart_data, chart_drawing, chart_word, register

#: What a figure may be called: a file of that folder, which is a part of an address and of the name of a module.
NAME = re.compile(r"\w[\w.-]*")


class ChartDirective(SphinxDirective):
    """The figure called by the argument; the body is its caption."""

    required_arguments = 1
    has_content = True
    option_spec = {"alt": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0].strip()
        alt = " ".join((self.options.get("alt") or "").split())
        program = Path(self.env.srcdir, FOLDER, f"{name}.py")
        if not alt:
            self._complain(f"chart {name!r} has no text alternative; add ':alt:' and say what it shows")
        if not NAME.fullmatch(name):
            self._complain(
                f"a chart cannot be called {name!r}; write the name of a file in {FOLDER}, without its ending"
            )
            return []
        # Also when it is not there yet: the page is read again when it comes.
        self.env.note_dependency(str(program))
        if not program.is_file():
            self._complain(f"there is no {FOLDER}/{name}.py; correct the name or add the file")
            return []
        try:
            module = draw.load(program)
        except BaseException as error:  # the program is an editor's; what goes wrong in it has one line
            if draw.is_ours(error, program):
                raise
            warn_of_program(program, *draw.reason(program, error))
            return []
        rows = None
        table = program.with_suffix(".csv")
        if getattr(module, "COLUMNS", None) is not None:
            self.env.note_dependency(str(table))
            try:
                rows = data.read_rows(table, module.COLUMNS, known_keys(self.env))
            except ValueError as error:
                Code.FIGURES_DATA.warn("%s", error)
                return []
        words = getattr(module, "WORDS", ())
        figures_domain(self.env).note(self.env.docname, name, rows, words)
        box = nodes.figure(classes=["chart"])
        self.set_source_info(box)
        drawing = chart_drawing(
            name=name,
            alt=alt,
            counted=rows is None,
            size=(draw.WIDTH, getattr(module, "HEIGHT", 3.0)),
        )
        drawing += [chart_word(text=word) for word in dict.fromkeys([*words, *said(rows or [])])]
        for node in drawing.findall():
            self.set_source_info(node)
        box += drawing
        caption = self.parse_content_to_nodes()
        if caption and isinstance(caption[0], nodes.paragraph):
            # Markdown leaves empty texts beside bold words; docutils' writer of man pages fails over one at the end.
            first = caption[0]
            shown = [part for part in first.children if part.astext() or not isinstance(part, nodes.Text)]
            box += nodes.caption(first.rawsource, "", *shown)
            del caption[0]
            self.set_source_info(box[-1])
        box += caption
        numbers = chart_data(name=name, heads=None if rows is None else [*module.COLUMNS])
        if rows is not None:
            heads = [*module.COLUMNS]
            numbers += _table(heads, rows, self._cite)
            # What came from the file of numbers is a message for translators, too.
            for row in numbers.findall(nodes.row):
                for words in [words for entry in row.children[: len(heads)] for words in entry.children]:
                    if isinstance(words, nodes.paragraph) and re.search(r"[^\W\d]", words.astext()):
                        words.rawsource = words.astext()
                        self.set_source_info(words)
        return [box, numbers]

    def _complain(self, message: str) -> None:
        location = (self.env.docname, self.lineno)
        Code.FIGURES_DIRECTIVE.warn(message, location=location)

    def _cite(self, keys: list[str]) -> list[nodes.Node]:
        return cite(self, keys)


def _table(
    heads: list[str], rows: list[dict[str, Any]], cite: Callable[[list[str]], list[nodes.Node]] | None = None
) -> nodes.table:
    """Return ``rows`` as a table with a column per head and, where ``cite`` is given, the sources."""
    names = [*heads, _("source")] if cite else [_(head) for head in heads]
    table = nodes.table(classes=["chart-data"])
    group = nodes.tgroup(cols=len(names))
    table += group
    group += [nodes.colspec(colwidth=10) for _ in names]
    words = [nodes.paragraph("", name.capitalize()) for name in names]
    if cite:
        # The extension's own word, in the language of the page.
        words[-1]["translatable"] = False
    head = nodes.row("", *(nodes.entry("", word) for word in words))
    group += nodes.thead("", head)
    body = nodes.tbody()
    group += body
    for row in rows:
        cells = [nodes.paragraph("", _shown(row[name])) for name in heads]
        if cite:
            cells.append(nodes.paragraph("", "", *cite(row[data.SOURCE])))
        body += nodes.row("", *(nodes.entry("", cell) for cell in cells))
    return table


def _shown(value: Any) -> str:
    if value is None:
        return _("not known")
    if isinstance(value, float):
        return f"{value:g}".replace("-", "−")
    return str(value)


class FillData(SphinxPostTransform):
    """Put in the numbers of figures that are drawn from other pages."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        domain = figures_domain(self.env)
        for numbers in self.document.findall(chart_data):
            if numbers["heads"] is None:
                rows = domain.rows_of(numbers["name"])
                numbers += _table([*rows[0]] if rows else [], rows)
        # Words that an editor typed could not follow numbers that come from other pages.
        for drawing in self.document.findall(chart_drawing):
            if drawing["counted"]:
                rows = domain.rows_of(drawing["name"])
                told = "; ".join(" ".join(_shown(value) for value in row.values()) for row in rows)
                drawing["alt"] = f"{drawing['alt']} {told}."


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its nodes and the drawing."""
    add_catalog(app)
    register(app)
    app.add_event(ROWS_EVENT)
    app.add_event(COLOURS_EVENT)
    app.add_event(WORDS_EVENT)
    app.add_directive("chart", ChartDirective)
    app.add_domain(FiguresDomain)
    app.add_post_transform(FillData)
    app.connect("env-updated", start_charts, priority=400)
    app.connect("build-finished", finish_charts)
    if named(app, __name__):
        app.add_css_file("figures.css")
        app.connect("builder-inited", _add_static)
    return metadata(app, __name__, 3)
