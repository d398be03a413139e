"""Claims: statements of an article, each with a verdict, a certainty and sources.

An editor writes a claim once, with the ``claim`` directive, on the page where it stands.
From there come the links to it (role ``claim``), the ledger (``claim-ledger``), the counts
(``claim-counts``), the lists per part (``claim-list``), ``claims.json``, ``claims.csv`` and ClaimReview data.

Names without a prefix need ``primary_domain = "claims"`` in conf.py.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from sphinx_evidence.interface import add_catalog, marked
from sphinx_evidence.named import metadata, named
from sphinx_evidence.options import Option, declare

from . import history, nodes
from .directives import (
    ClaimCountsDirective,
    ClaimDirective,
    ClaimLedgerDirective,
    ClaimListDirective,
)
from .domain import ClaimsDomain, claims_domain
from .expected import check_against_list, outdated
from .export import add_claim_reviews, offer_files, write_files
from .present import PrintClaims
from .vocabulary import CERTAINTIES, VERDICTS, vocabulary


def _pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that print claims of other pages, when any claim has changed.

    Sphinx writes again only the pages whose own source changed; a ledger's did not.
    """
    domain = claims_domain(env)
    now = domain.fingerprint()
    if domain.data["told"] == now:
        return []
    domain.data["told"] = now
    return sorted({*domain.data["readers"], *domain.data["claims"]})


def _chart_rows(app: Sphinx, name: str) -> list[dict[str, Any]] | None:
    """Return the numbers of the figure of all claims by verdict."""
    if name != "claims-by-verdict":
        return None
    number = Counter(claim.verdict for claim in claims_domain(app.env).all())
    words = vocabulary(app.config).verdicts
    # The figure's table shows these heads as well.
    verdict, claims = marked("verdict"), marked("claims")
    return [{verdict: label, claims: float(number[word])} for word, label in words.items()]


def _chart_colours(app: Sphinx) -> dict[str, tuple[str, str]]:
    """Return the colours of the verdicts, for figures on light and on dark ground."""
    words = vocabulary(app.config)
    # A figure's rows say the words, its program may say the ids.
    return words.colours | {words.verdicts[word]: colours for word, colours in words.colours.items()}


def _offer_chart(app: Sphinx, config: Config) -> None:
    """Offer the numbers where an extension that draws asks for them."""
    if "chart-rows" in app.events.events:
        app.connect("chart-rows", _chart_rows)
        app.connect("chart-colours", _chart_colours)
    # Told before a page is read, and not for each claim.
    vocabulary(config)


OPTIONS: list[Option] = [
    (
        "claims_verdicts",
        VERDICTS,
        "env",
        (dict,),
        "Verdicts by id, best first: words, or label, light, dark colour.",
    ),
    ("claims_certainties", CERTAINTIES, "env", (dict,), "Degrees of certainty by id: words."),
    (
        "claims_parts",
        {},
        "env",
        (dict,),
        "Parts of the text that is judged, by id: words. Empty: there are none.",
    ),
    ("claims_article", "the article", "html", (str,), "Title of the text that is judged."),
    ("claims_publisher", lambda config: config.project, "html", (str,), "Who judges; the project's name by default."),
    (
        "claims_expected",
        "",
        "env",
        (str,),
        "YAML list of the claims that the pages must judge, from conf.py's folder.",
    ),
    ("claims_history", "", "env", (str,), "YAML file of what each verdict has been, from conf.py's folder."),
    (
        "claims_corrections",
        "",
        "env",
        (str,),
        "Page that tells readers of changed verdicts, day by day.",
    ),
    ("claims_link_terms", False, "env", (bool,), "Link each verdict to the label verdict-<id>, each certainty alike."),
]


def _add_static(app: Sphinx) -> None:
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the domain, its directives, its nodes and its exports."""
    declare(app, OPTIONS, values={"claims_certainties": (str,), "claims_parts": (str,)})
    add_catalog(app)
    nodes.setup(app)
    ClaimsDomain.directives = {
        "claim": ClaimDirective,
        "claim-list": ClaimListDirective,
        "claim-ledger": ClaimLedgerDirective,
        "claim-counts": ClaimCountsDirective,
    }
    app.add_domain(ClaimsDomain)
    app.add_post_transform(PrintClaims)
    app.connect("config-inited", _offer_chart)
    app.connect("config-inited", offer_files)
    app.connect("env-get-outdated", outdated)
    app.connect("env-check-consistency", check_against_list)
    app.connect("env-check-consistency", history.check)
    app.connect("env-updated", _pages_to_rewrite)
    app.connect("html-page-context", add_claim_reviews)
    if named(app, __name__):
        app.add_css_file("claims.css")
        app.connect("builder-inited", _add_static)
        app.connect("build-finished", write_files)
    return metadata(app, __name__, 5)
