"""What the directives and roles of each room make of small pages, kept as files.

A folder ``tests/ext/<room>/trees`` is a project; beside each of its pages stands the tree that is made of it, as HTML
gets it, with what the build said at the end. ``--force-regen`` writes the files anew: look at what has changed.
"""

import re
import shutil
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

HERE = Path(__file__).parent
PAGES = sorted(page for page in HERE.glob("*/trees/*") if page.suffix in (".md", ".rst"))
#: Where HTML would draw, which takes long.
WITHOUT_DRAWING = {"figures": "dummy"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a function that builds the project of a room, once; it returns trees by page, and what was said."""
    made = {}

    def build(room):
        if room not in made:
            folder = tmp_path_factory.mktemp(room) / "tea"
            shutil.copytree(HERE / room / "trees", folder, ignore=shutil.ignore_patterns("*.txt"))
            app = SphinxTestApp(WITHOUT_DRAWING.get(room, "html"), srcdir=folder, freshenv=True)
            trees = {}
            # Last, when the tree is as the writer gets it.
            app.connect("doctree-resolved", lambda _, tree, name: trees.update({name: tree.pformat()}), priority=999)
            try:
                app.build()
                said = re.sub(r"\x1b\[[0-9;]*m", "", app.warning.getvalue())
            finally:
                app.cleanup()
            told = dict.fromkeys(said.replace(str(folder), "").splitlines())
            made[room] = {name: tree.replace(str(folder), "") for name, tree in trees.items()}, list(told)
        return made[room]

    return build


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parts[-3]}/{page.stem}")
def test_tree_is_as_it_was(page, built, file_regression):
    trees, said = built(page.parts[-3])
    about = [line for line in said if f"/{page.name}:" in line]
    file_regression.check(
        "\n".join([trees[page.stem], *about, ""]), fullpath=page.with_suffix(".txt"), encoding="utf-8"
    )


@pytest.mark.parametrize("room", sorted({page.parts[-3] for page in PAGES}))
def test_all_that_is_said_is_about_a_page(room, built):
    trees, said = built(room)
    assert [
        line
        for line in said
        if not line.startswith(tuple(f"/{page}{end}:" for page in trees for end in (".md", ".rst")))
    ] == []


def test_each_tree_has_its_page():
    assert {tree.stem for tree in HERE.glob("*/trees/*.txt")} == {page.stem for page in PAGES}
