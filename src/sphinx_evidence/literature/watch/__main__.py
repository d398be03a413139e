"""``python -m sphinx_evidence.literature.watch``: what is new since the last look, without Sphinx."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx_evidence.bibliography import BadBibliography, Source, read

from ..register import read_register
from . import report
from .look import Settings, run
from .services import SERVICES

_EPILOG = """exit status: 0 nothing is new; 1 something is; 2 the command is not understood, or a file cannot be read;
3 a service could not be asked, or the time was over, and nothing else is new; 130 it was stopped"""


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    made = argparse.ArgumentParser(
        prog="python -m sphinx_evidence.literature.watch",
        description="Make every search of a register again and list what is new.",
        epilog=_EPILOG,
    )
    made.add_argument("--searches", type=Path, required=True, metavar="FOLDER", help="the register of searches")
    made.add_argument(
        "--bibliography", type=Path, action="append", default=[], metavar="FILE.bib", help="what is cited already"
    )
    made.add_argument("--pages", type=Path, metavar="FOLDER", help="pages with a review_due in their first lines")
    made.add_argument(
        "--output", type=Path, default=Path("_build/watch"), metavar="FOLDER", help="report.md and report.json go here"
    )
    made.add_argument(
        "--memory", type=Path, metavar="FOLDER", help="what was listed is remembered here (the folder of --output)"
    )
    made.add_argument("--fresh", action="store_true", help="ask again what a run that was stopped has asked")
    made.add_argument(
        "--until-answered", action="store_true", help="status 1 also while something listed earlier is not answered"
    )
    contact = os.environ.get("CITECHECK_CONTACT", "")
    made.add_argument(
        "--contact", default=contact, help="a mail address that the services may write to (or CITECHECK_CONTACT)"
    )
    made.add_argument("--most", type=int, default=100, metavar="N", help="records looked at for each question (100)")
    made.add_argument("--minutes", type=float, default=20, help="for the whole run (20)")
    made.add_argument("--timeout", type=float, default=15, help="seconds to wait for a service (15)")
    for kind in SERVICES:
        made.add_argument(
            f"--{kind.option}", default=kind.default, metavar="ADDRESS", help=f"where {kind.name} answers"
        )
    return made


def _day() -> dt.date:
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC) if seconds.isdigit() else dt.datetime.now(tz=dt.UTC)
    return moment.date()


def main(arguments: Sequence[str] | None = None) -> int:
    """Look, write the list, and return the exit status."""
    options = parser().parse_args(arguments)
    faults = [f"{options.searches}: there is no such folder"] if not options.searches.is_dir() else []
    if options.pages and not options.pages.is_dir():
        faults.append(f"{options.pages}: there is no such folder")
    searches, bad = read_register(options.searches)
    sources: list[Source] = []
    try:
        for path in options.bibliography:
            sources += read(path, str(path))
    except BadBibliography as error:
        faults.append(str(error))
    if faults := [*faults, *bad]:
        sys.stderr.write("".join(f"error: {fault}\n" for fault in faults))
        return 2
    settings = Settings(
        searches,
        sources,
        options.pages,
        _day(),
        options.contact,
        options.timeout,
        options.minutes * 60,
        max(1, min(options.most, 1000)),
        options.memory or options.output,
        options.fresh,
        options.until_answered,
        {kind.option: getattr(options, kind.option) for kind in SERVICES},
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was answered is kept
    try:
        outcome = run(settings, sys.stderr)
        report.write(options.output, outcome)
        outcome.remember()
    except KeyboardInterrupt:
        sys.stderr.write("stopped; run it again to go on where it was\n")
        return 130
    except OSError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(f"{report.table(outcome)}\nThe list is in {options.output / 'report.md'}\n")
    return outcome.status


if __name__ == "__main__":
    sys.exit(main())
