"""The book builder and the leaflet, on a small project."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from sphinx.errors import SphinxError

from conftest import Project
from patience import PATIENCE
from pdf_reading import Pdf
from sphinx_evidence.books.book.chapters import Chapter
from this_site import paper
from this_site.paper.part import Part

ASK = paper.Second.ask


def build(made, **settings):
    """Print the project; return the warnings, without colours, and the folder of the output."""
    warnings = re.sub(r"\x1b\[[0-9;]*m", "", made.build("book", **settings))
    return warnings, made.path / "_build" / "book"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    warnings, output = build(Project("book", tmp_path_factory.mktemp("small") / "src"))
    assert warnings == ""
    return Pdf(output / "small.pdf")


def test_pages_come_in_the_order_of_the_toctree_and_the_outline_has_them_all(small):
    assert [(level, title) for level, title, _ in small.outline()] == [
        (1, "A small book"),
        (1, "The part"),
        (2, "Is this the first?"),
        (3, "What is below?"),
        (2, "Is this the second?"),
        (3, "What is below?"),
        (4, "Deeper"),
        (1, "Index"),
    ]


def test_book_is_printed_for_either_paper(small, tmp_path):
    def sizes(pdf):
        return {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.file.pages}

    assert sizes(small) == {(595, 842)}
    warnings, output = build(Project("book", tmp_path / "src"), book_paper="letter")
    assert warnings == ""
    assert sizes(Pdf(output / "small.pdf")) == {(612, 792)}
    with pytest.raises(SphinxError, match="book_paper in conf.py is 'legal'; write 'A4' or 'letter'"):
        build(Project("book", tmp_path / "other"), book_paper="legal")


def test_contents_have_the_pages_on_which_chapters_begin(small):
    contents = small.text()[1]
    for level, title, page in small.outline():
        if level <= 2:
            line = next(line for line in contents.splitlines() if line.startswith(title))
            assert line.split()[-1] == str(page)


def test_the_same_heading_on_two_pages_is_two_places(small):
    places = small.destinations()
    assert places["part/first~what-is-below"] != places["part/second~what-is-below"]


def test_every_link_inside_arrives_and_says_where_it_leads(small):
    places = small.destinations()
    inside = [(page, link) for page, link in small.links() if "/Dest" in link]
    assert {str(link.Dest) for _, link in inside} <= set(places)
    told = {str(link.Contents): str(link.Dest) for _, link in inside}
    assert told["the first"] == "part/first~"
    assert told["below"] == "part/first~below"


def test_link_to_a_page_carries_its_number(small):
    places = small.destinations()
    for number, words, place in ((2, "the first", "part/first~"), (4, "the second", "part/second~")):
        assert f"{words} (page {places[place]})" in " ".join(small.text()[number].split())
    assert not any(re.search(r"\b000\b", page) for page in small.text())


def test_pages_have_their_numbers_at_the_foot_after_the_first(small):
    feet = [page.split()[-1] for page in small.text()]
    assert feet[1:] == [str(number) for number in range(2, len(feet) + 1)]


def test_halves_are_one_book(small):
    """The second half begins inside a part, so that its outline has to hang below what the first one ends with."""
    outline = small.outline()
    title, second = outline[1], outline[4]
    assert (title[:2], second[:2]) == ((1, "The part"), (2, "Is this the second?"))
    # Each half brings its own subset of a font.
    names = [name.partition("+")[2] for name, _ in small.fonts()]
    assert names.count("Source-Sans-3-Semi-Bold") == 2
    numbers = list(small.tree.ParentTree.Nums)
    elements = {int(number): element for number, element in zip(numbers[::2], numbers[1::2], strict=True)}
    assert [int(number) for number in numbers[::2]] == sorted(elements)
    used = [int(page.StructParents) for page in small.file.pages]
    used += [int(annotation.StructParent) for _, annotation in small.links()]
    assert len(used) == len(set(used))
    # What has no element is no longer used.
    assert sorted(used) == [number for number, element in elements.items() if element is not None]


#: What people call pages and files, and addresses, styles and PDF have another meaning for.
ODD = "é; a=b #2 %41 \"z\" 'q' & x~y"
ODD_PAGE = """# The odd one

