"""A project opts in: without a setting, sphinxcontrib-bibtex does what it does without this extension."""

import pytest
from pybtex.plugin import find_plugin

from sphinx_evidence.citations.style import SourcesStyle

PLAIN = ["myst_parser", "sphinxcontrib.bibtex"]
OURS = [*PLAIN, "sphinx_evidence.citations"]
#: An entry of which our messages would tell several things.
ODD = """@article{odd,
  author = {Post, Sara},
  title = {A \\foo{title} of {T}ea},
  jornal = {Tea},
  journal = {Journal of Tea},
  year = {2019},
  kind = {blog},
}
"""


def pages(project, folder, extensions, **settings):
    """Return the pages and what was said, and the names of all files."""
    made = project("citations", folder)
    made.write("references.bib", (made.path / "references.bib").read_text(encoding="utf-8") + ODD)
    made.replace("other.md", "Nothing cited.", "{cite:p}`odd,gone`\n\n```{bibliography}\n:keyprefix: x-\n:all:\n```")
    made.replace("conf.py", "citations_kinds", "of_the_root")
    settings = {"bibtex_default_style": "unsrt"} | settings
    warnings = made.build(extensions=extensions, **settings)
    files = sorted(made.output.rglob("*"))
    shown = {str(file.relative_to(made.output)): file.read_bytes() for file in files if file.suffix in (".html", ".js")}
    return {**shown, "said": sorted(warnings.replace(str(made.path), "").splitlines())}, {file.name for file in files}


def test_with_nothing_configured_pages_files_and_messages_are_those_of_bibtex_alone(project):
    plain, names = pages(project, "plain", PLAIN)
    ours, ours_names = pages(project, "ours", OURS)
    assert any('could not find bibtex key "gone"' in line for line in plain["said"])
    # The search's index tells the versions of all extensions.
    assert [name for name in plain if ours[name] != plain[name]] == ["searchindex.js"]
    assert set(ours) == set(plain)
    assert ours_names == names


def test_a_project_without_bibtex_is_left_alone(project):
    made = project("citations")
    made.write("index.md", "# Front\n\nWords.\n\n```{toctree}\nother\nsources\n```\n")
    made.write("other.md", "# Other\n")
    made.write("sources.md", "# Sources\n")
    # One extension brings another.
    made.write("brings_citations.py", "def setup(app):\n    app.setup_extension('sphinx_evidence.citations')\n")
    made.write(
        "conf.py",
        f"import sys\nsys.path.insert(0, {str(made.path)!r})\nextensions = ['myst_parser', 'brings_citations']",
    )
    assert made.build() == ""


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("citations_check", True, "has the unknown field 'jornal'; did you mean 'journal'?"),
        ("citations_kinds", {"trial": "Trial in people"}, "has the unknown kind 'blog'; use one of: trial"),
    ],
)
def test_each_option_is_on_by_itself(project, option, value, told):
    shown, _ = pages(project, "one", OURS, **{option: value})
    assert any(told in line for line in shown["said"])


def test_files_and_places_are_on_by_themselves(project):
    made = project("citations")
    settings = {"bibtex_default_style": "unsrt", "citations_kinds": {}, "citations_cited_in": True}
    made.build(**settings)
    assert "Cited in: Front" in made.page("sources").get_text()
    assert not (made.output / "references.ris").exists()
    made.build(fresh=True, **{**settings, "citations_cited_in": False, "citations_files": True})
    assert "Cited in" not in made.page("sources").get_text()
    assert (made.output / "references.ris").exists()


def test_what_the_style_turns_on_can_be_turned_off(project):
    made = project("citations")
    made.replace("references.bib", "title = {{First}}", "titel = {{First}}")
    assert made.build(citations_check=False, citations_kinds={}, citations_files=False) == ""
    assert not (made.output / "references.bib").exists()


def test_kinds_are_those_of_the_project(project):
    made = project("citations")
    made.write("references.bib", (made.path / "references.bib").read_text().replace("\n}", "\n  kind = {blog},\n}"))
    assert made.build(citations_kinds={"blog": "What a friend writes"}) == ""
    assert "What a friend writes. Cited in" in made.page("sources").get_text()


def test_pybtex_finds_the_style_by_its_name():
    assert find_plugin("pybtex.style.formatting", "sources") is SourcesStyle
