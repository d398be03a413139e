"""What a page's source may hold, before it is read: front matter that changes how pages are read, and unseen signs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx

from sphinx_evidence.codes import Code
from sphinx_evidence.unseen import HIDING

#: Set for a page that has been told of signs that nobody sees.
UNSEEN_TOLD = "unseen_told"
#: What front matter may say to MyST: nothing that lets a page hold HTML or run templates.
HARMLESS = {"html_meta", "heading_anchors", "title_to_header"}
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def _changes(matter: Any) -> list[str]:
    said = matter.get("myst") if isinstance(matter, dict) else None
    if said is None:
        return []
    return [str(name) for name in said if name not in HARMLESS] if isinstance(said, dict) else ["myst"]


def check(app: Sphinx, docname: str, source: list[str]) -> None:
    """Refuse front matter that changes how the page is read; warn of signs that nobody sees."""
    text = source[0]
    # Not splitlines(), which also ends a line where a sign is that nobody sees.
    for number, words in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if hidden := HIDING.search(words):
            Code.SAFETY_UNSEEN.warn(
                "U+%04X cannot be seen and can turn letters round; delete it",
                ord(hidden[0]),
                location=(docname, number),
            )
            app.env.current_document[UNSEEN_TOLD] = True
            break
    if Path(app.env.doc2path(docname)).suffix not in (".md", ".markdown") or not (front := _FRONT.match(text)):
        return
    # An anchor that is used again can make a few lines into gigabytes.
    aliases = re.search(r"(?m)(^|[\s\[,:-])\*[\w-]+", front[1])
    deep = False
    try:
        changes = [] if aliases else _changes(yaml.safe_load(front[1]))
    except (yaml.YAMLError, ValueError):
        return  # told by whoever reads it
    except RecursionError:
        deep, changes = True, []
    line = next((n for n, words in enumerate(text.splitlines(), 1) if re.match(r"\s*[\"']?myst\b", words)), 1)
    if deep:
        message, word = "front matter is nested %s; write it flat", "too deep"
        line = next((n for n, words in enumerate(text.splitlines(), 1) if re.search(r"[\[{]{9}", words)), 2)
    elif aliases:
        message, word = "front matter with the alias %s; write its words out", aliases[0].strip(" [,:-")
        line = text.count("\n", 0, front.start(1) + aliases.start()) + 1
    elif changes:
        message, word = "front matter cannot change how a page is read (myst: %s); take it out", ", ".join(changes)
    else:
        return
    Code.SAFETY_FRONT_MATTER.warn(message, word, location=(docname, line))
    # The lines stay, so that all others keep their numbers.
    source[0] = "\n" * text.count("\n", 0, front.end()) + text[front.end() :]
