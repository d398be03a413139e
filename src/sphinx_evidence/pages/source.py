"""Front matter that cannot be read: MyST calls it malformed, and names neither the line nor what to do."""

from __future__ import annotations

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
    end = next((number for number, line in enumerate(lines[1:], 1) if line.startswith(("---", "..."))), None)
    faults = list(_faults(lines, end, KNOWN | set(app.config.pages_fields)))
    for line, fault in faults:
        Code.PAGES_FRONT_MATTER.warn(fault, location=(docname, line))
    if faults:
        app.env.current_document[TOLD] = True
        # Without an end the fields are over where the text begins.
        text = next((number for number, line in enumerate(lines) if not line.strip() or line[0] == "#"), len(lines))
        last = text - 1 if end is None else end
        source[0] = "\n".join(["", *[""] * last, *lines[last + 1 :]])


def _faults(lines: list[str], end: int | None, known: set[str]) -> Iterator[tuple[int, str]]:
    """Yield line and text of each fault in the front matter, which ends at index ``end`` of ``lines``."""
    if end is None:
        yield 1, "the front matter that opens here is never closed; write --- on a line of its own after its last field"
        return
    loader = yaml.SafeLoader("\n".join(lines[1:end]))
    try:
        root = loader.get_single_node()
        if root is None:
            return
        if not isinstance(root, yaml.MappingNode):
            yield 2, "the front matter is not a list of fields; write each line as 'name: value'"
            return
        seen: set[str] = set()
        for key, value in root.value:
            line = key.start_mark.line + 2
            if str(key.value) in seen:
                yield line, f"the front matter names '{key.value}' twice; keep one"
            seen.add(str(key.value))
            if str(key.value) not in known:
                near = get_close_matches(str(key.value).lower().replace("-", "_"), sorted(known), 1)
                advice = f"did you mean '{near[0]}'?" if near else "take it out, or name it in pages_fields in conf.py"
                yield line, f"the front matter has a field {str(key.value)[:40]!r}, which nothing reads; {advice}"
            if key.value in TEXTS and not isinstance(value, yaml.ScalarNode):
                yield line, f"{key.value} is not one value; write it in quotation marks"
            try:
                loader.construct_object(value, deep=True)
            except ValueError as error:
                yield line, f"{key.value}: {value.value} does not exist ({error}); correct it"
    except yaml.YAMLError as error:
        # Where a quotation began tells more than where it was missed.
        mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
        line = min(mark.line + 2, end) if mark else 1
        what = getattr(error, "problem", None) or "it cannot be read"
        advice = "use blanks, not tabs" if "\\t" in what else "put the value in quotation marks, and close each of them"
        yield line, f"the front matter is not YAML ({what}); {advice}"
    finally:
        loader.dispose()
