"""Measure the built site in a browser and print each number with its limit beside it.

    python tools/audit [--quick]    --quick: Lighthouse once a page instead of five times

Exit status: 0 when every limit holds, 1 when one is passed, 2 when something that it needs is not there.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audit import axe, lighthouse, markup, weight  # noqa: E402
from audit.browser import MODES, launched, longest, pages  # noqa: E402
from audit.npm import Problem  # noqa: E402
from serve import Server  # noqa: E402

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
RUNS = 5


class Table:
    """Prints rows as they come: what was measured, the number, the limit, whether it holds; counts what does not."""

    def __init__(self) -> None:
        self.broken = 0

    def row(self, name: str, value: str, limit: str, holds: bool, details: list[str] | tuple[str, ...] = ()) -> None:
        """Print one row, and below it the `details`."""
        self.broken += not holds
        print(f"{name:<52} {value:>14} {limit:>20}  {'ok' if holds else 'PASSED'}", flush=True)
        for line in details:
            print("    " + line.replace("\n", "\n    "), flush=True)


def of_axe(table: Table, browser, address: str, names: list[str]) -> None:
    """Print what axe finds, by mode."""
    found = axe.run_all(browser, address, names)
    for mode in MODES:
        broken = [str(one) for one in found if one.decided and one.mode == mode]
        table.row(f"axe-core {axe.version()}, {mode}: violations", str(len(broken)), "0", not broken, broken[:20])
    open_ = [one for one in found if not one.decided]
    unseen = [str(one) for one in open_ if not any(entry.covers(one) for entry in axe.exemptions())]
    table.row("axe-core: undecided, looked at by hand", str(len(open_) - len(unseen)), "listed", True)
    table.row("axe-core: undecided, not yet looked at", str(len(unseen)), "0", not unseen, unseen[:20])


def of_weight(table: Table, browser, address: str, names: list[str]) -> None:
    """Print the heaviest first views, and all that pass their budget."""
    views = sorted(weight.first_views(browser, address, names), key=lambda view: -view.bytes)
    for view in views:
        holds = view.bytes <= weight.MOST_BYTES and view.requests <= weight.MOST_REQUESTS
        if view in views[:6] or not holds:
            limit = f"{weight.MOST_BYTES:,} B, {weight.MOST_REQUESTS} files"
            value = f"{view.bytes:,} B, {view.requests}"
            table.row(f"first view: {view.page}", value, limit, holds, [view.heaviest(6)])
    foreign = [f"{view.page}: {address}" for view in views for address in view.elsewhere]
    table.row(f"first views of {len(views)} pages: requests elsewhere", str(len(foreign)), "0", not foreign, foreign)


def of_lighthouse(table: Table, address: str, names: list[str], runs: int) -> None:
    """Print the four scores of each of `names`."""
    for name in names:
        scores = lighthouse.measure(address, name, runs)
        for category, score in scores.scores.items():
            missed = [line for line in scores.missed if f"({category})" in line]
            what = f"Lighthouse {category}, {name} (median of {runs})"
            table.row(what, str(score), f"at least {lighthouse.LEAST}", score >= lighthouse.LEAST, missed)


def main(arguments: list[str]) -> int:
    """Measure everything; return the exit status."""
    if arguments not in ([], ["--quick"]):
        print("usage: python tools/audit [--quick]", file=sys.stderr)
        return 2
    if not (SITE / "index.html").is_file():
        print("error: there is no site in _build/html: run `make html` first", file=sys.stderr)
        return 2
    table, names = Table(), pages(SITE)
    print(f"{'measured on ' + str(len(names)) + ' pages':<52} {'found':>14} {'limit':>20}")
    try:
        wrong = markup.errors(SITE)
        table.row("Nu HTML Checker: errors", str(len(wrong)), "0", not wrong, wrong[:20])
        with Server(SITE) as server:
            with launched() as browser:
                of_weight(table, browser, server.address, names)
                of_axe(table, browser, server.address, names)
            runs = 1 if arguments else RUNS
            of_lighthouse(table, server.address, ["index.html", longest(SITE)], runs)
    except Problem as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    print(f"{table.broken} limits are passed." if table.broken else "Every limit holds.")
    return bool(table.broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
