"""axe-core on each page, in each mode: WCAG 2.0 to 2.2, A and AA, best practice, and contrast at AAA.

Nodes that axe cannot decide ("incomplete") are looked at by a person, and listed with the reason in undecided.toml.
"""

import fnmatch
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from .browser import Mode
from .npm import modules

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
#: The one rule of AAA that the site promises. axe leaves some rules of 2.2 out unless they are asked for.
ALSO = ("color-contrast-enhanced", "target-size")
#: What light and dark can differ in.
COLOURS = ("color-contrast", "color-contrast-enhanced", "link-in-text-block")
UNDECIDED = Path(__file__).with_name("undecided.toml")


@dataclass(frozen=True)
class Finding:
    """A node that breaks a rule, or of which axe cannot tell (`decided` is False); `why` is in axe's words."""

    page: str
    mode: Mode
    rule: str
    node: str
    html: str
    why: str
    decided: bool

    def __str__(self) -> str:
        return f"{self.page} ({self.mode}): {self.rule} at {self.node}: {self.why}\n    {self.html}"


def source() -> str:
    """Return the text of axe-core. Raises npm.Problem."""
    return (modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def version() -> str:
    """Return the version of axe-core. Raises npm.Problem."""
    return json.loads((modules() / "axe-core" / "package.json").read_text(encoding="utf-8"))["version"]


#: Runs axe, then once more on each node that it could not decide, in the middle of the window: axe cannot tell what
#: lies behind a node that the lower edge of the window cuts.
_SCRIPT = """async (wanted) => {
    const told = await axe.run(document, wanted);
    const nodes = (results) => results.flatMap((result) => result.nodes.map((node) => ({ rule: result.id, node })));
    const broken = nodes(told.violations);
    const open = [];
    for (const { rule, node } of nodes(told.incomplete)) {
        const element = document.querySelector(node.target[0]);
        element.scrollIntoView({ block: "center", behavior: "instant" });
        const again = await axe.run(element, { ...wanted, runOnly: { type: "rule", values: [rule] } });
        const same = ({ node: other }) => other.target.join() === node.target.join();
        broken.push(...nodes(again.violations).filter(same));
        open.push(...nodes(again.incomplete).filter(same));
    }
    const short = (found) => found.map(({ rule, node }) => ({
        rule,
        node: node.target.flat(2).join(" "),
        html: node.html.slice(0, 160),
        why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ").slice(0, 300),
    }));
    return { broken: short(broken), open: short(open) };
}"""


def run(page: Page, name: str, mode: Mode, rules: Iterable[str] | None = None) -> list[Finding]:
    """Run axe, which is loaded in `page`, on it; only `rules` if they are given."""
    if rules is None:
        wanted = {"runOnly": {"type": "tag", "values": list(TAGS)}, "rules": {rule: {"enabled": True} for rule in ALSO}}
    else:
        wanted = {"runOnly": {"type": "rule", "values": list(rules)}}
    wanted["resultTypes"] = ["violations", "incomplete"]
    answer = page.evaluate(_SCRIPT, wanted)
    return [Finding(name, mode, **found, decided=kind == "broken") for kind in answer for found in answer[kind]]


@dataclass(frozen=True)
class Exemption:
    """Nodes that a person has looked at: a pattern of their HTML, the rule, the pages, and what was seen."""

    rule: str
    pages: str
    html: str
    why: str
    since: str

    def covers(self, finding: Finding) -> bool:
        """Say whether `finding` is one of them."""
        return (
            not finding.decided
            and finding.rule == self.rule
            and fnmatch.fnmatchcase(finding.page, self.pages)
            and fnmatch.fnmatchcase(finding.html, self.html)
        )


def exemptions() -> list[Exemption]:
    """Return what is listed in undecided.toml."""
    listed = tomllib.loads(UNDECIDED.read_text(encoding="utf-8")).get("undecided", [])
    return [Exemption(**{name: str(value) for name, value in entry.items()}) for entry in listed]
