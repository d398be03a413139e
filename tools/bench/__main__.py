"""Measure how long builds take, beside other tools on the same pages in the same run; prints tables, writes JSON.

    make bench                                          everything, in an hour or so
    make bench ARGS="--only 10,100 --repeat 3"          a part
    make bench ARGS="--without 1000:stock"              all but the longest
    make bench ARGS=--page                              write BENCHMARKS.md from the last run, measure nothing

Parts: site (this site, against Sphinx without our extensions), unchanged (this site, when nothing has changed), book
(this site printed), 10, 100 and 1000 (generated pages), live (from saving to seeing), links (linkcheck). What is
measured is kept in tools/bench/results.json, part by part. Exit status: 1 when a tool fails. Nothing here is a test:
machines differ, and ratios within one run are what can be compared.
"""

import argparse
import shutil
import sys
from pathlib import Path

import addresses
import generated
import measure
import own_site
import projects
import report
import rivals
import saving

WORK = projects.ROOT / "_build" / ".bench"
PARTS = ("site", "unchanged", "book", "10", "100", "live", "links", "1000")
OURS = projects.TOOLS["this project"]
STOCK = projects.TOOLS["Sphinx, stock"]


class Bench:
    """Builds in ``WORK`` with the interpreters of this project and of what it is compared with."""

    def __init__(self, repeat: int, without: frozenset[str] = frozenset()):
        self.repeat, self.without, self.others = repeat, without, rivals.python(WORK / "environment")

    def python(self, tool: projects.Tool) -> Path:
        """Return the interpreter of ``tool``."""
        return projects.SITE_PYTHON if tool is OURS else self.others

    def rounds(self, part: str, runs: dict, repeat: int) -> None:
        """Run each of ``runs`` (tool, folder, command) in turn, ``repeat`` times; keep the medians of ``part``.

        In turn, so that whatever else the machine does falls on all of them; kept after each, because it takes long.
        """
        costs: dict[str, list] = {name: [] for name in runs}
        for number in range(repeat):
            for name, (tool, folder, command) in runs.items():
                for left in ("_build", tool.output, ".cache"):
                    shutil.rmtree(folder / left, ignore_errors=True)
                costs[name].append(measure.cost(command, folder, projects.environment()))
                print(f"  {name}, {number + 1} of {repeat}: {costs[name][-1].cpu:.1f} s", flush=True)
                done = {each: measure.middle(taken) for each, taken in costs.items() if taken}
                report.keep(part, {"repeat": number + 1, "tools": done})

    def pages(self, number: int) -> None:
        """Build generated sites of ``number`` pages with every tool."""
        runs = {}
        for name, tool in projects.TOOLS.items():
            if any(f"{number}:{word}" in self.without for word in name.lower().replace(",", "").split()):
                continue
            folder = fresh(f"{number}-{tool.spelling}-{len(runs)}")
            projects.lay_out(tool, folder)
            generated.write(folder / "docs", number, getattr(generated, tool.spelling))
            runs[name] = (tool, folder, projects.command(tool, self.python(tool)))
        # The long ones are few.
        repeat = min(self.repeat, 3 if self.repeat > 3 else 1) if number >= 1000 else self.repeat
        self.rounds(str(number), runs, repeat)

    def site(self) -> None:
        """Build this site with and without our extensions."""
        runs = {}
        for tool, make in ((OURS, own_site.ours), (STOCK, own_site.stock)):
            folder = fresh(f"site-{len(runs)}")
            make(folder)
            runs[tool.name] = (tool, folder, projects.command(tool, self.python(tool)))
        self.rounds("site", runs, self.repeat)

    def unchanged(self) -> None:
        """Build this site, and then again and again."""
        folder = fresh("unchanged")
        own_site.ours(folder)
        command = projects.command(OURS, self.python(OURS))
        # The second time finds what the first one has compiled.
        for _ in range(2):
            measure.cost(command, folder, projects.environment())
        costs = [measure.cost(command, folder, projects.environment()) for _ in range(self.repeat)]
        report.keep("unchanged", {"repeat": self.repeat, "tools": {OURS.name: measure.middle(costs)}})

    def book(self) -> None:
        """Print this site, from nothing and from the pages that building it has read."""
        folder = fresh("book")
        own_site.ours(folder)
        command = [str(projects.SITE_PYTHON), "tools/build.py", "pdf"]
        costs: dict[str, list] = {report.COLD: [], report.WARM: []}
        for number in range(self.repeat):
            shutil.rmtree(folder / "_build", ignore_errors=True)
            for name in costs:
                costs[name].append(measure.cost(command, folder, projects.environment()))
                print(f"  {name}, {number + 1} of {self.repeat}: {costs[name][-1].cpu:.1f} s", flush=True)
                if name == report.COLD:
                    measure.cost(projects.command(OURS, self.python(OURS)), folder, projects.environment())
            done = {name: measure.middle(taken) for name, taken in costs.items()}
            report.keep("book", {"repeat": number + 1, **done})

    def live(self) -> None:
        """Save a page of 100, and one of this site, and wait until a browser shows it."""
        command = [str(projects.SITE_PYTHON), "tools/build.py", "live"]
        repeat = max(self.repeat, 5)
        folder = fresh("live")
        projects.lay_out(OURS, folder)
        generated.write(folder / "docs", 100, generated.MYST)
        found = saving.costs(command, folder, projects.environment(), "part-03/page-0050", repeat)
        folder = fresh("live-site")
        own_site.ours(folder)
        site = saving.costs(command, folder, projects.environment(), "guide/safety", repeat)
        report.keep("live", {**found, "site": site})

    def links(self) -> None:
        """Check 200 links."""
        with addresses.answering() as port:
            runs = {}
            for tool, ending in ((OURS, ["tools/build.py", "linkcheck"]), (STOCK, None)):
                folder = fresh(f"links-{len(runs)}")
                projects.lay_out(tool, folder)
                addresses.link_all(folder / "docs", port)
                command = ending or ["-m", "sphinx", "-q", "-b", "linkcheck", "-c", ".", "docs", "_build"]
                runs[tool.name] = (tool, folder, [str(self.python(tool)), *command])
            self.rounds("links", runs, self.repeat)


def fresh(name: str) -> Path:
    """Return the path of a folder that is not there."""
    shutil.rmtree(WORK / name, ignore_errors=True)
    return WORK / name


def main(arguments: list[str]) -> int:
    """Do what ``arguments`` ask for; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas")
    parser.add_argument("--repeat", type=int, default=5, help="builds of each, of which the median counts")
    parser.add_argument("--without", default="", help="tools to leave out, as in 1000:stock, with commas")
    parser.add_argument("--page", action="store_true", help="write the page from what was measured last")
    chosen = parser.parse_args(arguments)
    parts = chosen.only.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if not chosen.page:
        try:
            bench = Bench(chosen.repeat, frozenset(chosen.without.split(",")))
            for part in parts:
                print(f"Measuring: {part}", flush=True)
                if part.isdigit():
                    bench.pages(int(part))
                else:
                    getattr(bench, part)()
        except (RuntimeError, TimeoutError) as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    print(report.tables(report.one_run(report.kept())))
    report.write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
