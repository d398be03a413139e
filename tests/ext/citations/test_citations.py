"""The bibliography: labels, links, missing fields, and when pages are built again."""

import json
import os

import pytest
import rispy
from pybtex.database import parse_file


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
    links = [a["href"] for a in entry(built, "full").p("a")]
    assert links == [
        "https://doi.org/10.1000/full(1)",
        "https://pubmed.ncbi.nlm.nih.gov/123",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC456",
    ]
    assert [a["href"] for a in entry(built, "agency").p("a")] == ["https://agency.example/facts"]


def test_long_author_lists_are_cut_and_say_so(built):
    assert "F, F.; and others." in text(entry(built, "many"))
    assert "G, G." not in text(entry(built, "many"))
    assert "van der Berg, J.; and others." in text(entry(built, "full"))


def test_markup_that_nobody_knows_is_text(built):
    assert "<u class=x>bold</u>" in text(entry(built, "full"))
    assert not entry(built, "full").select("u")


def test_missing_fields_stay_missing(built):
    assert text(entry(built, "nobody").p).endswith("Without author, year or address.")
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


def test_bibliography_that_changes_and_keeps_its_time_is_read(built):
    file = built.path / "references.bib"
    time = file.stat().st_mtime_ns
    built.replace("references.bib", "year = {2022}", "year = {2023}")
    os.utime(file, ns=(time, time))
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


def test_sources_of_several_lists_are_cited_in_one_order_whichever_list_was_read_last(built):
    built.write("articles.md", '# Articles\n\n```{bibliography}\n:filter: type == "article"\n```\n')
    built.write("sources.md", '# Sources\n\n```{bibliography}\n:filter: type != "article"\n```\n')
    built.replace("index.md", "other\n", "other\narticles\n")
    built.replace("other.md", "Nothing cited.", "{cite:p}`thesis,full`")
    assert built.build() == ""
    # A file that was written a moment ago would be read once more.
    os.utime(built.path / "sources.md", (0, 0))
    built.replace("articles.md", "# Articles", "# Papers")
    built.replace("other.md", "# Other", "# Another")
    assert built.build() == ""
    assert built.page("other").select_one(".bibtex-citation").get_text() == "[Müller 2019, Abdul Rahim 2022]"


def test_parallel_build_equals_a_serial_one(project):
    serial, parallel = project("citations", "serial"), project("citations", "parallel")
    for made in (serial, parallel):
        for number in range(8):
            made.write(f"more{number}.md", f"---\norphan: true\n---\n# More {number}\n\n{{cite:p}}`twin2`\n")
    assert serial.build() == ""
    assert parallel.build(parallel=2) == ""
    for name in ("index", "sources", "more3"):
        assert str(serial.page(name)) == str(parallel.page(name))


# -- Under each source ------------------------------------------------------------------------


def cited_in(made, key):
    return entry(made, key).select_one(".cited-in")


def test_source_links_every_page_and_section_that_cites_it(built):
    built.write(
        "other.md",
        "# Other\n\n{cite:p}`full`\n\n## A part\n\n{cite:p}`full` {cite:p}`full,many`\n\n### Deep\n\n{cite:p}`full`\n",
    )
    assert built.build() == ""
    links = [(link["href"], link.get_text()) for link in cited_in(built, "full")("a")]
    assert links == [
        ("index.html", "Front"),
        ("other.html", "Other"),
        ("other.html#a-part", "A part"),
        ("other.html#deep", "Deep"),
    ]
    for address, _ in links:
        page, _, fragment = address.partition("#")
        assert not fragment or built.page(page.removesuffix(".html")).find(id=fragment)


def test_place_that_no_longer_cites_is_no_longer_linked(built):
    built.write("other.md", "# Other\n\n## A part\n\n{cite:p}`many`\n")
    built.build()
    assert "A part" in cited_in(built, "many").get_text()
    built.write("other.md", "# Other\n\n## A new part\n\n{cite:p}`many`\n")
    built.build()
    assert "A new part" in cited_in(built, "many").get_text()
    assert "A part" not in cited_in(built, "many").get_text()
    built.write("other.md", "# Other\n")
    built.build()
    assert "Other" not in cited_in(built, "many").get_text()


