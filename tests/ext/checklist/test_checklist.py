"""Boxes to tick: named on screen, drawn in books, fields of one sheet."""

import pikepdf
import pytest

from pdf_reading import Pdf


@pytest.fixture
def tea(project):
    return project("checklist")


def test_each_box_on_screen_has_its_words_as_a_name(tea):
    assert tea.build() == ""
    labels = tea.page("index").select("label.tick")
    assert [label.get_text().strip() for label in labels] == [
        "Is there a lemon?",
        "Is the water hot?",
        "Was it good?",
    ]
    boxes = [label.select("input[type=checkbox]") for label in labels]
    assert [len(box) for box in boxes] == [1, 1, 1]
    # All can be ticked, and none is.
    assert not [box for (box,) in boxes if box.has_attr("disabled") or box.has_attr("checked")]


def test_texts_and_tex_draw_the_boxes(tea):
    assert tea.build("text") == ""
    assert "[ ] Is the water hot?" in (tea.path / "_build/text/index.txt").read_text(encoding="utf-8")
    assert tea.build("latex") == ""
    (tex,) = (tea.path / "_build/latex").glob("*.tex")
    assert tex.read_text(encoding="utf-8").count(r"\fbox{") == 3


def test_sheet_has_the_sections_with_boxes_and_a_field_for_each(tea):
    assert tea.build("book") == ""
    sheet = Pdf(tea.path / "_build/book/index.pdf")
    (text,) = sheet.text()
    words = " ".join(text.split())
    assert "Tea on one page" in words and "Before" in words and "After" in words
    assert "Reading" not in words and "Words that are not" not in words
    with pikepdf.open(tea.path / "_build/book/index.pdf") as file:
        fields = [(str(field.FT), str(field.TU), str(field.AS)) for field in file.Root.AcroForm.Fields]
        names = [str(field.T) for field in file.Root.AcroForm.Fields]
    assert fields == [
        ("/Btn", "Is there a lemon?", "/Off"),
        ("/Btn", "Is the water hot?", "/Off"),
        ("/Btn", "Was it good?", "/Off"),
    ]
    assert len(set(names)) == 3
    # Each field is a part of the text, so that it is met in reading.
    assert sum(1 for _ in sheet.elements("Form")) == 3


def test_sheet_that_is_too_long_is_named(tea):
    tea.replace("index.md", "- [ ] Was it good?", "\n".join(f"- [ ] Was it good, cup {cup}?" for cup in range(200)))
    assert "the sheet of index takes" in tea.build("book")


def test_page_without_boxes_is_named(tea):
    assert "no page 'elsewhere' has boxes to print" in tea.build("book", checklist_sheets=["elsewhere"])


def test_sources_of_the_boxes_are_listed_by_name_without_where_else_they_are_cited():
    from types import SimpleNamespace
    from xml.etree.ElementTree import fromstring

    from sphinx_evidence.books.checklist import sheet

    page = fromstring(
        '<div><ul><li><span class="tick-box"></span>Hot? [<a href="#list~source-b">B 2020</a>]</li></ul>'
        '<p><a href="#list~source-a">A 2019</a></p></div>'
    )
    entry = (
        '<div class="citation" id="list~source-{0}"><span class="label">[{1}]</span>'
        '<p>On tea.</p><p class="cited-in">x</p></div>'
    )
    listed = fromstring(f"<div>{entry.format('a', 'A 2019')}{entry.format('b', 'B 2020')}</div>")
    chapters = [SimpleNamespace(element=page), SimpleNamespace(element=listed)]
    # Only what stands beside a box.
    assert sheet._sources(page, chapters) == ['<p><span class="label">[B 2020]</span><span>On tea.</span></p>']
