"""Other people's tests are run as `make conformance` says; whose tests those are, and what they try, is theirs."""

import importlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFORMANCE = ROOT / "tools" / "conformance"
sys.path.insert(0, str(CONFORMANCE))

import archives  # noqa: E402
import runs  # noqa: E402
import suites  # noqa: E402

TESTS = """
import sphinx.application
import pytest

OURS = "sphinx_evidence.linkcheck" in sphinx.application.builtin_extensions

def test_both():
    assert True

def test_ours_only():
    assert OURS

@pytest.mark.a_mark_that_is_not_registered
@pytest.mark.parametrize("name", ["a", "b"])
def test_stock_only(name):
    assert not OURS or name == "a"

def test_skipped():
    pytest.skip("not here")
"""


def archive(folder, tests=TESTS):
    """Write the source archive of a package that is nothing but tests."""
    # As above the folder of each archive: rules of ours, which are not theirs.
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")
    inner = folder / "toy-1.0"
    inner.mkdir()
    (inner / "test_toy.py").write_text(tests)
    packed = folder / "toy-1.0.tar.gz"
    with tarfile.open(packed, "w:gz") as made:
        made.add(inner, "toy-1.0")
    return packed


def test_tests_are_run_with_our_extensions_and_without(tmp_path):
    folder = archives.unpacked("toy", "1.0", tmp_path / "work", archive(tmp_path))
    suite = suites.Suite("toy", "toy", ("test_toy.py",), ("sphinx_evidence.linkcheck",))
    found = {
        extended: {name.partition("::")[2]: passed for name, passed in result.items()}
        for extended in (True, False)
        for result in [runs.run(suite, folder, tmp_path / "work", extended)]
    }
    names = ("test_both", "test_ours_only", "test_stock_only[a]", "test_stock_only[b]")
    assert found[True] == dict(zip(names, (True, True, True, False), strict=True))
    assert found[False] == dict(zip(names, (True, False, True, True), strict=True))


def test_tests_that_cannot_be_collected_have_not_passed(tmp_path):
    folder = archives.unpacked("toy", "1.0", tmp_path / "work", archive(tmp_path, "import nowhere"))
    suite = suites.Suite("toy", "toy", ("test_toy.py",), ())
    assert not any(runs.run(suite, folder, tmp_path / "work", False).values())


def test_a_package_that_their_tests_need_and_nobody_has_is_named(tmp_path):
    folder = archives.unpacked(
        "toy",
        "1.0",
        tmp_path / "work",
        archive(tmp_path, "def test():\n    import nowhere.at\n\ndef test_own():\n    import pytest.nothing\n"),
    )
    suite = suites.Suite("toy", "toy", ("test_toy.py",), ())
    runs.run(suite, folder, tmp_path / "work", False)
    assert runs.lacking(tmp_path / "work" / "toy-stock.xml") == ["nowhere"]
    assert runs.lacking(tmp_path / "work" / "none.xml") == []


def test_without_a_network_it_says_so_and_stops(tmp_path):
    where = tmp_path / "_build" / ".conformance"
    code = (
        f"import runpy, sys; sys.path.insert(0, {str(CONFORMANCE)!r}); sys.argv = ['x', '--only', 'linkcheck'];"
        "import archives, pathlib; old = archives.unpacked;"
        f"archives.unpacked = lambda p, v, w, *a: old(p, v, pathlib.Path({str(where)!r}), *a);"
        f"runpy.run_path({str(CONFORMANCE / '__main__.py')!r}, run_name='__main__')"
    )
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    environment.pop("PIP_FIND_LINKS", None)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: could not fetch the source of sphinx ")


def test_archive_that_is_named_and_not_there_is_told(tmp_path):
    with pytest.raises(archives.NotThere, match="there is no file"):
        archives.unpacked("toy", "1.0", tmp_path, tmp_path / "toy.tar.gz")
    (tmp_path / "toy.tar.gz").write_bytes(b"no archive")
    with pytest.raises(archives.NotThere, match="cannot be unpacked"):
        archives.unpacked("toy", "1.0", tmp_path, tmp_path / "toy.tar.gz")


def test_the_lock_names_what_is_fetched_and_each_suite_loads_what_there_is():
    for suite in suites.SUITES:
        assert archives.locked(suite.package)
        assert suite.extensions
        assert all(hasattr(importlib.import_module(name), "setup") for name in suite.extensions)


def test_all_extensions_of_the_package_are_tried_without_being_named_here():
    loaded = suites.rooms("sphinx_evidence")
    assert {"sphinx_evidence.safety", "sphinx_evidence.books.epub", "sphinx_evidence.claims"} < set(loaded)
    # A part of an extension is none.
    assert "sphinx_evidence.pages.lines" not in loaded
    assert "this_site.speed.compiled_templates" in suites.rooms("this_site")
    tried = {suite.name for suite in suites.SUITES if suite.package == "sphinx" and suite.extensions == loaded}
    assert {"html", "environment", "search", "theming", "intl", "epub", "latex", "toctree", "domains"} <= tried


def test_a_source_outside_the_package_index_is_fetched_once(tmp_path):
    packed = archive(tmp_path)
    source = f"{tmp_path.as_uri()}/toy-{{version}}.tar.gz"
    folder = archives.unpacked("toy", "1.0", tmp_path / "work", None, source)
    assert (folder / "test_toy.py").is_file()
    packed.unlink()
    assert archives.fetched("toy", "1.0", tmp_path / "work", source).is_file()
    with pytest.raises(archives.NotThere, match="could not fetch the source of file://.*toy-2.0.tar.gz"):
        archives.fetched("toy", "2.0", tmp_path / "work", source)


def test_each_difference_is_of_a_suite_and_has_a_reason():
    names = {suite.name for suite in suites.SUITES}
    for (suite, test), why in runs.differences(CONFORMANCE / "differences.toml").items():
        assert suite in names
        assert "::" in test
        assert len(why.split()) > 3
