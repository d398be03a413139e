"""Every page is valid HTML, by the Nu HTML Checker, and carries no style of its own."""

from audit import markup
from needs import need


def test_no_errors(site, checkers):
    need("java", "default-jre-headless")
    assert markup.errors(site.folder) == []


def test_the_checker_sees_what_is_wrong(tmp_path, checkers):
    need("java", "default-jre-headless")
    (tmp_path / "page.html").write_text(
        '<!doctype html><html lang="en"><title>A</title><p id="a"><p id="a">', encoding="utf-8"
    )
    assert [error for error in markup.errors(tmp_path) if error.startswith("page.html:1: Duplicate ID")]


def test_no_style_attributes_and_no_style_elements(site):
    found = [
        f"{name}: {str(tag)[:100]}" for name, page in site.pages().items() for tag in page.select("[style], style")
    ]
    assert found == []
