"""How the pages become one document.

Sphinx puts the pages that a page leads to where its toctree stands: in the last section of the
front page, whose sections would be the book's chapters; and it takes the index, which LaTeX
makes by itself, for a page that is missing.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.latex import LaTeXBuilder
from sphinx.util.docutils import new_document


class BookLaTeXBuilder(LaTeXBuilder):
    """Writes a chapter for the front page and for each part that it leads to, and a section for each page of a part."""

    def assemble_doctree(self, indexfile: str, toctree_only: bool, appendices: list[str]) -> nodes.document:
        """Return the document that starts at page ``indexfile``, with its references resolved."""
        # One set under two names: Sphinx calls it something to go through.
        self.docnames = self._taken = {indexfile}
        book = new_document("<latex output>")
        title = nodes.section("", nodes.title("", self.config.project))
        book += title
        front, parts = self._page(indexfile)
        title += [front, *parts]
        for appendix in appendices:
            title += self._page(appendix)[0]
        # Not ``indexfile``: the front page is a page of its own in the book, and brings its name along.
        book["docname"] = ""
        self.env.resolve_references(book, indexfile, self)
        return book

    def _page(self, docname: str) -> tuple[addnodes.start_of_file, list[addnodes.start_of_file]]:
        """Return the page ``docname``, and those that it leads to, each with its own at its end."""
        self._taken.add(docname)
        page = addnodes.start_of_file("", *self.env.get_doctree(docname).children, docname=docname)
        for section in page.findall(nodes.section):
            section["docname"] = docname
        below = []
        for toctree in list(page.findall(addnodes.toctree)):
            toctree.parent.remove(toctree)
            for name in toctree["includefiles"]:
                if name in self.env.all_docs:
                    file, deeper = self._page(name)
                    next(file.findall(nodes.section)).extend(deeper)
                    below.append(file)
        return page, below

    def get_contentsname(self, indexfile: str) -> str:
        """Return what stands over the contents; Sphinx would take the caption of the first part."""
        return "Contents"
