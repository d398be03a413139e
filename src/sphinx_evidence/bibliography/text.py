"""What several extensions need of BibTeX text: its words, and the lines on which entries start."""

import functools
import re

from pybtex.plugin import find_plugin
from pybtex.richtext import Text

# Found once: Text.render_as looks for it among all installed packages each time, which takes longer than the text.
_PLAIN = find_plugin("pybtex.backends", "text")()


# Several files tell of each source, and reading LaTeX was a quarter of a build.
@functools.cache
def plain(latex: str) -> str:
    """Return the words of a BibTeX field without braces and commands."""
    return " ".join(Text.from_latex(latex).render(_PLAIN).split())


def entry_lines(text: str) -> dict[str, int]:
    """Return the line on which each entry of the BibTeX ``text`` starts, by its key."""
    starts = re.finditer(r"^[ \t]*@\w+\s*\{\s*([^,\s]+)\s*,", text, re.MULTILINE)
    return {found[1]: text.count("\n", 0, found.start()) + 1 for found in starts}
