"""What is wrong with a page that was read, and that Sphinx says nothing of."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import imagesize
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform

from this_site.codes import Code

#: The first bytes of the pictures that browsers show, by the ending of their names.
SIGNATURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".svg": (b"<",),
}
# What looks like a tag or a link and stands in the text, because pages are Markdown alone and link to the web alone.
_TAG = re.compile(
    r"</?(?:a|abbr|b|br|center|code|details|div|em|font|h[1-6]|hr|i|iframe|img|li|ol|p|script|small|span|"
    r"strong|style|sub|summary|sup|table|td|tr|u|ul)\b[^<>]*>|<!(?:--|\u2013|\u2014)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\]\((?!https?:|mailto:|tel:|doi:)([a-z]+):", re.IGNORECASE)
#: What is left in the text of marks that MyST did not understand, and what to do.
_LEFT = (
    (re.compile(r"\{[a-z]+(?::[a-z]+)?\}|\{[a-z]+(?::[a-z]+)? (?=$|`)"), "write {role}`words`, without a blank"),
    (re.compile(r"\]\(|\]\["), "close its brackets, write %20 for a blank, and see that what it names is there"),
    (re.compile(r"\*\*"), "close it with the same signs"),
    (re.compile(r"`"), "close it with the same signs"),
)
#: The beginning of a paragraph that was to be a heading.
_HEADING = re.compile(r"#{1,9}(?:\s|[A-Z])")
#: What such pictures say behind their first bytes.
_WEBP = b"WEBP"
#: Pixels that no screen shows at once.
WIDEST = 8000


#: What Sphinx takes for the place of a warning.
Place = nodes.Node | tuple[str, int]


class UnquotePictures(SphinxTransform):
    """Find pictures whose names have blanks or accents: MyST hands on the name as it stands in an address."""

    default_priority = 100

    def apply(self, **kwargs: object) -> None:
        """Change the names in the page."""
        for image in self.document.findall(nodes.image):
            uri = image.get("uri", "")
            if "%" in uri and "://" not in uri:
                image["uri"] = unquote(uri)


class CircularToctree(SphinxError):
    """Raised when toctrees go round in a circle."""

    category = "Toctree"


def _complain(message: str, location: Place, *args: object) -> None:
    Code.ADVICE_PAGE.warn(message, *args, location=location)


def check_headings(app: Sphinx, doctree: nodes.document) -> None:
    """Take a file to download out of each heading, and say so: Sphinx's list of contents cannot hold one."""
    for title in doctree.findall(nodes.title):
        for link in list(title.findall(addnodes.download_reference)):
            _complain("a file to download stands in a heading; put it below", _line_of(app, title))
            link.parent.replace(link, nodes.Text(link.astext()))


