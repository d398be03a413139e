"""The directive ``download-list`` and what it prints."""

from __future__ import annotations

from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_evidence.building import app_of, builder_of
from sphinx_evidence.codes import Code
from sphinx_evidence.interface import _

from .files import SITE_BUILDERS, DownloadsDomain, downloads_domain, find

#: What a file is, by the end of its name, for people who do not know the end.
KINDS = {
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "schema.json": "JSON schema",
    "json": "JSON",
    "csv": "CSV",
    "pdf": "PDF",
}
KINDS |= {"epub": "EPUB", "zip": "zip"}


class download_list(nodes.General, nodes.Element):
    """Stands for the list; ``files`` are pairs of a name and what the file is."""


class DownloadListDirective(SphinxDirective):
    """A list of files; each line of the body has a file's name, a colon and what it is."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        files = []
        for number, line in enumerate(self.content):
            name, colon, words = (part.strip() for part in line.partition(":"))
            if not line.strip():
                continue
            if not (name and colon and words) or "/" in name:
                Code.DOWNLOADS_LINE.warn(
                    "%r is no line of a download-list; write the file's name, a colon and what it is, as in "
                    "'leaflet.pdf: one sheet to hand over'",
                    line,
                    location=(self.env.docname, self._line(number)),
                )
                continue
            files.append((name, words))
        downloads_domain(self.env).note(self.env.docname)
        return [download_list(files=files)]

    def _line(self, number: int) -> int:
        """Return the line of the page that is ``number`` in the body: MyST counts from the directive's own line."""
        first = self.content_offset if self.content_offset >= self.lineno else self.lineno + self.content_offset
        return first + number + 1


class PrintDownloads(SphinxPostTransform):
    """Replace the placeholders by lists of the files that there are."""

    default_priority = 6

    def run(self, **kwargs: object) -> None:
        for node in list(self.document.findall(download_list)):
            items = nodes.bullet_list(bullet="-", classes=["downloads"])
            for name, words in node["files"]:
                if builder_of(self.env).name not in SITE_BUILDERS:
                    items += nodes.list_item("", nodes.paragraph("", f"{words} ({kind(name)})"))
                elif found := find(app_of(self.env), name):
                    items += nodes.list_item("", self._line(words, name, *found))
            none = nodes.paragraph("", _("This copy of the site has none of these."))
            node.replace_self(items if len(items) else none)

    def _line(self, words: str, name: str, address: str, size: int) -> nodes.paragraph:
        root = builder_of(self.env).get_relative_uri(self.env.docname, self.config.root_doc).rpartition("/")[0]
        uri = f"{root}/{quote(address)}" if root else quote(address)
        line = nodes.paragraph()
        line += nodes.reference("", words, refuri=uri, internal=True)
        line += nodes.Text(f" ({kind(name)}, {spoken(size)})")
        return line


def kind(name: str) -> str:
    """Return what the file ``name`` is called by people: its format."""
    _, _, end = name.partition(".")
    return KINDS.get(end, KINDS.get(end.rpartition(".")[2], end.upper()))


def spoken(size: int) -> str:
    """Return ``size``, in bytes, as a person reads it: in kilobytes or megabytes of 1,000."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def setup(app: Sphinx) -> None:
    """Register the directive and its printing."""
    app.add_node(download_list)
    app.add_domain(DownloadsDomain)
    app.add_directive("download-list", DownloadListDirective)
    app.add_post_transform(PrintDownloads)
