"""make html starts Sphinx whenever something has changed that could make a difference, and only then."""

import os
import subprocess
import sys
import time

import pytest

READY = "The site is ready: open _build/html/index.html"


class Counted:
    """A house whose conf.py notes each time that Sphinx reads it, outside the project."""

    def __init__(self, house, notes):
        self.house, self.notes = house, notes
        self.settings = f'html_theme = "basic"\nopen({str(notes)!r}, "a").write("x")\n'
        house.write("conf.py", self.settings)
        house.write("docs/_static/plain.css", "p {}\n")
        # Files that a build finds must be older than the build.
        time.sleep(0.2)

    def runs(self, **environment):
        """Make the site and return whether Sphinx was started for that."""
        before = len(self.notes.read_text()) if self.notes.exists() else 0
        done = self.house.make("html", **environment)
        assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", READY)
        return len(self.notes.read_text()) > before


@pytest.fixture
def counted(house, tmp_path):
    made = Counted(house, tmp_path / "notes")
    assert made.runs()
    return made


def test_sphinx_is_not_started_when_nothing_has_changed(counted):
    site = counted.house.tree("_build/html")
    assert not counted.runs() and not counted.runs()
    assert counted.house.tree("_build/html") == site


def saved_with_its_old_time(house):
    page = house.path / "docs/index.rst"
    before = page.stat()
    page.write_text(page.read_text().replace("Tiny", "Tidy"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def moved(house):
    (house.path / "docs/_static/plain.css").rename(house.path / "docs/_static/other.css")


def turned(path, old, new):
    def change(house):
        assert old in house.read(path)
        house.write(path, house.read(path).replace(old, new))

    return change


CHANGES = {
    "a page": lambda house: house.write("docs/other.rst", "Other\n=====\n\nNew.\n"),
    "a page that keeps its size and time": saved_with_its_old_time,
    "a page that is new": lambda house: house.write("docs/third.rst", ":orphan:\n\nThird\n=====\n"),
    "a style sheet that has another name": moved,
    "a setting": lambda house: house.write("conf.py", house.read("conf.py") + 'project = "Other"\n'),
    "an extension": lambda house: house.write("src/adds.py", "ADDED = 1\n"),
    "a program that builds": turned("tools/sphinx_run.py", '"-q"', '"-q", "-D", "html_title=Other"'),
    "a file elsewhere in the project": lambda house: house.write("tests/claims.yaml", "[]\n"),
    "what is to be installed": lambda house: house.write("requirements.txt", "sphinx\n"),
    "a page of the site": lambda house: house.write("_build/html/other.html", "Somebody else's."),
    "a page of the site that is gone": lambda house: (house.path / "_build/html/other.html").unlink(),
    "a file in the site that nobody made": lambda house: house.write("_build/html/more.html", "More."),
}


def test_sphinx_is_started_after_a_change_of_anything(counted):
    for name, change in CHANGES.items():
        change(counted.house)
        time.sleep(0.2)
        assert counted.runs(), name
    assert not counted.runs()


def test_a_page_of_the_site_that_was_changed_is_mended(counted):
    good = counted.house.tree("_build/html")
    counted.house.write("_build/html/other.html", "Somebody else's.")
    counted.runs()
    assert counted.house.tree("_build/html") == good


def test_sphinx_is_started_when_the_environment_says_something_else(counted):
    for name in ("READTHEDOCS_CANONICAL_URL", "LANG", "ANYTHING", "SOURCE_DATE_EPOCH"):
        assert counted.runs(**{name: "1795867200"}), name
    assert not counted.runs(SOURCE_DATE_EPOCH="1795867200")
    assert counted.runs()


def test_sphinx_is_started_when_a_package_has_changed(counted, tmp_path):
    packages = tmp_path / "packages"
    (packages / "theirs-1.0.dist-info").mkdir(parents=True)
    assert counted.runs(PYTHONPATH=str(packages))
    assert not counted.runs(PYTHONPATH=str(packages))
    (packages / "theirs-1.0.dist-info").rename(packages / "theirs-1.1.dist-info")
    assert counted.runs(PYTHONPATH=str(packages))


def test_sphinx_is_started_after_a_build_that_failed(counted):
    good = counted.house.read("docs/other.rst")
    counted.house.write("docs/other.rst", "Other\n=====\n\n:doc:`nowhere`\n")
    for _ in "ab":
        assert counted.house.make("html").returncode != 0
    counted.house.write("docs/other.rst", good)
    time.sleep(0.2)
    assert counted.runs()
    assert not counted.runs()


def test_what_was_saved_and_taken_back_during_a_build_is_not_held(house):
    known = house.tool("unchanged")
    site = house.path / "_build/html"
    house.write("_build/html/index.html", "Site")
    time.sleep(0.2)
    memory = known.Memory(house.path / "_build/.made-from")
    assert not memory.begin(site)
    house.write("docs/other.rst", house.read("docs/other.rst"))
    memory.keep(site)
    assert not memory.begin(site)


def test_a_folder_that_lies_elsewhere_is_never_taken_for_unchanged(counted, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (counted.house.path / "docs/_static/there").symlink_to(tmp_path / "elsewhere")
    assert counted.runs() and counted.runs()


def test_no_library_is_loaded_to_find_out(house):
    code = "import sys; sys.path.insert(0, 'tools'); import unchanged; unchanged.inputs(); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=house.path, capture_output=True, text=True, check=True)
    assert not {"sphinx", "docutils", "jinja2"} & set(said.stdout.split())
