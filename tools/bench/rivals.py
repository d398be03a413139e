"""An environment of their own for what this project is compared with."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parent / "requirements.txt"
SHOWN = ("sphinx", "furo", "myst-parser", "sphinxcontrib-bibtex", "mkdocs", "mkdocs-material", "zensical")


def python(folder: Path) -> Path:
    """Return the interpreter of an environment in ``folder`` that holds the lock; make it when it is not there.

    Raises RuntimeError when that fails.
    """
    stamp, digest = folder / ".lock", hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    interpreter = folder / "bin" / "python"
    if not (stamp.exists() and stamp.read_text() == digest):
        print(f"Installing {LOCK.name} of the benchmark (only when it has changed).", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        pip = [interpreter, "-m", "pip", "install", "--require-hashes", "--no-input", "-r", LOCK]
        for command in ([sys.executable, "-m", "venv", folder], pip):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"could not install what is compared: {done.stderr.strip()[-500:]}")
        stamp.write_text(digest)
    return interpreter


def versions() -> dict[str, str]:
    """Return the versions that are compared, by name."""
    pins = (line.split()[0].split("==") for line in LOCK.read_text().splitlines() if "==" in line)
    return {name: version for name, version in pins if name in SHOWN}
