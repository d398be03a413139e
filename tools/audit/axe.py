"""axe-core on each page, in each mode: WCAG 2.0 to 2.2, A and AA, best practice, and contrast at AAA.

Nodes that axe cannot decide ("incomplete") are looked at by a person, and listed with the reason in undecided.toml.
"""

import datetime
import functools
import itertools
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from .browser import ARRIVED, MODES, Mode, enlarger, opened
from .npm import modules

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
#: The one rule of AAA that the site promises. axe leaves some rules of 2.2 out unless they are asked for.
ALSO = ("color-contrast-enhanced", "target-size")
#: What light and dark can differ in.
COLOURS = ("color-contrast", "color-contrast-enhanced", "link-in-text-block")
#: What twice as large a text can differ in, beside what the walk over all pages measures.
SIZES = ("scrollable-region-focusable", "target-size")
UNDECIDED = Path(__file__).with_name("undecided.toml")


@dataclass(frozen=True)
class Finding:
    """A node that breaks a rule, or of which axe cannot tell (`decided` is False); `why` is in axe's words.

    `within` holds those of the places named in undecided.toml that the node stands in.
    """

    page: str
    mode: Mode
    rule: str
    node: str
    html: str
    why: str
    within: list[str]
    decided: bool

    def __str__(self) -> str:
        return f"{self.page} ({self.mode}): {self.rule} at {self.node}: {self.why}\n    {self.html}"


def source() -> str:
    """Return the text of axe-core. Raises npm.Problem."""
    return (modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def version() -> str:
    """Return the version of axe-core. Raises npm.Problem."""
    return json.loads((modules() / "axe-core" / "package.json").read_text(encoding="utf-8"))["version"]


_SCRIPT = """async (wanted) => {
    const told = await axe.run(document, wanted.axe);
    const short = (results) => results.flatMap((result) => result.nodes.map((node) => ({
        rule: result.id,
        node: node.target.flat(2).join(" "),
        html: node.html.slice(0, 160),
        within: wanted.places.filter((place) => document.querySelector(node.target[0])?.closest(place)),
        why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ").slice(0, 300),
    })));
    return { broken: short(told.violations), open: short(told.incomplete) };
}"""


def run(page: Page, name: str, mode: Mode, rules: Iterable[str] | None = None) -> list[Finding]:
    """Run axe, which is loaded in `page`, on it; only `rules` if they are given."""
    if rules is None:
        wanted = {"runOnly": {"type": "tag", "values": list(TAGS)}, "rules": {rule: {"enabled": True} for rule in ALSO}}
    else:
        wanted = {"runOnly": {"type": "rule", "values": list(rules)}}
    wanted["resultTypes"] = ["violations", "incomplete"]
    places = sorted({entry.within for entry in exemptions()})
    answer = page.evaluate(_SCRIPT, {"axe": wanted, "places": places})
    return [Finding(name, mode, **found, decided=kind == "broken") for kind in answer for found in answer[kind]]


def rules_of(mode: Mode) -> tuple[str, ...] | None:
    """Return the rules that can tell something new in `mode`, after light and text of usual size; None means all."""
    if mode.text != 100:
        return SIZES
    return None if mode.scheme == "light" else COLOURS


def run_all(browser: Browser, address: str, names: list[str], modes: Iterable[Mode] = MODES) -> list[Finding]:
    """Run axe on the pages `names` of the server at `address` in each of `modes`.

    In dark, only the rules about colours, and with larger text only those about sizes: nothing else differs there.
    """
    text = source()
    found = []
    for width, of_width in itertools.groupby(sorted(modes, key=lambda mode: mode.width), lambda mode: mode.width):
        looks = list(of_width)
        # axe has to be put into the page, which the site's policy forbids.
        with opened(browser, Mode(width), bypass_csp=True, reduced_motion="reduce") as page:
            enlarge = enlarger(page)
            for name in names:
                page.goto(f"{address}/{name}", wait_until=ARRIVED)
                page.evaluate(text)
                for mode in looks:
                    page.emulate_media(color_scheme=mode.scheme)
                    enlarge(mode.text)
                    found += run(page, name, mode, rules_of(mode))
                page.emulate_media(color_scheme="light")
                enlarge(100)
    return found


@dataclass(frozen=True)
class Exemption:
    """Nodes that a person has looked at: the rule, the place (a selector), the width, what was seen, and when."""

    rule: str
    within: str
    widest: int
    why: str
    since: datetime.date

    def covers(self, finding: Finding) -> bool:
        """Say whether `finding` is one of them."""
        return (
            not finding.decided
            and finding.rule == self.rule
            and self.within in finding.within
            and finding.mode.width <= self.widest
        )


@functools.cache
def exemptions() -> tuple[Exemption, ...]:
    """Return what is listed in undecided.toml."""
    listed = tomllib.loads(UNDECIDED.read_text(encoding="utf-8"))["undecided"]
    return tuple(Exemption(**entry) for entry in listed)
