"""The closed lists of the claims domain: verdicts, certainty and the parts of the article.

What each word means is written for readers on the method page; a build checks that the
two agree, because every verdict and certainty in a claim links to its definition there.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: How a claim compares with the evidence, in the order in which they are listed.
VERDICTS: dict[str, str] = {
    "supported": "Supported",
    "partly-supported": "Partly supported",
    "unproven": "Unproven",
    "misleading": "Misleading",
    "contradicted": "Contradicted",
    "untraceable": "Untraceable",
}

#: How far the body of evidence can be trusted, in GRADE's words.
CERTAINTIES: dict[str, str] = {
    "high": "High",
    "moderate": "Moderate",
    "low": "Low",
    "very-low": "Very low",
    "not-applicable": "Not applicable",
}

#: The parts of the source article, in its order.
PARTS: dict[str, str] = {
    "summary": "summary",
    "introduction": "introduction",
    "soreness": "muscle soreness",
    "compounds": "active compounds",
    "hair-loss": "hair loss",
    "conclusion": "conclusion",
    "resources": "related resources",
    "author": "about the author",
}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest of ``known``, else an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def listed(words: Iterable[str]) -> str:
    """Return ``words`` as ``a, b and c``."""
    items = list(words)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
