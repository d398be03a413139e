"""Tables that are as wide as the page and go on over the next one."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .words import BREAK

#: Tables with less text than this in their fullest row, and no more rows than this, stay as they are.
SMALL = 70
FEW = 12


class FitTables(SphinxPostTransform):
    """Let large tables break between rows, with columns as wide as their text asks for.

    LaTeX sets a table in one piece unless told otherwise, and columns as wide as their longest
    line, whatever the paper's width.
    """

    formats = ("latex",)
    # After tables that are made from all pages are in place (priority 5).
    default_priority = 9

    def run(self, **kwargs: Any) -> None:
        for table in self.document.findall(nodes.table):
            rows = [[len(entry.astext()) for entry in row] for row in table.findall(nodes.row)]
            if not rows or (max(map(sum, rows)) < SMALL and len(rows) <= FEW):
                continue
            table["classes"].append("longtable")
            if "colwidths-given" not in table["classes"]:
                # Editors give widths, as {list-table} does; where they do not, the text says.
                table["classes"] = [name for name in table["classes"] if name != "colwidths-auto"]
                table["classes"].append("colwidths-given")
                for colspec, width in zip(table.findall(nodes.colspec), _widths(table), strict=True):
                    colspec["colwidth"] = width


def _widths(table: nodes.table) -> list[int]:
    """Return how wide each column is to be, in hundredths of all: as its text is long, but with room for its words."""
    columns = zip(*([entry.astext() for entry in row] for row in table.findall(nodes.row)), strict=True)
    wanted = []
    for cells in columns:
        longest_word = max((len(word) for cell in cells for word in re.split(rf"[\s{BREAK}]+", cell)), default=1)
        wanted.append(max(longest_word * 1.3, (sum(map(len, cells)) / len(cells)) ** 0.75 * 2))
    return [max(1, round(100 * width / sum(wanted))) for width in wanted]
