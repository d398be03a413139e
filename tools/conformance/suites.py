"""Whose tests run with which of our extensions. A suite more is a row more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suite:
    """Tests of `package` that run with `extensions` of ours loaded into each application that they make."""

    name: str
    package: str
    #: Files or folders in the package's source archive.
    tests: tuple[str, ...]
    extensions: tuple[str, ...]
    #: More options for pytest, and packages that must be importable.
    options: tuple[str, ...] = ()


SUITES = (
    Suite(
        name="linkcheck",
        package="sphinx",
        tests=("tests/test_builders/test_build_linkcheck.py",),
        extensions=("sphinx_evidence.linkcheck",),
    ),
    Suite(
        name="citations",
        package="sphinxcontrib-bibtex",
        tests=("test",),
        extensions=("sphinx_evidence.citations",),
        # It needs sphinx-autoapi, which nothing here uses.
        options=("--ignore=test/test_autoapi.py",),
    ),
)
