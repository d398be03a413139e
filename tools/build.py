"""Build the site; run with an interpreter that has the requirements, from anywhere.

Without make, from the root of the project: python -m tools.build html

    build.py html        docs/ into _build/html; warnings are errors
    build.py pdf         the same as a book to print and a leaflet, into _build/pdf
    build.py epub        the same as an e-book, into _build/epub
    build.py latex       the same as one document for TeX, into _build/latex
    build.py latexpdf    and printed by TeX, where that is installed
    build.py offline     the site and the books in one zip file, into _build/offline
    build.py all         the site, with all of these to take away
    build.py NAME        what any other builder of Sphinx makes (text, man, singlehtml, gettext, ...), into _build/NAME
    build.py linkcheck   try every link to the outside; the report is in _build/linkcheck
    build.py citecheck   compare every source with the registers; the report is in _build/citecheck
    build.py watch ...   make every search again and list what is new, in _build/watch; more options go to the program
    build.py live ...    serve on a free port and build again on every change; more options go to sphinx-autobuild

Exit status: Sphinx's own (0 when all is well), or 130 when interrupted. What a format leaves in _build is always the
last good build.
"""

import functools
import os
import signal
import subprocess
import sys

# Where it is called as a module: python -m tools.build html
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from formats import FORMATS, check, make, make_all, pack_offline
from publish import BUILD, ROOT, alone, first_free, trouble
from sphinx_run import Cache, environment

#: What pages are made from besides docs/; what the pages are checked against, too.
WATCHED = ("conf.py", "src", "editorial", "locale", "tests/article-claims.yaml")


def linkcheck():
    """Try the links; return Sphinx's exit status, which is not 0 when one is broken."""
    return check("linkcheck")


def citecheck():
    """Check the sources; return Sphinx's exit status: 1 when one is wrong, 3 when no register could be reached."""
    return check("citecheck")


def watch(options):
    """Look for new studies; return 0 when nothing is new, 1 when something is, 3 when a service could not be asked."""
    command = [sys.executable, "-m", "sphinx_evidence.literature.watch", "--searches", "docs/searches"]
    command += ["--bibliography", "docs/references.bib", "--pages", "docs"]
    command += ["--output", BUILD / "watch", "--memory", BUILD / ".watch", *options]
    if os.environ.get("FRESH"):
        command.append("--fresh")
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    return subprocess.run(command, cwd=ROOT, env={**environment(), "PYTHONPATH": path}).returncode


def live(options):
    """Serve the site as it is being written; return when stopped."""
    port = [] if "--port" in options else ["--port", "0"]
    there = [name for name in WATCHED if (ROOT / name).exists()]
    watched = [word for name in there for word in ("--watch", name)]
    with first_free(BUILD / ".live") as folder:
        cache, clean = Cache(folder), folder / "clean"
        cache.begin()
        clean.unlink(missing_ok=True)
        command = [sys.executable, "tools/live", "docs", folder / "html", "-c", ".", "-n"]
        command += ["-d", folder / "doctrees", *watched, *port, *options]
        # Compiled files beside an extension would count as a change, and the site would be built twice.
        more = {"PYTHONDONTWRITEBYTECODE": "1", "LIVE_CLEAN": str(clean)}
        server = subprocess.Popen(command, cwd=ROOT, env={**environment(), **more})
        try:
            return server.wait()
        finally:
            # It has processes that build; killed before it has stopped them, it would leave them behind.
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                clean.unlink(missing_ok=True)
            if clean.exists():
                cache.note()
                cache.good()


COMMANDS = {
    **{name: functools.partial(make, name) for name in FORMATS},
    "offline": pack_offline,
    "all": make_all,
    "linkcheck": linkcheck,
    "citecheck": citecheck,
}


def main(arguments):
    """Do what `arguments` asks for; return the exit status."""
    target, options = (arguments or [""])[0], arguments[1:]
    if target not in (*COMMANDS, "watch", "live") or (options and target not in ("watch", "live")):
        print(f"usage: build.py {' | '.join(COMMANDS)} | watch [options] | live [options]", file=sys.stderr)
        return 2
    for name in ("SIGTERM", "SIGHUP"):  # or Sphinx would go on alone
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        if target == "live":
            return live(options)
        with alone():
            return watch(options) if target == "watch" else COMMANDS[target]()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"error: {trouble(error)}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
