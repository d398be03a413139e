"""Source archives of packages, in the version that the lock names, fetched once."""

import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class NotThere(Exception):
    """An archive that cannot be had; the text says what to do."""


def locked(package, lock=ROOT / "requirements.txt"):
    """Return the version of `package` in the file `lock`."""
    found = re.search(rf"^{re.escape(package)}==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.M)
    if not found:
        raise SystemExit(f"error: {lock.name} does not name {package}; take its suite out, or lock it")
    return found[1]


def unpacked(package, version, work, at_hand=None, source=""):
    """Return the folder of `package` unpacked in `work`; fetch its archive unless it is there or `at_hand`.

    `source` is where it lies if not in the package index.
    """
    folder = work / f"{package}-{version}"
    if not (folder / "complete").exists():
        archive = Path(at_hand) if at_hand else fetched(package, version, work, source)
        if not archive.is_file():
            raise NotThere(f"there is no file {archive}; name one after --sdist {package}=")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise NotThere(f"{archive.name} cannot be unpacked ({error}); delete it and run again") from None
        (folder / "complete").touch()
    (inner,) = (path for path in folder.iterdir() if path.is_dir())
    return inner


def fetched(package, version, work, source=""):
    """Return the archive of `package` in `work`; fetch it by name, or from `source`, where it is not there yet."""
    kept = work / "archives"
    names = [f"{name}-{version}.tar.gz" for name in (package, package.replace("-", "_"))]
    there = [kept / name for name in names if (kept / name).is_file()]
    if there:
        return there[0]
    kept.mkdir(parents=True, exist_ok=True)
    if source:
        return downloaded(source.format(version=version), kept / names[0], package)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-binary", package, "--retries", "1", "--dest", str(kept), f"{package}=={version}"]
    done = subprocess.run(command, capture_output=True, text=True)
    there = [kept / name for name in names if (kept / name).is_file()]
    if done.returncode or not there:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no network?"]
        raise not_fetched(f"{package} {version}", lines[-1], package)
    return there[0]


def downloaded(address, archive, package):
    """Fetch `archive` from `address`, whole or not at all, and return it."""
    half = archive.with_name(archive.name + ".part")
    try:
        with urllib.request.urlopen(address, timeout=60) as answer, half.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise not_fetched(address, error, package) from None
    half.replace(archive)
    return archive


def not_fetched(what, why, package):
    """Return the error that says what could not be fetched, and what to do."""
    return NotThere(
        f"could not fetch the source of {what} ({why}); its tests come with it. "
        f"Run this where there is a network, or give the archive: --sdist {package}=FILE"
    )
