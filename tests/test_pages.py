"""Front matter: what a page must carry, and where it shows."""

import json
import re

import pytest


def test_description_stands_in_the_head_escaped(project):
    made = project("pages")
    assert made.build() == ""
    descriptions = [tag["content"] for tag in made.page("index")("meta", attrs={"name": "description"})]
    assert descriptions == ['What this "page" is for & more.']


def test_dates_stand_under_the_title(project):
    made = project("pages")
    made.write("other.md", "---\norphan: true\n" + (made.path / "index.md").read_text().removeprefix("---\n"))
    made.build()
    words = "Last reviewed 20 November 2026. Next review due 20 May 2027."
    assert made.page("other").select_one("h1 + p.page-dates").get_text() == words
    # The first screen of the front page is for its answers.
    assert not made.page("index").select("h1 + p.page-dates")
    (line,) = made.page("index").select("p.page-dates:has(+ p.page-citation)")
    assert line.get_text() == words


def test_dates_stand_in_print_too(project):
    made = project("pages")
    made.build("text")
    assert "Last reviewed 20 November 2026." in (made.path / "_build" / "text" / "index.txt").read_text()


FAULTS = {
    "no description": ('description: What this "page" is for & more.\n', "", "has no 'description'"),
    "empty description": ('What this "page" is for & more.', '""', "has no 'description'"),
    "long description": ('What this "page" is for & more.', "x" * 161, "has 161 characters; shorten it to 160"),
    "no review date": ("reviewed: 2026-11-20\n", "", "has no 'reviewed'; add 'reviewed: YYYY-MM-DD'"),
    "no date of the next review": ("review_due: 2027-05-20\n", "", "has no 'review_due'"),
    "malformed": ("reviewed: 2026-11-20", "reviewed: last week", "reviewed: 'last week' is not a date; write it as"),
    "future": ("reviewed: 2026-11-20", "reviewed: 2026-12-20", "2026-12-20 lies in the future"),
    "due before": ("review_due: 2027-05-20", "review_due: 2026-05-20", "review_due: 2026-05-20 must come after"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_front_matter_is_one_warning_at_the_top_of_the_file(project, fault):
    old, new, message = FAULTS[fault]
    made = project("pages")
    made.replace("index.md", old, new)
    warnings = made.build().strip().splitlines()
    assert len(warnings) == 1, warnings
    assert re.search(r"index\.md:1: WARNING: ", warnings[0])
    assert message in warnings[0]


def test_page_without_front_matter_is_told_all_that_is_missing(project):
    made = project("pages")
    made.write("index.md", "# Bare\n\nWords.\n")
    warnings = made.build()
    assert all(name in warnings for name in ("'description'", "'reviewed'", "'review_due'"))


def test_without_an_epoch_the_file_time_is_the_latest_day(project, monkeypatch):
    import os

    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    made = project("pages")
    day = 1795176000  # 2026-11-20 12:00 UTC
    os.utime(made.path / "index.md", (day, day))
    assert made.build() == ""
    made.replace("index.md", "reviewed: 2026-11-20", "reviewed: 2026-11-22")
    os.utime(made.path / "index.md", (day + 60, day + 60))
    assert "lies in the future (the latest possible day is 2026-11-21)" in made.build(fresh=True)


def test_page_that_is_gone_leaves_the_site(project):
    made = project("pages")
    front = (made.path / "index.md").read_text(encoding="utf-8")
    made.write("index.md", front + "\n```{toctree}\nother\n```\n")
    made.write("other.md", front.replace("# A page", "# Other"))
    assert made.build() == ""
    assert (made.output / "other.html").is_file()
    (made.path / "other.md").unlink()
    made.write("index.md", front)
    assert made.build() == ""
    assert not (made.output / "other.html").exists()


def test_page_past_its_date_says_so_and_is_listed(project, monkeypatch):
    made = project("pages")
    front = (made.path / "index.md").read_text(encoding="utf-8")
    made.write("index.md", front + "\n```{toctree}\nlist\n```\n")
    made.write(
        "list.md", front.replace("What this", "Another").replace("A page", "List") + "\n```{overdue-pages}\n```\n"
    )
    assert made.build() == ""
    assert not made.page("index").select(".page-overdue")
    assert "No page is overdue for review." in made.page("list").get_text()
    # The day passes; nobody touches the pages.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1811203200")  # 2027-05-25
    assert made.build() == ""
    notice = made.page("index").select_one("p.page-overdue").get_text()
    assert notice == "The review of this page was due on 20 May 2027. What it says may be out of date."
    listed = [link.get_text() for link in made.page("list").select("li a[href='index.html']")]
    assert "A page" in listed
    assert "due on 20 May 2027" in made.page("list").get_text()


def test_page_is_not_overdue_on_the_day_itself(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1810814400")  # 2027-05-20, 12:00 UTC
    made = project("pages")
    assert made.build() == ""
    assert not made.page("index").select(".page-overdue")


def test_page_says_how_to_cite_it(project):
    made = project("pages")
    made.build(author="The Makers", pages_licence="CC BY 4.0")
    line = made.page("index").select_one("p.page-citation").get_text()
    assert line == "To cite this page: The Makers. “A page.” Test, reviewed 20 November 2026. CC BY 4.0."


def test_medical_data_says_only_what_is_true(project):
    made = project("pages")
    made.build(pages_medical={"in*": ["Kratom & more</script>"]}, author="The Makers")
    (script,) = made.page("index")("script", type="application/ld+json")
    data = json.loads(script.string)
    assert data["@type"] == "MedicalWebPage"
    assert data["lastReviewed"] == "2026-11-20"
    assert data["audience"] == {"@type": "Patient"}
    assert data["about"] == [{"@type": "Thing", "name": "Kratom & more</script>"}]
    assert "reviewedBy" not in data
    made.build(fresh=True)
    assert not made.page("index")("script", type="application/ld+json")


def test_reference_managers_find_title_author_and_date(project):
    made = project("pages")
    made.build()
    found = {tag["name"]: tag["content"] for tag in made.page("index").find_all("meta", attrs={"name": True})}
    assert found["citation_title"] == found["DC.title"] == "A page"
    assert found["citation_publication_date"] == "2026/11/20"
    assert found["DC.date"] == "2026-11-20"
    assert found["citation_language"] == "en"
