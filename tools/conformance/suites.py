"""Whose tests run with which of our extensions. A suite more is a row more."""

import re
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"


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
    #: Where the source lies, by version, when the archive of the package index holds no tests.
    source: str = ""


def rooms(package):
    """Return the names of all extensions in `package`: a new one is tried without being named here."""
    files = sorted((SOURCE / package).rglob("*.py"))
    # Only an extension's own setup returns something.
    found = (file for file in files if re.search(r"^def setup\(.*\) -> dict", file.read_text(encoding="utf-8"), re.M))
    modules = (file.relative_to(SOURCE).with_suffix("").parts for file in found)
    return tuple(".".join(parts).removesuffix(".__init__") for parts in modules)


def of_sphinx(name, *tests):
    """Return the suite of those tests of Sphinx; with nothing configured, all of ours leave Sphinx as it is."""
    return Suite(name, "sphinx", tests, rooms("sphinx_evidence"))


BUILDERS = "tests/test_builders/test_"
EXTENSIONS = ("autodoc", "autosummary", "imgconverter", "intersphinx", "napoleon")
#: With these, no test of Sphinx is left out.
REST = (
    *("addnodes", "application", "command_line", "errors", "events", "highlighting", "project", "quickstart"),
    *("roles", "versioning"),
)
SUITES = (
    of_sphinx(
        "html",
        *(
            f"{BUILDERS}build_html{part}.py"
            for part in ("", "_5_output", "_assets", "_code", "_copyright", "_download")
        ),
        *(f"{BUILDERS}build_html_{part}.py" for part in ("highlight", "image", "maths", "numfig", "tocdepth")),
        *(f"{BUILDERS}{part}.py" for part in ("build_all", "build_dirhtml", "build_warnings", "incremental_reading")),
    ),
    of_sphinx("environment", "tests/test_environment"),
    of_sphinx("toctree", f"{BUILDERS}build_html_toctree.py", "tests/test_environment/test_environment_toctree.py"),
    of_sphinx("search", "tests/test_search.py"),
    of_sphinx("theming", "tests/test_theming"),
    of_sphinx("domains", "tests/test_domains"),
    of_sphinx("directives", "tests/test_directives", "tests/test_markup", "tests/test_transforms"),
    of_sphinx("intl", "tests/test_intl", f"{BUILDERS}build_gettext.py"),
    of_sphinx("epub", f"{BUILDERS}build_epub.py"),
    of_sphinx("latex", f"{BUILDERS}build_latex.py", "tests/test_writers"),
    # In this order, since the last leave a module behind that the first look for elsewhere.
    of_sphinx("extensions", *(f"tests/test_ext_{part}" for part in EXTENSIONS), "tests/test_extensions"),
    of_sphinx(
        "rest",
        f"{BUILDERS}build.py",
        *(f"tests/test_{part}" for part in ("_cli", "config", "pycode", "util")),
        *(f"tests/test_{part}.py" for part in REST),
    ),
    of_sphinx("text", *(f"{BUILDERS}build_{part}.py" for part in ("text", "manpage", "texinfo", "changes"))),
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
    Suite(
        name="myst",
        package="myst-parser",
        tests=("tests",),
        extensions=rooms("this_site"),
        source="https://github.com/executablebooks/MyST-Parser/archive/refs/tags/v{version}.tar.gz",
    ),
)