@pytest.mark.parametrize("builder", ["text", "epub", "latex"])
def test_places_stand_in_other_formats(project, builder):
    made = project("citations")
    made.build(builder)
    ending = {"text": "sources.txt", "epub": "sources.xhtml", "latex": "*.tex"}[builder]
    (written,) = [file for file in (made.path / "_build" / builder).glob(ending)]
    assert "Cited in:" in written.read_text(encoding="utf-8")


def test_kind_of_a_source_is_printed(built):
    text_before = (built.path / "references.bib").read_text()
    kinds = text_before.replace("\n}", "\n  kind = {trial},\n}")
    built.write("references.bib", kinds)
    assert built.build() == ""
    assert cited_in(built, "full").get_text().startswith("Trial in people. Cited in:")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "source 'many' has no kind; add 'kind = {...}' with one of: systematic-review, trial,"),
        ("  kind = {trail},\n", "source 'many' has the unknown kind 'trail'; use one of: systematic-review, trial,"),
    ],
)
def test_missing_and_unknown_kind_are_named_with_file_and_line(built, line, message):
    plain = (built.path / "references.bib").read_text()
    kinds = plain.replace("\n}", "\n  kind = {trial},\n}")
    before, _, after = kinds.partition("@article{many,")
    after = after.replace("  kind = {trial},\n", line, 1)
    built.write("references.bib", f"{before}@article{{many,{after}")
    number = before.count("\n") + 1
    if line:
        number += 5  # the line of the field
    assert f"references.bib:{number}: WARNING: {message}" in built.build()


# -- For reference managers -------------------------------------------------------------------


def test_files_hold_what_the_bibliography_lists(built):
    listed = {source["id"].removeprefix("source-") for source in built.page("sources").select("div.citation")}
    records = rispy.loads((built.output / "references.ris").read_text(encoding="utf-8"))
    assert {record["id"] for record in records} == listed
    items = json.loads((built.output / "references.csl.json").read_text(encoding="utf-8"))
    assert {item["id"] for item in items} == listed
    entries = parse_file(str(built.output / "references.bib")).entries
    assert set(entries) == listed


def test_files_say_the_same_in_plain_words(built):
    (record,) = [r for r in rispy.loads((built.output / "references.ris").read_text()) if r["id"] == "full"]
    assert record["title"] == "The µ-opioid receptor & 7-OH: a <u class=x>bold</u> trial"
    assert record["authors"] == ["Müller, Chö P.", "van der Berg, J."]
    assert (record["start_page"], record["end_page"], record["doi"]) == ("847", "854", "10.1000/full(1)")
    (item,) = [i for i in json.loads((built.output / "references.csl.json").read_text()) if i["id"] == "full"]
    assert item["title"] == record["title"]
    assert item["author"][0] == {"family": "Müller", "given": "Chö P."}
    assert item["issued"] == {"date-parts": [[2019]]}
    (agency,) = [i for i in json.loads((built.output / "references.csl.json").read_text()) if i["id"] == "agency"]
    assert agency["author"] == [{"literal": "An Agency With a Long Name"}]
    assert "issued" not in agency


def test_role_links_the_files_and_knows_no_others(built):
    built.write("deep/files.md", "---\norphan: true\n---\n# Files\n\n{sources-file}`references.ris`\n")
    assert built.build() == ""
    assert built.page("deep/files").find("a", string="references.ris")["href"] == "../references.ris"
    built.write("deep/files.md", "---\norphan: true\n---\n# Files\n\n{sources-file}`references.doc`\n")
    assert "there is no file 'references.doc'; use one of: references.bib," in built.build()


def test_web_source_says_when_it_was_seen_and_where_a_copy_is(built):
    extra = "  urldate = {2026-11-24},\n  archive = {https://archive.example/1},\n"
    built.replace("references.bib", "  note = {Undated page.},\n", "  note = {Undated page.},\n" + extra)
    assert built.build() == ""
    assert text(entry(built, "agency").p).endswith("https://agency.example/facts , seen 2026-11-24, archived copy .")
    assert entry(built, "agency").find("a", string="archived copy")["href"] == "https://archive.example/1"


