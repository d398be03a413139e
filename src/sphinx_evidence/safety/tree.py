"""What a page that was read may hold, whatever made it."""

from __future__ import annotations

import glob
import re
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import NodeMatcher

from sphinx_evidence.codes import Code
from sphinx_evidence.unseen import UNSEEN, seen

from . import svg
from .addresses import foreign, nameless, scheme, unreadable
from .files import OUTSIDE, inside
from .source import UNSEEN_TOLD

#: Pictures that browsers show and that cannot be taken for pages.
PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf"}
#: Files that can be downloaded and that a browser does not run.
DOWNLOADS = {".csv", ".json", ".txt", ".bib", ".ris", ".pdf", ".epub", ".zip", ".tsv", ".yaml", ".yml", ".md", ".rst"}
DOWNLOADS |= {".png", ".jpg", ".jpeg", ".gif", ".webp", ".py", ".toml", ".ics", ".xlsx", ".ods", ".docx", ".odt"}
#: What a page may say in its head, besides what begins with og:, article:, citation_, dc. and twitter:.
META = {"description", "keywords", "author", "robots", "date", "language", "lang"}
META_BEGINS = ("og:", "article:", "citation_", "dc.", "dcterms.", "twitter:")

#: Attributes of what a page says in its head; each other one may run something.
META_ATTRIBUTES = {"name", "property", "content", "lang", "scheme", "ids", "classes", "names", "dupnames", "backrefs"}
#: What columns of a table may be told to TeX: letters for columns, lines, widths, and nothing that TeX runs.
COLUMNS = re.compile(
    r"(?:[lcrpmbXLCRJTYS|:*{}\[\]@!<>=.,;/\s\d-]|cm|mm|in|pt|em|ex"
    r"|\\(?:X|Y|linewidth|textwidth|columnwidth|raggedright|raggedleft|centering|arraybackslash|hline|tymin|tymax)\b)*"
)
#: What a formula needs none of: files, commands, links, and words that make others.
TEX = re.compile(
    r"\\(?:input|include|usepackage|write|immediate|open(?:in|out)|read|special|catcode|csname|[egx]?def|let|futurelet"
    r"|(?:re)?newcommand|newenvironment|href|url|html\w*|class|cssId|style|data|require|unicode|directlua|lua\w*"
    r"|pdf\w+|XeTeX\w+|includegraphics|verbatiminput|lstinputlisting|expandafter|loop|every\w+|end\s*\{document)"
    r"(?![a-z])|\^\^",
    re.IGNORECASE,
)

#: What MyST makes of the end of a line that Markdown keeps, by format.
BREAKS = {("html", "<br />\n"), ("latex", "\\\\\n")}
RAW = "a page holds no text of another format (%s); write it in its own markup"
MATH = "formulas need a script of another host; write it in words, or with sub- and superscript"
ELSEWHERE = "picture %s lies on another site; copy it to a folder of the pages"
SVG = "picture %s holds %s on line %d; take it out of the picture"
KIND = "browsers do not show pictures like %s; save it as one of: %s"
RUN_BY_TEX = "a formula must not hold %s, which TeX or a browser runs; take it out"
BAD_COLUMNS = "the columns of a table must not hold %r, which TeX runs; write letters, lines and widths"
MARKUP = "picture %s is not what its name says; save it again as %s"
BEGINS = "a link must not begin with %s; correct %r"
UNREADABLE = "no browser can follow the address %s; correct it"
FRAME = "a page has no header or footer of its own, and no format shows one; take it out"


_MATHS = NodeMatcher(nodes.math, nodes.math_block)


def _complain(node: nodes.Node, message: str, *words: object, code: Code) -> None:
    code.warn(message, *words, location=node)


def _drop(node: nodes.Node) -> None:
    """Take ``node`` out, and the figure around a picture that is not there."""
    parent = node.parent
    if parent is None:
        return
    if isinstance(parent, nodes.reference) and len(parent.children) == 1:
        node, parent = parent, parent.parent
    if parent is not None:
        parent.remove(node)


