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

from . import nodes
from .directives import (
    ClaimCountsDirective,
    ClaimDirective,
    ClaimLedgerDirective,
    ClaimListDirective,
)
from .domain import ClaimsDomain
from .expected import check_against_list, outdated
from .export import add_claim_reviews, offer_files, write_files
from .present import PrintClaims
from .vocabulary import VERDICTS


def _pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that print claims of other pages, when any claim has changed.

    Sphinx writes again only the pages whose own source changed; a ledger's did not.
    """
    domain: ClaimsDomain = env.get_domain("claims")
    now = domain.fingerprint()
    if getattr(env, "claims_fingerprint", None) == now:
        return []
    env.claims_fingerprint = now
    return sorted({*domain.data["readers"], *domain.data["claims"]})


def _chart_rows(app: Sphinx, name: str) -> list[dict[str, Any]] | None:
    """Return the numbers of the figure of all claims by verdict."""
    if name != "claims-by-verdict":
        return None
    number = Counter(claim.verdict for claim in app.env.get_domain("claims").all())
    return [{"verdict": words, "claims": float(number[word])} for word, words in VERDICTS.items()]


def _offer_chart(app: Sphinx, config: Config) -> None:
    """Offer the numbers where an extension that draws asks for them."""
    if "chart-rows" in app.events.events:
        app.connect("chart-rows", _chart_rows)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the domain, its directives, its nodes and its exports."""
    app.add_config_value("claims_article", "the article", "html", types=[str])
    app.add_config_value("claims_publisher", lambda config: config.project, "html", types=[str])
    app.add_config_value("claims_expected", "", "env", types=[str])
    app.add_config_value("claims_link_terms", False, "env", types=[bool])
    nodes.setup(app)
    ClaimsDomain.directives = {
        "claim": ClaimDirective,
        "claim-list": ClaimListDirective,
        "claim-ledger": ClaimLedgerDirective,
        "claim-counts": ClaimCountsDirective,
    }
    app.add_domain(ClaimsDomain)
    app.add_post_transform(PrintClaims)
    app.add_css_file("claims.css")
    app.connect("config-inited", _offer_chart)
    app.connect("config-inited", offer_files)
    app.connect("env-get-outdated", outdated)
    app.connect("env-check-consistency", check_against_list)
    app.connect("env-updated", _pages_to_rewrite)
    app.connect("html-page-context", add_claim_reviews)
    app.connect("build-finished", write_files)
    app.connect(
        "builder-inited",
        lambda app: app.config.html_static_path.append(str(Path(__file__).parent / "static")),
    )
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
