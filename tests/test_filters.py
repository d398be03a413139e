"""Filterable tables: whole in every format, marked for the script in HTML."""

import pytest


@pytest.fixture
def built(project):
    made = project("filters")
    assert made.build() == ""
    return made


def test_table_is_whole_and_its_columns_are_marked(built):
    box = built.page("index").select_one(".filterable")
    assert box["data-noun"] == 'medicines & "more"'
    heads = box.select("thead th")
    assert ["filter-choice" in head["class"] for head in heads] == [False, True]
    assert len(box.select("tbody tr")) == 2
    assert not box.select("[hidden], form")


def test_script_is_loaded_only_where_a_table_needs_it(built):
    scripts = {name: [tag.get("src", "") for tag in built.page(name)("script")] for name in ("index", "plain")}
    assert any("filter.js" in source for source in scripts["index"])
    assert not any("filter.js" in source for source in scripts["plain"])
    assert (built.output / "_static" / "filter.js").is_file()


@pytest.mark.parametrize("builder", ["latex", "text", "man", "texinfo"])
def test_table_stands_in_print(project, builder):
    made = project("filters")
    assert made.build(builder) == ""
    text = "".join(
        p.read_text()
        for p in (made.path / "_build" / builder).rglob("*")
        if p.suffix != ".cls" and p.is_file() and p.suffix in {".tex", ".txt", ".1", ".texi"}
    )
    assert "people, rats" in text


def test_unknown_column_is_named_with_those_there_are(project):
    made = project("filters")
    made.replace("index.md", ":columns: Seen in", ":columns: Seenin")
    assert "index.md:3: WARNING: no column 'Seenin'; use some of: Medicine, Seen in" in made.build()


def test_body_without_a_table_is_told_so(project):
    made = project("filters")
    made.write("index.md", "# Filter\n\n:::{filterable}\n\nNo table.\n:::\n\n```{toctree}\nplain\n```\n")
    assert "index.md:3: WARNING: filterable needs a table with a head row" in made.build()
