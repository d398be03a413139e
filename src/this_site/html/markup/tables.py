"""The box of each table, which scrolls sideways where the table is wider than the screen, can be reached and named."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

#: The class of the box that Furo puts around a table.
BOX = "table-wrapper"
#: Narrower tables stay tables on a phone.
LEAST_COLUMNS = 3


class table_box(nodes.General, nodes.Element):
    """Holds a table and scrolls; ``name`` is what it is called."""


def _open(self: HTML5Translator, node: table_box) -> None:
    # The keyboard must reach the box, or it could not be scrolled.
    reach = {"tabindex": "0", "role": "group", "aria-label": node["name"]}
    self.body.append(self.starttag(node, "div", CLASS="docutils container", **reach))


def _close(self: HTML5Translator, node: table_box) -> None:
    self.body.append("</div>\n")


class BoxTables(SphinxPostTransform):
    """Name the boxes by the table's caption, or by the heading above it, no two alike on a page; name the cells."""

    formats = ("html",)
    # After Furo has made the boxes (500).
    default_priority = 510

    def run(self, **kwargs: object) -> None:
        """Name all boxes of the page."""
        boxes = [node for node in self.document.findall(nodes.container) if BOX in node["classes"]]
        names = [name_of(box) for box in boxes]
        count, seen = Counter(names), Counter[str]()
        for box, name in zip(boxes, names, strict=True):
            seen[name] += 1
            named = _("Table: %s") % name + (f" ({seen[name]})" if count[name] > 1 else "")
            name_cells(box)
            # Furo copies all attributes of the table, its id among them, and an id must stand once.
            box["ids"] = []
            box.replace_self(table_box("", *box.children, classes=box["classes"], name=named))


def name_of(box: nodes.container) -> str:
    """Return the caption of the table in ``box``, or the title of the section that it stands in."""
    caption = box.next_node(nodes.title)
    node = box.parent
    while caption is None and node is not None:
        caption = node.next_node(nodes.title) if isinstance(node, nodes.section) else None
        node = node.parent
    return caption.astext() if caption else _("numbers")


def name_cells(box: nodes.container) -> None:
    """Give each cell of a wide table the head of its column, under which it does not stand where rows become cards.

    Tables of one or two columns fit a phone, and cells that span others have no one head.
    """
    table = box.next_node(nodes.table)
    if table is None:
        return
    head, body = table.next_node(nodes.thead), table.next_node(nodes.tbody)
    cells = list(table.findall(nodes.entry))
    if head is None or body is None or any("morecols" in cell or "morerows" in cell for cell in cells):
        return
    heads = [entry.astext().strip() for entry in head.children[-1].children]
    if len(heads) < LEAST_COLUMNS:
        return
    box["classes"].append("cards")
    for row in body.findall(nodes.row):
        for entry, name in zip(row.findall(nodes.entry), heads, strict=True):
            entry["head"] = name


def setup(app: Sphinx) -> None:
    """Register the box and the naming."""
    app.add_node(table_box, html=(_open, _close))
    app.add_post_transform(BoxTables)