## Below

Back to [it](index.md) and {ref}`search`.

```{image} s;é=#1%20'&.svg
:alt: A square.
```
"""


@pytest.mark.parametrize("press", ["this_site.paper", "sphinx_evidence.books.press"])
def test_names_of_pages_and_files_may_hold_any_sign(tmp_path, press):
    project = Project("book", tmp_path / "src")
    project.write(f"part/{ODD}.md", ODD_PAGE)
    project.write("some #1 %20 é.csv", "a,b\n")
    (project.path / "part" / "s;é=#1%20'&.svg").write_bytes((project.path / "square.svg").read_bytes())
    index = (project.path / "part/index.md").read_text(encoding="utf-8")
    project.write("part/index.md", index.replace("second\n", f"second\n{ODD}\n"))
    more = "\n{download}`A file <../some #1 %20 é.csv>` and {doc}`" + ODD + "`.\n"
    project.write("part/first.md", (project.path / "part/first.md").read_text(encoding="utf-8") + more)
    warnings, output = build(project, books_press=press)
    assert warnings == ""
    pdf = Pdf(output / "small.pdf")
    (page,) = [page for _, title, page in pdf.outline() if title == "The odd one"]
    assert f"The odd one (page {page})" in " ".join(" ".join(pdf.text()).split())
    places = pdf.destinations()
    assert {str(link.Dest) for _, link in pdf.links() if "/Dest" in link} <= set(places)
    # No file and no page of searching comes with paper: their words stand without a link.
    assert "A file and" in " ".join(" ".join(pdf.text()).split())
    assert not [link for _, link in pdf.links() if "Search" in str(link.Contents) or "A file" in str(link.Contents)]


@pytest.fixture
def in_two_processes(monkeypatch):
    """Return a function from which on small books, too, are printed by two processes."""

    def patch():
        monkeypatch.setattr("this_site.paper.WORTH_A_PROCESS", 0)
        monkeypatch.setattr("os.cpu_count", lambda: 2)

    return patch


@pytest.mark.parametrize("copy", [True, False], ids=["copy", "fresh interpreter"])
def test_second_process_prints_the_same_bytes(project, in_two_processes, monkeypatch, copy):
    made = project("book")
    monkeypatch.setattr("sphinx_evidence.processes.may_be_copied", lambda: copy)
    _, output = build(made)
    alone = (output / "small.pdf").read_bytes()
    in_two_processes()
    with monkeypatch.context() as context:
        asked = []
        context.setattr("this_site.paper.Second.ask", lambda self, *what: asked.append(what[0]) or ASK(self, *what))
        _, output = build(made)
    assert asked == ["lay_out", "finish", "piece"]
    assert (output / "small.pdf").read_bytes() == alone


@pytest.mark.skipif(sys.platform != "linux", reason="a process is copied on Linux alone")
def test_process_with_threads_is_not_copied():
    code = """
