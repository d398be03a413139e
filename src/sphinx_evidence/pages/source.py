"""Front matter that cannot be read: MyST calls it malformed, and names neither the line nor what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

import yaml
from sphinx.application import Sphinx

from sphinx_evidence.codes import Code

#: Fields that hold one value.
TEXTS = {"description", "reviewed", "review_due"}
#: Fields that a page may have: ours, and those of Sphinx and MyST.
KNOWN = {*TEXTS, "myst", "orphan", "tocdepth", "nocomments", "nosearch", "no-search", "tags", "title", "author"}
KNOWN |= {"authors", "date", "substitutions", "html_theme.sidebar_secondary.remove", "html_meta"}
#: Set for a page whose front matter has been complained of as a whole.
TOLD = "front_matter_told"


def check(app: Sphinx, docname: str, source: list[str]) -> None:
    """Warn of front matter that is not a list of fields, and hide it from MyST; its lines stay, empty."""
    lines = source[0].split("\n")
    if lines[0].rstrip() != "---":
        return
    # What only looks like the end: MyST reads on, and calls all of it malformed.
    near = next((number for number, line in enumerate(lines[1:], 1) if re.match(r"(---|\.\.\.)\s*\S", line)), None)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.startswith(("---", "..."))), None)
    faults = list(_faults(lines, end, KNOWN | set(app.config.pages_fields)))
    if near is not None and near == end:
        end = next((number for number in range(near, len(lines)) if lines[number].rstrip() in ("---", "...")), None)
        faults = [(near + 1, "the front matter ends with --- on a line of its own; take the other words away")]
    elif end is not None and not "".join(lines[1:end]).strip():
        source[0] = "\n".join(["", *[""] * end, *lines[end + 1 :]])  # MyST calls it malformed
    for line, fault in faults:
        Code.PAGES_FRONT_MATTER.warn(fault, location=(docname, line))
    if faults:
        app.env.current_document[TOLD] = True
        # Without an end the fields are over where the text begins.
        text = next((number for number, line in enumerate(lines) if not line.strip() or line[0] == "#"), len(lines))
        last = text - 1 if end is None else end
        source[0] = "\n".join(["", *[""] * last, *lines[last + 1 :]])


def _tagged(node: yaml.Node) -> bool:
    """Say whether ``node`` asks for a type by name, as in ``!!python/name``."""
    return node.tag.rpartition(":")[2] not in ("str", "int", "float", "bool", "null", "timestamp")


def _faults(lines: list[str], end: int | None, known: set[str]) -> Iterator[tuple[int, str]]:
    """Yield line and text of each fault in the front matter, which ends at index ``end`` of ``lines``."""
    if end is None:
        yield 1, "the front matter that opens here is never closed; write --- on a line of its own after its last field"
        return
    loader = yaml.SafeLoader("\n".join(lines[1:end]))
    try:
        root = loader.get_single_node()
        if root is None:
            return  # empty; what is missing is told by whoever looks for it
        if not isinstance(root, yaml.MappingNode):
            yield 2, "the front matter is not a list of fields; write each line as 'name: value'"
            return
        seen: set[str] = set()
        for key, value in root.value:
            line = key.start_mark.line + 2
            if not isinstance(key, yaml.ScalarNode):
                yield line, "the name of a field is one word; write each line as 'name: value'"
                return
            if str(key.value) in seen:
                yield line, f"the front matter names '{key.value}' twice; keep one"
            seen.add(str(key.value))
            if str(key.value) not in known:
                near = get_close_matches(str(key.value).lower().replace("-", "_"), sorted(known), 1)
                advice = f"did you mean '{near[0]}'?" if near else "take it out, or name it in pages_fields in conf.py"
                yield line, f"the front matter has a field {str(key.value)[:40]!r}, which nothing reads; {advice}"
            if key.value in TEXTS and (not isinstance(value, yaml.ScalarNode) or _tagged(value)):
                yield line, f"{key.value} is not one value; write it in quotation marks"
                continue
            if key.value in TEXTS and value.tag == "tag:yaml.org,2002:null":
                yield line, f"{key.value} says nothing; write it behind the colon"
                continue
            if key.value == "description" and value.tag.rpartition(":")[2] != "str":
                yield line, "the description is not a sentence; write one, in quotation marks"
            if key.value == "tocdepth" and value.tag != "tag:yaml.org,2002:int":
                yield line, "tocdepth is not a whole number; write one, such as 2"
            try:
                loader.construct_object(value, deep=True)
            except ValueError as error:
                yield line, f"{key.value}: {value.value} does not exist ({error}); correct it"
    except RecursionError:
        line = next((number for number, words in enumerate(lines, 1) if re.search(r"[\[{]{9}", words)), 2)
        yield line, "the front matter is nested too deep; write it flat"
    except yaml.YAMLError as error:
        # Where a quotation began tells more than where it was missed.
        mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
        line = min(mark.line + 2, end) if mark else 1
        what = getattr(error, "problem", None) or "it cannot be read"
        advice = "use blanks, not tabs" if "\\t" in what else "put the value in quotation marks, and close each of them"
        yield line, f"the front matter is not YAML ({what}); {advice}"
    finally:
        loader.dispose()
