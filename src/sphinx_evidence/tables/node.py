"""The node that holds a table which a browser can filter."""

from __future__ import annotations

from docutils import nodes


class filterable(nodes.General, nodes.Element):
    """Holds one table; attributes as the directive's options say."""