def check(app: Sphinx, document: nodes.document) -> None:
    """Take out what must not be published of the page just read, and say so; before pictures and files are noted."""
    _take_unseen(app, document)
    for raw in list(document.findall(nodes.raw)):
        if (raw.get("format"), raw.astext()) in BREAKS:
            continue
        _complain(
            raw,
            RAW,
            raw.get("format"),
            code=Code.SAFETY_RAW,
        )
        _drop(raw)
    for frame in list(document.findall(nodes.decoration)):
        # Some writers do not know it and stop.
        _complain(frame.next_node() or frame, FRAME, code=Code.SAFETY_RAW)
        _drop(frame)
    for meta in list(document.findall(nodes.meta)):
        if said := _meta(meta):
            _complain(meta, "the page's head must not say %s; take it out", said, code=Code.SAFETY_META)
            _drop(meta)
    for toctree in document.findall(addnodes.toctree):
        _check_toctree(app, toctree)
    for math in list(_MATHS.findall(document)):
        if app.config.safety_math:
            if found := TEX.search(math.astext()):
                _complain(math, RUN_BY_TEX, found[0], code=Code.SAFETY_TEX)
                _drop(math)
            continue
        _complain(
            math,
            MATH,
            code=Code.SAFETY_FOREIGN,
        )
        _drop(math)
    for columns in list(document.findall(addnodes.tabular_col_spec)):
        good = COLUMNS.match(columns["spec"])
        if good and good.end() < len(columns["spec"]):
            _complain(columns, BAD_COLUMNS, columns["spec"][good.end() :][:40], code=Code.SAFETY_TEX)
            _drop(columns)
    for picture in list(document.findall(nodes.image)):
        if not _picture_is_good(app, picture):
            _drop(picture)
    for download in list(document.findall(addnodes.download_reference)):
        if not _download_is_good(app, download):
            download.replace_self(nodes.inline("", download.astext()))


def _take_unseen(app: Sphinx, document: nodes.document) -> None:
    """Take out signs that nobody sees, which come as entities or from a file; warn of the first of a page.

    Those that stand in the page's text were told when it was read.
    """
    told = app.env.current_document.get(UNSEEN_TOLD, False)
    for text in list(document.findall(nodes.Text)):
        # A NUL is docutils' own mark of what a backslash escaped; none ever comes from a page.
        if text.isprintable() or text.parent is None or not (hidden := UNSEEN.search(text.astext())):
            continue
        if not told:
            told = True
            Code.SAFETY_UNSEEN.warn(
                "U+%04X cannot be seen and can turn letters round; delete it",
                ord(hidden[0]),
                location=(app.env.docname, _line(text.parent)),
            )
        text.parent.replace(text, nodes.Text(UNSEEN.sub("", text.astext())))
    for image in document.findall(nodes.image):
        if UNSEEN.search(image.get("alt", "")):
            image["alt"] = UNSEEN.sub("", image["alt"])
    if told:
        # Titles become names, and names are written by formats that show a page as it is.
        for element in document.findall(nodes.Element):
            for name, value in element.attributes.items():
                if isinstance(value, str):
                    element[name] = seen(value)
                elif isinstance(value, list) and all(isinstance(one, str) for one in value):
                    element[name] = [seen(one) for one in value]


def _line(node: nodes.Node | None) -> int:
    """Return the line on which ``node`` or what it stands in begins; front matter is at the top."""
    while node is not None and node.line is None:
        node = node.parent
    return node.line if node is not None and node.line else 1


def _meta(meta: nodes.Element) -> str:
    attributes = {name.lower(): str(value) for name, value in meta.attributes.items() if value}
    if "http-equiv" in attributes:
        return f"http-equiv={attributes['http-equiv']}"
    if strange := sorted(attributes.keys() - META_ATTRIBUTES):
        return f"{strange[0]}={attributes[strange[0]]}"
    name = attributes.get("name", attributes.get("property", "")).lower()
    if name in META or name.startswith(META_BEGINS) or not name:
        return ""
    return f"{name}"


def _begins(address: str, schemes: Iterable[str]) -> str:
    """Return the beginning of ``address`` that no link may have; nothing where it is good."""
    if begins := scheme(address):
        return "" if begins in schemes else f"{begins}:"
    return "//" if nameless(address) else ""


def _check_toctree(app: Sphinx, toctree: addnodes.toctree) -> None:
    good = []
    for title, target in toctree["entries"]:
        if target and (begins := _begins(target, app.config.safety_schemes)):
            _complain(toctree, BEGINS, begins, target, code=Code.SAFETY_ADDRESS)
        else:
            good.append((title, target))
    toctree["entries"] = good


def _path(app: Sphinx, name: str) -> Path:
    return Path(app.env.relfn2path(name)[1])


def _candidates(app: Sphinx, uri: str) -> Iterator[Path]:
    """Yield each file that ``uri`` may mean: as it stands, decoded, or every format of it where it ends with ``.*``."""
    for name in {uri: None, unquote(uri): None}:
        path = _path(app, name)
        if name.endswith(".*"):
            yield from sorted(path.parent.glob(f"{glob.escape(path.name[:-1])}*"))
        elif path.exists() or path.is_symlink():
            yield path