def check_page(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of an empty page, a second title, and pictures that will not do."""
    docname = app.env.docname
    titles = [section for section in doctree.children if isinstance(section, nodes.section)]
    if not titles:
        _complain("the page has no title; begin it with '# The title', or delete it", (docname, 1))
    for section in titles[1:]:
        title = section.next_node(nodes.title)
        line = (title.line if title else None) or section.line or 1
        _complain("the page has a second title; write ## before it", (docname, line))
    for image in doctree.findall(nodes.image):
        _check_image(app, image)
    _check_notes(app, doctree)
    for index in doctree.findall(addnodes.index):
        _check_index(app, index)
    for section in doctree.findall(nodes.section):
        if section.children and isinstance(section[0], nodes.title) and not section[0].astext().strip():
            _complain("the heading has no words; write them behind the #s", _line_of(app, section[0]))
    for paragraph in doctree.findall(nodes.paragraph):
        if paragraph.children and isinstance(paragraph[0], nodes.Text) and _HEADING.match(paragraph[0]):
            advice = "the line begins with # and is no heading; write one to six #s, a blank, and the words"
            _complain(advice, _line_of(app, paragraph))
    for link in list(doctree.findall(nodes.reference)):
        _check_link(app, link)
    for text in doctree.findall(nodes.Text):
        if not isinstance(text.parent, nodes.literal | nodes.literal_block | nodes.raw | nodes.comment):
            _check_text(text)


def _check_index(app: Sphinx, index: addnodes.index) -> None:
    """Warn of an entry of the index that has no words, or none before or behind its semicolon, and take it out."""
    if isinstance(index.next_node(descend=False, siblings=True), addnodes.desc):
        return  # What is described may stand in no index.
    good = [entry for entry in index["entries"] if all(part.strip(" !") for part in str(entry[1]).split(";"))]
    if not good or len(good) < len(index["entries"]):
        advice = "an entry of the index has no words here; write it as 'first' or 'first; second'"
        _complain(advice, _line_of(app, index))
        index["entries"] = good


def _check_link(app: Sphinx, link: nodes.reference) -> None:
    """Warn of a link without words, and of an address that no program can follow."""
    uri = str(link.get("refuri", ""))
    if not uri:
        return
    if not link.astext().strip() and not any(link.findall(nodes.image)):
        _complain("the link to %s has no words; write them between the brackets", _line_of(app, link), uri[:60])
    elif not _can_be_followed(uri):
        _complain("nobody can follow the address %s; correct it", _line_of(app, link), uri[:60])
        link.replace_self(nodes.inline("", "", *link.children))


def _can_be_followed(uri: str) -> bool:
    scheme, _, rest = uri.partition(":")
    if scheme == "tel":
        return bool(re.fullmatch(r"\+?[\d().\s-]*\d[\d().\s-]*", unquote(rest)))
    if scheme == "mailto":
        return bool(re.match(r"[^@\s]+@[^@\s]+", unquote(rest)))
    if scheme not in ("http", "https"):
        return True
    try:
        parts = urlsplit(uri)
        good = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    # The resolver alone is where a DOI without a number leads.
    return good and not re.search(r"%(?![0-9A-Fa-f]{2})", uri) and uri.rstrip("/") != "https://doi.org"


def _check_notes(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of notes without words or partner, and take out what some formats cannot print."""
    for note in list(doctree.findall(nodes.footnote)):
        if not any(isinstance(child, nodes.label) for child in note.children):
            # The writer of man pages would stop the build over it.
            if all("refid" in reference for reference in doctree.findall(nodes.footnote_reference)):
                _complain("this note was given no number; write it as [^name]: in Markdown", _line_of(app, note))
            note.insert(0, nodes.label("", "*"))
        if not any(child.astext().strip() for child in note.children if not isinstance(child, nodes.label)):
            name = (note.get("names") or [note.astext().strip()])[0]
            _complain("the note [^%s] has no words; write them behind its colon", _line_of(app, note), name)
            note += nodes.paragraph("", "…")
    for reference in list(doctree.findall(nodes.footnote_reference)):
        if "refid" not in reference:
            _complain(
                "a note is named here that is not there; write it, or take the sign out", _line_of(app, reference)
            )
            reference.parent.remove(reference)
    for pending in list(doctree.findall(nodes.pending)):
        # What only the parser of reStructuredText resolves, for a page of its own.
        name = pending.transform.__module__.rpartition(".")[2]
        _complain("what is asked for here is not made in a page of Markdown (%s); take it out", pending, name)
        pending.parent.remove(pending)


def _line_of(app: Sphinx, node: nodes.Element) -> Place:
    """Return the place of ``node``, or of the nearest one around it that knows its line."""
    around: nodes.Element | None = node
    while around is not None and not around.line:
        around = around.parent
    return (app.env.docname, around.line) if around is not None and around.line else (app.env.docname, 1)


def _check_text(text: nodes.Text) -> None:
    if found := _TAG.search(text):
        _complain("%s would stand in the text as it is; write Markdown instead", text.parent, found[0])
    if found := _LINK.search(text):
        _complain("a link to %s: is not made; link to http, https, mailto, tel or doi", text.parent, found[1])
    elif left := next((found for sign, _ in _LEFT if (found := sign.search(text))), None):
        if any(isinstance(around, nodes.problematic) for around in (text.parent, text.parent.parent)):
            # Whoever could not make it has told.
            return
        if left[0] == "`" and any(isinstance(around, nodes.entry) for around in (text.parent, text.parent.parent)):
            # A bar in code has parted the cell in two, of which the table is told.
            return
        advice = next(advice for sign, advice in _LEFT if sign is left.re)
        _complain("%s would stand in the text as it is; %s", text.parent, left[0].strip(), advice)


def _check_image(app: Sphinx, image: nodes.image) -> None:
    uri = image.get("uri", "")
    location = image if image.line else (app.env.docname, image.parent.line or 1)
    if not image.get("alt", "").strip():
        _complain("picture %s has no text for those who cannot see it; write ![what it shows](…)", location, uri)
    if "://" in uri:
        _complain("picture %s lies on another site; copy it to a folder of the pages", location, uri)
        return
    for name in {*image.get("candidates", {}).values()} or {uri}:
        path = Path(app.srcdir, name)
        if path.is_dir():
            _complain("picture %s is a folder; name a file in it", location, uri)
        elif path.is_file():
            _check_picture(app, path, location)


def _check_picture(app: Sphinx, path: Path, location: Place) -> None:
    limit = app.config.advice_largest_image
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1000).lstrip(b"\xef\xbb\xbf \r\n")
    signatures = SIGNATURES.get(path.suffix.lower())
    if signatures is None:
        known = ", ".join(SIGNATURES)
        _complain("browsers do not show pictures like %s; save it as one of: %s", location, path.name, known)
    elif not head.startswith(signatures):
        _complain("picture %s is not what its name says; save it again as %s", location, path.name, path.suffix)
    elif size > limit:
        message = "picture %s has %.1f MB; shrink it below %.1f MB"
        _complain(message, location, path.name, size / 1e6, limit / 1e6)
    elif path.suffix.lower() == ".svg":
        first = re.search(rb"<([A-Za-z][\w:.-]*)", re.sub(rb"(?s)<!--.*?-->|<\?.*?\?>", b"", path.read_bytes()))
        if first and first[1].rpartition(b":")[2] != b"svg":
            _complain("picture %s is not what its name says; save it again as %s", location, path.name, path.suffix)
    elif min(imagesize.get(path)) <= 0 or (path.suffix.lower() == ".webp" and head[8:12] != _WEBP):
        _complain("picture %s is cut or damaged; save it again", location, path.name)
    elif max(imagesize.get(path)) > WIDEST:
        _complain("picture %s is wider or taller than %d pixels; shrink it", location, path.name, WIDEST)


