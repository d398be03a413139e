"""make html and the other formats, live, linkcheck and clean."""

import fcntl
import http.client
import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from pathlib import Path, PureWindowsPath

import pytest

from patience import PATIENCE

READY = "The site is ready: open _build/html/index.html"
BROKEN = "\n:doc:`nowhere`\n"
ROOT = Path(__file__).parents[2]
WITH_EXTENSION = 'import sys\nsys.path.insert(0, "src")\nextensions = ["{}"]\nhtml_theme = "basic"\n'
# An extension that prints the title of one page on another, and asks for that one to be written again.
NOTES = """
def again(app, env):
    before, env.seen = getattr(env, "seen", None), env.titles["other"].astext()
    return ["third"] if before != env.seen else []

def show(app, page, template, context, doctree):
    context["body"] = context.get("body", "") + app.env.seen

def setup(app):
    app.connect("env-updated", again)
    app.connect("html-page-context", show)
    return {"parallel_read_safe": True}
"""


def test_html_ends_by_naming_the_file_to_open(house):
    done = house.make("html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [READY]
    built = house.tree("_build/html")
    assert b"Tiny" in built["index.html"]
    # What Sphinx keeps for itself is not part of the site.
    assert not [name for name in built if ".doctree" in name or ".buildinfo" in name]


def test_second_html_publishes_nothing_and_then_only_what_changed(house):
    house.make("html")
    site, page = house.path / "_build/html", house.path / "_build/.work/html/other.html"
    before = (site.stat().st_ino, page.stat().st_mtime_ns)
    assert house.make("html").stdout.splitlines() == [READY]
    assert (site.stat().st_ino, page.stat().st_mtime_ns) == before

    house.write("docs/index.rst", "Tiny\n====\n\nNew words.\n\n.. toctree::\n\n   other\n")
    assert house.make("html").returncode == 0
    assert b"New words." in (site / "index.html").read_bytes()
    assert page.stat().st_mtime_ns == before[1]


def test_failed_build_keeps_the_last_good_one_and_fails_again(house):
    house.make("html")
    good = house.tree("_build/html")
    house.write("docs/other.rst", "Other\n=====\n" + BROKEN)
    # Sphinx alone would read nothing the second time, and so have nothing to say.
    for _ in range(2):
        done = house.make("html")
        assert done.returncode != 0
        assert re.search(r"other\.rst:4: WARNING: unknown document: 'nowhere'", done.stderr)
        assert "The build failed" in done.stderr
        assert "still the last good build" in done.stderr
        assert READY not in done.stdout
        assert house.tree("_build/html") == good
    house.write("docs/other.rst", "Other\n=====\n\nMended.\n")
    assert house.make("html").returncode == 0
    assert b"Mended." in house.tree("_build/html")["other.html"]


def test_first_build_that_fails_leaves_no_site(house):
    house.write("docs/other.rst", "Other\n=====\n" + BROKEN)
    done = house.make("html")
    assert "There is no _build/html yet." in done.stderr
    assert not (house.path / "_build/html").exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_build_that_was_stopped_is_not_trusted(house, how):
    house.make("html")
    good = house.tree("_build/html")
    # Stops when all pages have been read, with their warnings said and their cache written.
    hang = "import pathlib, time\n\ndef wait(app, error):\n    pathlib.Path('reached').touch()\n    time.sleep(60)\n\n"
    plain = (house.path / "conf.py").read_text()
    house.write("conf.py", f"{plain}\n{hang}\ndef setup(app):\n    app.connect('build-finished', wait)\n")
    house.write("docs/other.rst", "Other\n=====\n" + BROKEN)
    process = house.start(sys.executable, "tools/build.py", "html")
    wait_for((house.path / "reached").exists)
    if how == signal.SIGKILL:
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGKILL)
    assert house.tree("_build/html") == good

    house.write("conf.py", plain)
    done = house.make("html")
    assert done.returncode != 0
    assert "unknown document: 'nowhere'" in done.stderr


