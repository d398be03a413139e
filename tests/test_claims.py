"""The claims domain: what an editor writes and what every page and export makes of it."""

import json
import re

import pytest

GOOD = """\
:::{claim} Words of a claim.
:id: another-claim
:verdict: supported
:certainty: high
:parts: summary
:references: post2019
:reviewed: 2026-11-20

Because.
:::
"""


@pytest.fixture
def built(project):
    """Return the test root, built without a warning."""
    made = project("claims")
    assert made.build() == ""
    return made


def test_claim_shows_words_verdict_certainty_body_sources_and_date(built):
    box = built.page("article/first").find(id="claim-helps-muscles")
    assert box["role"] == "group"
    name = box.find(id=box["aria-labelledby"])
    assert name.get_text().startswith("“It helps sore muscles.”")
    text = " ".join(box.get_text(" ", strip=True).split())
    assert "Verdict: Unproven" in text
    assert "Certainty of the evidence: very low" in text
    assert "A second paragraph." in text
    assert "Said in the article’s parts: summary and muscle soreness. Checked 20 November 2026." in text
    sources = [link["href"] for link in box.select(".claim-sources a")]
    assert sorted(sources) == ["../sources.html#source-agency", "../sources.html#source-post2019"]


def test_sources_line_names_who_and_when(built):
    box = built.page("article/first").find(id="claim-helps-muscles")
    assert sorted(link.get_text() for link in box.select(".claim-sources a")) == ["AGENCY", "Post 2019"]


def test_claim_without_references_has_no_sources_line(built):
    assert not built.page("article/second").find(id="claim-author-is-expert").select(".claim-sources")


def test_role_shows_the_claims_words_and_the_verdict_on_hover(built):
    page = built.page("index")
    plain, worded = page.select('a[href="article/first.html#claim-helps-muscles"]')
    assert plain.get_text() == "“It helps sore muscles”"
    assert worded.get_text() == "what they say"
    for link in (plain, worded):
        assert "helps-muscles" not in link.get_text()
        assert link["title"] == "“It helps sore muscles”. Our verdict: Unproven"


def test_ledger_is_a_whole_table_in_reading_order(built):
    table = built.page("ledger").select_one("table.claim-ledger")
    assert [th.get_text(strip=True) for th in table.thead.find_all("th")] == [
        "What the article says",
        "Verdict",
        "Certainty",
        "Said in",
    ]
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])] for row in table.tbody("tr")]
    assert rows == [
        ["It helps sore muscles.", "Unproven", "very low", "summary, muscle soreness"],
        ["It costs hair.", "Partly supported", "low", "hair loss"],
        ["The author is an expert.", "Untraceable", "not applicable", "about the author"],
    ]
    first = table.tbody("tr")[0]
    assert first.a["href"] == "article/first.html#claim-helps-muscles"
    assert {"verdict-unproven", "certainty-very-low", "part-summary", "part-soreness"} <= set(first["class"])


def test_counts_name_every_verdict_and_link_to_the_filtered_ledger(built):
    page = built.page("index")
    items = [" ".join(item.get_text(" ", strip=True).split()) for item in page.select("ul.claim-counts li")]
    assert items == [
        "0 supported",
        "1 partly supported",
        "1 unproven",
        "0 misleading",
        "0 contradicted",
        "1 untraceable",
    ]
    assert page.select_one("ul.claim-counts a")["href"] == "ledger.html?verdict=supported"
    assert "The article makes 3 claims." in page.get_text()


def test_claim_list_names_the_claims_that_other_pages_judge(built):
    items = built.page("article/first").select("ul.claim-list li")
    assert [item.a["href"] for item in items] == ["second.html#claim-costs-hair"]
    assert "Partly supported" in items[0].get_text()


