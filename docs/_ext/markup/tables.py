"""A name for each table's box, which scrolls sideways where the table is wider than the screen."""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: The class of the box that Furo puts around a table.
BOX = "table-wrapper"


class NameTables(SphinxPostTransform):
    """Name the boxes by the caption of the table, or by the heading above it; no two alike on a page.

    The box has to be reached by keyboard or it could not be scrolled, and what is reached needs a name.
    """

    formats = ("html",)
    # After Furo has made the boxes (500).
    default_priority = 510

    def run(self, **kwargs: object) -> None:
        """Name all boxes of the page."""
        boxes = [node for node in self.document.findall(nodes.container) if BOX in node["classes"]]
        names = [name_of(box) for box in boxes]
        count, seen = Counter(names), Counter()
        for box, name in zip(boxes, names, strict=True):
            seen[name] += 1
            box["box_name"] = f"Table: {name}" + (f" ({seen[name]})" if count[name] > 1 else "")
            # Furo copies all attributes of the table, its id among them, and an id must stand once.
            box["ids"] = []


def name_of(box: nodes.container) -> str:
    """Return the caption of the table in ``box``, or the title of the section that it stands in."""
    caption = box.next_node(nodes.title)
    node = box.parent
    while caption is None and node is not None:
        caption = node.next_node(nodes.title) if isinstance(node, nodes.section) else None
        node = node.parent
    return caption.astext() if caption else "numbers"
