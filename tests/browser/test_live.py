"""`make live`: an open page shows what is saved, and what is wrong, by itself."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

import whole

PATIENCE = 120_000  # milliseconds; never waited for when all is well


@contextlib.contextmanager
def serving(made, **environment):
    """The site ``made`` as it is being written; gives its address."""
    process = made.start(sys.executable, "tools/build.py", "live", **environment)
    address = None
    for line in process.stdout:
        if found := re.search(r"Serving on (http://[\d.:]+)", line):
            address = found[1]
            break
    assert address
    # Whoever reads nothing would stop the server when the pipe is full.
    rest = threading.Thread(target=process.stdout.read, daemon=True)
    rest.start()
    # It is named a moment before it answers.
    host, port = address.removeprefix("http://").split(":")
    while process.poll() is None:
        try:
            socket.create_connection((host, int(port))).close()
            break
        except OSError:
            time.sleep(0.1)
    try:
        yield address
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()
        rest.join()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """The small site, served as it is being written, and its address."""
    made = whole.Whole(tmp_path_factory.mktemp("live") / "site")
    with serving(made) as address:
        yield made, address


@pytest.fixture
def page(browser, live):
    _, address = live
    opened = browser.new_page()
    opened.goto(f"{address}/article/muscles.html", wait_until="load")
    yield opened
    shut(opened)


def shut(window):
    """Close ``window``. Of one that is about to be loaded again, Playwright now and then never hears the end."""
    window.goto("about:blank")
    window.close()


def seen(page, words):
    """Wait until the page shows ``words``, however often it is loaded again."""
    page.locator("body", has_text=words).first.wait_for(timeout=PATIENCE)


def test_saved_page_is_seen(live, page):
    made, _ = live
    made.append("docs/article/muscles.md", "\n\nSaved while it is open.\n")
    seen(page, "Saved while it is open.")


#: What an editor saves besides pages: the page that shows it, the file, what is changed in it, and what is seen then.
FILES = {
    "a source": (
        "reference/bibliography",
        "docs/references.bib",
        lambda text: text.replace("author = {", "author = {Newname, Ann and ", 1),
        "text=Newname",
    ),
    "a figure's table": (
        "guide/safety",
        "docs/figures/bars.csv",
        lambda text: text.replace("5.5", "6.5", 1),
        "p:text-is('6.5')",
    ),
    # What heads a page has no place on it, unless a style gives it one.
    "a style": (
        "article/muscles",
        "docs/_static/site.css",
        lambda text: text + "\nhead, title { display: block !important; }\n",
        "head > title",
    ),
    "a setting": (
        "article/muscles",
        "conf.py",
        lambda text: text + "html_title = 'Another name'\n",
        ".sidebar-brand-text:text-is('Another name')",
    ),
    "a template": (
        "article/muscles",
        "src/this_site/templates/page.html",
        lambda text: text.replace('<meta charset="utf-8">', '<meta charset="utf-8"><meta name="tried" content="so">'),
        "meta[name=tried]",
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_what_is_saved_is_seen(live, page, what):
    made, address = live
    name, file, change, shown = FILES[what]
    page.goto(f"{address}/{name}.html", wait_until="load")
    before = made.read(file)
    assert change(before) != before
    try:
        made.write(file, change(before))
        # Only a style makes anything visible that was there before.
        page.locator(shown).first.wait_for(timeout=PATIENCE, state="visible" if what == "a style" else "attached")
    finally:
        made.write(file, before)


def test_mistake_is_shown_with_file_and_line_until_it_is_mended(live, page):
    made, _ = live
    good = made.read("docs/article/muscles.md")
    made.append("docs/article/muscles.md", "\n\n{claim}`nothing-is-called-so`\n")
    told = page.locator("#live-problems")
    told.wait_for(timeout=PATIENCE)
    assert re.search(
        r"muscles\.md:\d+: WARNING: no page makes a claim called 'nothing-is-called-so'", told.inner_text()
    )
    made.write("docs/article/muscles.md", good)
    told.wait_for(state="detached", timeout=PATIENCE)


def test_mistake_stays_in_sight_while_another_page_is_saved(live, page):
    """Sphinx tells what is wrong with a page only when it reads that page."""
    made, address = live
    good, other = made.read("docs/article/muscles.md"), made.read("docs/guide/sleep.md")
    made.append("docs/article/muscles.md", "\n\n{claim}`nothing-is-called-so`\n")
    told = page.locator("#live-problems")
    told.wait_for(timeout=PATIENCE)
    page.goto(f"{address}/guide/sleep.html", wait_until="load")
    for words in ("A word elsewhere.", "And one more."):
        made.write("docs/guide/sleep.md", f"{other}\n\n{words}\n")
        seen(page, words)
        # The build is at its end when a page that it alone writes is there.
        made.write("docs/guide/sleep.md", other)
        page.locator("body", has_text=words).wait_for(state="detached", timeout=PATIENCE)
        assert "nothing-is-called-so" in told.inner_text()
    made.write("docs/article/muscles.md", good)
    told.wait_for(state="detached", timeout=PATIENCE)


def test_page_that_comes_is_renamed_and_goes_is_followed(live, page):
    made, address = live
    index = made.read("docs/guide/index.md")
    assert "\nsleep\n" in index
    text = made.read("docs/guide/sleep.md").split("---", 2)[1]
    listed = {name: index.replace("\nsleep\n", f"\nsleep\n{name}\n") for name in ("new", "renamed")}
    page.goto(f"{address}/guide/new.html", wait_until="load")
    made.write("docs/guide/new.md", f"---{text}---\n# A new page\n\nIts words.\n")
    made.write("docs/guide/index.md", listed["new"])
    seen(page, "Its words.")
    (made.path / "docs/guide/new.md").rename(made.path / "docs/guide/renamed.md")
    made.write("docs/guide/index.md", listed["renamed"])
    page.locator("body", has_text="Its words.").wait_for(state="detached", timeout=PATIENCE)
    page.goto(f"{address}/guide/renamed.html", wait_until="load")
    seen(page, "Its words.")
    (made.path / "docs/guide/renamed.md").unlink()
    made.write("docs/guide/index.md", index)
    page.locator("body", has_text="Its words.").wait_for(state="detached", timeout=PATIENCE)
    page.locator("#live-problems").wait_for(state="detached", timeout=PATIENCE)


def test_page_that_is_put_back_is_missed_no_more(live, page):
    """The list of all pages is made before it is known what was saved."""
    made, _ = live
    good = made.read("docs/guide/sleep.md")
    (made.path / "docs/guide/sleep.md").unlink()
    told = page.locator("#live-problems")
    told.wait_for(timeout=PATIENCE)
    assert "there is no page 'guide/sleep'" in told.inner_text()
    made.write("docs/guide/sleep.md", good)
    told.wait_for(state="detached", timeout=PATIENCE)


def test_file_that_is_saved_under_another_name_and_renamed_is_seen_each_time(live, page):
    """As Vim and many others do, also to a file whose folder is not watched."""
    made, _ = live
    for file, mark in (("docs/article/muscles.md", "\n\nRound {}.\n"), ("conf.py", "html_title = 'Round {}.'\n")):
        good = made.read(file)
        for number in (1, 2):
            made.write("passing", good + mark.format(number))
            (made.path / file).rename(made.path / f"{file}~")
            (made.path / "passing").rename(made.path / file)
            (made.path / f"{file}~").unlink()
            seen(page, f"Round {number}.")
        made.write(file, good)
        page.locator("body", has_text="Round 2.").wait_for(state="detached", timeout=PATIENCE)


def test_of_saves_in_a_row_the_last_is_seen_also_in_two_windows(live, page, browser):
    made, address = live
    good = made.read("docs/article/muscles.md")
    other = browser.new_page()
    other.goto(f"{address}/article/muscles.html", wait_until="load")
    for number in range(6):
        made.write("docs/article/muscles.md", f"{good}\n\nSaved as number {number}.\n")
        if number == 3:
            # Now one comes while the next build gets ready.
            seen(page, "Saved as number 3.")
    seen(page, "Saved as number 5.")
    seen(other, "Saved as number 5.")
    made.write("docs/article/muscles.md", good)
    for window in (page, other):
        window.locator("body", has_text="Saved as number").wait_for(state="detached", timeout=PATIENCE)
    shut(other)


def test_page_is_loaded_once_for_each_save(live, page):
    """Its pictures and styles are for a moment not as they were and will be, while a build goes on."""
    made, _ = live
    good = made.read("docs/article/muscles.md")
    loads = []
    page.on("domcontentloaded", lambda window: loads.append(window.url))
    for number in range(4):
        made.write("docs/article/muscles.md", f"{good}\n\nThe page of load {number}.\n")
        seen(page, f"The page of load {number}.")
    # The builds before the last are over, and all that they had to tell is told.
    assert len(loads) == 4
    made.write("docs/article/muscles.md", good)
    page.locator("body", has_text="The page of load").wait_for(state="detached", timeout=PATIENCE)


def test_page_is_loaded_again_when_it_got_a_style_that_was_being_written(tmp_path, monkeypatch):
    """What is beside the pages is looked at when a build says so; what was given out meanwhile may be half a file."""
    monkeypatch.syspath_prepend(whole.ROOT / "tools/live")
    monkeypatch.syspath_prepend(whole.ROOT / "tools")
    for name in ("builder", "serving", "server"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import server

    style, page = tmp_path / "_static/site.css", tmp_path / "page.html"
    style.parent.mkdir()
    style.write_text("p {}")
    page.write_text("<p>")
    files = server.LiveFiles(directory=tmp_path)
    files.look()
    scope = {"type": "http", "method": "GET", "headers": [], "path": "", "root_path": ""}
    before = files.seen("page.html")
    style.write_text("")
    assert files.seen("page.html") == before
    files.file_response(style, style.stat(), scope)
    style.write_text("p {}")
    assert files.seen("page.html") == before
    files.look()
    assert files.seen("page.html") != before
    before = files.seen("page.html")
    style.write_text("p { color: red }")
    assert files.seen("page.html") == before
    files.look()
    assert files.seen("page.html") != before


PO = "locale/es/LC_MESSAGES/guide/sleep.po"


def test_translated_page_follows_its_original_and_its_catalogue(tmp_path, browser):
    """It is written after the other pages; what is wrong with a catalogue is shown, too."""
    made = whole.Whole(tmp_path / "site")
    good = made.read("docs/guide/sleep.md")
    made.append("conf.py", 'translations = {"es": ["guide/sleep"]}\n')
    catalogue = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Sleep"\nmsgstr "El sueño"\n'
    made.write(PO, catalogue)
    made.write("locale/es/LC_MESSAGES/sphinx.po", catalogue)
    with serving(made) as address:
        page = browser.new_page()
        # It is not there yet, and comes.
        page.goto(f"{address}/es/guide/sleep.html", wait_until="load")
        page.get_by_role("heading", name="El sueño").wait_for(timeout=PATIENCE)
        made.write("docs/guide/sleep.md", f"{good}\n\nSaved in English.\n")
        seen(page, "Saved in English.")
        made.write(PO, catalogue.replace("El sueño", "Dormir"))
        page.get_by_role("heading", name="Dormir").wait_for(timeout=PATIENCE)
        made.write(PO, catalogue.replace('"El sueño"', 'El sueño"'))
        told = page.locator("#live-problems")
        told.wait_for(timeout=PATIENCE)
        assert f"{PO}:5: WARNING: no catalogue" in told.inner_text()
        made.write(PO, catalogue)
        page.get_by_role("heading", name="El sueño").wait_for(timeout=PATIENCE)
        told.wait_for(state="detached", timeout=PATIENCE)
        # A save while it is being written stops that; it begins anew.
        for number in range(4):
            made.write("docs/guide/sleep.md", f"{good}\n\nWords of round {number}.\n")
            english = browser.new_page()
            english.goto(f"{address}/guide/sleep.html", wait_until="load")
            seen(english, f"Words of round {number}.")
            shut(english)
        seen(page, "Words of round 3.")
        shut(page)


def test_what_follows_the_first_look_is_right_as_well(live, page):
    """The page is shown before what is known of all pages is saved and before pages that count are written."""
    made, address = live
    good = made.read("docs/article/muscles.md")
    statement = re.search(r":::\{claim\} (.*)", good)[1]
    made.write("docs/article/muscles.md", good.replace(statement, f"Now {statement}", 1))
    seen(page, f"Now {statement}")
    # As it was, or already as it is to be.
    page.goto(f"{address}/evidence/claims.html", wait_until="load")
    seen(page, f"Now {statement}")
    made.write("docs/article/muscles.md", good)
    page.locator("body", has_text=f"Now {statement}").wait_for(state="detached", timeout=PATIENCE)


def test_stopped_in_the_middle_it_leaves_nothing_running_and_no_traceback(tmp_path, browser):
    made = whole.Whole(tmp_path / "site")
    process = made.start(sys.executable, "tools/build.py", "live")
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"Serving on (http://[\d.:]+)", line):
            break
    page = browser.new_page()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            page.goto(f"{found[1]}/article/muscles.html", wait_until="load")
            break
        except Exception:
            time.sleep(0.1)
    made.append("docs/article/muscles.md", "\n\nSaved in haste.\n")
    seen(page, "Saved in haste.")
    # All that follows is still to be done; as from the keyboard, it goes to all processes.
    os.killpg(process.pid, signal.SIGINT)
    # The pipe is open as long as any of them runs.
    said.append(process.stdout.read())
    assert process.wait() in (0, 130)
    assert "Traceback" not in "".join(said) and "Exception" not in "".join(said)
    shut(page)


def test_page_of_another_host_gets_no_answer(live, browser):
    """A name that its owner lets point to this machine: what is being written is nobody else's to read."""
    _, address = live
    context = browser.new_context()
    for path in ("/", "/_live/events", "/article/muscles.html"):
        answer = context.request.get(address + path, headers={"Host": "evil.example"})
        assert answer.status == 421, path
    context.close()