import threading
from sphinx_evidence.processes import may_be_copied
print(may_be_copied())
threading.Thread(target=threading.Event().wait, daemon=True).start()
print(may_be_copied())
"""
    extensions = str(Path(__file__).parent.parent / "src")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": extensions},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]


def test_second_process_ends_with_the_first(in_two_processes):
    """Also a copy, which has what is open here open too."""
    second = paper.Second()
    second._connection.close()
    second._process.join(timeout=PATIENCE)
    assert second._process.exitcode == 0


def test_nothing_stays_behind_in_the_folder_of_temporary_files(project, in_two_processes, monkeypatch, tmp_path):
    in_two_processes()
    made, temporary = project("book"), tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    kept, finish = set(), Part.finish

    def watched(*given):
        kept.update(path.parent.name for path in temporary.rglob("*") if path.is_file())
        return finish(*given)

    monkeypatch.setattr(Part, "finish", watched)
    build(made)
    # Both processes keep fonts there while they print.
    assert kept == {"0", "1"}
    assert not list(temporary.iterdir())


def test_complaint_of_the_second_process_is_told(project, in_two_processes):
    in_two_processes()
    made = project("book")
    made.write("part/broken.svg", "<svg")
    made.replace("part/second.md", "Thai has", "![A picture](broken.svg)\n\nThai has")
    warnings, _ = build(made)
    assert warnings.count("printing: Failed to load image") == 1
    assert "broken.svg" in warnings


def test_second_process_that_ends_is_told_and_the_last_book_is_left(project, in_two_processes, monkeypatch):
    made = project("book")
    _, output = build(made)
    good = (output / "small.pdf").read_bytes()
    in_two_processes()

    def end(self, *what):
        ASK(self, *what)
        self._process.kill()

    monkeypatch.setattr("this_site.paper.Second.ask", end)
    with pytest.raises(
        SphinxError, match="small.pdf could not be written: the process that prints its second part has"
    ):
        build(made)
    assert (output / "small.pdf").read_bytes() == good
    assert sorted(file.name for file in output.glob("*.p*")) == ["leaflet.pdf", "small.pdf"]


def test_address_of_a_link_stands_at_the_foot_of_its_page_unless_its_words_tell_it(small):
    front, first = small.text()[2], small.text()[4]
    assert front.splitlines()[-3].strip().endswith("https://example.org/a/far/page?x=1&y=2")
    assert first.count("example.org/plain") == 1
    assert "doi.org" not in first
    outside = {str(link.A.URI) for _, link in small.links() if "/A" in link}
    assert outside >= {"tel:+123", "https://doi.org/10.1000/182", "https://example.org/plain"}


def test_footnotes_stand_at_the_foot_of_the_page_once_and_start_anew_in_each_chapter(small):
    front, first = small.text()[2], small.text()[4]
    lines = [" ".join(line.split()) for line in first.splitlines()]
    assert "1 The first note." in lines
    assert "2 The second note." in lines
    assert first.count("The first note.") == 1
    assert "note1, the same note1 and another2" in " ".join(first.split())
    assert "\n1 https://example.org/a/far" in front.replace("\r", "")


def test_index_has_pages_with_the_explained_place_first_and_in_bold(small):
    places = small.destinations()
    index = " ".join(small.text()[-1].split())
    assert f"numbers {places['part/second~']} first {places['part/first~']}" in index


def test_running_heads_feet_and_page_numbers_are_no_part_of_the_text(small):
    texts = small.text()
    assert "In trouble? Call the number." in texts[4]
    for number, page in enumerate(small.file.pages, start=1):
        content = page.Contents.read_bytes()
        # The title page says the line itself, as text, and has no foot.
        assert content.count(b"/Pagination") >= (2 if number > 1 else 0), number
    tagged = {page for page, _ in small.kinds_with_marks()}
    assert tagged == set(range(1, len(texts) + 1))


def test_tags_are_complete(small):
    heads = list(small.elements("TH"))
    assert [str(head.A.Scope) for head in heads] == ["/Column", "/Column"]
    (figure,) = small.elements("Figure")
    assert str(figure.Alt) == "A black square"
    assert all("/LBody" in [str(kid.S) for kid in item.K] for item in small.elements("LI"))
    assert all(link.P.S != "/Link" for link in small.elements("Link"))
    assert all(len(element.K) for element in small.elements() if element.S not in ("/TD", "/Figure"))
    assert all(annotation.F == 4 for _, annotation in small.links())


def test_document_says_what_it_is(small):
    root = small.file.Root
    assert 'pdfuaid:part="1"' in small.metadata()
    assert str(root.Lang) == "en"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(small.file.docinfo["/Title"]) == "A small book"
    assert str(small.file.docinfo["/Author"]) == "Somebody"


def test_fonts_are_in_the_file_and_come_with_the_project(small):
    fonts = dict(small.fonts())
    assert all(fonts.values())
    assert all("Source" in name or "Noto-Sans-Thai" in name or "DejaVu" in name for name in fonts), fonts


def test_text_of_other_scripts_comes_out_as_it_went_in(small):
    text = "".join(small.text()).replace("\u200b", "")
    assert "μ" in text
    assert "กำ" in text


def test_figures_are_vectors(small):
    images = [thing for thing in small.file.objects if hasattr(thing, "get") and thing.get("/Subtype") == "/Image"]
    assert images == []


def test_same_pages_same_bytes(project):
    files = []
    for folder in ("one", "two"):
        made = project("book", folder)
        _, output = build(made)
        files.append([(output / name).read_bytes() for name in ("small.pdf", "leaflet.pdf")])
    # A file that names its folder would differ.
    assert files[0] == files[1]


def test_markup_in_settings_is_text(project):
    made = project("book")
    evil = "<img src=x> & <b>"
    warnings, output = build(made, project=evil, author=evil, book_licence=evil, book_foot=evil, leaflet_foot=evil)
    assert warnings == ""
    assert Pdf(output / "small.pdf").text()[0].count(evil) == 4
    assert evil in Pdf(output / "leaflet.pdf").text()[0]


def test_image_that_cannot_be_drawn_is_told(project):
    made = project("book")
    made.write("square.svg", "<svg")
    warnings, _ = build(made)
    assert "printing: Failed to load image" in warnings
    assert "square.svg" in warnings


def test_nothing_half_written_is_left_when_printing_fails(project, monkeypatch):
    made = project("book")
    _, output = build(made)
    good = (output / "small.pdf").read_bytes()

    def write_some(file, *given):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("this_site.paper.packed.write", write_some)
    with pytest.raises(SphinxError, match="leaflet.pdf could not be written: No space left on device"):
        build(made)
    assert (output / "small.pdf").read_bytes() == good


def test_without_pango_one_line_names_the_packages(project, tmp_path):
    made = project("book")
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n")
    extensions = Path(__file__).parent.parent / "src"
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "book", made.path, tmp_path / "out"]
    environment = {**os.environ, "PYTHONPATH": f"{fake}:{extensions}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line]
    for packages in ("apt install libpango-1.0-0 libpangoft2-1.0-0", "dnf install pango", "brew install pango"):
        assert packages in line
    assert not (tmp_path / "out" / "small.pdf").exists()


# -- The leaflet -----------------------------------------------------------------------------------


def test_leaflet_has_the_parts_in_order_under_their_own_headings(project):
    made = project("book")
    _, output = build(made)
    leaflet = Pdf(output / "leaflet.pdf")
    (text,) = leaflet.text()
    lines = [line for line in text.replace("\r", "").split("\n") if line]
    assert lines[:4] == ["A small book", "Nobody knows. See the first or a far page.", "What is below?", "Call 12345."]
    assert [str(link.A.URI) for _, link in leaflet.links()] == ["tel:12345"]
    assert [str(element.S) for element in leaflet.elements() if str(element.S)[:2] == "/H"] == ["/H1", "/H2"]


def test_leaflet_has_the_address_of_the_site_where_it_is_known(project):
    made = project("book")
    _, output = build(made, html_baseurl="https://example.org/kratom/")
    leaflet = Pdf(output / "leaflet.pdf")
    (figure,) = leaflet.elements("Figure")
    assert "https://example.org/kratom/" in str(figure.Alt)
    assert "https://example.org/kratom/" in leaflet.text()[0]


def test_leaflet_of_two_pages_is_told(project):
    made = project("book")
    made.replace("part/second.md", "Call [12345]", "Call.\n\n" * 60 + "Call [12345]")
    warnings, _ = build(made)
    assert "the leaflet takes 2 pages; shorten" in warnings


def test_part_that_the_leaflet_does_not_have_is_told_with_its_line(project):
    made = project("book")
    made.replace("part/second.md", "{leaflet} help", "{leaflet} helf")
    warnings, _ = build(made)
    assert "second.md:8: WARNING: the leaflet has no part 'helf'; did you mean 'help'? use one of: answer" in warnings
    assert "no page has anything for the leaflet's part 'help'" in warnings


def test_on_its_own_page_a_part_looks_like_any_other_text(project):
    made = project("book")
    assert made.build("html") == ""
    assert made.page("index").find(class_="leaflet-part") is None
    assert "Nobody" in made.page("index").get_text()


def test_plain_press_prints_the_same_pages_with_numbers(project):
    """A project that has no press of its own."""
    made = project("book")
    made.replace("conf.py", 'books_press = "this_site.paper"\n', "")
    warnings, output = build(made)
    assert warnings == ""
    document = pypdfium2.PdfDocument(output / "small.pdf")
    text = [page.get_textpage().get_text_range() for page in document]
    assert len(text) > 3 and not any(re.search(r"\b000\b", page) for page in text)
    assert any(re.search(r"\.\s*3\b", page) for page in text[:3])  # the contents name a page


def test_press_that_is_not_there_is_told_in_one_line(project):
    made = project("book")
    with pytest.raises(SphinxError, match="books_press in conf.py names 'no_press'"):
        build(made, books_press="no_press")


@pytest.mark.parametrize("press", ["this_site.paper", "sphinx_evidence.books.press"])
def test_sign_that_no_font_has_is_named_with_file_and_line(project, press):
    made = project("book")
    made.write("part/second.md", (made.path / "part/second.md").read_text() + "\nA sign: \U00013080.\n")
    line = (made.path / "part/second.md").read_text().count("\n")
    warnings, _ = build(made, books_press=press)
    # The plain press has the fonts of the machine, and one of them may have it.
    told = [row for row in warnings.splitlines() if "no font of the book has the sign" in row]
    assert all(re.search(rf"part/second\.md:{line}: WARNING: .*U\+13080", row) for row in told)
    assert len(told) == 1 or press == "sphinx_evidence.books.press"


def test_boxes_to_tick_and_sizes_of_pictures_are_those_of_the_page():
    chapter = Chapter(
        "page",
        1,
        '<ul><li><input type="checkbox" disabled="disabled" /> to do</li>'
        '<li><input type="checkbox" checked="checked" /> done</li><li><input type="text" /></li></ul>'
        '<img src="a.png" alt="" style="width: 200px; max-width: 9px; position: fixed" /><img src="b.png" alt="" />',
        "_images",
    ).element
    assert [item.find("span").get("class") for item in chapter.iter("li") if len(item)] == [
        "tick-box",
        "tick-box ticked",
    ]
    assert not list(chapter.iter("input"))
    assert [picture.get("style") for picture in chapter.iter("img")] == ["width: 200px", None]


def test_address_in_a_note_is_no_note_of_its_own(project):
    made = project("book")
    made.write(
        "part/first.md",
        "# Once more\n\nOne[^a], two[^b], again[^a].\n\n[^a]: A [word](https://example.org/a).\n\n[^b]: B.\n",
    )
    _, output = build(made, nitpicky=False)
    page = next(page for page in Pdf(output / "small.pdf").text() if "One" in page and "again" in page)
    told = " ".join(page.split())
    assert "One1, two2, again1." in told
    assert "1 A word (https://example.org/a). 2 B." in told


@pytest.mark.parametrize("press", ["this_site.paper", "sphinx_evidence.books.press"])
def test_letters_of_code_are_all_as_wide(project, press):
    made = project("book")
    code = "\n```python\niiiiiiiiii\nmmmmmmmmmm\n```\n"
    made.write("part/first.md", (made.path / "part/first.md").read_text(encoding="utf-8") + code)
    warnings, output = build(made, books_press=press)
    assert warnings == ""
    widths = {}
    for page in pypdfium2.PdfDocument(output / "small.pdf"):
        text = page.get_textpage()
        for number in range(text.count_chars()):
            if (letter := text.get_text_range(number, 1)) in "im" and text.get_text_range(number, 10) == letter * 10:
                widths[letter] = [text.get_charbox(number + place, loose=True) for place in (0, 9)]
    left = {letter: round(boxes[1][0] - boxes[0][0], 1) for letter, boxes in widths.items()}
    assert left["i"] == left["m"] > 30
