"""Build the site; run with an interpreter that has the requirements, from anywhere.

    build.py html        docs/ into _build/html; warnings are errors
    build.py pdf         the same as a book to print and a leaflet, into _build/pdf
    build.py epub        the same as an e-book, into _build/epub
    build.py latex       the same as one document for TeX, into _build/latex
    build.py linkcheck   try every link to the outside; the report is in _build/linkcheck
    build.py citecheck   compare every source with the registers; the report is in _build/citecheck
    build.py live ...    serve on a free port and build again on every change; more options go to sphinx-autobuild

Exit status: Sphinx's own (0 when all is well), or 130 when interrupted. What html, pdf, epub and latex leave in _build
is always the last good build.
"""

import functools
import shutil
import signal
import subprocess
import sys
from typing import NamedTuple

from publish import BUILD, ROOT, alone, publish, recover, trouble
from sphinx_run import Cache, environment, sphinx

# Sphinx writes here, so that a failed build leaves what is published alone.
SITE = Cache(BUILD / ".work")


class Format(NamedTuple):
    """What a command makes from the pages and puts into a folder of _build."""

    builder: str  # the name by which Sphinx knows it
    folder: str  # published as a whole, or left as it was
    ready: str  # said when it is there
    keep: tuple = ("*",)  # which of the files at the top of Sphinx's output are published


FORMATS = {
    "html": Format("html", "html", "The site is ready: open _build/html/index.html"),
    "pdf": Format("book", "pdf", "The book is ready: open _build/pdf/kratom-and-muscle-soreness.pdf", keep=("*.pdf",)),
    "epub": Format(
        "epub", "epub", "The e-book is ready: open _build/epub/kratom-and-muscle-soreness.epub", keep=("*.epub",)
    ),
    "latex": Format("latex", "latex", "The source for TeX is ready: _build/latex"),
}
# What Sphinx keeps for itself.
LEAVE = (".buildinfo*", ".doctrees")


def make(name):
    """Build the format `name` and publish it if it is good; return the exit status."""
    form = FORMATS[name]
    target = BUILD / form.folder
    recover(target)
    status = html(target) if name == "html" else from_pages(form, target)
    if status:
        there = f"_build/{form.folder}"
        kept = f"{there} is still the last good build." if target.exists() else f"There is no {there} yet."
        print(f"The build failed: mend what is named above. {kept}", file=sys.stderr)
        return status
    print(form.ready)
    return 0


def html(target):
    """Build the site, only what changed; return the exit status."""
    SITE.begin()
    status = sphinx("html", SITE.path / "html", SITE.path / "doctrees")
    if status:
        SITE.discard()
        return status
    publish(SITE.path / "html", target, leave=LEAVE)
    SITE.good()
    return 0


def from_pages(form, target):
    """Build a format that is written anew each time; return the exit status."""
    work = BUILD / f".{form.folder}"
    shutil.rmtree(work, ignore_errors=True)
    # The pages that the site's build has read need not be read again. A copy, because extensions note among them
    # which pages they want written again: two formats at one place would each take the other's note for their own.
    if SITE.trusted():
        shutil.copytree(SITE.path / "doctrees", work / "doctrees")
    status = sphinx(form.builder, work / "out", work / "doctrees")
    if not status:
        publish(work / "out", target, form.keep, LEAVE)
    shutil.rmtree(work)
    return status


def linkcheck():
    """Try the links; return Sphinx's exit status, which is not 0 when one is broken."""
    return sphinx("linkcheck", BUILD / "linkcheck", BUILD / ".linkcheck")


def citecheck():
    """Check the sources; return Sphinx's exit status: 1 when one is wrong, 3 when no register could be reached."""
    return sphinx("citecheck", BUILD / "citecheck", BUILD / ".citecheck")


def live(options):
    """Serve the site as it is being written; return when stopped."""
    port = [] if "--port" in options else ["--port", "0"]
    command = [sys.executable, "-m", "sphinx_autobuild", "docs", BUILD / ".live" / "html", "-c", ".", "-n"]
    command += ["-d", BUILD / ".live" / "doctrees", "--watch", "conf.py", *port, *options]
    # Compiled files beside an extension would count as a change, and the site would be built twice.
    return subprocess.run(command, cwd=ROOT, env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"}).returncode


COMMANDS = {
    **{name: functools.partial(make, name) for name in FORMATS},
    "linkcheck": linkcheck,
    "citecheck": citecheck,
}


def main(arguments):
    """Do what `arguments` asks for; return the exit status."""
    target, options = (arguments or [""])[0], arguments[1:]
    if target not in (*COMMANDS, "live") or (options and target != "live"):
        print(f"usage: build.py {' | '.join(COMMANDS)} | live [options]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or Sphinx would go on alone
    try:
        if target == "live":
            return live(options)
        with alone():
            return COMMANDS[target]()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"error: {trouble(error)}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