def test_looking_citations_up_changes_no_page(project):
    """The domain with an index prints what sphinxcontrib-bibtex's own prints."""

    def pages(folder, extensions):
        made = project("citations", folder)
        made.write("more.md", LISTS)
        for name in ("again", "deep/again", "deep/further"):
            made.write(f"{name}.md", LISTS.partition("\n\n```")[0])
        # The style of the site comes with the package, so both use another.
        warnings = made.build(extensions=extensions, bibtex_default_style="alpha", bibtex_reference_style="author_year")
        files = sorted(made.output.rglob("*.html"))
        return {str(file.relative_to(made.output)): file.read_text() for file in files}, warnings.replace(
            str(made.path), ""
        )

    plain = ["myst_parser", "sphinxcontrib.bibtex"]
    assert pages("indexed", [*plain, "this_site.speed.indexed_citations"]) == pages("original", plain)


# Several sources at once, one that is not there, one that is listed on its own page, lists that choose.
LISTS = """# More

{cite:t}`twin2,many,full` {cite:p}`{see}many{p. 2},gone` {cite:p}`p-twin1,twin1` {cite:alp}`thesis`, {cite:p}`thesis`,
{cite:p}`{see}thesis{p. 3}`, {cite:p}`thesis`

```{bibliography}
:filter: cited and ({"index", "more"} >= docnames)
:list: enumerated
```

```{bibliography}
:filter: docname in docnames
:keyprefix: p-
:labelprefix: P
```

```{bibliography}
:filter: author % "Singh"
:list: bullet
```
"""


#: What an editor changes after a build that has kept which source stands in which list: the file, old, new.
LATER = {
    "a source is cited by another page": ("other.md", "\n", "\n{cite:p}`full,thesis`\n"),
    "a filter": ("more.md", ':filter: author % "Singh"', ':filter: author % "Müller"'),
    "a filter that cannot be understood": ("more.md", ':filter: author % "Singh"', ":filter: author + 1"),
    "an author": ("references.bib", "Singh", "Sing"),
    "a year": ("references.bib", "2019", "2018"),
    "a page without its lists": ("more.md", LISTS, "# More\n"),
}


@pytest.mark.parametrize("what", LATER)
def test_lists_of_sources_after_a_change_are_those_of_a_first_build(project, what):
    """Which list has which source is kept from build to build, with what it was found by."""
    plain = ["myst_parser", "sphinxcontrib.bibtex", "this_site.speed.indexed_citations"]
    settings = {"extensions": plain, "bibtex_default_style": "alpha", "bibtex_reference_style": "author_year"}

    def pages(made):
        return {file.name: file.read_text() for file in sorted(made.output.rglob("*.html"))}

    file, old, new = LATER[what]
    later, first = project("citations", "later"), project("citations", "first")
    later.write("more.md", LISTS)
    first.write("more.md", LISTS)
    later.build(**settings)
    for made in (later, first):
        made.write(file, (made.path / file).read_text().replace(old, new, 1))
    # Sphinx alone reads and writes no page again for another one, or for a source.
    for page in later.path.glob("*.md"):
        later.write(page.name, page.read_text())
    told = later.build(**settings), first.build(**settings)
    assert pages(later) == pages(first)
    assert ("syntax error in :filter:" in told[0]) == ("understood" in what)
    if "understood" in what:
        # It is told as long as it is there, also when its page is not read again.
        assert "syntax error in :filter:" in later.build(**settings)


def test_after_a_change_of_words_no_filter_is_asked_again(project, monkeypatch):
    from this_site.speed import indexed_citations

    asked = []
    Original = indexed_citations._FilterVisitor

    def counting(entry, docname, cited_docnames):
        asked.append(entry.key)
        return Original(entry=entry, docname=docname, cited_docnames=cited_docnames)

    monkeypatch.setattr(indexed_citations, "_FilterVisitor", counting)
    made = project("citations")
    extensions = [
        "myst_parser",
        "sphinxcontrib.bibtex",
        "sphinx_evidence.citations",
        "this_site.speed.indexed_citations",
    ]
    assert made.build(extensions=extensions) == ""
    first = len(asked)
    assert first
    asked.clear()
    made.write("other.md", (made.path / "other.md").read_text() + "\nMore words.\n")
    assert made.build(extensions=extensions) == ""
    assert asked == []
    made.write("other.md", (made.path / "other.md").read_text() + "\n{cite:p}`full`\n")
    made.build(extensions=extensions)
    assert set(asked) == {"full"}
