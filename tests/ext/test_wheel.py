"""The package that others install: every file of it, and what it says of itself."""

import email
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import sphinx_evidence

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sphinx_evidence"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    code = "import sys; from flit_core import buildapi; print(buildapi.build_wheel(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(folder / done.stdout.strip()) as archive:
        yield archive


def test_every_file_of_the_rooms_is_in_the_wheel(wheel):
    there = {
        str(file.relative_to(PACKAGE.parent))
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == there
    # What a browser, a printer and TeX are given, and what tells type checkers to look.
    assert {Path(name).suffix for name in there} >= {".css", ".js", ".html", ".sty", ".jinja", ".typed"}


def test_it_says_which_version_it_is_and_brings_its_readme(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    told = email.message_from_bytes(wheel.read(name))
    assert told["Version"] == sphinx_evidence.__version__
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    assert readme.strip() and readme.strip() in wheel.read(name).decode()


def test_extras_name_what_their_rooms_import(wheel):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    told = email.message_from_bytes(wheel.read(name))
    assert set(told.get_all("Provides-Extra")) == set(settings["optional-dependencies"])


def test_nothing_of_this_site_is_in_the_wheel(wheel):
    found = [
        (name, word)
        for name in wheel.namelist()
        if ".dist-info/" not in name
        for word in (b"this_site", b"mitragyn", b"1-800-222-1222", b"kratom")
        if word in wheel.read(name).lower()
    ]
    assert found == []
