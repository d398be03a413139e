"""The closed lists of the claims domain: verdicts, certainties and the parts of the text that is judged.

A project may write its own into conf.py (``claims_verdicts``, ``claims_certainties``, ``claims_parts``); this is the
one place that knows them. What each word means is written for readers on a page of the project.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sphinx.config import Config
from sphinx.errors import ConfigError

from sphinx_evidence.interface import _, marked

#: How a claim compares with the evidence, in the order in which they are listed. Each has a colour for a light and one
#: for a dark ground; text in it reaches a contrast of 7:1 (WCAG AAA).
VERDICTS: dict[str, dict[str, str]] = {
    "supported": {"label": marked("Supported"), "light": "#0b5a2b", "dark": "#8fdcaa"},
    "partly-supported": {"label": marked("Partly supported"), "light": "#28507a", "dark": "#a9cdf5"},
    "unproven": {"label": marked("Unproven"), "light": "#474c55", "dark": "#c3c9cf"},
    "misleading": {"label": marked("Misleading"), "light": "#7a3600", "dark": "#ffc08a"},
    "contradicted": {"label": marked("Contradicted"), "light": "#8f1420", "dark": "#ffb3b3"},
    "untraceable": {"label": marked("Untraceable"), "light": "#5c2f7d", "dark": "#dcbcf7"},
}

#: There is nothing to grade; such a claim needs no sources.
NOT_APPLICABLE = "not-applicable"
#: How far the body of evidence can be trusted, in GRADE's words.
CERTAINTIES: dict[str, str] = {
    "high": marked("High"),
    "moderate": marked("Moderate"),
    "low": marked("Low"),
    "very-low": marked("Very low"),
    NOT_APPLICABLE: marked("Not applicable"),
}
#: Colours of verdicts that a project has added without colours of their own: those of "unproven".
_PLAIN = ("#474c55", "#c3c9cf")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Vocabulary:
    """The words that a project uses, by their ids, each list in its order."""

    verdicts: dict[str, str]
    certainties: dict[str, str]
    parts: dict[str, str]
    #: For each verdict a colour on a light ground and one on a dark ground, as ``#rrggbb``.
    colours: dict[str, tuple[str, str]] = field(default_factory=dict)

    def label(self, kind: str, word: str) -> str:
        """Return what people read for the id ``word``; ``kind`` is ``verdict`` or ``certainty``."""
        return (self.verdicts if kind == "verdict" else self.certainties).get(word, word)

    def has(self, kind: str, word: str) -> bool:
        """Say whether ``word`` is a verdict or a certainty of the project."""
        return word in (self.verdicts if kind == "verdict" else self.certainties)


def _checked(config: Config, name: str, values: Any) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        raise ConfigError(f"{name} in conf.py must be a dict from ids to words; write {{'id': 'Words'}}")
    for word in values:
        if not isinstance(word, str) or not _ID.fullmatch(word):
            raise ConfigError(
                f"{name} in conf.py: the id {word!r} must be lower-case words joined by hyphens, such as 'partly-true'"
            )
    return values


def vocabulary(config: Config) -> Vocabulary:
    """Return the words that conf.py chose. Raises ``ConfigError`` with what to mend."""
    verdicts: dict[str, str] = {}
    colours: dict[str, tuple[str, str]] = {}
    for word, value in _checked(config, "claims_verdicts", config.claims_verdicts).items():
        known = VERDICTS.get(word, {})
        given = dict(value) if isinstance(value, Mapping) else {"label": value}
        label = given.get("label", known.get("label"))
        if not isinstance(label, str) or not label.strip():
            raise ConfigError(f"claims_verdicts in conf.py: {word!r} has no label; write {{'label': 'Words'}}")
        light, dark = (
            str(given.get(ground, known.get(ground, plain)))
            for ground, plain in zip(("light", "dark"), _PLAIN, strict=True)
        )
        for colour in (light, dark):
            if not _COLOUR.fullmatch(colour):
                raise ConfigError(f"claims_verdicts in conf.py: {colour!r} of {word!r} is no colour; write #rrggbb")
        verdicts[word], colours[word] = _(label), (light, dark)
    if not verdicts:
        raise ConfigError("claims_verdicts in conf.py is empty; leave it out, or write {'id': 'Words'}")
    certainties = {
        word: _(str(label)) for word, label in _checked(config, "claims_certainties", config.claims_certainties).items()
    }
    parts = {word: _(str(label)) for word, label in _checked(config, "claims_parts", config.claims_parts).items()}
    return Vocabulary(verdicts, certainties, parts, colours)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest of ``known``, else an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def listed(words: Iterable[str]) -> str:
    """Return ``words`` as ``a, b and c``."""
    items = list(words)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + _(" and ") + items[-1]
