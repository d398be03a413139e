"""One mistake, one message: what names the same thing that is not there is told once, with all the places.

A page that was deleted is missed by each page that links to it, a source by each that cites it. Such messages are kept
until the build ends. What only follows from another mistake is not told at all: a source with an unknown kind is no
source, so nobody can cite it, but that is mended in one place. When it is, the next build says what is left.
"""

from __future__ import annotations

import logging
import os
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util import logging as sphinx_logging

from sphinx_evidence.codes import retell

from .words import advise

#: What a message misses: its kind, and how the message names it; a link names a page as seen from its own.
MISSED = [
    ("page", r"toctree contains reference to non-?existing document '([^']+)'"),
    ("page", r"Unknown source document '([^']+)'"),
    ("link", r"unknown document: '([^']+)'"),
    ("link", r"cross-reference target not found: '([^'#]+\.md)[#']"),
    ("place", r"no page or part '([^']+)'"),
    ("label", r"undefined label: '([^']+)'"),
    ("label", r"local id not found in doc ('[^']+': '[^']+')"),
    ("label", r"cross-reference target not found: '#?([^'/]+)'"),
    ("term", r"term not in glossary: '([^']+)'"),
    ("substitution", r"Undefined substitution referenced: \"([^\"]+)\""),
    ("source", r"(?:could not find|no) bibtex key \"([^\"]+)\""),
    ("source", r"(?:reference|source) '([^']+)' is not in the bibliography"),
    ("claim", r"no page makes (?:a )?claim (?:called )?'([^']+)'"),
    ("search", r"there is no search '([^']+)'"),
    ("search", r"no page tells of the search '([^']+)'"),
    ("number", r"there is no number '([^']+)'"),
    ("figure", r"there is no figures/([\w-]+)\.py"),
    ("correction", r"no entry of \S+ under '([^']+)' names claim"),
    ("file", r"(?:image|download) file not readable: (\S+)"),
]
#: Kept back too, but each of these is a mistake of its own.
_ALONE = re.compile(r"says that nothing was found, and by which search it does not say")
#: What a message finds wrong with a thing itself: whoever misses it need not be told.
FAULTY = [
    ("source", r"\bsource '([^']+)' has "),
    ("search", r"searches/([\w-]+)\.yaml:\d+: "),
    ("number", r"/numbers\.yaml:\d+: ()"),
    ("sentence", r"/no-search-needed\.yaml:\d+: ()"),
]
#: What may be missed because of something else: a page that is gone, a directive whose name is misspelt.
_FOLLOWS = ("label", "term", "claim", "search", "figure")
CAUSES = {"page": _FOLLOWS, "directive": _FOLLOWS}
_DIRECTIVE = re.compile(
    r"Unknown directive type|Unknown option key|Invalid option value|the claim has no |claim id '|unknown verdict"
)
_MISSED = [(kind, re.compile(pattern)) for kind, pattern in MISSED]
_FAULTY = [(kind, re.compile(pattern)) for kind, pattern in FAULTY]
#: What a directive lacks that has an option with a misspelt name, a few lines below its first.
_LACKS = re.compile(r"has no (?:text alternative|[\w-]+); add ':|^Content block expected")
_OPTIONS = 20
#: What is told of front matter that cannot be read, and what follows from it for the page.
_BAD_FRONT = re.compile(r"front matter (?:with the alias|is nested|cannot change|is not YAML|that opens)")
_NO_FRONT = re.compile(r"the front matter has no '")
_NOT_PERMITTED, _NOT_MADE = re.compile(r"but none permitted"), re.compile(r"^directive '\S+': it cannot be made")
#: So many places are written out.
SHOWN = 30


@dataclass
class _Cause:
    """Everything that was said of one thing that is missed."""

    message: str
    about: dict[str, Any]
    places: list[str] = field(default_factory=list)


