"""What several test files share: small Sphinx projects, and the real site built once."""

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.config import Config
from sphinx.testing.util import SphinxTestApp

import whole

# Messages are compared as words; with CI=true Sphinx would colour them.
os.environ["NO_COLOR"] = "1"

# What tests/browser needs; a second conftest.py there would hide this one from those who import from it.
pytest_plugins = ["in_browser"]

HERE = Path(__file__).parent
ROOT = HERE.parent

sys.path.insert(0, str(ROOT / "src"))

# Noon of a day that no page of the test roots comes after.
EPOCH = "1795867200"  # 2026-11-28 12:00 UTC


def pytest_addoption(parser):
    """Let a long series of random edits be run, or one that failed again."""
    parser.addoption("--edits", type=int, default=0, help="edits in a series (default: few)")
    parser.addoption("--edits-seed", type=int, default=0, help="the seed of a series that is to be repeated")


def pytest_xdist_auto_num_workers(config):
    """Run one test more at once than there are cores: some wait for a browser, a disk or a program."""
    return (os.cpu_count() or 1) + 1


#: What takes long, by folder or file: walks in a browser, what Java or TeX look at, environments, attacks on formats.
LONG = (
    "browser/",
    "commands/",
    "ext/safety/",
    "ext/linkcheck/",
    "ext/test_alone.py",
    "ext/test_reports.py",
    "ext/test_wheel.py",
    "test_bad_input.py",
    "test_book_site.py",
    "test_builders.py",
    "test_epub.py",
    "test_escaping.py",
    "test_help_numbers.py",
    "test_incremental.py",
    "test_latex.py",
    "test_reproducible.py",
    "test_verdicts.py",
)


#: The files of which one test takes longest. They begin first, so that at the end no core is without work.
FIRST = (
    "browser/test_axe_desk.py",
    "browser/test_axe_phone.py",
    "browser/test_walk.py",
    "test_incremental.py",
    "test_book_site.py",
    "browser/test_print.py",
    "browser/test_lighthouse.py",
    "browser/test_questions.py",
    "commands/test_stopped.py",
    "test_epub.py",
    "test_latex.py",
    "commands/test_damaged.py",
)


def pytest_collection_modifyitems(items):
    """Mark what takes long, and bring what takes longest to the front."""
    for item in items:
        if name_of(item).startswith(LONG):
            item.add_marker("long")
    items.sort(key=lambda item: FIRST.index(name_of(item)) if name_of(item) in FIRST else len(FIRST))


def name_of(item):
    """Return the name of the file of ``item``, from the folder of the tests."""
    return item.path.relative_to(HERE).as_posix()


class Project:
    """A small Sphinx project in a folder of its own, to be changed and built again.

    ``name`` is a folder in ``tests/roots`` or in ``tests/ext/<room>/roots``, which is copied to ``path``.
    """

    def __init__(self, name: str, path: Path):
        self.path = path
        self.output = path / "_build" / "html"
        (root,) = (*HERE.glob(f"roots/test-{name}"), *HERE.glob(f"ext/*/roots/test-{name}"))
        shutil.copytree(root, path)

    def write(self, name: str, text: str) -> None:
        """Write the file ``name``; make the folders that it needs."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        # Builds follow each other within the time stamp's grain.
        stamp = file.stat().st_mtime_ns + 2_000_000_000
        os.utime(file, ns=(stamp, stamp))

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace ``old``, which must stand once in the file ``name``, by ``new``."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def build(self, builder: str = "html", *, fresh: bool = False, parallel: int = 0, **settings) -> str:
        """Build; return the warnings. A build after the first one is incremental."""
        app = SphinxTestApp(
            builder,
            srcdir=self.path,
            builddir=self.path / "_build",
            freshenv=fresh,
            parallel=parallel,
            confoverrides=settings,
        )
        try:
            app.build()
            return app.warning.getvalue()
        finally:
            app.cleanup()

    def page(self, name: str) -> BeautifulSoup:
        """Return the parsed HTML page ``name`` (without ``.html``)."""
        return parse(self.output / f"{name}.html")


def parse(path: Path) -> BeautifulSoup:
    """Return the HTML file ``path`` parsed as a browser parses it."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


