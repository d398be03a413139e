"""Two faults of WeasyPrint 70, mended as its next version could; tests tell when they are no longer needed.

- Text that ends with a blank before a link, and fits a line but for that blank, counts as one word that is too long and
  is broken after its first word.
- ``pydyf.PDF.page_references`` writes the list of all pages anew whenever it is asked for one, which is at every
  paragraph: a tenth of the time that a book takes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

#: By how many ems Pango is asked for a narrower line than there is room for: a blank's width, and a little.
SLACK = 0.32


def apply() -> None:
    """Mend both, once."""
    import pydyf
    from weasyprint.text import line_break

    if hasattr(line_break, "mended"):
        return
    line_break.mended = True
    line_break.create_layout = _narrower(line_break.create_layout)
    pydyf.PDF.page_references = property(_remembered(pydyf.PDF.page_references.fget))


def _narrower(create_layout: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(create_layout)
    def create(text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float) -> Any:
        slack = SLACK * style["font_size"]
        # Where columns are measured, a word has just the room that it needs.
        if max_width is not None and text.endswith(" ") and max_width > 20 * slack:
            max_width -= slack
        return create_layout(text, style, context, max_width, justification_spacing)

    return create


def _remembered(page_references: Callable[[Any], Any]) -> Callable[[Any], Any]:
    @wraps(page_references)
    def remember(pdf: Any) -> Any:
        pages = len(pdf.pages["Kids"])
        if getattr(pdf, "remembered_references", (None,))[0] != pages:
            pdf.remembered_references = pages, page_references(pdf)
        return pdf.remembered_references[1]

    return remember
