"""Front matter: what a page must carry, and where it shows."""

import re

import pytest


def test_description_stands_in_the_head_escaped(project):
    made = project("pages")
    assert made.build() == ""
    descriptions = [tag["content"] for tag in made.page("index")("meta", attrs={"name": "description"})]
    assert descriptions == ['What this "page" is for & more.']


def test_dates_stand_under_the_title(project):
    made = project("pages")
    made.build()
    line = made.page("index").select_one("h1 + p.page-dates")
    assert line.get_text() == "Last reviewed 20 November 2026. Next review due 20 May 2027."


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