def test_json_holds_every_claim_with_an_address_that_exists(built):
    data = json.loads((built.output / "claims.json").read_text(encoding="utf-8"))
    assert set(data) == {"generated_from", "counts", "claims"}
    assert data["counts"]["total"] == 3
    assert data["counts"]["verdict"]["unproven"] == 1
    assert data["counts"]["verdict"]["supported"] == 0
    assert data["counts"]["part"]["summary"] == 1
    assert [claim["id"] for claim in data["claims"]] == ["helps-muscles", "costs-hair", "author-is-expert"]
    first = data["claims"][0]
    assert first == {
        "id": "helps-muscles",
        "claim": "It helps sore muscles.",
        "verdict": "unproven",
        "certainty": "very-low",
        "parts": ["summary", "soreness"],
        "references": ["post2019", "agency"],
        "reviewed": "2026-11-20",
        "url": "article/first.html#claim-helps-muscles",
        "explanation": "Nobody tested it. Compare “It costs hair” and more. A second paragraph.",
    }
    for claim in data["claims"]:
        page, fragment = claim["url"].split("#")
        assert built.page(page.removesuffix(".html")).find(id=fragment)


def test_json_role_links_to_the_data_from_any_depth(built):
    assert built.page("index").find("a", string="for machines")["href"] == "claims.json"
    built.replace("article/second.md", "Some say so.", "Some say so; see {claims-json}`the data`.")
    assert built.build() == ""
    assert built.page("article/second").find("a", string="the data")["href"] == "../claims.json"


def json_ld(page):
    return [json.loads(script.string) for script in page("script", type="application/ld+json")]


def test_claim_review_says_what_we_say_and_no_more(built):
    (data,) = json_ld(built.page("article/first"))
    assert data["@context"] == "https://schema.org"
    (review,) = data["@graph"]
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "It helps sore muscles."
    assert review["datePublished"] == "2026-11-20"
    assert review["itemReviewed"]["appearance"]["headline"] == "The tested article"
    assert review["reviewRating"]["alternateName"] == "Unproven"
    text = json.dumps(data)
    for seal in ("reviewedBy", "ratingValue", "bestRating", "worstRating"):
        assert seal not in text
    assert review["url"] == "#claim-helps-muscles"


def test_claim_review_is_only_where_claims_are(built):
    assert json_ld(built.page("index")) == []
    assert len(json_ld(built.page("article/second"))[0]["@graph"]) == 2


def test_claim_review_address_is_absolute_where_the_host_is_known(project):
    made = project("claims")
    made.build(html_baseurl="https://site.example/en/")
    (review,) = json_ld(made.page("article/first"))[0]["@graph"]
    assert review["url"] == "https://site.example/en/article/first.html#claim-helps-muscles"


