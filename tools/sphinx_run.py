"""Run Sphinx so that the same sources give the same bytes, and trust its cache only when it may be trusted.

Standard library only: Sphinx runs in a process of its own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["-c", ".", "-j", "auto", "-n", "-W", "--keep-going", "-q"]
# The last second that a zip file can tell: 2107-12-31 23:59:58 UTC.
LATEST = 4354819198


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


def own_folders():
    """Return by variable the folders in the project that stand for folders at home where nobody may write there.

    Matplotlib keeps there what it knows of the fonts. Without a place it would say so at each drawing.
    """
    for variable, name in (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache")):
        place = Path(os.environ.get(variable) or os.path.expanduser(f"~/{name}")) / "matplotlib"
        while not place.exists() and place != place.parent:
            place = place.parent
        if not os.access(place, os.W_OK) and not os.environ.get("MPLCONFIGDIR"):
            return {"MPLCONFIGDIR": str(ROOT / "_build" / ".matplotlib")}
    return {}


def environment():
    """Return the environment for Sphinx: the same sources give the same bytes."""
    # Empty says nothing. Names and pages are UTF-8, whatever the machine speaks.
    date = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if date and not (date.isascii() and date.isdigit() and len(date) <= 10 and int(date) <= LATEST):
        sys.exit(f"error: SOURCE_DATE_EPOCH is {date[:40]!r}; give the seconds since 1970 in digits, or unset it")
    given = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH" or value.strip()}
    return {"SOURCE_DATE_EPOCH": source_date(), **given, **own_folders(), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


def sphinx(builder, output, doctrees):
    """Run Sphinx with warnings as errors; return its exit status."""
    program = ROOT / "tools" / "sphinx_main.py"
    command = [sys.executable, program, "-b", builder, "-d", doctrees, *OPTIONS, "docs", output]
    return subprocess.run(command, cwd=ROOT, env=environment()).returncode


def program():
    """Return a digest of the code that turns pages into the site, which Sphinx does not watch as it watches pages."""
    code = hashlib.sha256(sys.version.encode())
    files = [
        ROOT / "conf.py",
        ROOT / "requirements.txt",
        *sorted(path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc"),
    ]
    for file in files:
        if file.exists():
            code.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return code.hexdigest()


def sources():
    """Return the names of the files that the site is made from, without those that editors and Python leave."""
    files = (
        path for name in ("docs", "editorial", "locale") for path in sorted((ROOT / name).rglob("*")) if path.is_file()
    )
    return [str(path.relative_to(ROOT)) for path in files if path.name[0] != "." and path.suffix != ".pyc"]


def pages():
    """Return a digest of all that the pages are made from."""
    content = hashlib.sha256(program().encode())
    for name in sources():
        content.update(name.encode() + b"\0" + hashlib.sha256((ROOT / name).read_bytes()).digest())
    return content.hexdigest()


def remembered(file):
    """Return what the small text file `file` holds; nothing where it is not there, or no text (a disk was full)."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def tree(folder):
    """Return a digest of every file in ``folder`` with its name; nothing of one that is not there."""
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape") + b"\0")
            content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()


class Cache:
    """The folder `path`, in which Sphinx keeps what it has read and written from one build to the next.

    Sphinx reports what is wrong with a page only when it reads that page. After a build that failed or was stopped, a
    second run would read nothing and pass in silence, so the cache counts only with a stamp from a good end. Sphinx
    also takes what it finds there as it is: a file that was cut or overwritten would stop it, or be published. So the
    stamp knows every byte.
    """

    def __init__(self, path):
        self.path, self.stamp = path, path / "complete"

    def trusted(self):
        """Say whether the last build ended well, with this program and no source that is gone, and lies there still."""
        lines = remembered(self.stamp).splitlines()
        code, made = [*lines, "", ""][:2]
        # What a source that is gone has left in the output, Sphinx leaves there; a search would still find it.
        return code == program() and set(lines[2:]) <= set(sources()) and made == self._made()

    def _made(self):
        try:
            return "".join(tree(folder) for folder in sorted(self.path.iterdir()) if folder.is_dir())
        except OSError:
            return "cannot be read"

    def begin(self):
        """Throw the cache away unless it may be trusted; it has no stamp until `good`."""
        if not self.trusted():
            self.discard()
        self.stamp.unlink(missing_ok=True)
        self.note()

    def note(self):
        """Remember the program and the sources as they are now."""
        self._now = program(), sources()

    def good(self):
        """Say that the build that began has ended well, from the sources as they were when it began."""
        code, names = self._now
        self.stamp.write_text("\n".join([code, self._made(), *names]), encoding="utf-8")

    def discard(self):
        """Throw the cache away."""
        shutil.rmtree(self.path, ignore_errors=True)