def test_change_of_an_extension_builds_every_page_again(house):
    extension = "def add(app, name, text):\n    text[0] += '\\nFirst.\\n'\n\n"
    extension += "def setup(app):\n    app.connect('source-read', add)\n    return {'parallel_read_safe': True}\n"
    house.write("src/adds.py", extension)
    house.write("conf.py", WITH_EXTENSION.format("adds"))
    assert house.make("html").returncode == 0
    assert b"First." in house.tree("_build/html")["other.html"]
    house.write("src/adds.py", extension.replace("First", "Second"))
    assert house.make("html").returncode == 0
    assert b"Second." in house.tree("_build/html")["other.html"]


def test_page_and_picture_that_are_gone_leave_the_site(house):
    house.write("conf.py", 'html_theme = "basic"\nhtml_static_path = ["docs/_static"]\n')
    house.write("docs/_static/old.svg", "<svg/>")
    house.make("html")
    assert {"other.html", "_static/old.svg"} <= house.tree("_build/html").keys()
    (house.path / "docs/other.rst").unlink()
    (house.path / "docs/_static/old.svg").unlink()
    house.write("docs/_static/new.svg", "<svg/>")
    house.write("docs/index.rst", "Tiny\n====\n")
    assert house.make("html").returncode == 0
    built = house.tree("_build/html")
    assert "_static/new.svg" in built
    assert not {"other.html", "_static/old.svg"} & built.keys()


def test_same_sources_give_the_same_bytes_in_another_folder(house, tmp_path):
    twin = type(house)(tmp_path / "a folder with spaces" / "twin")
    assert (house.make("html").returncode, twin.make("html").returncode) == (0, 0)
    assert house.tree("_build/html") == twin.tree("_build/html")


# -- Formats other than the site ----------------------------------------------------------------


def test_format_is_made_with_and_without_the_site(house):
    done = house.make("latex")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The source for TeX is ready: _build/latex\n"
    alone = house.tree("_build/latex")
    assert b"Text." in alone["tiny.tex"]
    house.make("html")
    assert house.make("latex").returncode == 0
    assert house.tree("_build/latex") == alone
    assert not (house.path / "_build/.latex").exists()


def test_format_that_fails_keeps_its_last_good_one(house):
    house.make("html")
    house.make("latex")
    good = house.tree("_build")
    house.write("docs/other.rst", "Other\n=====\n" + BROKEN)
    done = house.make("latex")
    assert done.returncode != 0
    assert "unknown document: 'nowhere'" in done.stderr
    assert "The build failed: mend what is named above. _build/latex is still the last good build." in done.stderr
    assert house.tree("_build") == good


def test_format_leaves_the_notes_of_the_site_alone(house):
    """An extension notes what it has seen; what a second format saw, the site has not shown yet."""
    house.write("src/notes.py", NOTES)
    house.write("conf.py", 'import sys\nsys.path.insert(0, "src")\nextensions = ["notes"]\nhtml_theme = "basic"\n')
    house.write("docs/index.rst", "Tiny\n====\n\n.. toctree::\n\n   other\n   third\n")
    house.write("docs/third.rst", "Third\n=====\n")
    house.make("html")
    house.write("docs/other.rst", "New title\n=========\n\nText.\n")
    house.make("latex")
    house.make("html")
    assert b"New title" in house.tree("_build/html")["third.html"]


def test_format_that_makes_nothing_is_not_published(house):
    publish = house.tool("publish")
    house.write("_build/book/book.txt", "good")
    house.write("_build/made/notes.log", "")
    with pytest.raises(FileNotFoundError, match=r"the build was to make \*\.txt"):
        publish.publish(house.path / "_build/made", house.path / "_build/book", keep=("*.txt",))
    assert house.tree("_build/book") == {"book.txt": b"good"}


