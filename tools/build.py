"""Build the site; run with an interpreter that has the requirements, from anywhere.

    build.py html        docs/ into _build/html; warnings are errors
    build.py linkcheck   try every link to the outside; the report is in _build/linkcheck
    build.py citecheck   compare every source with the registers; the report is in _build/citecheck
    build.py live ...    serve on a free port and build again on every change; more options go to sphinx-autobuild

Exit status: Sphinx's own (0 when all is well), or 130 when interrupted. _build/html is always the last good build.
"""

import signal
import subprocess
import sys

from publish import BUILD, ROOT, alone, publish, recover
from sphinx_run import Cache, environment, sphinx

WORK = Cache(BUILD / ".work")  # Sphinx writes here, so that a failed build leaves _build/html alone


def html():
    """Build the site and publish it if it is good; return the exit status."""
    site = BUILD / "html"
    recover(site)
    WORK.begin()
    status = sphinx("html", WORK.path / "html", WORK.path / "doctrees")
    if status:
        WORK.discard()
        kept = "_build/html is still the last good build." if site.exists() else "There is no _build/html yet."
        print(f"The build failed: mend what is named above. {kept}", file=sys.stderr)
        return status
    publish(WORK.path / "html", site, leave=(".buildinfo*", ".doctrees"))
    WORK.good()
    print("The site is ready: open _build/html/index.html")
    return 0


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


COMMANDS = {"html": html, "linkcheck": linkcheck, "citecheck": citecheck}


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
