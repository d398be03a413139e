"""The builder: every page of the toctree, in its order, printed as one PDF."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from sphinx_evidence import reading_order
from sphinx_evidence.books.press import Press, note_sources, press_of
from sphinx_evidence.building import app_of

from .addresses import of_page
from .chapters import Chapter
from .frame import frame

logger = logging.getLogger(__name__)

#: What the stylesheet says of each paper. Letter is 5.9 mm wider than A4 and 17.6 mm lower.
PAPERS = {
    "a4": "size: A4;\n  margin: 27mm 28.75mm 25mm;",
    "letter": "size: letter;\n  margin: 22mm 31.7mm 21mm;",
}


class BookBuilder(StandaloneHTMLBuilder):
    """Print the site as a book, ``<book_basename>.pdf`` in the output folder."""

    name = "book"
    epilog = "The book is in %(outdir)s."
    allow_parallel = False
    # Figures come once, in light, with their numbers in sight.
    embedded = True
    search = False
    copysource = False
    # On paper no file can be opened: its name stands there without a link.
    download_support = False

    def init(self) -> None:
        """Prepare to translate pages; no theme has a say in a book."""
        self.imagedir = "_images"
        self.current_docname = ""
        self.theme = None  # type: ignore[assignment]  # what asks for it looks first whether there is one
        self.templates = None
        self.init_templates()
        self.init_highlighter()
        self.use_index = self.get_builder_config("use_index", "html")

    # As Sphinx's own builders of one document, whose type here is that of its parent, of many.
    def get_outdated_docs(self) -> str:  # type: ignore[override]
        """Return what is out of date: a book is printed whole."""
        return "all pages"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return an address that says that it is a page of the book, whatever page it is seen from."""
        return of_page(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to)

    def write_documents(self, docnames: Set[str]) -> None:
        """Print the book, or say in one line what is missing for it."""
        press = press_of(self.config)
        if missing := press.missing():
            logger.error(missing)
            app_of(self.env).statuscode = 1
            return
        order = list(reading_order.in_toctree(self.env))
        bibliographies = getattr(self.config, "bibtex_bibfiles", [])
        note_sources(
            [
                *(Path(self.env.doc2path(docname)) for docname, _ in order if docname in self.env.found_docs),
                *(Path(self.confdir, name) for name in bibliographies),
            ]
        )
        with press.helper(len(order)) as helper:
            self._print(press, order, helper)

    def _print(self, press: Press, order: list[tuple[str, int]], helper: Any) -> None:
        chapters = [
            Chapter(docname, depth, self._body(docname), self.imagedir)
            for docname, depth in order
            if docname in self.env.found_docs
        ]
        self.copy_image_files()
        # Furo writes the colours of code here at the end of whatever looks to it like a site.
        Path(self.outdir, "_static").mkdir(exist_ok=True)
        index = IndexEntries(self.env).create_index(self) if self.use_index else []
        press.write(
            frame(app_of(self.env), press, chapters, index, dict(order).get("genindex", 1)),
            Path(self.outdir, f"{self.config.book_basename}.pdf"),
            self._stylesheet(),
            helper,
            # Whoever prints something else from the same chapters.
            meanwhile=lambda: self.events.emit("book-printing", chapters),
        )

    def _stylesheet(self) -> Path:
        """Return the looks of the book, for the paper that the project asks for; the block of text stays as wide."""
        looks = Path(__file__).parent / "static" / "book.css"
        paper = str(self.config.book_paper).lower()
        if paper not in PAPERS:
            raise ConfigError(f"book_paper in conf.py is {self.config.book_paper!r}; write 'A4' or 'letter'")
        if paper == "a4":
            return looks
        made = Path(self.doctreedir, "book-letter.css")
        made.write_text(looks.read_text(encoding="utf-8").replace(PAPERS["a4"], PAPERS[paper], 1), encoding="utf-8")
        return made

    def _body(self, docname: str) -> str:
        """Return page ``docname`` as Sphinx's own writer puts it into HTML."""
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        doctree.settings = self.docsettings
        self.current_docname = docname
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        self.imgpath = self.imagedir
        self.post_process_images(doctree)
        visitor = self.create_translator(doctree, self)
        assert isinstance(visitor, HTML5Translator)
        doctree.walkabout(visitor)
        return "".join(visitor.fragment)

    def copy_assets(self) -> None:
        """Nothing: which images there are shows only as the pages are translated."""

    def finish(self) -> None:
        """Nothing: the book is printed."""
