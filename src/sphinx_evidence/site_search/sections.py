"""What a page says, cut into the parts that a search can lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util.index_entries import split_index_msg

from sphinx_evidence.unseen import one_line

#: A sentence ends here, if something that can begin one follows.
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bDr\.)([\"”)]*)\s+(?=[\"“(]?[A-Z0-9])")
#: Addresses hold words that nobody looks for.
_ADDRESS = re.compile(r"https?://\S+")
_SKIPPED = (nodes.comment, nodes.raw, nodes.label, addnodes.toctree, addnodes.index, nodes.thead, nodes.system_message)

#: A part of a page: its id ("" for the top of the page), its heading, its sentences.
Part = tuple[str, str, list[str]]


def _tidy(text: str) -> str:
    """Return ``text`` on one line, without addresses and the gaps that a citation has left."""
    text = one_line(_ADDRESS.sub("", text))
    return re.sub(r" ([.,;:!?)])", r"\1", text)


def _sentences(text: str) -> list[str]:
    """Return the sentences of ``text``."""
    marked = _SENTENCE_END.sub("\\1\n", _tidy(text))
    return [sentence for sentence in marked.split("\n") if sentence.strip(" .,;:()")]


#: The attribute by which an extension says of its nodes that they are about the page rather than in it, or that what
#: they say belongs to the heading. No writer prints it.
MARK, SKIP, TOGETHER = "search", "no", "together"
#: Classes that mean the same, by Sphinx, sphinxcontrib-bibtex, and editors.
QUIET = frozenset({"toctree-wrapper", "bibtex-citation", "no-search"})


class _Reader:
    """Reads one page; ``parts`` is what it found.

    ``listed`` holds what the domains list on the page, by anchor. What has a class of ``skip`` is left out; what has
    one of ``together`` is said with the heading.
    """

    def __init__(self, listed: dict[str, str], skip: frozenset[str], together: frozenset[str]):
        self.listed = listed
        self.skip = skip
        self.together = together
        self.parts: list[Part] = [("", "", [])]

    def read(self, node: nodes.Node, part: Part) -> None:
        """Add what ``node`` says to ``part``, and to the parts that begin within it."""
        if self._skipped(node) or _is(node, TOGETHER, self.together):
            return
        if opened := self._opens(node):
            part = opened
            self.parts.append(part)
        if isinstance(node, nodes.row):
            part[2].append(self._row(node))
        elif isinstance(node, nodes.TextElement):
            text = self._text(node)
            # What is listed stands in the heading, beside what has to be said with it.
            if text.strip() != self.listed.get(part[0]):
                part[2].extend(_sentences(text))
        else:
            for child in node.children:
                if not (opened and isinstance(child, (nodes.title, nodes.term))):
                    self.read(child, part)

    def _skipped(self, node: nodes.Node) -> bool:
        # The title of the page itself is not said again in its parts.
        page_title = isinstance(node, nodes.title) and isinstance(node.parent.parent, nodes.document)
        return page_title or isinstance(node, _SKIPPED) or _is(node, SKIP, self.skip)

    def _text(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return str(node)
        if self._skipped(node):
            return ""
        gap = " " if isinstance(node, (nodes.entry, nodes.list_item, nodes.bullet_list)) else ""
        return gap.join(self._text(child) for child in node.children) + gap

    def _row(self, row: nodes.row) -> str:
        """Return the row as one text, because half of it could say the opposite of the whole.

        It reads as "Alcohol: It was in the blood of three people. How sure: Moderate."
        """
        label, *cells = (_tidy(self._text(cell)).rstrip(".") for cell in row.children)
        head = next((head for head in row.parent.parent.children if isinstance(head, nodes.thead)), None)
        names = [_tidy(entry.astext()) for entry in head.children[0].children[2:]] if head else []
        others = [": ".join(filter(None, pair)) for pair in zip_longest(names, cells[1:], fillvalue="") if pair[1]]
        return ". ".join([": ".join(filter(None, [label, *cells[:1]])), *others]) + "."

    def _opens(self, node: nodes.Node) -> Part | None:
        """Return the part that ``node`` begins: a section, a glossary term, a source, or what a domain lists."""
        if isinstance(node, nodes.section):
            at_top = isinstance(node.parent, nodes.document)
            title = node.next_node(nodes.title)
            return None if at_top or title is None else (node["ids"][0], _tidy(title.astext()), [])
        if isinstance(node, nodes.definition_list_item):
            # Of all definition lists only a glossary gives its terms ids.
            terms = [term for term in node.children if isinstance(term, nodes.term) and term["ids"]]
            return (terms[0]["ids"][0], ", ".join(_tidy(term.astext()) for term in terms), []) if terms else None
        if isinstance(node, nodes.row):
            # A row that has a target can be led to.
            first = node.next_node(nodes.entry)
            if first is None:
                return None
            anchor = next((one for held in first.findall(nodes.Element) for one in held["ids"]), "")
            return (anchor, _tidy(self._text(first)).rstrip("."), []) if anchor else None
        if isinstance(node, nodes.citation):
            label = node.next_node(nodes.label)
            return None if label is None else (node["ids"][0], _tidy(label.astext()), [])
        if isinstance(node, nodes.Element) and not isinstance(node, (nodes.target, nodes.term)):
            for anchor in node.get("ids", ()):
                if anchor in self.listed:
                    # Somebody else's words; they must not stand alone as if they were ours.
                    lines = (_tidy(line.astext()) for line in node.findall() if _is(line, TOGETHER, self.together))
                    return anchor, " ".join([f"“{self.listed[anchor]}”", *lines]), []
        return None


def _is(node: nodes.Node, said: str, classes: frozenset[str]) -> bool:
    """Say whether ``node`` has the mark ``said``, or one of ``classes``."""
    return isinstance(node, nodes.Element) and (
        node.get(MARK) == said or not classes.isdisjoint(node.get("classes", ()))
    )


def listed(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Return what the domains list on each page, by anchor: claims, not headings and glossary terms."""
    found: dict[str, dict[str, str]] = {}
    for domain in env.domains.sorted():
        for _, shown, kind, where, anchor, priority in domain.get_objects():
            if priority >= 0 and kind not in {"doc", "label"}:
                found.setdefault(where, {})[anchor] = shown
    return found


def _index_entries(doctree: nodes.document) -> Iterator[str]:
    for node in doctree.findall(addnodes.index):
        # A glossary term is a part of its own.
        if isinstance(node.parent, nodes.term):
            continue
        for kind, value, *_ in node["entries"]:
            yield one_line(" ".join(split_index_msg(kind, value)))


def read_page(
    here: dict[str, str], doctree: nodes.document, skip: frozenset[str], together: frozenset[str]
) -> dict[str, Any]:
    """Return what a search can find on a page, of which ``here`` is what is ``listed``, ready for JSON.

    ``doctree`` is resolved. What has one of the classes ``skip`` is left out; what has one of ``together`` is shown
    with the heading that it stands under. ``terms`` are the page's index entries; ``parts`` are lists of an id, a
    heading and sentences.
    """
    reader = _Reader(here, skip, together)
    reader.read(doctree, reader.parts[0])
    return {
        "terms": sorted(set(_index_entries(doctree))),
        "parts": [list(part) for part in reader.parts if part[1] or part[2]],
    }
