"""Claims for machines: ``claims.json`` beside the pages, ClaimReview in each page's head."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from .domain import EXPORT, SITE_BUILDERS, ClaimsDomain
from .vocabulary import CERTAINTIES, PARTS, VERDICTS


def as_data(app: Sphinx) -> dict[str, Any]:
    """Return all claims as plain data; ``url`` is relative to the root of the site."""
    domain: ClaimsDomain = app.env.get_domain("claims")
    claims = domain.all()
    explanations = domain.explanations()
    return {
        "generated_from": f"{app.config.project} {app.config.release}".strip(),
        "counts": {
            "total": len(claims),
            "verdict": _count(VERDICTS, (claim.verdict for claim in claims)),
            "certainty": _count(CERTAINTIES, (claim.certainty for claim in claims)),
            "part": _count(PARTS, (part for claim in claims for part in claim.parts)),
        },
        "claims": [
            {
                "id": claim.id,
                "claim": claim.words,
                "verdict": claim.verdict,
                "certainty": claim.certainty,
                "parts": list(claim.parts),
                "references": list(claim.references),
                "reviewed": claim.reviewed,
                "url": f"{app.builder.get_target_uri(claim.docname)}#{claim.anchor}",
                "explanation": explanations[claim.id],
            }
            for claim in claims
        ],
    }


def _count(words, values) -> dict[str, int]:
    number = Counter(values)
    return {word: number[word] for word in words}


def write_json(app: Sphinx, exception: Exception | None) -> None:
    """Write ``claims.json`` beside the pages, whole or not at all."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    target = Path(app.outdir, EXPORT)
    text = json.dumps(as_data(app), ensure_ascii=False, indent=2) + "\n"
    part = target.with_suffix(".json.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, target)


def add_claim_reviews(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put schema.org ClaimReview data for the page's claims into its head."""
    if app.builder.name not in SITE_BUILDERS:
        return
    domain: ClaimsDomain = app.env.get_domain("claims")
    claims = domain.of_page(pagename)
    if not claims:
        return
    explanations = domain.explanations()
    base = app.config.html_baseurl
    page = f"{base.rstrip('/')}/{app.builder.get_target_uri(pagename)}" if base else ""
    reviews = [
        {
            "@type": "ClaimReview",
            "url": f"{page}#{claim.anchor}",
            "claimReviewed": claim.words,
            "datePublished": claim.reviewed,
            "author": {"@type": "Organization", "name": app.config.claims_publisher},
            "itemReviewed": {
                "@type": "Claim",
                "appearance": {"@type": "Article", "headline": app.config.claims_article},
            },
            # The verdict is a word of a closed list, not a number on a scale; schema.org
            # has a place for such a rating, and no number is made up for it.
            "reviewRating": {
                "@type": "Rating",
                "alternateName": VERDICTS.get(claim.verdict, claim.verdict),
                "ratingExplanation": explanations[claim.id],
            },
        }
        for claim in claims
    ]
    data = json.dumps({"@context": "https://schema.org", "@graph": reviews}, ensure_ascii=False)
    # Inside a script element only these could end it or open another.
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        data = data.replace(sign, escape)
    context["metatags"] = context.get("metatags", "") + f'\n<script type="application/ld+json">{data}</script>'
