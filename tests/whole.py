"""A small site with one of everything (tests/roots/test-whole) under the project's real conf.py and extensions."""

import contextlib
import filecmp
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from stat import S_ISDIR

from sphinx.builders.html import _assets
from sphinx.cmd.build import build_main

from patience import PATIENCE

HERE = Path(__file__).parent
ROOT = HERE.parent
SITE = "_build/site"
# Noon of a day that no page of the small site comes after.
EPOCH = "1795867200"  # 2026-11-28 12:00 UTC
# What the outer make, pytest or CI says must not reach the make that is under test.
OURS = ("MAKE", "MFLAGS", "ARGS", "SITE_PYTHON", "PYTHONPATH", "PYTHONHASHSEED", "VIRTUAL_ENV", "SOURCE_DATE_EPOCH")
OURS += ("CI", "PYTEST", "COV", "LC_", "LANG")


class Whole:
    """The small site in the folder ``path``, to be changed and built as ``make html`` builds it.

    With ``real`` it is a copy of the project's own pages instead.
    """

    def __init__(self, path: Path, *, real: bool = False):
        self.path = path
        left = shutil.ignore_patterns("__pycache__")
        if real:
            for name in ("docs", "editorial", "locale"):
                shutil.copytree(ROOT / name, path / name, ignore=left)
            (path / "tests").mkdir()
            shutil.copy(ROOT / "tests/article-claims.yaml", path / "tests")
        else:
            shutil.copytree(HERE / "roots" / "test-whole", path)
            for name in ("docs/_static", "docs/_extra"):
                shutil.copytree(ROOT / name, path / name, ignore=left)
        for name in ("conf.py", "Makefile"):
            shutil.copy(ROOT / name, path)
        for name in ("src", "tools"):
            shutil.copytree(ROOT / name, path / name, ignore=left)
        if not real:
            # The words of conf.py are the project's.
            for file in (ROOT / "editorial").iterdir():
                if not (path / "editorial" / file.name).exists():
                    shutil.copy(file, path / "editorial")
            # It has no searches.
            (path / "docs/searches").mkdir(exist_ok=True)
            # The small site has no page with boxes to tick, none in another language, none that has moved,
            # and none that tells of corrections.
            moved = re.search(r"^redirects = \{\n(.*?)^\}", self.read("conf.py"), re.M | re.S)[1]
            self.replace("conf.py", moved, "")
            self.append("conf.py", 'checklist_sheets = []\ntranslations = {}\npages_feed = claims_corrections = ""\n')

    def write(self, name: str, content: str | bytes) -> None:
        """Write the file ``name``; make the folders that it needs."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, name: str) -> str:
        """Return the text of the file ``name``."""
        return (self.path / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace ``old``, which must stand once in the file ``name``, by ``new``."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def append(self, name: str, more: str) -> None:
        """Write ``more`` at the end of the file ``name``."""
        self.write(name, self.read(name) + more)

    def sphinx(self, builder="html", output=SITE, doctrees="_build/doctrees", jobs=1) -> tuple[int, str]:
        """Build in this process as tools/sphinx_main.py does; return exit status and all that is said."""
        place = ["-c", self.path, "-d", self.path / doctrees, self.path / "docs", self.path / output]
        how = ["-q", "-n", "-W", "--keep-going", "-j", jobs, "-b", builder]
        said = io.StringIO()
        filecmp.clear_cache()  # it takes files of one size and time for the same, also when they were written again
        _assets._file_checksum_inner.cache_clear()  # a build of its own finds the style sheets as they are now
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = build_main([str(word) for word in (*how, *place)])
        return status, said.getvalue()

    def start(self, *command: object, **environment: str) -> subprocess.Popen:
        """Start ``command`` in a session of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=self.path,
            env={**kept, "SOURCE_DATE_EPOCH": EPOCH, "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: object, **environment: str) -> tuple[int, str]:
        """Run ``command`` to its end; return exit status and all that is said."""
        process = self.start(*command, **environment)
        try:
            said, _ = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        return process.returncode, said

    def make(self, target: str, **environment: str) -> tuple[int, str]:
        """Run make with this run's interpreter in the place of .venv."""
        return self.run("make", target, f"SITE_PYTHON={sys.executable}", **environment)

    def tree(self, name: str = SITE) -> dict[str, bytes]:
        """Return every file of the folder ``name`` with its bytes, without what Sphinx keeps for itself."""
        top = self.path / name
        files = (file for file in sorted(top.rglob("*")) if file.is_file() and ".buildinfo" not in file.name)
        return {str(file.relative_to(top)): file.read_bytes() for file in files}


def marks(top: Path) -> dict[str, tuple[int, ...]]:
    """Return by path, for each file in ``top``, what changes whenever it is written, moved or given other rights.

    For a folder this is what changes when another one takes its place.
    """
    found = {}
    for folder, folders, files in os.walk(top):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            stat = os.lstat(path)
            times = () if S_ISDIR(stat.st_mode) else (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
            found[os.path.relpath(path, top)] = (stat.st_mode, stat.st_ino, *times)
    return found


class Kept:
    """A small site that was built once, and is put back as it was for each test."""

    #: Seconds after which a change shows in the times of a file, however coarsely a file system keeps them in memory.
    GRAIN = 0.02

    def __init__(self, folder: Path):
        self.whole = Whole(folder / "whole")
        self.copy = folder / "copy"
        status, said = self.whole.sphinx()
        assert (status, said) == (0, "")
        shutil.copytree(self.whole.path, self.copy, symlinks=True)
        # In this order a folder comes before what is in it.
        self.names = {name: S_ISDIR(mode) for name, (mode, *_) in sorted(marks(self.copy).items())}
        self.left: dict[str, tuple[int, ...]] = {}

    def fresh(self) -> Whole:
        """Return the site as it was after its first build. What nobody has touched since the last time stays."""
        top = self.whole.path
        for name, mark in sorted(marks(top).items(), reverse=True):
            if mark != self.left.get(name):
                (os.rmdir if S_ISDIR(mark[0]) else os.unlink)(top / name)
        for name, is_folder in self.names.items():
            if not os.path.lexists(top / name):
                if is_folder:
                    (top / name).mkdir()
                else:
                    shutil.copy2(self.copy / name, top / name, follow_symlinks=False)
        for name in reversed([name for name, is_folder in self.names.items() if is_folder]):
            shutil.copystat(self.copy / name, top / name)
        self.left = marks(top)
        time.sleep(self.GRAIN)
        return self.whole