def test_only_what_is_wanted_is_published(house):
    for name in ("book.txt", "log/book.txt", "log/.buildinfo", "other"):
        house.write(f"_build/made/{name}", name)
    publish = house.tool("publish")
    publish.publish(house.path / "_build/made", house.path / "_build/book", keep=("*.txt", "log"), leave=(".build*",))
    assert house.tree("_build/book").keys() == {"book.txt", "log/book.txt"}


def test_without_tex_one_line_says_what_to_install_and_nothing_is_built(house, tmp_path):
    house.write("_build/latex/book.pdf", "good")
    # No program is to be found here; git is not needed, and tex is not there.
    done = house.run(sys.executable, "tools/build.py", "latexpdf", PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"error: make latexpdf needs XeLaTeX and latexmk\. Install them: Debian: .*\n", done.stderr)
    assert house.tree("_build") == {"latex/book.pdf": b"good", ".lock": b""}


def test_book_that_tex_cannot_print_is_told_and_keeps_the_last_one(house, tmp_path):
    for name in ("xelatex", "latexmk"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nprintf '! Undefined thing.\\nl.7 \\\\nothing\\n' > tiny.log\nexit 12\n")
        program.chmod(0o755)
    house.write("_build/latex/book.pdf", "good")
    done = house.run(sys.executable, "tools/build.py", "latexpdf", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 12
    assert done.stdout == "! Undefined thing.\nl.7 \\nothing\n"
    assert "_build/latex is still the last good build." in done.stderr
    assert house.tree("_build/latex") == {"book.pdf": b"good"}


@pytest.fixture
def packing(house, monkeypatch):
    """What packs, with books that are made at once; the one called ``broken`` fails."""
    formats = house.tool("formats")
    formats.broken, whole = None, formats.make
    house.write("conf.py", (house.path / "conf.py").read_text() + "html_extra_path = ['_build/.extra']\n")

    def make(name, say=True):
        if name == formats.broken:
            return 2
        # As an extension of the real site does with what is offered.
        shutil.rmtree(house.path / "_build/.extra", ignore_errors=True)
        if (house.path / "_build/.downloads").exists():
            shutil.copytree(house.path / "_build/.downloads", house.path / "_build/.extra/downloads")
        else:
            house.write("_build/.extra/none", "")
        if name == "html":
            return whole(name, say)
        house.write(f"_build/{name}/book.{name}", name)
        return 0

    monkeypatch.setattr(formats, "make", make)
    return formats


def test_offline_packs_the_site_with_the_books_on_offer(house, packing, capfd):
    assert packing.pack_offline() == 0
    file = re.search(r"_build/offline/\S+\.zip", capfd.readouterr().out).group()
    with zipfile.ZipFile(house.path / file) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
        inside = {name.partition("/")[2] for name in archive.namelist()}
        start = archive.read(f"{tops.copy().pop()}/START-HERE.html").decode()
    assert len(tops) == 1
    assert {"START-HERE.html", "site/index.html", "site/downloads/book.pdf", "site/downloads/book.epub"} <= inside
    assert start.index("site/index.html") < start.index("downloads/book.pdf") < start.index("downloads/book.epub")
    assert not (house.path / "_build/.offline").exists()


def test_all_offers_the_zip_file_too_until_a_page_changes(house, packing):
    assert packing.make_all() == 0
    offered = {"book.pdf", "book.epub", "kratom-and-muscle-soreness-offline.zip"}
    assert house.tree("_build/html/downloads").keys() == offered
    # Not one inside the other.
    with zipfile.ZipFile(house.path / "_build/offline/kratom-and-muscle-soreness-offline.zip") as archive:
        assert not [name for name in archive.namelist() if name.endswith(".zip")]
    assert packing.make("html") == 0
    assert house.tree("_build/.downloads").keys() == offered
    house.write("docs/other.rst", "Other\n=====\n\nNo longer what the books say.\n")
    assert packing.make("html") == 0
    assert not (house.path / "_build/.downloads").exists()


def test_offline_without_one_of_its_parts_keeps_the_last_good_one(house, packing):
    assert packing.pack_offline() == 0
    good = house.tree("_build/offline")
    for packing.broken in ("html", "epub"):
        assert packing.pack_offline() == 2
        assert house.tree("_build/offline") == good


# -- One at a time, and in its place ------------------------------------------------------------


def test_second_build_waits_for_the_first(house):
    (house.path / "_build").mkdir()
    with (house.path / "_build/.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = house.start(sys.executable, "tools/build.py", "html")
        assert process.stdout.readline() == "Waiting for another build to end.\n"
        assert not (house.path / "_build/.work").exists()
    out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out.strip()) == (0, READY)


def test_site_is_published_where_folders_cannot_be_swapped(house, monkeypatch):
    publish = house.tool("publish")
    monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    site = house.path / "_build/html"
    for text in ("one", "two"):
        house.write("_build/made/index.html", text)
        publish.publish(house.path / "_build/made", site)
        assert house.tree("_build/html") == {"index.html": text.encode()}
    assert not any(folder.exists() for folder in publish.beside(site))


def test_site_comes_back_after_a_stop_between_two_renames(house):
    house.make("html")
    good = house.tree("_build/html")
    (house.path / "_build/html").rename(house.path / "_build/.html-last")
    house.write("_build/.html-next/index.html", "half")
    house.write("docs/other.rst", "Other\n=====\n" + BROKEN)
    assert house.make("html").returncode != 0
    assert house.tree("_build/html") == good


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps two folders in one step")
def test_two_folders_are_swapped_in_one_step(house):
    house.write("one/file", "1")
    house.write("two/file", "2")
    assert house.tool("publish").exchange(house.path / "one", house.path / "two")
    assert (house.tree("one"), house.tree("two")) == ({"file": b"2"}, {"file": b"1"})


def test_date_of_the_build_is_the_commits_while_nothing_has_changed_since(house, monkeypatch):
    build = house.tool("sphinx_run")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    midnight = int(time.time()) // 86400 * 86400
    assert int(build.source_date()) in (midnight, midnight + 86400)  # no git here

    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    when = {**os.environ, "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z"}
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "First"]):
        subprocess.run([*git, *command], cwd=house.path, env=when, check=True)
    assert build.source_date() == "1767323045"
    house.write("docs/other.rst", "Other\n=====\n\nNot committed.\n")
    assert int(build.source_date()) in (midnight, midnight + 86400)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert build.environment()["SOURCE_DATE_EPOCH"] == "7"


