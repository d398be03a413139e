"""Nothing is cut at the paper's edge, and the outline of a book has words only."""

import pypdfium2
import pytest
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from conftest import Project
from pdf_reading import Pdf

LONG = "x" * 300
#: What does not fit a line of the book as it is.
WIDE = {
    "a line of code": f"```text\n{'y' * 200}\n{'word ' * 60}\n```",
    "a word": f"Words {LONG} more.",
    "a word in a list, a quotation and bold": f"- item {LONG}\n\n> quoted {LONG} and **{LONG}**",
    "code in a line": f"`{LONG}`",
    "an address": f"<https://example.org/{LONG}> and [words](https://example.org/{LONG}/2).",
    "a note": f"Words[^wide].\n\n[^wide]: A note {LONG}.",
    "a heading": f"## Is {LONG} long?",
    "a box": f":::{{note}}\n{LONG}\n:::",
    **{
        f"a table of {count} columns": "\n".join(
            "| " + " | ".join(cells) + " |"
            for cells in (
                [f"Head {number}" for number in range(count)],
                ["---"] * count,
                ["Incomprehensibilities and words"] * count,
            )
        )
        for count in (4, 7, 8, 12, 20)
    },
    "a table with a long word": f"| a | b |\n| --- | --- |\n| {LONG} | c |",
}


def overhang(path):
    """Return the texts that reach over the margins of the paper, of each page."""
    found = []
    for page in pypdfium2.PdfDocument(path):
        width = page.get_size()[0]
        text = page.get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        # The margins are 28.75 mm; a box of text may stand in them by a hair.
        found += [text.get_text_bounded(*box) for box in boxes if box[0] < 78 or box[2] > width - 76]
    return found


@pytest.fixture
def project(tmp_path):
    return Project("book", tmp_path / "src")


@pytest.mark.parametrize("kind", WIDE)
def test_nothing_reaches_over_the_margin(project, kind):
    page = project.path / "part" / "first.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{WIDE[kind]}\n", encoding="utf-8")
    assert project.build("book") == ""
    assert overhang(project.path / "_build" / "book" / "small.pdf") == []


@pytest.mark.parametrize("press", ["this_site.paper", "sphinx_evidence.books.press"])
@pytest.mark.parametrize("size", [(3000, 100), (100, 4000), (2000, 2500)])
def test_picture_that_is_larger_than_the_page_is_made_smaller(project, size, press):
    Image.new("RGB", size, "red").save(project.path / "part" / "large.png")
    page = project.path / "part" / "first.md"
    shown = "```{image} large.png\n:alt: Large\n```\n\n```{figure} large.png\n:alt: Large\n\nA caption.\n```\n"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{shown}", encoding="utf-8")
    assert project.build("book", books_press=press) == ""
    found = []
    for printed in pypdfium2.PdfDocument(project.path / "_build" / "book" / "small.pdf"):
        width, height = printed.get_size()
        for picture in printed.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = picture.get_bounds()
            assert left > 78 and right < width - 76 and bottom > 65 and top < height - 65
            found.append((right - left) / (top - bottom))
    # As wide for its height as it was.
    assert found == pytest.approx([size[0] / size[1]] * 2, rel=0.01)


def test_outline_and_contents_have_words_only(project):
    page = project.path / "part" / "second.md"
    words = page.read_text(encoding="utf-8").replace(
        "# Is this", "# Is [this](https://example.org/far)[^here] `now`", 1
    )
    words += "\n## See [the first](first.md)[^here] (again)\n\nWords.\n\n[^here]: A note.\n"
    page.write_text(words, encoding="utf-8")
    assert project.build("book") == ""
    pdf = Pdf(project.path / "_build" / "book" / "small.pdf")
    titles = [title for _, title, _ in pdf.outline()]
    assert "Is this now the second?" in titles
    assert "See the first (again)" in titles
    assert not [title for title in titles if "http" in title or "note" in title]
    assert "Is this now the second?" in " ".join(pdf.text()[1].split())
    assert "http" not in pdf.text()[1]
