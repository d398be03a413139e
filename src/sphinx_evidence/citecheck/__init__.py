"""Is each source what its DOI or PubMed number says it is, and does it still stand?

Two ways lead here: the builder ``citecheck`` of Sphinx, and ``python -m sphinx_evidence.citecheck refs.bib``. Both read
the bibliography, not the pages. Exit status: 0 when nothing differs, 1 when a source is retracted, not registered or
differs, 3 when no register could be reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder and its settings."""
    # Here, so that the command does not load Sphinx.
    from sphinx_evidence.named import metadata
    from sphinx_evidence.options import declare

    from .builder import CiteCheckBuilder, look_first
    from .registers import REGISTERS, Agency

    app.add_builder(CiteCheckBuilder)
    app.connect("builder-inited", look_first, priority=100)
    declare(
        app,
        [
            (
                "citecheck_contact",
                "",
                "",
                (str,),
                "A mail address that registers may write to; this makes them quicker.",
            ),
            ("citecheck_days", 30, "", (int, float), "Days for which answers are remembered; FRESH=1 asks all again."),
            ("citecheck_timeout", 15, "", (int, float), "Seconds to wait for a register."),
            *((kind.option, kind.default, "", (str,), f"Where {kind.name} answers.") for kind in (*REGISTERS, Agency)),
        ],
    )
    return metadata(app, __name__)
