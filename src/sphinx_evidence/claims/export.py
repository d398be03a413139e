"""Claims for machines: ``claims.json`` and ``claims.csv`` beside the pages, ClaimReview in each page's head."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from .domain import EXPORT, SITE_BUILDERS, claims_domain
from .vocabulary import vocabulary


def as_data(app: Sphinx) -> dict[str, Any]:
    """Return all claims as plain data; ``url`` is relative to the root of the site."""
    domain = claims_domain(app.env)
    claims = domain.all()
    explanations = domain.explanations()
    words = vocabulary(app.config)
    return {
        "generated_from": f"{app.config.project} {app.config.release}".strip(),
        "counts": {
            "total": len(claims),
            "verdict": _count(words.verdicts, (claim.verdict for claim in claims)),
            "certainty": _count(words.certainties, (claim.certainty for claim in claims)),
            "part": _count(words.parts, (part for claim in claims for part in claim.parts)),
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


def _count(words: Iterable[str], values: Iterable[str]) -> dict[str, int]:
    number = Counter(values)
    return {word: number[word] for word in words}


def as_json(app: Sphinx) -> str:
    """Return all claims as the text of ``claims.json``."""
    return json.dumps(as_data(app), ensure_ascii=False, indent=2) + "\n"


def as_csv(app: Sphinx) -> str:
    """Return all claims as the text of ``claims.csv``: a row each, several words in a cell apart by a semicolon."""
    claims = as_data(app)["claims"]
    table = io.StringIO()
    columns = ("id", "claim", "verdict", "certainty", "parts", "references", "reviewed", "url", "explanation")
    writer = csv.DictWriter(table, columns)
    writer.writeheader()
    for claim in claims:
        writer.writerow({name: _cell("; ".join(v) if isinstance(v := claim[name], list) else v) for name in columns})
    return table.getvalue()


def _cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula; in some countries a semicolon begins a cell."""
    return re.sub(r"(^|[;\t])(?=[=+\-@])", r"\1'", text)


#: What is written beside the pages, by name.
FILES = {EXPORT: as_json, "claims.csv": as_csv}


def tell_file(app: Sphinx, name: str) -> str | None:
    """Return the text of the file ``name``, if it is one of these."""
    return FILES[name](app) if name in FILES else None


def offer_files(app: Sphinx, config: Config) -> None:
    """Tell of the files where an extension lists them."""
    if "site-file" in app.events.events:
        app.connect("site-file", tell_file)


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the files beside the pages, each whole or not at all."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    for name, text in FILES.items():
        target = Path(app.outdir, name)
        part = target.with_name(name + ".part")
        part.write_text(text(app), encoding="utf-8", newline="")
        part.replace(target)


def add_claim_reviews(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put schema.org ClaimReview data for the page's claims into its head."""
    if app.builder.name not in SITE_BUILDERS:
        return
    domain = claims_domain(app.env)
    claims = domain.of_page(pagename)
    if not claims:
        return
    explanations = domain.explanations()
    words = vocabulary(app.config)
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
                "alternateName": words.label("verdict", claim.verdict),
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