def test_events_of_a_page_that_no_disk_can_hold_are_those_of_one_that_is_not_there(live):
    _, address = live
    for name in ("%00", "/" + "a" * 5000, "/../../conf.py", "/nowhere.html"):
        with urllib.request.urlopen(f"{address}/_live/events?page={name}", timeout=PATIENCE) as answer:
            assert answer.readline() == b"retry: 500\n"
            answer.readline()
            assert answer.readline().startswith(b'data: {"seen": "'), name


def test_where_a_system_cannot_fork_each_build_is_a_program_of_its_own(tmp_path, browser):
    made = whole.Whole(tmp_path / "site")
    made.replace("tools/live/worker.py", 'if not hasattr(os, "fork"):', "if True:")
    good = made.read("docs/article/muscles.md")
    with serving(made) as address:
        page = browser.new_page()
        page.goto(f"{address}/article/muscles.html", wait_until="load")
        for words in ("Saved once.", "Saved again."):
            made.write("docs/article/muscles.md", f"{good}\n\n{words}\n")
            seen(page, words)
        shut(page)


def test_tab_that_stays_open_while_the_server_is_started_again_shows_what_was_saved_meanwhile(tmp_path, browser):
    made = whole.Whole(tmp_path / "site")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made.replace("tools/build.py", '["--port", "0"]', f'["--port", "{port}"]')
    page = browser.new_page()
    with serving(made) as address:
        page.goto(f"{address}/article/muscles.html", wait_until="load")
    made.append("docs/article/muscles.md", "\n\nSaved meanwhile.\n")
    with serving(made):
        seen(page, "Saved meanwhile.")
    shut(page)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", folder], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"only root can make a small disk: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_full_disk_is_shown_and_the_page_comes_when_there_is_room(small_disk, tmp_path, browser):
    """Also where temporary files have no room either."""
    made = whole.Whole(tmp_path / "site")
    (made.path / "_build").symlink_to(small_disk)
    with serving(made, TMPDIR=str(small_disk)) as address:
        page = browser.new_page()
        page.goto(f"{address}/article/muscles.html", wait_until="load")
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        (small_disk / "ballast").write_bytes(b"\0" * free)
        made.append("docs/article/muscles.md", "\n\nSaved without room.\n\n" + "Many more words. " * 40_000)
        told = page.locator("#live-problems")
        told.wait_for(timeout=PATIENCE)
        assert told.inner_text().splitlines() == [
            "One thing to mend:",
            "ERROR: the disk is full (No space left on device); make room on the disk and build again",
        ]
        (small_disk / "ballast").unlink()
        seen(page, "Saved without room.")
        told.wait_for(state="detached", timeout=PATIENCE)
        shut(page)


def test_address_with_colons_is_named_as_browsers_take_it(tmp_path):
    made = whole.Whole(tmp_path / "site")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no such address")
    process = made.start(sys.executable, "tools/build.py", "live", "--host", "::1")
    try:
        found = next(filter(None, (re.search(r"Serving on (http://\S+:\d+)", line) for line in process.stdout)))
        assert re.fullmatch(r"http://\[::1\]:\d+", found[1])
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate()


def test_port_that_another_address_has_is_told_in_one_line(tmp_path):
    made = whole.Whole(tmp_path / "site")
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no such address")
    with other:
        port = other.getsockname()[1]
        status, said = made.run(sys.executable, "tools/build.py", "live", "--host=::1", f"--port={port}")
    assert status == 1
    assert re.fullmatch(rf"error: cannot listen on port {port} \(.*\); name another: .*\n", said)
