"""Directives that hold nothing to show: a list of pages without pages, a term without words. Sphinx says nothing."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.other import TocTree
from sphinx.domains.std import Glossary as PlainGlossary

from this_site.codes import Code


class Toctree(TocTree):
    """A list of pages that has to name some."""

    def run(self) -> list[nodes.Node]:
        """Return the list; warn of one without lines. What is wrong with a line, Sphinx tells."""
        if not any(line.strip() for line in self.content):
            Code.ADVICE_DIRECTIVE.warn(
                "this toctree names no page; write one on each line, or take it out",
                location=(self.env.current_document.docname, self.lineno),
            )
        return super().run()


class _Below:
    """The state of a directive in Markdown, told lines of the page where it expects those of the directive."""

    def __init__(self, state: Any, line: int) -> None:
        self._state, self._line = state, line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def nested_parse(self, block: Any, input_offset: int = 0, *arguments: Any, **named: Any) -> Any:
        """Parse ``block``, which begins on the line ``input_offset`` of the page."""
        return self._state.nested_parse(block, input_offset - self._line, *arguments, **named)


class Glossary(PlainGlossary):
    """A glossary whose messages name lines of the page: MyST counts those of the directive."""

    def run(self) -> list[nodes.Node]:
        """Return the glossary."""
        items = self.content.items
        if items and items[0][1] == 0 and self.lineno:
            by = self.lineno + self.content_offset + 1
            self.content.items = [(source, number + by) for source, number in items]
            below: Any = _Below(self.state, self.lineno)
            self.state = below
        return super().run()


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each table in a table, and of each term that is not explained."""
    for table in list(doctree.findall(nodes.table)):
        outer = table.parent
        while outer is not None and not isinstance(outer, nodes.table):
            outer = outer.parent
        if outer is not None:
            # Text and man pages would stop the build over it.
            message = "a table stands in a table, which not every format can show; write two tables"
            Code.ADVICE_TABLE.warn(message, location=table if table.line else outer)
            table.replace_self(nodes.paragraph("", table.astext()))
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            words = [child for child in item.children if isinstance(child, nodes.definition)]
            terms = [child for child in item.children if isinstance(child, nodes.term)]
            if terms and not any(one.astext().strip() for one in words):
                name = terms[0].astext().strip()
                message = "the term %r has no words; write them below it, indented"
                Code.ADVICE_DIRECTIVE.warn(message, name, location=terms[0])
