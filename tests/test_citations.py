"""The bibliography: labels, links, missing fields, and when pages are built again."""

import pytest


@pytest.fixture
def built(project):
    made = project("citations")
    assert made.build() == ""
    return made


def entry(made, key):
    return made.page("sources").find(id=f"source-{key}")


def text(node):
    return " ".join(node.get_text(" ", strip=True).split())


def label(made, key):
    return entry(made, key).select_one(".label").get_text("", strip=True).strip("[]")


def test_labels_say_who_and_when(built):
    assert label(built, "full") == "Müller 2019"
    assert label(built, "many") == "A 2020"
    assert label(built, "thesis") == "Abdul Rahim 2022"
    # An agency goes by its short name; without a year there is none.
    assert {label(built, "agency"), label(built, "agency2")} == {"AGENCY (a)", "AGENCY (b)"}
    assert label(built, "nobody") == "nobody"


def test_citation_shows_the_label_and_leads_to_the_source(built):
    link = built.page("index").find("a", href="sources.html#source-full")
    assert link.get_text() == "Müller 2019"


def test_source_links_each_identifier_and_no_mirror(built):
    links = [a["href"] for a in entry(built, "full")("a")]
    assert links == [
        "https://doi.org/10.1000/full(1)",
        "https://pubmed.ncbi.nlm.nih.gov/123",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC456",
    ]
    assert [a["href"] for a in entry(built, "agency")("a")] == ["https://agency.example/facts"]


def test_long_author_lists_are_cut_and_say_so(built):
    assert "F, F.; and others." in text(entry(built, "many"))
    assert "G, G." not in text(entry(built, "many"))
    assert "van der Berg, J.; and others." in text(entry(built, "full"))


def test_markup_in_fields_is_escaped(built):
    assert "<b>bold</b>" in text(entry(built, "full"))
    assert not entry(built, "full").select("b")


def test_missing_fields_stay_missing(built):
    assert text(entry(built, "nobody")).endswith("Without author, year or address.")
    assert "None" not in text(built.page("sources"))


def test_note_is_printed(built):
    assert "Undated page." in text(entry(built, "agency"))


def test_source_that_nobody_cites_is_not_listed(built):
    assert entry(built, "twin2") is None


def test_second_source_of_a_year_changes_the_label_on_other_pages(built):
    assert "Singh 2019" in text(built.page("index"))
    built.replace("other.md", "Nothing cited.", "{cite:p}`twin2`")
    assert built.build() == ""
    assert "Singh 2019a" in text(built.page("index"))
    assert "Singh 2019b" in text(built.page("other"))
    assert label(built, "twin2") == "Singh 2019b"


def test_corrected_year_shows_on_every_page(built):
    built.replace("references.bib", "year = {2022}", "year = {2023}")
    assert built.build() == ""
    assert "Abdul Rahim 2023" in text(built.page("index"))


def test_key_that_is_gone_is_reported_though_the_page_did_not_change(built):
    built.replace("references.bib", "@phdthesis{thesis,", "@phdthesis{renamed,")
    assert 'could not find bibtex key "thesis"' in built.build()


def test_incremental_build_equals_a_clean_one(built, project):
    clean = project("citations", "clean")
    for made in (built, clean):
        made.replace("other.md", "Nothing cited.", "{cite:p}`twin2`")
        made.replace("index.md", "{cite:p}`many` ", "")
        assert made.build() == ""
    for name in ("index", "other", "sources"):
        assert str(built.page(name)) == str(clean.page(name))


def test_parallel_build_equals_a_serial_one(project):
    serial, parallel = project("citations", "serial"), project("citations", "parallel")
    for made in (serial, parallel):
        for number in range(8):
            made.write(f"more{number}.md", f"---\norphan: true\n---\n# More {number}\n\n{{cite:p}}`twin2`\n")
    assert serial.build() == ""
    assert parallel.build(parallel=2) == ""
    for name in ("index", "sources", "more3"):
        assert str(serial.page(name)) == str(parallel.page(name))
