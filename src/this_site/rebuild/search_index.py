"""Sphinx's search index, with what it forgets when it is loaded for another build."""

from __future__ import annotations

import functools
from typing import Any

import sphinx.search
from docutils import nodes

_Sphinx = sphinx.search.IndexBuilder


class IndexBuilder(_Sphinx):
    """Keeps the index entries of the pages that are not written again, and no word that no page has.

    It also looks at each word once a page, not each time that it is said, and stems it once for all pages.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # In the place of the method, for this one object.
        self.lang.stem = functools.cache(self.lang.stem)  # type: ignore[method-assign]

    def _word_collector(self, doctree: nodes.document) -> Any:
        found = super()._word_collector(doctree)
        found.words = list(dict.fromkeys(found.words))
        return found

    def load(self, stream: Any, format: Any) -> None:
        """Reconstruct the index from ``stream``."""
        kept: list[dict[str, Any]] = []
        chosen = self.formats[format] if isinstance(format, str) else format

        class Remembering:
            @staticmethod
            def load(stream: Any) -> Any:
                kept.append(chosen.load(stream))
                return kept[0]

        super().load(stream, Remembering)
        frozen = kept[0]
        for entry, places in frozen["indexentries"].items():
            for number, target, main in places:
                entries = self._index_entries.setdefault(frozen["docnames"][number], [])
                entries.append((entry, target, "main" if main else ""))

    def prune(self, docnames: Any) -> None:
        """Remove what is of other pages than ``docnames``."""
        super().prune(docnames)
        self._index_entries = {name: self._index_entries[name] for name in docnames if name in self._index_entries}
        for words in (self._mapping, self._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]

    def freeze(self) -> dict[str, Any]:
        """Return the index as data, whatever the order in which pages came to it."""
        self._index_entries = dict(sorted(self._index_entries.items()))
        return super().freeze()


def install() -> None:
    """Put the index in the place of Sphinx's, which each builder looks up when it is made."""
    # A patch; src/this_site/UPSTREAM.md says what would make it needless.
    sphinx.search.IndexBuilder = IndexBuilder  # type: ignore[misc]
