"""Build the site; run with an interpreter that has the requirements, from anywhere.

    build.py html        docs/ into _build/html; warnings are errors
    build.py linkcheck   try every link to the outside; the report is in _build/linkcheck
    build.py citecheck   compare every source with the registers; the report is in _build/citecheck
    build.py live ...    serve on a free port and build again on every change; more options go to sphinx-autobuild

Exit status: Sphinx's own (0 when all is well), or 130 when interrupted. _build/html is always the last good build.
"""

import ctypes
import fcntl
import filecmp
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
WORK = BUILD / ".work"  # Sphinx writes here, so that a failed build leaves _build/html alone
STAMP = WORK / "complete"
SITE = BUILD / "html"
NEXT = BUILD / ".html-next"
LAST = BUILD / ".html-last"
OPTIONS = ["-c", ".", "-j", "auto", "-n", "-W", "--keep-going", "-q"]
RENAME_EXCHANGE = 2  # from linux/fs.h
AT_FDCWD = -100


def source_date():
    """Return the time that the build carries: the last commit's if nothing changed since, else the start of today."""

    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    try:
        if (ROOT / ".git").exists() and not git("status", "--porcelain"):
            return git("log", "-1", "--format=%ct")
    except (OSError, subprocess.CalledProcessError):
        pass  # no git, no commit yet, or a tree of another owner
    return str(int(time.time()) // 86400 * 86400)


def environment():
    """Return the environment for Sphinx: the same sources give the same bytes."""
    return {"SOURCE_DATE_EPOCH": source_date(), **os.environ, "PYTHONHASHSEED": "0"}


def sphinx(builder, output, doctrees):
    """Run Sphinx with warnings as errors; return its exit status."""
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-d", doctrees, *OPTIONS, "docs", output]
    return subprocess.run(command, cwd=ROOT, env=environment()).returncode


def program():
    """Return a digest of the code that turns pages into the site, which Sphinx does not watch as it watches pages."""
    code = hashlib.sha256(sys.version.encode())
    files = [ROOT / "conf.py", ROOT / "requirements.txt", *sorted((ROOT / "docs" / "_ext").rglob("*.py"))]
    for file in files:
        if file.exists():
            code.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return code.hexdigest()


def sources():
    """Return the names of the files that the site is made from, without those that editors and Python leave."""
    files = (path for path in sorted((ROOT / "docs").rglob("*")) if path.is_file())
    return [str(path.relative_to(ROOT)) for path in files if path.name[0] != "." and path.suffix != ".pyc"]


def same(one, other):
    """Say whether two folders hold the same files with the same bytes."""
    files = [sorted(path.relative_to(top) for path in top.rglob("*") if path.is_file()) for top in (one, other)]
    return files[0] == files[1] and not any(filecmp.cmpfiles(one, other, files[0], shallow=False)[1:])


def exchange(one, other):
    """Swap two folders in one step, so that there is always a site; return False where the system cannot."""
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return swap(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0


def recover():
    """Clear up after a run that was stopped while it published."""
    if LAST.exists() and not SITE.exists():
        LAST.rename(SITE)
    shutil.rmtree(LAST, ignore_errors=True)
    shutil.rmtree(NEXT, ignore_errors=True)


def publish(made):
    """Put a copy of the folder `made` in the place of _build/html, as a whole."""
    shutil.copytree(made, NEXT, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    if SITE.exists() and same(SITE, NEXT):
        shutil.rmtree(NEXT)
    elif not SITE.exists():
        NEXT.rename(SITE)
    elif exchange(NEXT, SITE):
        shutil.rmtree(NEXT)
    else:
        SITE.rename(LAST)
        NEXT.rename(SITE)
        shutil.rmtree(LAST)


def html():
    """Build the site and publish it if it is good; return the exit status."""
    recover()
    # Sphinx reports what is wrong with a page only when it reads that page. After a build that failed or was stopped,
    # a second run would read nothing and pass in silence, so its cache counts only with a stamp from a good end.
    code, *had = STAMP.read_text().splitlines() if STAMP.exists() else [""]
    # What a source that is gone has left in the output, Sphinx leaves there; a search would still find it.
    if code != program() or not set(had) <= set(sources()):
        shutil.rmtree(WORK, ignore_errors=True)
    STAMP.unlink(missing_ok=True)
    stamp = "\n".join([program(), *sources()])
    status = sphinx("html", WORK / "html", WORK / "doctrees")
    if status:
        shutil.rmtree(WORK, ignore_errors=True)
        kept = "_build/html is still the last good build." if SITE.exists() else "There is no _build/html yet."
        print(f"The build failed: mend what is named above. {kept}", file=sys.stderr)
        return status
    publish(WORK / "html")
    STAMP.write_text(stamp)
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


def main(arguments):
    """Do what `arguments` asks for; return the exit status."""
    target, options = (arguments or [""])[0], arguments[1:]
    if target not in ("html", "linkcheck", "citecheck", "live") or (options and target != "live"):
        print("usage: build.py html | linkcheck | citecheck | live [options]", file=sys.stderr)
        return 2
    BUILD.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or Sphinx would go on alone
    try:
        if target == "live":
            return live(options)
        with open(BUILD / ".lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Waiting for another build to end.", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
            return {"html": html, "linkcheck": linkcheck, "citecheck": citecheck}[target]()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
