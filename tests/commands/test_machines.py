"""Machines that are not like ours: no room, no git, a checkout that nobody may write to, a terminal that is closed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import whole as sites

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small site, built once."""
    made = sites.Whole(tmp_path_factory.mktemp("machines") / "site")
    status, said = made.make("html")
    assert status == 0, said
    return made


def at_work(site):
    """Return the processes of Sphinx that work on ``site``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(b"tools/sphinx_main.py") and str(site.path).encode() in word for word in words):
            found.append(int(path.parent.name))
    return found


def until(seen):
    """Wait for what ``seen`` returns to be true; that it takes long is no fault of ours."""
    for _ in range(2400):
        if found := seen():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux tells of processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_sphinx_does_not_go_on_when_the_command_is_gone(built, how):
    good = built.tree("_build/html")
    built.append("docs/guide/sleep.md", f"\nStopped by {how.name}.\n")
    process = built.start(sys.executable, "tools/build.py", "html")
    until(lambda: at_work(built) or process.poll() is not None)
    os.kill(process.pid, how)  # this process alone, and not what it started
    process.communicate()
    until(lambda: not at_work(built))
    assert built.tree("_build/html") == good
    status, said = built.make("html")
    assert status == 0, said
    assert f"Stopped by {how.name}." in built.tree("_build/html")["guide/sleep.html"].decode()


def test_file_that_may_not_grow_is_told_and_the_last_good_site_stays(built):
    good = built.tree("_build/html")
    page = built.read("docs/guide/sleep.md")
    built.append("docs/guide/sleep.md", "\nMore.\n")
    command = f"ulimit -f 40; exec {sys.executable} tools/build.py html"
    status, said = built.run("bash", "-c", command)
    assert status not in (0, -signal.SIGXFSZ)
    assert "Traceback" not in said and "File too large" in said, said
    assert built.tree("_build/html") == good
    built.write("docs/guide/sleep.md", page)
    assert built.make("html")[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full")
def test_output_that_nobody_can_read_is_told_as_such(built):
    good = built.tree("_build/html")
    status, said = built.run("bash", "-c", f"{sys.executable} tools/build.py html > /dev/full")
    assert status == 1
    assert re.fullmatch(
        r"error: nobody can read what the build says \(.*\); send it to a terminal or a file .*\n", said
    )
    assert built.tree("_build/html") == good


def test_without_git_the_build_goes_on(built, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "sh", "env"):
        (programs / name).symlink_to(shutil.which(name))
    status, said = built.make("html", PATH=str(programs))
    assert (status, said) == (0, "The site is ready: open _build/html/index.html\n")


@pytest.fixture
def sealed(tmp_path):
    """A folder that nobody may write to, not even root."""
    folder = tmp_path / "sealed"
    folder.mkdir()
    if os.getuid():
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)
        return
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"no such folder here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_home_that_nobody_may_write_to_is_not_missed(built, sealed):
    shutil.rmtree(built.path / "_build")
    unset = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"), "")
    status, said = built.make("html", HOME=str(sealed), **unset)
    assert (status, said) == (0, "The site is ready: open _build/html/index.html\n")


@pytest.fixture
def locked(built, tmp_path):
    """The small site where nobody may write."""
    if os.getuid():
        for path in [built.path, *built.path.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o555)
        yield built.path
        for path in [built.path, *built.path.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        return
    folder = tmp_path / "locked"
    folder.mkdir()
    made = subprocess.run(["mount", "--bind", built.path, folder], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"no second place for a folder here: {made.stderr.strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True, capture_output=True)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_checkout_that_nobody_may_write_to_is_built_elsewhere(locked, built, tmp_path):
    (words,) = re.findall(r"^\$ (sphinx-build -c \. docs /\S+)$", README, re.M)
    command = [sys.executable, "-m", "sphinx", "-q", *words.split()[1:-1], str(tmp_path / "out")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": sites.EPOCH}
    done = subprocess.run(command, cwd=locked, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out/guide/sleep.html").is_file()


def test_command_in_a_checkout_that_nobody_may_write_to_says_how(locked):
    done = subprocess.run([sys.executable, "tools/build.py", "html"], cwd=locked, capture_output=True, text=True)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ") and "sphinx-build -c . docs" in line