def test_text_of_a_claim_is_escaped_wherever_it_lands(project):
    made = project("claims")
    nasty = "It <script>alert(1)</script> & </script><b>helps</b>."
    made.replace("article/first.md", "{claim} It helps sore muscles.", "{claim} " + nasty)
    made.replace("article/first.md", "A second paragraph.", "`</script><script>alert(2)</script>`")
    assert made.build() == ""
    for name in ("index", "article/first", "ledger"):
        page = made.page(name)
        scripts = [s for s in page("script") if s.get("type") != "application/ld+json"]
        assert not any("alert" in (s.string or "") for s in scripts)
        assert not page.select("article b, div.body b, .claim b")
    (review,) = json_ld(made.page("article/first"))[0]["@graph"]
    assert review["claimReviewed"] == nasty
    assert "</script><script>alert(2)</script>" in review["reviewRating"]["ratingExplanation"]
    data = json.loads((made.output / "claims.json").read_text(encoding="utf-8"))
    assert data["claims"][0]["claim"] == nasty


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "man", "texinfo"])
def test_claims_are_printed_by_every_writer(project, builder):
    made = project("claims")
    settings = {"version": "1", "copyright": "x"} if builder == "epub" else {}
    assert made.build(builder, **settings) == ""
    files = [
        p for p in (made.path / "_build" / builder).rglob("*") if p.suffix in {".tex", ".xhtml", ".txt", ".1", ".texi"}
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert "It helps sore muscles." in text
    assert "Partly supported" in text
    assert "very low" in text
    # The ledger stands there too.
    assert "What the article says" in text


def test_epub_has_no_address_that_only_a_web_site_has(project):
    made = project("claims")
    made.build("epub", version="1", copyright="x")
    pages = "".join(p.read_text(encoding="utf-8") for p in (made.path / "_build" / "epub").glob("**/*.xhtml"))
    assert "?verdict=" not in pages
    assert "claims.json" not in pages


# -- Building again ---------------------------------------------------------------------------


def everything(made):
    """Return the text of all pages and exports, by name."""
    files = sorted([*made.output.rglob("*.html"), made.output / "claims.json"])
    return {str(file.relative_to(made.output)): file.read_text(encoding="utf-8") for file in files}


def change_verdict(made):
    made.replace("article/second.md", ":verdict: partly-supported", ":verdict: contradicted")


def change_words(made):
    made.replace("article/first.md", "{claim} It helps sore muscles.", "{claim} It soothes sore muscles.")


def drop_claim(made):
    text = (made.path / "article/second.md").read_text(encoding="utf-8")
    made.write("article/second.md", text[: text.index(":::{claim} The author")])
    made.replace("expected.yaml", "- id: author-is-expert\n  parts: [author]\n  says: The author is an expert.\n", "")


def move_claim(made):
    text = (made.path / "article/second.md").read_text(encoding="utf-8")
    start = text.index(":::{claim} The author")
    made.write("article/second.md", text[:start])
    made.write("article/first.md", (made.path / "article/first.md").read_text(encoding="utf-8") + "\n" + text[start:])


def remove_page(made):
    drop = (made.path / "article/second.md").read_text(encoding="utf-8")
    (made.path / "article/second.md").unlink()
    made.replace("index.md", "article/second\n", "")
    made.write(
        "article/first.md", (made.path / "article/first.md").read_text(encoding="utf-8") + drop.split("\n", 2)[2]
    )


def reorder_pages(made):
    made.replace("index.md", "article/first\narticle/second\n", "article/second\narticle/first\n")


def move_ledger(made):
    made.write("ledger.md", "# Ledger\n\nMoved.\n")
    made.write("sources.md", "# Sources\n\n:::{claim-ledger}\n:::\n\n```{bibliography}\n```\n")


EDITS = [change_verdict, change_words, drop_claim, move_claim, remove_page, reorder_pages, move_ledger]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_incremental_build_equals_a_clean_one(project, edit):
    again, clean = project("claims", "again"), project("claims", "clean")
    assert again.build() == ""
    edit(again)
    assert again.build() == ""
    edit(clean)
    assert clean.build() == ""
    if edit is remove_page:
        # Sphinx does not delete the file of a page that is gone.
        (again.output / "article" / "second.html").unlink()
    assert everything(again) == everything(clean)


def test_pages_that_show_no_claims_are_not_written_again(project):
    made = project("claims")
    made.build()
    before = (made.output / "sources.html").stat().st_mtime_ns
    ledger = (made.output / "ledger.html").stat().st_mtime_ns
    change_verdict(made)
    made.build()
    assert (made.output / "ledger.html").stat().st_mtime_ns > ledger
    assert (made.output / "sources.html").stat().st_mtime_ns == before


def test_parallel_build_equals_a_serial_one(project):
    serial, parallel = project("claims", "serial"), project("claims", "parallel")
    for made in (serial, parallel):
        # Sphinx reads in parallel from six pages on.
        for number in range(8):
            made.write(f"more{number}.md", f"---\norphan: true\n---\n# More {number}\n\n{{claim}}`costs-hair`\n")
    assert serial.build() == ""
    assert parallel.build(parallel=2) == ""
    assert everything(serial) == everything(parallel)


def test_parallel_build_finds_the_same_claim_on_two_pages(project):
    made = project("claims")
    for number in range(8):
        made.write(f"more{number}.md", f"---\norphan: true\n---\n# More {number}\n")
    made.write("more7.md", "---\norphan: true\n---\n# More 7\n\n" + GOOD.replace("another-claim", "costs-hair"))
    assert "more7.md:6: WARNING: claim 'costs-hair' is already made in" in made.build(parallel=2)


# -- Bad input --------------------------------------------------------------------------------

#: What the editor got wrong (old text, new text in article/first.md), and what the build must say.
FAULTS = {
    "unknown verdict": (
        ":verdict: unproven",
        ":verdict: unprovn",
        r"first.md:3: WARNING: unknown verdict 'unprovn'; did you mean 'unproven'\? \(use one of: supported, ",
    ),
    "no verdict": (":verdict: unproven\n", "", r"first.md:3: WARNING: the claim has no verdict; add ':verdict:'"),
    "verdict in capitals": (
        ":verdict: unproven",
        ":verdict: Unproven",
        r"first.md:3: WARNING: unknown verdict 'Unproven'",
    ),
    "unknown certainty": (
        ":certainty: very-low",
        ":certainty: very low",
        r"first.md:3: WARNING: unknown certainty 'very low'; did you mean 'very-low'\?",
    ),
    "no certainty": (":certainty: very-low\n", "", r"first.md:3: WARNING: the claim has no certainty; add"),
    "unknown part": (
        ":parts: soreness, summary",
        ":parts: sorenes, summary",
        r"first.md:3: WARNING: unknown part 'sorenes'; did you mean 'soreness'\?",
    ),
    "no parts": (":parts: soreness, summary\n", "", r"first.md:3: WARNING: the claim has no parts; add ':parts:'"),
    "part not in the article's list": (
        ":parts: soreness, summary",
        ":parts: soreness",
        r"first.md:3: WARNING: claim 'helps-muscles' has parts 'soreness', but the article makes it in 'summary, "
        r"soreness' \(expected.yaml, line 2\)",
    ),
    "unknown reference": (
        ":references: post2019, agency",
        ":references: post2091, agency",
        r"first.md:3: WARNING: reference 'post2091' is not in the bibliography; did you mean 'post2019'\?",
    ),
    "no references": (":references: post2019, agency\n", "", r"first.md:3: WARNING: the claim has no references; add"),
    "no body": (
        "\nNobody tested it {cite:p}`post2019`. Compare {claim}`costs-hair` and **more**.\n\nA second paragraph.\n",
        "",
        r"first.md:3: WARNING: claim 'helps-muscles' has no body; explain",
    ),
    "malformed date": (
        ":reviewed: 2026-11-20",
        ":reviewed: 20 Nov 2026",
        r"first.md:3: WARNING: review date '20 Nov 2026' is not a date; write it as YYYY-MM-DD",
    ),
    "a day that is none": (
        ":reviewed: 2026-11-20",
        ":reviewed: 2026-02-30",
        r"first.md:3: WARNING: review date '2026-02-30' is not a date",
    ),
    "a date in another form": (
        ":reviewed: 2026-11-20",
        ":reviewed: 20261120",
        r"first.md:3: WARNING: review date '20261120' is not a date",
    ),
    "future date": (
        ":reviewed: 2026-11-20",
        ":reviewed: 2026-11-30",
        r"first.md:3: WARNING: review date 2026-11-30 lies in the future \(the latest possible day is 2026-11-29\)",
    ),
    "no date": (":reviewed: 2026-11-20\n", "", r"first.md:3: WARNING: the claim has no review date; add ':reviewed:"),
    "bad id": (
        ":id: helps-muscles",
        ":id: Helps Muscles",
        r"first.md:3: WARNING: claim id 'Helps Muscles' must be lower-case words joined by hyphens",
    ),
    "unknown id": (
        ":id: helps-muscles",
        ":id: helps-muscle",
        r"first.md:3: WARNING: claim 'helps-muscle' is not in expected.yaml; did you mean 'helps-muscles'\?",
    ),
    "misspelt option": (":certainty: very-low", ":certanty: very-low", r"first.md:\d+: WARNING: .*certanty"),
    "role to an unknown claim": (
        "{claim}`costs-hair`",
        "{claim}`cost-hair`",
        r"first.md:11: WARNING: no page makes a claim called 'cost-hair'; did you mean 'costs-hair'\?",
    ),
    "list of an unknown part": (
        ":part: hair-loss",
        ":part: hair",
        r"first.md:16: WARNING: claim-list needs ':part:' with one of: summary, ",
    ),
    "the same claim twice": (
        "# First part\n",
        "# First part\n\n" + GOOD.replace("another-claim", "costs-hair").replace("summary", "hair-loss"),
        r"second.md:3: WARNING: claim 'costs-hair' is already made in .*first.md, line 3; write it once",
    ),
    "a claim that no page makes": (
        "# First part",
        "# First part\n\n```{include} gone.txt\n```\n",
        r"first.md:3: .*gone.txt",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_input_is_a_warning_with_file_line_and_what_to_do(project, fault):
    old, new, message = FAULTS[fault]
    made = project("claims")
    made.replace("article/first.md", old, new)
    warnings = made.build()
    assert re.search(message, warnings), warnings
    assert "Traceback" not in warnings


ONE_FAULT = [fault for fault in FAULTS if fault not in {"bad id", "unknown id", "misspelt option"}]


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_one_fault_makes_one_message(project, fault):
    old, new, _ = FAULTS[fault]
    made = project("claims")
    made.replace("article/first.md", old, new)
    warnings = made.build().strip().splitlines()
    assert len(warnings) == 1, warnings


def test_listed_claim_that_no_page_makes_names_the_line_of_the_list(project):
    made = project("claims")
    drop_claim(made)
    made.write(
        "expected.yaml", (made.path / "expected.yaml").read_text() + "- id: gone\n  parts: [summary]\n  says: x\n"
    )
    assert re.search(
        r"expected.yaml:8: WARNING: no page makes claim 'gone'; write it as a \{claim\} directive", made.build()
    )


LISTS = {
    "not YAML": ("- id: [", r"expected.yaml:\d+: not YAML"),
    "not a list": ("id: helps-muscles", r"expected.yaml:1: the file must be a list"),
    "no parts": ("- id: helps-muscles", r"expected.yaml:1: an entry needs 'id: name' and 'parts: \[..\]'"),
    "an entry that is a word": ("- id: a\n  parts: [summary]\n- word", r"expected.yaml:3: an entry needs"),
    "listed twice": ("- {id: a, parts: []}\n- {id: a, parts: []}", r"expected.yaml:2: 'a' is listed twice"),
}


@pytest.mark.parametrize("fault", LISTS)
def test_broken_list_of_claims_is_named_with_its_line(project, fault):
    text, message = LISTS[fault]
    made = project("claims")
    made.write("expected.yaml", text)
    warnings = made.build()
    assert re.search(message, warnings), warnings
    assert "Traceback" not in warnings


def test_list_of_claims_that_is_not_there_is_named(project):
    made = project("claims")
    (made.path / "expected.yaml").unlink()
    assert "expected.yaml:1: WARNING: cannot be read" in made.build()


def test_list_of_claims_in_another_encoding_is_named(project):
    made = project("claims")
    (made.path / "expected.yaml").write_bytes(b"- id: caf\xe9\n")
    assert "expected.yaml:1: not UTF-8; save the file as UTF-8" in made.build()


def test_words_of_the_closed_lists_link_to_their_definitions(project):
    made = project("claims")
    warnings = made.build(claims_link_terms=True)
    assert "undefined label: 'verdict-unproven'" in warnings  # this root defines none
    made = project("claims", "defined")
    words = ["supported", "partly-supported", "unproven", "misleading", "contradicted", "untraceable"]
    grades = ["high", "moderate", "low", "very-low", "not-applicable"]
    targets = [f"(verdict-{word})=\n## {word} verdict\n" for word in words]
    targets += [f"(certainty-{word})=\n## {word} certainty\n" for word in grades]
    made.write("sources.md", "# Sources\n\n" + "\n".join(targets) + "\n```{bibliography}\n```\n")
    assert made.build(claims_link_terms=True) == ""
    links = [a["href"] for a in made.page("article/first").select(".claim-verdict a")]
    assert links == ["../sources.html#verdict-unproven", "../sources.html#certainty-very-low"]
