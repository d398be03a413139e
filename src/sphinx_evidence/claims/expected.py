"""The list of statements that the source article makes, which the pages must cover.

The list is a YAML file outside the pages (``claims_expected`` in conf.py). It is what the
article says; the pages are what we say of it. Neither can lose a claim without the other
noticing.
"""

from __future__ import annotations

import hashlib
from difflib import get_close_matches
from pathlib import Path

import yaml
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_evidence.codes import Code
from sphinx_evidence.data_file import composed

from .domain import claims_domain
from .vocabulary import did_you_mean


def read_list(path: Path) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return the line and the parts of each listed claim, by id.

    Raises ``ValueError`` with ``file:line: what to mend`` when the file is not such a list,
    and ``OSError`` when it cannot be read.
    """
    try:
        root = composed(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError(f"{path}:1: not UTF-8; save the file as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{path}:{line}: not YAML ({error.problem}); mend this line") from None
    if not isinstance(root, yaml.SequenceNode):
        raise ValueError(f"{path}:1: the file must be a list of entries; write '- id: name' and 'parts: [..]'")
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for entry in root.value:
        line = entry.start_mark.line + 1
        fields = {}
        if isinstance(entry, yaml.MappingNode):
            fields = {key.value: value for key, value in entry.value}
        name, parts = fields.get("id"), fields.get("parts")
        if not isinstance(name, yaml.ScalarNode) or not isinstance(parts, yaml.SequenceNode):
            raise ValueError(f"{path}:{line}: an entry needs 'id: name' and 'parts: [..]'; write both")
        if not name.value.strip():
            raise ValueError(f"{path}:{line}: an entry needs 'id: name' and 'parts: [..]'; write both")
        if strange := sorted(fields.keys() - {"id", "parts", "says"}):
            raise ValueError(f"{path}:{line}: nothing reads {strange[0]!r}; an entry has 'id', 'parts' and 'says'")
        if name.value in found:
            raise ValueError(f"{path}:{line}: {name.value!r} is listed twice; remove one")
        found[name.value] = (line, tuple(part.value for part in parts.value))
    return found


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the first page when a list has changed: Sphinx checks nothing in a build that reads nothing."""
    content = hashlib.sha256()
    for name in filter(None, (app.config.claims_expected, app.config.claims_history)):
        path = Path(app.confdir, name)
        content.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"gone") + b"\0")
    digest = content.hexdigest()
    data = claims_domain(env).data
    before, data["expected"] = data["expected"], digest
    if before in (None, digest):
        return []
    return [app.config.root_doc]


def check_against_list(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each difference between the claims and the list in ``claims_expected``."""
    setting = app.config.claims_expected
    if not setting:
        return
    path = Path(app.confdir, setting)
    try:
        expected = read_list(path)
    except OSError as error:
        Code.CLAIMS_EXPECTED.warn(
            "cannot be read (%s); put the file there, or correct claims_expected in conf.py",
            error.strerror,
            location=f"{path}:1",
        )
        return
    except ValueError as error:
        Code.CLAIMS_EXPECTED.warn("%s", error)
        return
    domain = claims_domain(env)
    made = {claim.id: claim for claim in domain.all()}
    missing = [claim_id for claim_id in expected if claim_id not in made]
    # A claim whose id cannot be used is one of those that are missing.
    nameless = {claim.id for claim in made.values() if "id" in claim.faulty}
    # An id that is misspelt is one mistake: the claim is missing under one name and too many under another.
    slips = {
        claim_id: close[0]
        for claim_id in made
        if claim_id not in expected and (close := get_close_matches(claim_id, missing, n=1))
    }
    domain.slips = slips
    for claim_id, (line, parts) in expected.items():
        if claim_id in slips.values():
            continue
        if claim_id not in made and nameless:
            continue
        if claim_id not in made:
            Code.CLAIMS_EXPECTED.warn(
                "no page makes claim %r; write it as a {claim} directive on the page of its part (%s)",
                claim_id,
                ", ".join(parts),
                location=f"{path}:{line}",
            )
        elif set(parts) != set(made[claim_id].parts) and "parts" not in made[claim_id].faulty:
            claim = made[claim_id]
            Code.CLAIMS_EXPECTED.warn(
                "claim %r has parts '%s', but the article makes it in '%s' (%s, line %d); make the two agree",
                claim_id,
                ", ".join(claim.parts),
                ", ".join(parts),
                setting,
                line,
                location=(claim.docname, claim.line),
            )
    for claim_id, claim in made.items():
        if claim_id not in expected and claim_id not in nameless:
            Code.CLAIMS_EXPECTED.warn(
                "claim %r is not in %s%s; correct the id, or list it there",
                claim_id,
                setting,
                did_you_mean(claim_id, [slips[claim_id]] if claim_id in slips else expected),
                location=(claim.docname, claim.line),
            )