def check_files(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each file outside the project that the page takes something from."""
    env = app.env
    home = Path(app.confdir).resolve()
    for name in sorted(env.dependencies.get(env.docname, ())):
        path = Path(env.srcdir, name).resolve()
        if not path.is_relative_to(home) and "site-packages" not in path.parts:
            line = _line_with(Path(env.doc2path(env.docname)), path.name)
            _complain("%s lies outside the project; copy it to a folder of the pages", (env.docname, line), path)


def _line_with(path: Path, word: str) -> int:
    """Return the line of the file ``path`` that ends with ``word``, or else the first that holds it."""
    lines = [line.strip(" \t>`") for line in path.read_text(encoding="utf-8").splitlines()]
    ends = [number for number, line in enumerate(lines, 1) if re.search(rf"(^|[/<]){re.escape(word)}$", line)]
    holds = [number for number, line in enumerate(lines, 1) if word in line]
    return (ends or holds or [1])[0]


def check_toctrees(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Raise `CircularToctree` where a page is below itself; warn of a page that stands in two toctrees."""
    parents: dict[str, list[str]] = {}
    for docname, included in sorted(env.toctree_includes.items()):
        for child in dict.fromkeys(included):
            parents.setdefault(child, []).append(docname)
    _refuse_circles(env)
    for child, found in sorted(parents.items()):
        for other in found[1:]:
            line = _line_with(Path(env.doc2path(other)), child.rpartition("/")[2])
            message = "page %s already stands in the toctree of %s; take it out of one of the two"
            _complain(message, (other, line), child, env.doc2path(found[0], False))
    return []


def _refuse_circles(env: BuildEnvironment) -> None:
    done: set[str] = set()
    for root in sorted(env.toctree_includes):
        stack = [(root, iter(env.toctree_includes[root]))]
        while stack:
            docname, children = stack[-1]
            way = [name for name, _ in stack]
            child = next((name for name in children if name not in done), None)
            if child is None:
                done.add(docname)
                stack.pop()
            elif child in way:
                circle = " → ".join([*way[way.index(child) :], child])
                path = Path(env.doc2path(docname))
                line = _line_with(path, child.rpartition("/")[2])
                raise CircularToctree(f"{path}:{line}: this toctree goes round in a circle ({circle}); take it out")
            else:
                stack.append((child, iter(env.toctree_includes.get(child, ()))))
