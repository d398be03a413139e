"""What several extensions need of BibTeX text: its words, and the lines on which entries start."""

import re

from pybtex.richtext import Text


def plain(latex: str) -> str:
    """Return the words of a BibTeX field without braces and commands."""
    return " ".join(Text.from_latex(latex).render_as("text").split())


def entry_lines(text: str) -> dict[str, int]:
    """Return the line on which each entry of the BibTeX ``text`` starts, by its key."""
    starts = re.finditer(r"^[ \t]*@\w+\s*\{\s*([^,\s]+)\s*,", text, re.MULTILINE)
    return {found[1]: text.count("\n", 0, found.start()) + 1 for found in starts}