@pytest.fixture(autouse=True)
def _epoch(monkeypatch):
    """Let no test depend on today's date."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


#: As they are before the first application.
SUFFIXES = dict(Config.config_values["source_suffix"].default)


@pytest.fixture(autouse=True)
def _suffixes():
    """Let no test depend on those before it: Sphinx adds what extensions read to its own default, for good."""
    default = Config.config_values["source_suffix"].default
    default.clear()
    default.update(SUFFIXES)


@pytest.fixture(scope="session")
def whole_kept(tmp_path_factory):
    """The small site with one of everything, built once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return whole.Kept(tmp_path_factory.mktemp("whole"))


@pytest.fixture(name="whole")
def _whole(whole_kept):
    """The small site as it was after its first build."""
    return whole_kept.fresh()


@pytest.fixture
def project(tmp_path):
    """Return a function that copies a test root: ``project("claims")``."""

    def make(name: str, folder: str = "src") -> Project:
        return Project(name, tmp_path / folder)

    return make


class Site:
    """The real site, built for this run of the tests."""

    def __init__(self, folder: Path, warnings: str, env):
        self.folder = folder
        self.warnings = warnings
        self.env = env

    def pages(self) -> dict[str, BeautifulSoup]:
        """Return every HTML page of the site, parsed, by its path, but for the old names that lead on."""
        if not hasattr(self, "_pages"):
            names = {str(path.relative_to(self.folder)): path for path in sorted(self.folder.rglob("*.html"))}
            moved = {f"{name}.html" for name in self.env.config.redirects}
            self._pages = {name: parse(path) for name, path in names.items() if name not in moved}
        return self._pages


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Return a function that has a folder filled once for all workers: ``shared(name, fill)``; nobody changes it then.

    ``fill`` is called with the folder by whoever asks first; the others wait for it.
    """
    top = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent

    def filled(name, fill):
        folder, done = top / name, top / f"{name}.done"
        with open(top / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                # What was left by one that failed.
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return filled


def _sphinx(builder: str, folder: Path, *options: object, **environment: str) -> None:
    """Build the real site with ``builder`` into ``folder``, in a process of its own; warnings go to a file there."""
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-b", builder, "-c", ROOT, "-w", folder / "warnings.txt"]
    command += ["-d", folder / "doctrees", *options, ROOT / "docs", folder / builder]
    # The pages' own dates count here, not the day of the other tests.
    inherited = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, env=inherited | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def site(shared):
    """Build the real site once, and return it."""
    # Without the books that a command may have left in this working tree.
    folder = shared("site", lambda folder: _sphinx("html", folder, "-D", "downloads_folder="))
    env = pickle.loads((folder / "doctrees" / "environment.pickle").read_bytes())
    return Site(folder / "html", (folder / "warnings.txt").read_text(encoding="utf-8"), env)


@pytest.fixture(scope="session")
def in_format(shared, site):
    """Return a function that builds the real site in another format, once: ``in_format("epub", **environment)``.

    It returns the folder and the warnings. The pages are those that the site's build has read.
    """

    def made(builder: str, **environment: str) -> tuple[Path, str]:
        def fill(folder):
            # A copy, because extensions note things among what was read.
            shutil.copytree(site.folder.parent / "doctrees", folder / "doctrees")
            _sphinx(builder, folder, **environment)

        folder = shared(f"site-{builder}", fill)
        return folder / builder, (folder / "warnings.txt").read_text(encoding="utf-8")

    return made


#: Where the books of the real site say that it lives.
ADDRESS = "https://example.org/handbook/"


@pytest.fixture(scope="session")
def printed_site(in_format):
    """The folder with the book, the leaflet and the sheets of the real site, and the warnings."""
    return in_format("book", READTHEDOCS_CANONICAL_URL=ADDRESS)


@pytest.fixture(scope="session")
def e_book_of_site(in_format):
    """The folder with the e-book of the real site, and the warnings."""
    return in_format("epub", SOURCE_DATE_EPOCH=EPOCH)