def test_linkcheck_fails_on_a_broken_link_only(house):
    with serving({"/here": 200}) as address:
        house.write("docs/other.rst", f"Other\n=====\n\n`Good <{address}/here>`_\n")
        assert house.make("linkcheck").returncode == 0
        house.write("docs/other.rst", f"Other\n=====\n\n`Bad <{address}/gone>`_\n")
        assert house.make("linkcheck").returncode != 0
    assert "/gone" in (house.path / "_build/linkcheck/output.txt").read_text()


EXTENSION = """
def say(app, docname, source):
    source[0] = source[0].replace("Changed", "Said by an extension: Changed")

def setup(app):
    app.connect("source-read", say)
    app.connect("env-get-outdated", lambda app, env, added, changed, removed: env.found_docs)
"""


def test_live_serves_on_a_free_port_and_follows_the_pages(house):
    house.write("conf.py", f"import sys; sys.path.insert(0, 'src')\n{house.read('conf.py')}extensions = ['words']\n")
    house.write("src/words.py", EXTENSION)
    process = house.start("make", "livehtml", f"SITE_PYTHON={sys.executable}")
    try:
        url = said(process, r"http://127\.0\.0\.1:\d+") + "/other.html"
        wait_for(lambda: b"Text." in get(url))
        house.write("docs/other.rst", "Other\n=====\n\nChanged while serving.\n")
        wait_for(lambda: b"Changed while serving." in get(url))
        # The libraries stay loaded from build to build; the project's own code does not.
        house.write("src/words.py", EXTENSION.replace("Said", "Now said"))
        wait_for(lambda: b"Now said by an extension: Changed while serving." in get(url))
        assert not list((house.path / "docs").rglob("*.pyc"))
        # A page that cannot be built says so, and the server goes on.
        house.write("conf.py", "extensions = ['gone']\n")
        house.write("docs/other.rst", "Other\n=====\n\nNot built.\n")
        said(process, "The build failed")
        assert b"Changed while serving." in get(url)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=PATIENCE)


