"""Every builder that ``sphinx-build -M help`` lists builds the site, by ``make NAME``, without a warning."""

import re
import subprocess
import sys

import pytest

from whole import ROOT

#: A file that each makes.
MAKES = {
    "html": "guide/sleep.html",
    "dirhtml": "guide/sleep/index.html",
    "singlehtml": "index.html",
    "pickle": "guide/sleep.fpickle",
    "json": "guide/sleep.fjson",
    "htmlhelp": "guide/sleep.html",
    "qthelp": "guide/sleep.html",
    "devhelp": "guide/sleep.html",
    "applehelp": "*.help/Contents/Resources/en.lproj/guide/sleep.html",
    "epub": "*.epub",
    "latex": "*.tex",
    "text": "guide/sleep.txt",
    "man": "*.1",
    "texinfo": "*.texi",
    "gettext": "**/sleep.pot",
    "changes": "*",
    "xml": "guide/sleep.xml",
    "pseudoxml": "guide/sleep.pseudoxml",
    "doctest": "output.txt",
    "coverage": "*.txt",
    "dummy": "",
}
#: Those that need a program or the outside; each is tried elsewhere.
ELSEWHERE = {"latexpdf", "latexpdfja", "info", "linkcheck", "clean"}


def test_all_of_sphinx_are_here_and_make_knows_them():
    said = subprocess.run([sys.executable, "-m", "sphinx", "-M", "help", "a", "b"], capture_output=True, text=True)
    listed = set(re.findall(r"(?m)^  (\w+) ", re.sub(r"\x1b\[[0-9;]*m", "", said.stdout)))
    assert {"html", "epub", "man", "coverage"} <= listed
    assert listed <= {*MAKES, *ELSEWHERE}
    for name in listed:
        subprocess.run(["make", "-n", name, "SITE_PYTHON=python3"], cwd=ROOT, capture_output=True, check=True)


@pytest.mark.parametrize("name", MAKES)
def test_builder_says_nothing_but_that_it_is_ready(whole, name):
    status, said = whole.make(name)
    assert status == 0, said
    assert not re.search("WARNING|ERROR|error:", said)
    if MAKES[name]:
        assert [file for file in (whole.path / "_build" / name).glob(MAKES[name]) if file.stat().st_size], said
