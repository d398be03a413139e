"""A build that is stopped at any moment, or that finds no room on the disk, leaves the last good site whole."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import pytest

import whole as sites

#: Stops of one run of the test.
STOPS = 4


@pytest.fixture
def site(tmp_path):
    """The small site with all extensions, built once by make."""
    made = sites.Whole(tmp_path / "site")
    assert made.make("html")[0] == 0
    return made


def test_kill_at_any_moment_leaves_the_last_good_site_and_the_next_build_is_right(site):
    chance = random.Random()
    good = site.tree("_build/html")
    site.append("docs/guide/sleep.md", "\nOne more line.\n")
    start = time.monotonic()
    assert site.make("html")[0] == 0
    length = time.monotonic() - start
    after = site.tree("_build/html")
    assert after != good
    page = site.read("docs/guide/sleep.md")
    for stop in range(STOPS):
        # Back and forth, so that each build has something to publish.
        now, other = (good, after) if stop % 2 else (after, good)
        site.write("docs/guide/sleep.md", page if other is after else page.replace("\nOne more line.\n", ""))
        moment = chance.uniform(0, length)
        process = site.start("make", "html", f"SITE_PYTHON={sys.executable}")
        time.sleep(moment)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        left = site.tree("_build/html") or site.tree("_build/.html-last")
        assert left in (now, other), f"half a site after {moment:.2f} s of {length:.2f} s"
        if stop % 3 == 2:
            status, said = site.make("html")
            assert status == 0, said
            assert site.tree("_build/html") == other
        else:
            site.write("docs/guide/sleep.md", page if now is after else page.replace("\nOne more line.\n", ""))
            assert site.make("html")[0] == 0
            assert site.tree("_build/html") == now


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"only root can make a small disk: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("room", [0, 700_000])
def test_full_disk_is_told_and_leaves_the_last_good_site(small_disk, tmp_path, room):
    site = sites.Whole(tmp_path / "site")
    (site.path / "_build").symlink_to(small_disk)
    assert site.make("html")[0] == 0
    good = site.tree("_build/html")
    site.append("docs/guide/sleep.md", "\nOne more line.\n")
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(b"\0" * (free - room))
    status, said = site.make("html")
    assert site.tree("_build/html") == good
    assert status != 0
    assert "Traceback" not in said
    assert said.count("No space left on device") == said.count("make room") == 1
    (small_disk / "ballast").unlink()
    assert site.make("html")[0] == 0
    assert b"One more line." in site.tree("_build/html")["guide/sleep.html"]


@pytest.mark.parametrize("room", [0, 300_000, 1_200_000])
def test_full_disk_at_the_first_build_is_one_message(small_disk, tmp_path, room):
    """Sphinx tells it of each file that it cannot copy, and then stops."""
    site = sites.Whole(tmp_path / "site")
    (site.path / "_build").symlink_to(small_disk)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(b"\0" * (free - room))
    (tmp_path / "passing").mkdir()
    status, said = site.make("html", TMPDIR=str(tmp_path / "passing"))
    assert status != 0
    assert said.count("No space left on device") == said.count("make room") == 1, said
    assert not list((tmp_path / "passing").iterdir()), "there is nothing for a programmer to read"
