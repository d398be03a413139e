"""The checkers that come from npm, installed as tests/package-lock.json says, into .venv/npm."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "tests"
#: npm is told by .npmrc to run no scripts of packages.
FILES = ("package.json", "package-lock.json", ".npmrc")


class Problem(Exception):
    """One line for the person at the keyboard: what is wrong and what to do."""


def program(name: str) -> str:
    """Return the path of `name` (node, npm), which the tests' requirements bring."""
    return str(Path(sys.executable).parent / name)


def modules() -> Path:
    """Install what is not yet installed; return the folder with the packages. Raises Problem."""
    folder = Path(sys.prefix) / "npm"
    folder.mkdir(exist_ok=True)
    digest = hashlib.sha256(b"".join((TESTS / name).read_bytes() for name in FILES)).hexdigest()
    stamp = folder / ".installed"
    # Two workers of the tests may come here at once.
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != digest:
            stamp.unlink(missing_ok=True)
            for name in FILES:
                shutil.copy(TESTS / name, folder / name)
            done = subprocess.run(
                [program("npm"), "ci", "--loglevel=error"], cwd=folder, capture_output=True, text=True
            )
            if done.returncode:
                lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
                raise Problem(f"npm could not install tests/package.json: {lines[0] if lines else 'no reason given'}")
            stamp.write_text(digest)
    return folder / "node_modules"


def java() -> str:
    """Return the path of Java, which the HTML checker runs on. Raises Problem."""
    path = shutil.which("java")
    if path is None:
        raise Problem("needs java: install the Debian package default-jre-headless")
    return path
