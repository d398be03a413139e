"""The list of all pages beside each page: made once, and the same as if Furo had made it."""

import pytest
import sphinx.environment.adapters.toctree as toctrees
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.testing.util import SphinxTestApp

# The test root lists a page twice, to see that both places are marked.
TWICE = "document is referenced in multiple toctrees"


def pages(project):
    return {path.relative_to(project.output): path.read_text() for path in sorted(project.output.rglob("*.html"))}


def build(project, extensions, parallel=0):
    made = project("sidebar", f"with-{len(extensions)}-{parallel}")
    warnings = made.build(extensions=extensions, parallel=parallel).splitlines()
    assert not [line for line in warnings if TWICE not in line]
    return pages(made)


def test_every_page_has_the_bytes_that_furo_alone_writes(project):
    quick, stock = build(project, ["myst_parser", "this_site.speed.sidebar"]), build(project, ["myst_parser"])
    assert len(stock) == 13
    assert stock == quick


def test_pages_written_in_several_processes_are_the_same(project):
    assert build(project, ["myst_parser", "this_site.speed.sidebar"], parallel=2) == build(project, ["myst_parser"])


def test_the_current_page_is_marked_with_its_branch(project):
    made = project("sidebar")
    made.build()
    tree = made.page("guide/deep/bottom").select_one(".sidebar-tree")
    (item,) = tree.select("li.current-page")
    assert item.a["href"] == "#"
    assert [branch.a.text for branch in item.find_parents("li")] == [
        "Deep",
        'The guide with code class="a" />, “quotes” & a < b > c',
    ]
    assert len(tree.select("input[checked]")) == 2
    assert not made.page("orphan").select(".sidebar-tree .current")


@pytest.mark.parametrize(
    ("extensions", "times"), [(["myst_parser", "this_site.speed.sidebar"], 1), (["myst_parser"], 13)]
)
def test_the_toctree_of_all_pages_is_resolved_once(project, monkeypatch, extensions, times):
    resolved = []

    def counting(env, docname, *arguments, **options):
        resolved.append(docname)
        return global_toctree_for_doc(env, docname, *arguments, **options)

    monkeypatch.setattr(toctrees, "global_toctree_for_doc", counting)
    monkeypatch.setattr("sphinx.builders.html.global_toctree_for_doc", counting)
    monkeypatch.setattr("this_site.speed.sidebar.global_toctree_for_doc", counting)
    project("sidebar").build(extensions=extensions)
    assert len(resolved) == times


def test_the_next_build_has_a_list_of_its_own(project):
    made = project("sidebar")
    made.build()
    made.replace("guide/deep/bottom.md", "Bottom > top", "Renamed")
    made.replace("index.md", "# Home", "# Start")
    made.build()
    assert "Renamed" in made.page("index").select_one(".sidebar-tree").text


def test_saving_words_writes_the_page_and_not_the_lists_of_others(project):
    made = project("sidebar")
    made.build()
    for path in made.output.rglob("*.html"):
        path.write_text("as it was")
    made.replace("guide/two.md", "## Below\n\nText.", "## Below\n\nOther text.")
    made.build()
    written = {str(path) for path, text in pages(made).items() if text != "as it was"}
    # Sphinx also writes what lists the page, the index and the search.
    assert written == {"guide/two.html", "guide/index.html", "genindex.html", "search.html"}


def test_a_toctree_of_another_extension_is_left_to_furo(project, monkeypatch):
    made = project("sidebar")
    made.write("own.py", OWN)
    monkeypatch.syspath_prepend(made.path)
    made.build(extensions=["myst_parser", "this_site.speed.sidebar", "own"])
    assert made.page("single").select_one(".sidebar-tree").text.strip() == "own"
    assert "Deep" in made.page("other/shared").select_one(".sidebar-tree").text


OWN = """
def put(app, pagename, templatename, context, doctree):
    if pagename == "single":
        context["toctree"] = lambda **options: "<ul><li>own</li></ul>"

def setup(app):
    app.connect("html-page-context", put, priority=400)
"""


#: What was saved after the list was made ready: the file, old, new; and how often the list is made in all.
SAVED = {
    "words": ("single.md", "\n", "\nMore words.\n", 1),
    "a title": ("single.md", "# ", "# Another ", 2),
    "a list of pages": ("guide/index.md", "page\n", "", 2),
    "the first page": ("index.md", "single\n", "", 2),
}


@pytest.mark.parametrize("what", SAVED)
def test_list_that_was_made_ready_is_made_anew_when_it_has_changed(project, monkeypatch, what):
    file, old, new, times = SAVED[what]
    made, first = project("sidebar", "made"), project("sidebar", "first")
    made.build()
    resolved = []

    def counting(*arguments, **options):
        resolved.append(arguments)
        return global_toctree_for_doc(*arguments, **options)

    app = SphinxTestApp("html", srcdir=made.path, builddir=made.path / "_build")
    try:
        with monkeypatch.context() as patch:
            patch.setattr("this_site.speed.sidebar.global_toctree_for_doc", counting)
            app.emit("get-ready")
            made.write(file, (made.path / file).read_text().replace(old, new, 1))
            app.build()
    finally:
        app.cleanup()
    first.write(file, (first.path / file).read_text().replace(old, new, 1))
    first.build()
    name = file.removesuffix(".md")
    assert made.page(name).select_one(".sidebar-tree") == first.page(name).select_one(".sidebar-tree")
    assert len(resolved) == times
