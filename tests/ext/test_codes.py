"""Every warning of ours has a code, which one Enum a package knows; Sphinx can be told to keep it to itself."""

import ast
import re
import warnings
from pathlib import Path
from typing import get_args

import pytest
from sphinx.deprecation import RemovedInSphinx11Warning

from sphinx_evidence.bibliography import Kind
from sphinx_evidence.citations.sources import CODES
from sphinx_evidence.codes import Code
from this_site.codes import Code as SiteCode

SRC = Path(__file__).parents[2] / "src"
ALL = [*Code, *SiteCode]


def trees(package):
    """Return the syntax of each file of ``package`` but for the list of codes itself."""
    return {path: ast.parse(path.read_text()) for path in (SRC / package).rglob("*.py") if path.name != "codes.py"}


def without_code(tree):
    """Yield the line of each warning that is given otherwise than by a code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            by_hand = node.func.attr in ("warning", "warn_explicit") or ast.unparse(node.func) == "warnings.warn"
            if by_hand or any(keyword.arg == "subtype" for keyword in node.keywords):
                yield node.lineno


@pytest.mark.parametrize("package", ["sphinx_evidence", "this_site"])
def test_no_warning_is_given_without_a_code(package):
    assert [f"{path}:{line}" for path, tree in trees(package).items() for line in without_code(tree)] == []


def test_a_warning_without_a_code_would_be_found():
    slips = (
        'logger.warning("x")\nself.reporter.warning("x")\nlogger.info("x", type="a", subtype="b")\nCode.X.warn("x")\n'
    )
    assert list(without_code(ast.parse(slips))) == [1, 2, 3]


@pytest.mark.parametrize(("package", "codes"), [("sphinx_evidence", Code), ("this_site", SiteCode)])
def test_each_code_is_given_somewhere(package, codes):
    used = {
        node.attr
        for tree in trees(package).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code"
    }
    assert used == {code.name for code in codes}


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.code)
def test_each_code_says_what_it_means_and_how_to_mend_it(code):
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", code.code)
    assert code.name == code.code.replace(".", "_").upper()
    for sentence in (code.meaning, code.mend):
        assert sentence.endswith(".") and (sentence[0].isupper() or sentence[0] == "`") and "|" not in sentence


@pytest.mark.parametrize("kind", [DeprecationWarning, FutureWarning, RemovedInSphinx11Warning])
def test_use_of_what_is_going_to_be_removed_is_an_error(kind):
    with pytest.raises(kind):
        warnings.warn("x", kind, stacklevel=1)


def test_no_code_stands_twice():
    assert len({code.code for code in ALL}) == len(ALL)


def test_each_kind_of_fault_in_a_bibliography_has_its_code():
    assert set(CODES) == set(get_args(Kind))


def test_a_warning_ends_with_its_code_and_can_be_suppressed(project):
    made = project("claims")
    made.write("more.md", "# More\n\nSee {claim}`nothing-of-the-kind`.\n")
    said = made.build(fresh=True)
    (line,) = [line for line in said.splitlines() if "nothing-of-the-kind" in line]
    assert "of a claim directive [claims.unknown]" in line
    assert "nothing-of-the-kind" not in made.build(fresh=True, suppress_warnings=["claims.unknown"])
