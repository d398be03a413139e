"""Words for generated pages: the same words for the same page on every machine."""

import random
import textwrap
from pathlib import Path

# Plain words of the kind that this site's pages are written in, so that stemmer and search index have work.
WORDS = sorted(set((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()))


class Writer:
    """Writes text that depends on ``seed`` alone."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.count = 0

    def phrase(self, least: int, most: int) -> str:
        """Return between ``least`` and ``most`` words, the first with a capital."""
        words = self.random.choices(WORDS, k=self.random.randint(least, most))
        self.count += len(words)
        return " ".join(words).capitalize()

    def sentences(self, number: int, after: list[str] = ()) -> str:
        """Return ``number`` sentences; each of ``after`` (links, citations) stands at the end of one of them."""
        made = [self.phrase(7, 17) for _ in range(number)]
        for sign in after:
            made[self.random.randrange(number)] += f" {sign}"
        return textwrap.fill(". ".join(made) + ".", 118, break_long_words=False, break_on_hyphens=False)