def _picture_is_good(app: Sphinx, picture: nodes.image) -> bool:
    uri = str(picture["uri"])
    if foreign(uri):
        _complain(picture, ELSEWHERE, uri[:80], code=Code.SAFETY_FOREIGN)
        return False
    for path in _candidates(app, uri):
        if not inside(app.env, path):
            _complain(picture, OUTSIDE, uri, code=Code.SAFETY_FILE)
            return False
        if path.suffix.lower() == ".svg" and (found := svg.fault(path)):
            line, what = found
            _complain(picture, SVG, uri, what, line, code=Code.SAFETY_SVG)
            return False
        if path.is_file() and path.suffix.lower() not in PICTURES:
            known = ", ".join(sorted(PICTURES))
            _complain(picture, KIND, path.name, known, code=Code.SAFETY_PICTURE)
            return False
        if path.is_file() and path.suffix.lower() != ".svg" and _is_markup(path):
            _complain(picture, MARKUP, path.name, path.suffix, code=Code.SAFETY_PICTURE)
            return False
    return True


def _is_markup(path: Path) -> bool:
    """Say whether the file begins as a page or an SVG picture does: some programs look at that, not at the name."""
    with path.open("rb") as file:
        return file.read(200).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _download_is_good(app: Sphinx, download: addnodes.download_reference) -> bool:
    target = str(download["reftarget"])
    if scheme(target) or nameless(target):
        begins = _begins(target, app.config.safety_schemes)
        if not begins:
            return True
        _complain(download, BEGINS, begins, target, code=Code.SAFETY_ADDRESS)
        return False
    path = _path(app, target)
    if (path.exists() or path.is_symlink()) and not inside(app.env, path):
        _complain(download, OUTSIDE, target, code=Code.SAFETY_FILE)
        return False
    if path.suffix.lower() not in DOWNLOADS:
        _complain(
            download,
            "%s is a file that a browser may run; offer one of: %s",
            target,
            ", ".join(sorted(DOWNLOADS)),
            code=Code.SAFETY_DOWNLOAD,
        )
        return False
    return True


#: What has been told of a page: an e-book prints some pages more than once.
_told: weakref.WeakKeyDictionary[BuildEnvironment, set[tuple[str, str]]] = weakref.WeakKeyDictionary()


def _unlink(link: nodes.reference) -> None:
    del link["refuri"]
    link.replace_self(nodes.inline("", "", *link.children))


class TakeUnseen(SphinxPostTransform):
    """Take such signs out of words that came after the page was read, as those of a bibliography do."""

    # After lists of sources (5), before TeX is told where a long word may end, which takes such a sign (8).
    default_priority = 7
    #: Signs that may stand.
    left = ""

    def run(self, **kwargs: Any) -> None:
        """Look at all words again."""
        for text in list(self.document.findall(nodes.Text)):
            if text.isprintable() or text.parent is None:
                continue
            hidden = [sign for sign in UNSEEN.findall(text.astext()) if sign not in self.left]
            if not hidden:
                continue
            told, place = _told.setdefault(self.env, set()), (self.env.docname, "")
            if place not in told:
                told.add(place)
                message = (
                    "U+%04X cannot be seen and can turn letters round; delete it, perhaps from a source cited here"
                )
                location = (self.env.docname, _line(text.parent))
                Code.SAFETY_UNSEEN.warn(message, ord(hidden[0]), location=location)
            text.parent.replace(text, nodes.Text("".join(sign for sign in text.astext() if sign not in hidden)))
        for link in self.document.findall(nodes.reference):
            for name in {"reftitle", "refuri"} & link.attributes.keys():
                link[name] = seen(link[name])


class TakeUnseenOfLinks(TakeUnseen):
    """Do so once more, when links have got their words, of which many are of other pages and sources."""

    default_priority = 989
    # That is where TeX may end a line now.
    left = "\u200b"


class CheckAddresses(SphinxPostTransform):
    """Unlink every address that begins with what links must not begin with, whatever made it."""

    # After everything that makes links: citations, claims, other pages.
    default_priority = 990

    def run(self, **kwargs: Any) -> None:
        """Look at links."""
        schemes = {*self.config.safety_schemes}
        for link in list(self._links()):
            if begins := _begins(str(link["refuri"]), schemes):
                told = _told.setdefault(self.env, set())
                place = (self.env.docname, str(link["refuri"]))
                if place not in told:
                    told.add(place)
                    _complain(link, BEGINS, begins, place[1][:80], code=Code.SAFETY_ADDRESS)
                _unlink(link)
            elif unreadable(str(link["refuri"])):
                _complain(link, UNREADABLE, str(link["refuri"])[:80], code=Code.SAFETY_ADDRESS)
                _unlink(link)

    def _links(self) -> Iterator[nodes.reference]:
        for link in self.document.findall(nodes.reference):
            # Pages of the same site may have a colon in their name.
            if "refuri" in link and not link.get("internal"):
                yield link
