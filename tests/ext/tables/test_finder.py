"""A table that is found by name: the names file, what the page tells its script, what is exported."""

import csv
import io
import json

import jsonschema
import pytest

from sphinx_evidence.tables import names


@pytest.fixture
def built(project):
    made = project("finder")
    assert made.build() == ""
    return made


def exported(made):
    return json.loads((made.output / "drinks.json").read_text(encoding="utf-8"))


def test_page_tells_where_the_names_are_and_loads_none(built):
    box = built.page("index").select_one(".filterable")
    assert {name: box[f"data-{name}"] for name in ("names", "ask", "missing", "noun")} == {
        "names": "drinks",
        "ask": "What do you drink?",
        "missing": "nothing",
        "noun": "drinks",
    }
    loaded = [tag.get("src", "") for tag in built.page("index")("script")]
    assert not [address for address in loaded if "finder" in address or "names-" in address]
    assert built.page("index").select_one("#nothing").get_text() == "Ask somebody."


def test_rows_can_be_linked(built):
    assert [tag["id"] for tag in built.page("index").select("tbody tr td:first-child p")] == ["drink-tea", "drink-milk"]


def test_script_holds_every_name_and_its_rows(built):
    text = (built.output / "_static" / "names-drinks.js").read_text(encoding="utf-8")
    before, data = text.split(" = ", 1)
    assert before == '(window.tableNames ||= {})["drinks"]'
    assert json.loads(data.removesuffix(";\n")) == [
        [
            "a tea",
            "drink-tea",
            "hot drink",
            "",
            0,
            [
                ["green tea", "", None, "Sencha", "leaf", "green", ""],
                ["black tea", "", "drink-tea drink-milk", *[""] * 4],
            ],
            "leaf",
        ],
        ["plain water", "", "", "Water has no row.", 0, [["water", "", None, "", "", "", "wodder"]], ""],
    ]


def test_changed_names_change_the_address_of_the_script(built):
    before = built.page("index").select_one(".filterable")["data-version"]
    built.replace("drinks.yaml", "Sencha", "Bancha")
    assert built.build() == ""
    assert built.page("index").select_one(".filterable")["data-version"] != before
    assert "Bancha" in (built.output / "_static" / "names-drinks.js").read_text(encoding="utf-8")


def test_json_keeps_its_schema(built):
    schema = json.loads((built.output / "drinks.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = exported(built)
    jsonschema.validate(data, schema)
    assert data["rows"][0] == {
        "id": "tea",
        "url": "index.html#drink-tea",
        "Drink": "Tea & “more”",
        "Seen": "It burns.",
        "How hot": "=Very",
        "references": ["ann2020tea"],
    }
    assert {"name": "Sencha", "sort": "brands", "of": "green tea", "is": "a tea", "rows": ["tea"]} in data["names"]
    for spoil in (
        lambda data: data["rows"][0].pop("Seen"),
        lambda data: data["names"][0].update(rows=["coffee"]),
        lambda data: data["names"][0].update(sort="rumour"),
        lambda data: data.update(more=1),
    ):
        wrong = exported(built)
        spoil(wrong)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_csv_has_a_row_each_with_its_names_and_no_formula(built):
    text = (built.output / "drinks.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == ["tea", "milk"]
    assert rows[0]["names"] == "black tea; green tea; hot drink; leaf; Sencha"
    assert rows[0]["How hot"] == "'=Very"


def test_parallel_and_repeated_builds_write_the_same(project, built):
    other = project("finder", "other")
    other.write("more.md", "---\norphan: true\n---\n# More\n")
    assert other.build(parallel=2) == ""
    for name in ("drinks.csv", "_static/names-drinks.js"):
        assert (other.output / name).read_bytes() == (built.output / name).read_bytes()
    before = (built.output / "drinks.json").read_bytes()
    assert built.build() == ""
    assert (built.output / "drinks.json").read_bytes() == before


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_table_is_whole_in_print_and_nothing_is_exported(project, builder):
    made = project("finder")
    made.build(builder)
    assert not list((made.path / "_build").rglob("names-drinks.js"))


MISTAKES = {
    "not YAML": ("drinks.yaml", "    words: [hot drink]", "    words: [hot", "drinks.yaml:8: WARNING: not YAML"),
    "row that is not there": (
        "drinks.yaml",
        "rows: [tea, milk]",
        "rows: [tea, coffee]",
        "drinks.yaml:11: WARNING: no row 'coffee' in the table; begin a row with (drink-coffee)=",
    ),
    "row without a name": (
        "drinks.yaml",
        "rows: [tea, milk]",
        "rows: [tea]",
        "WARNING: no name leads to the row 'milk'; name it in drinks.yaml",
    ),
    "name twice": (
        "drinks.yaml",
        "street: [leaf]",
        "street: [water]",
        "drinks.yaml:17: WARNING: 'water' stands already at line 10 (teas: green tea); keep one",
    ),
    "unknown sort": (
        "drinks.yaml",
        "street: [leaf]",
        "sreet: [leaf]",
        "drinks.yaml:10: WARNING: unknown 'sreet'; did you mean 'street'?",
    ),
    "unknown field": (
        "drinks.yaml",
        "    note:",
        "    nota:",
        "drinks.yaml:12: WARNING: unknown 'nota'; did you mean 'note'?",
    ),
    "everyday word that is no name": (
        "drinks.yaml",
        "everyday: [leaf]",
        "everyday: [twig]",
        "drinks.yaml:4: WARNING: everyday 'twig' is no name of the group 'teas'; add it or take it out",
    ),
    "no kind": ("drinks.yaml", "    is: a tea\n", "", "drinks.yaml:4: WARNING: a group needs id, is, rows and items"),
    "id twice": (
        "drinks.yaml",
        "id: waters",
        "id: teas",
        "drinks.yaml:12: WARNING: the group 'teas' stands already at line 4",
    ),
    "no list": (
        "drinks.yaml",
        "brands: [Sencha]",
        "brands: Sencha",
        "drinks.yaml:10: WARNING: green tea: rows and names are lists",
    ),
    "no groups": ("drinks.yaml", "groups:\n", "group:\n", "drinks.yaml:1: WARNING: no groups; write a line 'groups:'"),
    "no file": ("index.md", ":names: drinks.yaml", ":names: drink.yaml", "drink.yaml:1: WARNING: cannot be read"),
}


@pytest.mark.parametrize("name, old, new, message", MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_named_with_its_line(project, name, old, new, message):
    made = project("finder")
    made.replace(name, old, new)
    assert message in made.build()


def test_finder_without_a_table_is_told_so(project):
    made = project("finder")
    made.write("index.md", "# Drinks\n\n:::{filterable}\n:names: drinks.yaml\n\nNo table.\n:::\n")
    assert "filterable needs a table with a head row" in made.build()


def test_names_are_compared_as_the_browser_compares_them():
    assert names.key("Tylenol with codeine") == "tylenol codeine"
    assert names.key("St. John’s wort") == "st johns wort"
    assert names.key("7‑OH") == names.key("7-OH") == "7oh"
