"""What each verdict has been: a changed one is never silent.

``claims_history`` in conf.py names a YAML file with every claim by its id, and what was said of it from which day on,
the oldest first. ``claims_corrections`` names the page on which readers are told of a change, under the day of it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence import review_dates
from sphinx_evidence.codes import Code
from sphinx_evidence.data_file import BadDataFile, Fields, read

from .domain import claims_domain
from .expected import read_list
from .model import Claim
from .vocabulary import vocabulary

#: What is kept of a claim each time that one of these changes.
TOLD = ("verdict", "certainty")


def _warn(message: str, *words: object, location: Any) -> None:
    Code.CLAIMS_HISTORY.warn(message, *words, location=location)


def _steps(path: Path, root: Fields, claim_id: str) -> list[Fields]:
    """Return what was said of a claim, the oldest first. Raises ``BadDataFile``."""
    steps = root[claim_id]
    line = root.lines[claim_id]
    if not isinstance(steps, list) or not steps:
        raise BadDataFile(f"{path}:{line}: {claim_id} needs a list of what was said: date, verdict, certainty")
    for step in steps:
        if not isinstance(step, Fields) or {*step} != {"date", *TOLD} or not isinstance(step["date"], dt.date):
            where = step.line if isinstance(step, Fields) else line
            raise BadDataFile(f"{path}:{where}: write date (YYYY-MM-DD), verdict and certainty, and nothing else")
    return steps


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each verdict that is not the last one of its history, and of each change that readers are not told of."""
    if not app.config.claims_history:
        return
    path = Path(app.confdir, app.config.claims_history)
    try:
        root = read(path)
        steps = {claim_id: _steps(path, root, claim_id) for claim_id in root}
    except BadDataFile as fault:
        _warn("%s", fault, location=None)
        return
    domain = claims_domain(env)
    claims = {claim.id: claim for claim in domain.all()}
    words = vocabulary(app.config)
    for claim_id, claim in claims.items():
        # A word that is missing or unknown, or an id that is misspelt, was told already.
        known = claim.verdict in words.verdicts and claim.certainty in words.certainties
        if known and claim_id not in domain.slips and "id" not in claim.faulty:
            _check_claim(app, path, claim, steps.get(claim_id, []))
    expected = _expected(app)
    for claim_id in sorted(steps.keys() - claims.keys() - expected):
        _warn("no page makes claim %r; take it out", claim_id, location=f"{path}:{root.lines[claim_id]}")


def _expected(app: Sphinx) -> set[str]:
    """Return the ids of the claims that have to be made; that one of them is missing is told of that list."""
    try:
        return {*read_list(Path(app.confdir, app.config.claims_expected))} if app.config.claims_expected else set()
    except (OSError, ValueError):
        return set()


def _check_claim(app: Sphinx, path: Path, claim: Claim, steps: list[Fields]) -> None:
    last = steps[-1] if steps else None
    name = app.config.claims_history
    if last is None:
        _warn(
            "claim %r has no history; write into %s: %s: [{date: %s, verdict: %s, certainty: %s}]",
            claim.id,
            name,
            claim.id,
            claim.reviewed,
            claim.verdict,
            claim.certainty,
            location=(claim.docname, claim.line),
        )
        return
    if any(str(last[word]) != getattr(claim, word) for word in TOLD):
        _warn(
            "claim %r was '%s, %s' and is now '%s, %s'; add that with its day to %s, and tell readers why in %s",
            claim.id,
            *(last[word] for word in TOLD),
            claim.verdict,
            claim.certainty,
            name,
            app.config.claims_corrections or "your list of corrections",
            location=(claim.docname, claim.line),
        )
    for step in steps[1:] if app.config.claims_corrections else []:
        if not _told(app, claim.id, step["date"]):
            _warn(
                "no entry of %s under %r names claim %r; say there what changed, and why",
                app.config.claims_corrections,
                review_dates.spoken(step["date"]),
                claim.id,
                location=f"{path}:{step.line}",
            )


def _told(app: Sphinx, claim_id: str, day: dt.date) -> bool:
    """Say whether the page of corrections names the claim under a heading with the day."""
    page = Path(app.env.doc2path(app.config.claims_corrections))
    try:
        lines = page.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    under = False
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("#") or (following and set(following) <= set("=-~^*+") and len(following) > 2):
            under = review_dates.spoken(day) in line
        elif under and f"`{claim_id}`" in line:
            return True
    return False
