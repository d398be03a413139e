"""What is done otherwise than by Sphinx's own EPUB builder, and why."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.util.fileutil import copy_asset
from sphinx.util.osutil import copyfile
from sphinx.writers.html5 import HTML5Translator

from . import container, cover

#: The name of the theme, which no other builder uses.
THEME = "book-file"
HERE = Path(__file__).parent
#: Templates by the name that Sphinx asks for. They have names of their own, because a template of
#: the site with the same name would be taken instead.
TEMPLATES = {"page.html": "epub-page.html", "genindex.html": "epub-genindex.html"}


def plain(name: str) -> str:
    """Return ``name`` with letters, digits, dots, hyphens and slashes alone; two names never become one."""
    return re.sub(r"[^A-Za-z0-9._/-]", lambda sign: f"-x{ord(sign[0]):x}-", name)


def strict(address: str) -> str:
    """Return ``address`` with those signs behind its host encoded that no address may hold, such as brackets."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)(.*)", address)
    return found[1] + re.sub(r"[\x00-\x20\[\]<>\"{}|\\^`]", lambda sign: quote(sign[0]), found[2]) if found else address


class Translator(HTML5Translator):
    """Writes some elements otherwise than Sphinx and docutils."""

    def visit_citation(self, node: nodes.citation) -> None:
        """Write sources as items of a list: docutils gives them a role that is deprecated and does not belong there."""
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<div role="list" class="citation-list">\n')
        self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))

    def visit_reference(self, node: nodes.Element) -> None:
        """Leave out what a mouse would show over a link: a book has no mouse, and some screen readers read it out.

        Of addresses a book must not say more than the standard allows, where browsers are lenient.
        """
        node.attributes.pop("reftitle", None)
        if "refuri" in node:
            node["refuri"] = strict(node["refuri"])
        super().visit_reference(node)


class TidyEpubBuilder(Epub3Builder):
    """Writes the same pages as the site into one file, with nothing of the site around them."""

    default_translator_class = Translator
    guide_titles = {"toc": "Contents", "cover": "Cover"}

    def get_theme_config(self) -> tuple[str, dict[str, Any]]:
        """Return the theme's name and options."""
        return THEME, {}

    # Reading programs trip over names with blanks and letters outside ASCII, and the package document has to name each
    # file as links do. So files get plain names, whatever their pages are called.

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of page ``docname`` in the book."""
        return plain(docname) + self.link_suffix

    def get_output_path(self, page_name: str, /) -> Any:
        """Return the file of a page."""
        return super().get_output_path(plain(page_name))

    def get_outfilename(self, pagename: str) -> Any:
        """Return the file of a page, as Sphinx asked for it before 8.2."""
        return super().get_outfilename(plain(pagename))

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page; what would lead to a site's page of searching, for which Sphinx has a label, is no link."""
        if "search" not in self.env.found_docs:
            nowhere = self.get_relative_uri(docname, "search")
            for link in list(doctree.findall(nodes.reference)):
                if link.get("refuri") == nowhere:
                    link.replace_self(link.children)
        super().write_doc(docname, doctree)

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], templatename: str = "page.html", **kwargs: Any
    ) -> None:
        """Write a page in the book's frame."""
        super().handle_page(pagename, addctx, TEMPLATES.get(templatename, templatename), **kwargs)

    # The site's own files, its pages without a source and its redirects have no place in a book; scripts and style
    # sheets of a web page would only get in the way of the reading program's.

    def copy_static_files(self) -> None:
        """Copy the style sheet."""
        self._static_dir.mkdir(parents=True, exist_ok=True)
        copy_asset(HERE / "theme" / "static", self._static_dir, force=True)

    def copy_extra_files(self) -> None:
        """Copy nothing."""

    def gen_additional_pages(self) -> None:
        """Write nothing."""

    def gen_pages_from_extensions(self) -> None:
        """Write nothing."""

    # The lists of what is in the file.

    @contextlib.contextmanager
    def _own_templates(self) -> Iterator[None]:
        theirs, self.template_dir = self.template_dir, type(self.srcdir)(HERE / "package")
        try:
            yield
        finally:
            self.template_dir = theirs

    @contextlib.contextmanager
    def _without_memory(self) -> Iterator[None]:
        """Keep what Sphinx remembers of the pages out of the file: called without -d, it puts that into the output."""
        theirs = self.config.epub_exclude_files
        kept = [path.relative_to(self.outdir) for path in Path(self.outdir).glob(".doctrees/**/*") if path.is_file()]
        # What hosts show for a wrong address is of no use in a book, unless it is one of its chapters.
        listed = {name for names in self.env.toctree_includes.values() for name in names}
        lost = [] if "404" in listed else [f"404{self.out_suffix}"]
        self.config.epub_exclude_files = [*theirs, *map(str, kept), *lost]
        try:
            yield
        finally:
            self.config.epub_exclude_files = theirs

    def content_metadata(self) -> dict[str, Any]:
        """Return what the package says about the book, escaped."""
        declared = self.config.epub_accessibility
        return super().content_metadata() | {
            "accessibility": [
                (html.escape(name), html.escape(value)) for name, values in declared.items() for value in values
            ],
        }

    def build_content(self) -> None:
        """Draw the cover and write the package document."""
        if self.config.epub_cover[0] == cover.COVER:
            self.globalcontext["cover_words"] = cover.draw(self.config, self.events, self.outdir / cover.COVER)
        else:
            own = self.outdir / self.config.epub_cover[0]
            own.parent.mkdir(parents=True, exist_ok=True)
            copyfile(self.confdir / self.config.epub_cover[0], own, force=True)
        with self._own_templates(), self._without_memory():
            super().build_content()

    def navigation_doc_metadata(self, navlist: list[Any]) -> dict[str, Any]:
        """Return what the navigation document shows."""
        start = self.get_target_uri(self.config.root_doc)
        return super().navigation_doc_metadata(navlist) | {
            "title": html.escape(self.config.epub_title),
            "cover": self.coverpage_name,
            "start": html.escape(start),
            "index": "genindex" + self.out_suffix if self.use_index else "",
        }

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Return what the contents for old reading programs show; they must name the book as the package does."""
        return super().toc_metadata(level, navpoints) | {"uid": html.escape(self.config.epub_identifier)}

    def build_navigation_doc(self) -> None:
        """Write the contents and the landmarks."""
        with self._own_templates():
            super().build_navigation_doc()

    def build_epub(self) -> None:
        """Write the file."""
        names = ["META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        container.write(self.outdir, names, self.outdir / f"{self.config.epub_basename}.epub")
