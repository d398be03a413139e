"""Taking rules out of a style sheet, and putting sheets together in few bytes.

tinycss2 reads the sheets as a browser does, so that no text in quotation marks is taken for a rule.
"""

from __future__ import annotations

import functools
import re
from typing import Any

import tinycss2

#: A variable with its value, which may hold strings and addresses with a semicolon in them.
_VARIABLE = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|url\([^"')]*\)|[^;}"'])*(?:;|(?=\}))""")


@functools.lru_cache(maxsize=32)
def without(css: str, classes: frozenset[str] = frozenset()) -> str:
    """Return ``css`` without comments, needless white space, and the selectors that name one of ``classes``.

    Kept, for a process that builds again and again: Furo's sheet takes longer to read than a page to write.
    """
    return "".join(_rules(tinycss2.parse_stylesheet(css, skip_comments=True), classes))


def join(sheets: list[str]) -> str:
    """Return ``sheets``, as ``without`` gives them, one after the other, less the variables that nothing uses."""
    return _drop_variables("".join(sheets))


def _rules(nodes: list[Any], classes: frozenset[str]) -> list[str]:
    made = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [text for text in _selectors(node.prelude) if not classes & _classes(text)]
            body = _declarations(node.content)
            if selectors and body:
                made.append(",".join(selectors) + "{" + body + "}")
        elif node.type == "at-rule" and node.content is not None:
            if node.lower_at_keyword in ("media", "supports", "layer"):
                inner = "".join(_rules(tinycss2.parse_rule_list(node.content, skip_comments=True), classes))
            else:
                inner = _declarations(node.content)
            if inner:
                made.append(f"@{node.at_keyword} {_squeeze(tinycss2.serialize(node.prelude))}{{{inner}}}")
        elif node.type in ("at-rule", "error"):
            made.append(node.serialize())
    return made


def _selectors(prelude: list[Any]) -> list[str]:
    """Return the selectors of a rule; a comma inside brackets does not part two of them."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [_squeeze(tinycss2.serialize(part)) for part in parts]


def _classes(selector: str) -> set[str]:
    # What stands in :not(…) is not asked for.
    asked = re.sub(r":not\([^)]*\)", "", selector)
    return set(re.findall(r"\.((?:[\w-]|\\.)+)", asked))


def _declarations(content: list[Any]) -> str:
    made = []
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            value = tinycss2.serialize(node.value).strip()
            value = value if '"' in value or "'" in value or "url(" in value else _squeeze(value)
            made.append(f"{node.name}:{value}{'!important' if node.important else ''}")
        elif node.type == "qualified-rule":
            made.append(f"{_squeeze(tinycss2.serialize(node.prelude))}{{{_declarations(node.content)}}}")
        elif node.type == "at-rule" and node.content is not None:
            made.append(f"@{node.at_keyword} {tinycss2.serialize(node.prelude)}{{{_declarations(node.content)}}}")
    return ";".join(made)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _drop_variables(css: str) -> str:
    # A variable may be used by another one alone, which then goes first.
    while True:
        used = set(re.findall(r"var\(\s*(--[\w-]+)", css))
        left = _VARIABLE.sub(lambda found: found[0] if found[1] in used else "", css)  # noqa: B023
        if left == css:
            return css
        css = left
