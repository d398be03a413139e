"""What the project keeps of one claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Where an explanation links to another claim, its words are not known yet while the page is
# read. The id stands there between two characters that no page can contain.
_MARK = re.compile("\ue000([^\ue000]*)\ue001")


@dataclass(frozen=True)
class Claim:
    """One statement of the source article and our judgement of it.

    ``explanation`` is the body as plain text, in which :func:`reference_mark` stands for the
    words of other claims. ``line`` counts from 1 in the file of page ``docname``.
    """

    id: str
    words: str
    verdict: str
    certainty: str
    parts: tuple[str, ...]
    references: tuple[str, ...]
    reviewed: str
    explanation: str
    docname: str
    line: int
    #: Options of which the editor was told already; what is compared with them says nothing new.
    faulty: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The fragment of the claim on its page."""
        return f"claim-{self.id}"

    @property
    def quoted(self) -> str:
        """The claim's words as they stand inside a sentence."""
        return f"“{self.words.rstrip('.')}”"

    def explained(self, words_of: dict[str, str]) -> str:
        """Return the explanation with every mark replaced from ``words_of`` (id to words)."""
        return _MARK.sub(lambda mark: words_of.get(mark[1], mark[1]), self.explanation)


def reference_mark(claim_id: str) -> str:
    """Return what stands for the words of claim ``claim_id`` in an explanation."""
    return f"\ue000{claim_id}\ue001"