def test_live_names_another_port_when_its_own_is_taken(house):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = house.run(sys.executable, "tools/build.py", "live", "--port", port)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and port in done.stderr and "--port 8001" in done.stderr


def test_live_leaves_no_process_behind_when_it_is_killed(house):
    process = house.start(sys.executable, "tools/build.py", "live")
    said(process, "Serving on")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    def gone():
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    try:
        wait_for(gone)
    finally:
        if not gone():
            os.killpg(process.pid, signal.SIGKILL)


def test_clean_removes_what_was_built_and_distclean_the_environment_too(house):
    house.write(".venv/bin/python", "")
    house.write("_build/html/index.html", "")
    assert house.run("make", "clean").returncode == 0
    assert not (house.path / "_build").exists()
    assert (house.path / ".venv").exists()
    house.write("_build/html/index.html", "")
    assert house.run("make", "distclean").returncode == 0
    assert not (house.path / "_build").exists()
    assert not (house.path / ".venv").exists()


def said(process, pattern, seconds=PATIENCE):
    """Return what matches ``pattern`` in what ``process`` prints, when it comes; its group is killed if it does not."""
    late = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
    late.start()
    try:
        for line in process.stdout:
            if found := re.search(pattern, line):
                return found[0]
    finally:
        late.cancel()
    pytest.fail(f"{pattern!r} was not printed in {seconds} seconds")


def wait_for(true, seconds=PATIENCE):
    """Wait until ``true()``."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def get(url):
    """Return what ``url`` answers, or nothing while nobody does or the page is just being written."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read()
    except (OSError, http.client.HTTPException):
        return b""


class serving:
    """A server on this machine that answers paths with the status that is given, others with 404."""

    def __init__(self, statuses):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(statuses.get(self.path, 404))
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_GET

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()


def test_without_make_the_module_builds_the_same(house):
    done = house.run(sys.executable, "-m", "tools.build", "html")
    assert (done.returncode, done.stderr) == (0, "")
    site = house.tree("_build/html")
    assert house.make("html").returncode == 0
    assert house.tree("_build/html") == site


def test_batch_file_calls_what_is_there_and_ends_its_lines_as_windows_does():
    content = (ROOT / "make.bat").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") > 10
    text = content.decode("ascii")
    called = re.findall(r"(tools\\\w+\.py|-m tools\.\w+)", text)
    assert len(called) == 5
    for name in called:
        path = name.removeprefix("-m ").replace("\\", "/").replace(".py", "").replace(".", "/")
        assert (ROOT / f"{path}.py").is_file(), name
    labels = set(re.findall(r"^:(\w+)", text, re.M))
    assert set(re.findall(r"goto (\w+)", text)) == labels


def test_environment_has_its_programs_where_windows_puts_them(house):
    venv = house.tool("venv")
    there = PureWindowsPath(venv.program(".venv", "python", windows=True).replace("/", "\\"))
    assert there == PureWindowsPath(r".venv\Scripts\python.exe")
    assert venv.program(".venv", "python", windows=False) == os.path.join(".venv", "bin", "python")
