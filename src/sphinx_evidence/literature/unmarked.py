"""Sentences that say that nobody has found something, and name no search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes

from sphinx_evidence.data_file import BadDataFile, Fields, read

#: What such a sentence says; a project may give its own list (``literature_phrases``).
PHRASES = (
    r"\bno (?:\w+[ -]){0,3}(?:stud(?:y|ies)|trials?|research|evidence)\b",
    r"\b(?:nobody|no one|no-one) (?:knows|has (?:tested|studied|looked|measured|tried))\b",
    r"\bwe (?:have )?found (?:no|none|nothing)\b",
    r"\bwe could not (?:locate|find)\b",
    r"\b(?:not|never) (?:been )?(?:tested|studied|measured)\b",
    r"\buntested\b",
)
#: Stands in the text for something that is marked.
MARK = "\ufffc"
#: The end of a sentence: a full stop that follows a word, then a space and a capital letter.
_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-Z“\"'(\ufffc])")


class none_found(nodes.inline):
    """A sentence, or a part of one, that says that a search found nothing; ``search`` is its id."""


@dataclass(frozen=True)
class Exempt:
    """A sentence that sounds like it and tells of something else."""

    page: str
    says: str
    line: int


def read_exempt(path: Path) -> list[Exempt]:
    """Return the sentences that need no search, each with its reason. Raises ``BadDataFile``."""
    root = read(path)
    entries = root.get("sentences") or []
    found = []
    for fields in entries if isinstance(entries, list) else [None]:
        if not isinstance(fields, Fields) or not all(fields.get(name) for name in ("page", "says", "why")):
            line = fields.line if isinstance(fields, Fields) else 1
            raise BadDataFile(f"{path}:{line}: each of the sentences needs page, says and why")
        found.append(Exempt(str(fields["page"]), " ".join(str(fields["says"]).split()), fields.line))
    return found


def _words(node: nodes.Node) -> str:
    if isinstance(node, none_found):
        return MARK
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.Element) and "said-by-others" in node.get("classes", ()):
        return ""
    return "".join(_words(child) for child in node.children)


def _is_log(node: nodes.Element) -> bool:
    return isinstance(node, nodes.section) and "search" in node["classes"]


def sentences(
    document: nodes.document, skip: Iterable[type[nodes.Element]] = ()
) -> Iterator[tuple[nodes.Element, str]]:
    """Yield each sentence of the running text of ``document`` with the node in which it stands.

    What is quoted as a block, listed as a source or shown as code is not ours. The log of a search needs no search:
    it tells what was looked for, and the titles in it are other people's.
    """
    foreign = (nodes.citation, nodes.literal_block, nodes.block_quote, nodes.comment, *skip)
    for block in document.findall(nodes.paragraph):
        parent = block.parent
        while parent is not None and not isinstance(parent, foreign) and not _is_log(parent):
            parent = parent.parent
        if parent is None:
            text = " ".join(_words(block).split())
            yield from ((block, sentence) for sentence in _END.split(text))


def unmarked(
    document: nodes.document, phrases: Iterable[re.Pattern[str]], exempt: Iterable[Exempt]
) -> Iterator[tuple[nodes.Element, str, str, str | None]]:
    """Yield node, phrase, sentence and what exempts it, if anything, for each sentence that says so without a mark."""
    patterns = list(phrases)
    allowed = [one.says for one in exempt]
    for node, sentence in sentences(document):
        if MARK in sentence:
            continue
        told = next((says for says in allowed if says in sentence), None)
        # What stands in quotation marks is somebody else's.
        ours = re.sub(r"“[^”]*”|\"[^\"]*\"", "", sentence)
        for pattern in patterns:
            if hit := pattern.search(ours):
                yield node, hit[0], sentence, told
                break
