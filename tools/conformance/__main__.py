"""Run other people's tests of what we extend, with and without our extensions; print a table, ours beside stock.

    make conformance                              every suite
    make conformance ARGS="--only html,search"    some
    make conformance ARGS="--sdist sphinx=FILE"   with a source archive that is there already

The tests come with the source archive of the version that the lock names; it is fetched by name once and kept in
_build/.conformance. MyST-Parser's holds none, so its comes from its repository. `suites.py` says which tests run with
which of our extensions, `differences.toml` which of them may fail, each with its reason. Exit status: 0 when ours
fails nothing else, 1 when it does, 2 when a command is not understood, 3 when an archive cannot be fetched.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import archives
import runs
from suites import SUITES

HERE = Path(__file__).resolve().parent
WORK = HERE.parents[1] / "_build" / ".conformance"


def options(arguments):
    """Return what `arguments` ask for."""
    parser = argparse.ArgumentParser(prog="make conformance", description=__doc__.partition("\n")[0])
    names = [suite.name for suite in SUITES]
    parser.add_argument("--only", type=lambda text: text.split(","), default=names, help=f"some of {','.join(names)}")
    parser.add_argument("--sdist", action="append", default=[], metavar="PACKAGE=FILE", help="an archive at hand")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.only) - set(names):
        parser.error(f"there is no suite {', '.join(sorted(unknown))}; use some of {', '.join(names)}")
    return asked


def row(cells):
    """Return one line of the table."""
    return f"{cells[0]:<12} {cells[1]:<30} {cells[2]:>6} {cells[3]:>6} {cells[4]:>6}"


def main(arguments):
    """Run the suites; return the exit status."""
    asked = options(arguments)
    at_hand = dict(each.partition("=")[::2] for each in asked.sdist)
    allowed = runs.differences(HERE / "differences.toml")
    suites = [suite for suite in SUITES if suite.name in asked.only]
    told, failed = [], False
    print(row(("suite", "tests of", "ours", "stock", "of")))
    for suite in suites:
        version = archives.locked(suite.package)
        try:
            folder = archives.unpacked(suite.package, version, WORK, at_hand.get(suite.package), suite.source)
        except archives.NotThere as error:
            print(f"error: {error}", file=sys.stderr)
            return 3
        stock, ours = (runs.run(suite, folder, WORK, extended) for extended in (False, True))
        counts = [str(sum(result.values())) for result in (ours, stock)]
        print(row((suite.name, f"{suite.package} {version}", *counts, str(len(stock)))), flush=True)
        for name in sorted(name for name, passed in stock.items() if passed and not ours.get(name)):
            reason = allowed.get((suite.name, name), "")
            failed = failed or not reason
            told.append(f"{suite.name}: {name}: {reason or 'NOT LISTED in tools/conformance/differences.toml'}")
        if modules := runs.lacking(WORK / f"{suite.name}-stock.xml"):
            told.append(
                f"{suite.name}: its tests need {', '.join(modules)}; install that, or add it to tests/requirements"
            )
            failed = True
        if not stock or not any(stock.values()):
            told.append(f"{suite.name}: none passes without our extensions either; see {WORK}/{suite.name}.txt")
            failed = True
    if told:
        print("\nDifferences:\n" + "\n".join(f"- {line}" for line in told))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