class Hold(logging.Filter):
    """Keeps back what misses something, and notes what is wrong with the things themselves."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app
        self._missed: dict[tuple[str, str], _Cause] = {}
        self._faulty: set[tuple[str, str]] = set()
        self._causes: set[str] = set()
        self._misspelt: list[tuple[str, int]] = []
        self._no_front: set[str] = set()
        self._told_here: set[str] = set()
        self._ended = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether ``record`` is to be told now."""
        if self._ended or getattr(record, "gathered", False):
            return True
        message = record.getMessage()
        place = self._place(getattr(record, "location", None))
        for kind, pattern in _MISSED:
            if found := pattern.search(message):
                self._note(record, *self._name(kind, found[1], place), message, place)
                return False
        if _ALONE.search(message):
            self._note(record, "sentence", f"{place} {message}", message, place)
            return False
        self._faulty.update((kind, found[1]) for kind, pattern in _FAULTY if (found := pattern.search(message)))
        if _DIRECTIVE.search(message):
            self._causes.add("directive")
        # What has lines that it must not have cannot be made of those that it lacks.
        if _NOT_PERMITTED.search(message):
            self._told_here.add(place)
        elif _NOT_MADE.search(message) and place in self._told_here:
            return False
        path, _, line = place.rpartition(":")
        if _BAD_FRONT.search(message):
            self._no_front.add(path)
        elif _NO_FRONT.search(message) and path in self._no_front:
            return False
        if ("Unknown option key" in message or "Invalid options format" in message) and line.isdigit():
            self._misspelt.append((path, int(line)))
        elif _LACKS.search(message) and line.isdigit():
            return not any(path == page and 0 <= near - int(line) <= _OPTIONS for page, near in self._misspelt)
        return True

    def _note(self, record: logging.LogRecord, kind: str, name: str, message: str, place: str) -> None:
        if kind == "page":
            self._causes.add("page")
        about = {what: getattr(record, what, None) for what in ("type", "subtype")}
        first = self._missed.setdefault((kind, name), _Cause(message, about))
        if place in first.places:
            return
        # The list that names a page comes first: it is mended there.
        if message.startswith("toctree") and not first.message.startswith("toctree"):
            first.message, first.about = message, about
            first.places.insert(0, place)
        else:
            first.places.append(place)

    def _name(self, kind: str, name: str, place: str) -> tuple[str, str]:
        """Return kind and name of what is missed, in the one way in which all messages are to name it."""
        if kind == "substitution" and _defined(place.rpartition(":")[0], name):
            return "circle", place.rpartition(":")[0]
        if kind != "link":
            return kind, name.lower() if kind == "term" else name
        name = name.removesuffix(".md")
        if not name.startswith("/"):
            page = os.path.relpath(place.rpartition(":")[0] or place, self._app.srcdir).replace(os.sep, "/")
            name = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), name))
        return "page", name[1:]

    def _place(self, location: Any) -> str:
        """Return ``location`` as ``file:line``."""
        if isinstance(location, Node):
            return (sphinx_logging.get_node_location(location) or "").rstrip(":")
        if isinstance(location, tuple):
            docname, line = location
            return f"{self._app.env.doc2path(docname)}:{line}" if line else str(self._app.env.doc2path(docname))
        if location and ":" not in str(location):
            return str(self._app.env.doc2path(location))
        return str(location or "").rstrip(":")

    def _short(self, place: str) -> str:
        path, _, line = place.rpartition(":")
        return f"{os.path.relpath(path, self._app.confdir)}:{line}" if path else place

    def tell(self) -> None:
        """Say once of each thing who misses it."""
        self._ended = True
        missed, self._missed = self._missed, {}
        # Words that people search for may lead to a part of a page.
        for kind, name in [*missed]:
            if kind == "place" and (page := missed.get(("page", name.partition("#")[0]))):
                page.places += missed.pop((kind, name)).places
        for (kind, name), cause in missed.items():
            if (kind, name) in self._faulty or (kind, "") in self._faulty:
                continue
            if any(kind in CAUSES[one] for one in self._causes):
                continue
            others = [self._short(place) for place in cause.places[1:]]
            told = _sentence(kind, name, cause, others) if others or kind == "circle" else advise(cause.message)
            code = ".".join(filter(None, cause.about.values()))
            retell(told, code, location=cause.places[0] or None, extra={"gathered": True})


def _sentence(kind: str, name: str, cause: _Cause, others: list[str]) -> str:
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    listed = ", ".join(others[:SHOWN]) + more
    if kind == "page":
        return (
            f"there is no page '{name}', which this line names, and {listed}; put the page back, or correct these "
            "lines; if it has another name now, lead readers there: redirects in conf.py"
        )
    if kind == "circle":
        more = f" (also {listed})" if listed else ""
        return f"what stands for other words leads back to itself here{more}; write the words themselves"
    return f"{advise(cause.message)} (also named in {listed})"


def _defined(path: str, name: str) -> bool:
    """Say whether the page at ``path`` says itself what words |``name``| stands for."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return re.search(rf"\.\.\s+\|{re.escape(name)}\|\s", text) is not None


def install(app: Sphinx) -> None:
    """Keep such messages of this build back, and tell them at its end."""
    for handler in logging.getLogger("sphinx").handlers:
        if handler.level >= logging.WARNING:
            hold = Hold(app)
            handler.filters.insert(0, hold)
            # After whoever else looks at a build that has ended; what comes later is told at once.
            app.connect("build-finished", lambda _app, _exception, hold=hold: hold.tell(), priority=900)
