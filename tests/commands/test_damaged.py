"""What a build keeps for the next one may be empty, cut or overwritten: it counts as absent, and the build is right."""

import os
import random
import re
import signal
import sys
import time
import urllib.error
import urllib.request

import pytest

import whole as sites
from patience import PATIENCE

#: What happens to a file: a disk was full, a machine lost its power, another program or another version wrote it.
DAMAGES = {
    "empty": lambda content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "random": lambda content: random.Random(7).randbytes(max(len(content), 10)),
    "another version": lambda content: b"\x80\x05\x8c\x06nosuch\x8c\x04Gone\x93.",
    "more at its end": lambda content: content + b"<p>more</p>",
    "gone": None,
}


def damage(folder, how):
    """Damage every file in ``folder``; return how many."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith("lock")]
    for path in files:
        if DAMAGES[how] is None:
            path.unlink()
        else:
            stamp = path.stat()
            path.write_bytes(DAMAGES[how](path.read_bytes()))
            os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    return len(files)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small site, its e-book, and what both are when they are right."""
    made = sites.Whole(tmp_path_factory.mktemp("damaged") / "site")
    for format_ in ("html", "epub"):
        status, said = made.make(format_)
        assert status == 0, said
    return made, {name: made.tree(f"_build/{name}") for name in ("html", "epub")}


@pytest.mark.parametrize("how", DAMAGES)
def test_everything_that_is_kept_may_be_damaged(built, how):
    site, good = built
    assert damage(site.path / "_build", how) > 50
    status, said = site.make("html")
    assert (status, said) == (0, "The site is ready: open _build/html/index.html\n")
    assert site.tree("_build/html") == good["html"]


#: One file of each sort that Sphinx and our extensions keep, in `_build/.work`.
SORTS = ["doctrees/environment.pickle", "doctrees/guide/sleep.doctree", "complete", "html/guide/sleep.html"]


@pytest.mark.parametrize("name", SORTS)
def test_one_file_may_be_damaged_and_no_page_has_changed(built, name):
    site, good = built
    for how in ("cut", "random"):
        path = site.path / "_build/.work" / name
        path.write_bytes(DAMAGES[how](path.read_bytes()))
        status, said = site.make("html")
        assert status == 0 and "Traceback" not in said, said
        assert site.tree("_build/html") == good["html"]


def test_a_book_is_not_made_of_pages_that_were_damaged(built):
    site, good = built
    for path in (site.path / "_build/.work/doctrees").rglob("*.doctree"):
        path.write_bytes(b"\x80\x04")
    status, said = site.make("epub")
    assert status == 0, said
    assert site.tree("_build/epub") == good["epub"]


def test_a_book_on_offer_that_was_damaged_is_offered_no_more(built):
    site, good = built
    assert site.make("html")[0] == 0
    offered = site.path / "_build/.downloads"
    code = "import sys; sys.path.insert(0, 'tools'); import formats; formats.offer(['epub'])"
    assert site.run(sys.executable, "-c", code)[0] == 0
    assert site.make("html")[0] == 0
    assert [name for name in site.tree("_build/html") if name.endswith(".epub")]
    for path in offered.iterdir():
        path.write_bytes(b"")
    assert site.make("html")[0] == 0
    assert site.tree("_build/html") == good["html"]


@pytest.mark.parametrize("how", ["cut", "random"])
def test_what_linkcheck_keeps_may_be_damaged(built, how):
    site, _ = built
    first = site.make("linkcheck")
    assert "Traceback" not in first[1], first[1]
    damage(site.path / "_build/.linkcheck", how)
    status, said = site.make("linkcheck")
    assert (status, "Traceback" in said) == (first[0], False), said


def serving(site):
    """Start ``make live``; return it and its address, once it serves."""
    process = site.start(sys.executable, "tools/build.py", "live")
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"Serving on (http://[\w.:]+)", line):
            return process, found[1], said
    raise AssertionError(said)


def fetched(address):
    """Return what ``address`` answers; it is named a moment before it answers."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(address) as page:
                return page.read()
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_what_make_live_keeps_may_be_damaged_and_two_may_run_at_once(built):
    site, good = built
    for how in ("cut", "random"):
        process, address, said = serving(site)
        other, second, more = serving(site)
        try:
            assert "Traceback" not in said + more
            for base in (address, second):
                assert b"<h1>Sleep" in fetched(f"{base.rstrip('/')}/guide/sleep.html")
        finally:
            for one in (process, other):
                os.killpg(one.pid, signal.SIGINT)
                one.communicate(timeout=PATIENCE)
        assert damage(site.path / "_build/.live", how) > 50
        damage(site.path / "_build/.live-2", how)
    assert site.tree("_build/html") == good["html"]
