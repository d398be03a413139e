"""``python -m sphinx_evidence.citecheck refs.bib``: check any .bib file, without Sphinx."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sphinx_evidence.bibliography import BadBibliography, Source, read

from . import report
from .registers import REGISTERS, Agency
from .run import NOBODY_ANSWERED, Settings, run, terminal

_EPILOG = """exit status: 0 nothing differs; 1 a source is retracted, not registered or differs, or a file cannot be
read; 2 the command is not understood; 3 no register could be reached"""


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    made = argparse.ArgumentParser(
        prog="python -m sphinx_evidence.citecheck",
        description="Compare the sources of .bib files with Crossref, DataCite and PubMed.",
        epilog=_EPILOG,
    )
    made.add_argument("files", nargs="+", type=Path, metavar="FILE.bib", help="the bibliographies")
    made.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to print what came out")
    contact = os.environ.get("CITECHECK_CONTACT", "")
    made.add_argument(
        "--contact", default=contact, help="a mail address that the registers may write to (or CITECHECK_CONTACT)"
    )
    made.add_argument("--memory", type=Path, metavar="FILE.json", help="remember answers in this file")
    made.add_argument("--days", type=float, default=30, help="for so many days (30)")
    made.add_argument("--fresh", action="store_true", help="ask all again")
    made.add_argument("--timeout", type=float, default=15, help="seconds to wait for a register (15)")
    for kind in (*REGISTERS, Agency):
        name = kind.option.removeprefix("citecheck_")
        made.add_argument(f"--{name}", default=kind.default, metavar="ADDRESS", help=f"where {kind.name} answers")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Check, print, and return the exit status."""
    options = parser().parse_args(arguments)
    sources: list[Source] = []
    try:
        for path in options.files:
            sources += read(path, str(path))
    except BadBibliography as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    addresses = {kind.option: getattr(options, kind.option.removeprefix("citecheck_")) for kind in (*REGISTERS, Agency)}
    settings = Settings(options.contact, options.timeout, options.days, options.memory, options.fresh, addresses)
    outcome = run(sources, settings, terminal())
    if options.format == "json":
        sys.stdout.write(report.to_json(outcome.results, outcome.unreachable))
    elif options.format == "github":
        sys.stdout.write("".join(f"{line}\n" for line in report.github(outcome.results).splitlines()))
    else:
        sys.stdout.write(report.table(outcome.results) + "\n")
    if outcome.status == NOBODY_ANSWERED:
        sys.stderr.write(outcome.nobody + "\n")
    return outcome.status


if __name__ == "__main__":
    sys.exit(main())
