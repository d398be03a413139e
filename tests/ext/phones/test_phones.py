"""Telephone numbers become links, in running text and nowhere else."""

import pytest
from bs4 import BeautifulSoup

from sphinx_evidence.phones import find

NUMBERS = {"1-800-222-1222": "+18002221222", "911": "911", "988": "988"}


@pytest.fixture
def tea(project):
    return project("phones")


def links(page):
    return [(link.get_text(), link["href"]) for link in page.select("a[href^='tel:']")]


def test_each_number_that_is_to_be_dialled_is_a_link(tea):
    assert tea.build() == ""
    assert links(tea.page("index")) == [
        ("911", "tel:911"),
        ("988", "tel:988"),
        ("1-800-222-1222", "tel:+18002221222"),
        ("988", "tel:988"),
        ("1-800-FDA-1088", "tel:+18003321088"),
        ("Help", "tel:112"),
    ]


def test_nothing_else_of_the_page_changes(tea):
    tea.build()
    with_links = tea.page("index").get_text()
    tea.build(fresh=True, phone_numbers={})
    without = tea.page("index")
    assert without.get_text() == with_links
    assert links(without) == [("Help", "tel:112")]


def test_tex_holds_a_number_together(tea):
    assert tea.build("latex") == ""
    (tex,) = (tea.path / "_build" / "latex").glob("*.tex")
    text = tex.read_text(encoding="utf-8")
    assert r"\mbox{1\sphinxhyphen{}800\sphinxhyphen{}222\sphinxhyphen{}1222}" in text
    assert r"\sphinxhref{tel:+18002221222}" in text


def test_other_writers_print_the_words_alone(tea):
    assert tea.build("text") == ""
    text = (tea.path / "_build" / "text" / "index.txt").read_text(encoding="utf-8")
    assert "(1-800-222-1222)" in text and "mbox" not in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("call 911", ["911"]),
        ("Call or text 988.", ["988"]),
        ("In 911 people", []),
        ("call 9112", []),
        ("1-800-222-1222", ["1-800-222-1222"]),
        ("01-800-222-1222", []),
        ("", []),
    ],
)
def test_numbers_are_told_from_counts(text, found):
    assert [text[start:end] for start, end, _ in find(text, NUMBERS)] == found


def test_without_numbers_nothing_is_looked_for():
    assert list(find("call 911", {})) == []


def test_a_number_in_a_heading_stays_words(tea):
    tea.build()
    assert isinstance(tea.page("index"), BeautifulSoup)
    assert tea.page("index").h1.select("a[href^='tel:']") == []
