"""What hosted documentation offers beside its pages: links to the repository, a feed, files to cite a page."""

from xml.etree import ElementTree

import pytest

from sphinx_evidence.pages.repository import browsable, hosted

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = """---
description: What changed.
reviewed: 2026-11-20
review_due: 2027-05-20
orphan: true
---
# Changes

## What have we changed?

### 2 November 2026: <tea> & more

A first change.

### 19 November 2026

A second one.

### Some day

No entry.
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ("", "")),
        ({"GITHUB_REPOSITORY": "a/b"}, ("https://github.com/a/b", "main")),
        ({"GITHUB_REPOSITORY": "a/b", "GITHUB_REF_NAME": "next"}, ("https://github.com/a/b", "next")),
        (
            {"READTHEDOCS_GIT_CLONE_URL": "git@github.com:a/b.git", "READTHEDOCS_GIT_IDENTIFIER": "v1"},
            ("https://github.com/a/b", "v1"),
        ),
        ({"CI_PROJECT_URL": "https://gitlab.example/a/b"}, ("https://gitlab.example/a/b", "main")),
        ({"READTHEDOCS_GIT_CLONE_URL": "/srv/a/b.git"}, ("", "")),
    ],
)
def test_the_host_tells_the_repository(said, expected):
    assert hosted(said) == expected


def test_a_password_in_an_address_is_not_printed():
    assert browsable("https://me:secret@example.org/a/b.git") == "https://example.org/a/b"
    assert browsable("javascript:alert(1)//x") == ""


def told(made, **settings):
    """Build; return what the template of the page `index` was told."""
    seen = {}
    template = made.path / "templates" / "page.html"
    template.parent.mkdir(exist_ok=True)
    names = ("page_edit", "page_report", "page_bib", "page_ris", "site_feed", "site_opensearch")
    marks = "".join(f'<i id="{name}">{{{{ {name} }}}}</i>' for name in names)
    template.write_text(f"<html><body>{marks}</body></html>", encoding="utf-8")
    assert made.build(fresh=True, templates_path=["templates"], **settings) == ""
    for name in names:
        seen[name] = made.page("index").select_one(f"#{name}").get_text()
    return seen


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    """Let it not matter on which host the tests run."""
    for name in ("GITHUB_REPOSITORY", "READTHEDOCS_GIT_CLONE_URL", "CI_PROJECT_URL"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_repository_or_an_address_nothing_leads_there(project):
    seen = told(project("pages"))
    assert {name for name, value in seen.items() if value} == {"page_bib", "page_ris"}


def test_links_to_the_repository(project):
    seen = told(project("pages"), pages_repository="https://example.org/a/b", pages_branch="next")
    assert seen["page_edit"] == "https://example.org/a/b/edit/next/index.md"
    assert seen["page_report"].startswith("https://example.org/a/b/issues/new?title=Correction%3A+")


def test_a_page_is_cited_by_reference_managers(project):
    made = project("pages")
    made.build(html_baseurl="https://example.org/en/")
    record = (made.output / "cite" / "index.ris").read_bytes().decode()
    lines = record.split("\r\n")
    assert lines[0] == "TY  - ELEC" and lines[-2:] == ["ER  - ", ""]
    assert "UR  - https://example.org/en/index.html" in lines and "PY  - 2026" in lines
    entry = (made.output / "cite" / "index.bib").read_text()
    assert entry.startswith("@misc{") and entry.count("{") == entry.count("}")


def test_dated_headings_are_the_entries_of_the_feed(project):
    made = project("pages")
    made.write("changes.md", FEED)
    assert made.build(pages_feed="changes", html_baseurl="https://example.org/en") == ""
    feed = ElementTree.parse(made.output / "feed.xml").getroot()
    entries = [(e.find("a:title", ATOM).text, e.find("a:updated", ATOM).text) for e in feed.findall("a:entry", ATOM)]
    assert entries == [
        ("19 November 2026", "2026-11-19T00:00:00Z"),
        ("2 November 2026: <tea> & more", "2026-11-02T00:00:00Z"),
    ]
    assert feed.find("a:updated", ATOM).text == "2026-11-19T00:00:00Z"
    ids = [e.find("a:id", ATOM).text for e in feed.findall("a:entry", ATOM)]
    page = made.page("changes")
    assert all(page.find(id=one.partition("#")[2]) for one in ids) and len(set(ids)) == 2
    # Without an address there is none, and none of an earlier build is left.
    made.build(fresh=True, pages_feed="changes")
    assert not (made.output / "feed.xml").exists()
