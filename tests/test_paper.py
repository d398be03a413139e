"""What is printed: the numbers of pages, and what is mended in WeasyPrint."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pdf_reading import Pdf
from this_site import paper
from this_site.paper import page_numbers
from this_site.paper.part import Part

STYLE = """
@page { size: 60mm 40mm; margin: 8mm; @bottom-right { content: "000" } }
html { font: 9px "Source Sans 3" }
a[href]::after { content: " (page 000)" }
.leader a::after { content: leader(".") "000" }
section { break-before: page }
"""


@pytest.fixture
def lay_out(tmp_path):
    """Return a function that lays out HTML as `Part` does."""
    paper.missing()
    (tmp_path / "style.css").write_text(STYLE)

    def make(body):
        copies = tmp_path / "fonts"
        copies.mkdir()
        return Part(paper.parse(f"<html lang=en><body>{body}"), tmp_path, tmp_path / "style.css", copies)

    return make


def lines(part, number=0):
    """Return the texts of each line of a page as (text, left, right)."""
    from weasyprint.formatting_structure.boxes import LineBox, TextBox

    page = part._document.pages[number]._page_box
    found = [box for box in page.descendants() if isinstance(box, LineBox)]
    return [
        [
            (box.text, box.position_x, box.position_x + box.width)
            for box in line.descendants()
            if isinstance(box, TextBox)
        ]
        for line in found
    ]


TEXT = '<p>See <a href="#x">there</a>, and on.</p>'


def test_number_takes_the_place_of_its_room_and_the_line_closes_up(lay_out):
    part = lay_out(TEXT)
    before = lines(part)[0]
    part._number(5, {"x": 7})
    after = lines(part)[0]
    assert [text for text, *_ in after] == ["See ", "there", " (page 7)", ", and on."]
    assert after[3][1] == pytest.approx(after[2][2])
    assert after[3][1] < before[3][1]
    # What stands before it has not moved.
    assert after[:2] == before[:2]


def test_place_to_click_ends_with_the_number(lay_out):
    part = lay_out(TEXT)
    part._number(5, {"x": 7})
    (_, _, (left, _, right, _), _), *_ = part._document.pages[0].links
    there, number = lines(part)[0][1:3]
    assert (left, right) == pytest.approx((there[1], number[2]))


def test_numbers_after_leaders_and_in_margins_keep_to_the_right(lay_out):
    part = lay_out('<div class="leader"><p><a href="#x">One</a></p><p><a href="#y">Two</a></p></div>')
    before = [line[-1][2] for line in lines(part)]
    part._number(5, {"x": 7, "y": 123})
    found = [line[-1] for line in lines(part)]
    assert [text for text, *_ in found] == ["7", "123", "5"]
    assert [right for *_, right in found] == pytest.approx(before)


def test_pages_of_a_part_are_counted_on(lay_out):
    part = lay_out("<p>One</p><section id=x>Two</section>")
    assert (part.length, part.places) == (2, {"x": 2})
    part._number(9, {})
    assert [lines(part, number)[-1][-1][0] for number in range(2)] == ["9", "10"]


def test_what_authors_write_is_no_room(lay_out):
    part = lay_out(f'<p>No {page_numbers.ROOM}, <a href="#x">nor 1,000</a>.</p>')
    part._number(1, {"x": 2})
    assert "".join(text for text, *_ in lines(part)[0]) == "No 000, nor 1,000 (page 2)."


def test_a_place_that_is_nowhere_has_no_number(lay_out):
    part = lay_out(TEXT)
    part._number(1, {})
    assert " (page ?)" in [text for text, *_ in lines(part)[0]]


@pytest.mark.parametrize(
    "second", ["<h1>One</h1><h2>Two</h2>", "<h3>Three</h3><h2>Two</h2><h1>One</h1>", "<p>None</p>"]
)
def test_outline_of_two_parts_is_that_of_one(tmp_path, second):
    paper.missing()
    (tmp_path / "style.css").write_text(STYLE)
    first = "<h1>Before</h1><h2>Below</h2><h3>Deep</h3>"
    outlines = []
    for texts in ([first, second], [f"{first}<section>{second}</section>"]):
        trees = [paper.parse(f"<html lang=en><title>Book</title><body>{text}") for text in texts]
        assert paper.write(trees, tmp_path / "book.pdf", tmp_path / "style.css") > 1
        outlines.append(Pdf(tmp_path / "book.pdf").outline())
    assert outlines[0] == outlines[1]
    assert len(outlines[0]) >= 3


# -- What is mended in WeasyPrint ------------------------------------------------------------------

SHORT = """
import sys
sys.path.insert(0, {extensions!r})
import weasyprint
from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.text.fonts import FontConfiguration
from this_site.paper import fonts, mends
if {mended}:
    mends.apply()
configuration = FontConfiguration()
text = "Nobody has tested it in a way that could tell, or the tests cannot. It may be true. Example:"
pages = "".join(
    "<p style='width: %spx'>%s <a>link</a></p>" % (tenth / 10, text) for tenth in range(3000, 6000, 2)
)
document = weasyprint.HTML(string="<style>p {{ font: 10px 'Source Serif 4' }}</style>" + pages).render(
    stylesheets=[weasyprint.CSS(string=fonts.rules(), font_config=configuration)], font_config=configuration
)
lines = [box for page in document.pages for box in page._page_box.descendants() if isinstance(box, LineBox)]
print(sum(len(line.children) == 1 and getattr(line.children[0], "text", "") == "Nobody" for line in lines))
"""


@pytest.mark.parametrize("mended", [True, False])
def test_line_is_not_broken_after_its_first_word(mended):
    """The second case fails when WeasyPrint no longer needs the mend: then take it out."""
    extensions = str(Path(__file__).parent.parent / "src")
    code = SHORT.format(extensions=extensions, mended=mended)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (int(done.stdout) == 0) == mended


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries have other names")
@pytest.mark.parametrize("mended", [True, False])
def test_no_program_is_started_to_find_pango(mended):
    """The second case fails when WeasyPrint no longer needs the mend: then take it out."""
    code = """
import subprocess, sys
sys.path.insert(0, {extensions!r})
started, whole = [], subprocess.Popen.__init__
subprocess.Popen.__init__ = lambda self, *given, **named: started.append(given) or whole(self, *given, **named)
if {mended}:
    from this_site import paper
    assert paper.missing() == ""
import weasyprint
print(len(started))
"""
    extensions = str(Path(__file__).parent.parent / "src")
    command = [sys.executable, "-c", code.format(extensions=extensions, mended=mended)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (int(done.stdout) == 0) == mended


def test_list_of_pages_is_made_once():
    """The first lines fail when pydyf no longer needs the mend: then take it out."""
    code = """
import pydyf
pdf = pydyf.PDF()
for _ in range(3):
    pdf.add_page(pydyf.Dictionary({{}}))
{mend}
print(pdf.page_references is pdf.page_references, len(pdf.page_references))
pdf.add_page(pydyf.Dictionary({{}}))
print(len(pdf.page_references))
"""
    extensions = str(Path(__file__).parent.parent / "src")
    mend = f"import sys; sys.path.insert(0, {extensions!r}); from this_site.paper import mends; mends.apply()"
    for text, same in (("", "False"), (mend, "True")):
        command = [sys.executable, "-c", code.format(mend=text)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.split() == [same, "3", "4"]


# -- Short ways ------------------------------------------------------------------------------------

#: One of each thing that a short way knows, or has to leave alone.
EVERYTHING = """
<style>
@page { size: 90mm 120mm; margin: 8mm; @bottom-right { content: "000" } }
html { font: 10px/1.4 "Source Serif 4" }
body { overflow-wrap: break-word }
table { border-collapse: collapse; width: 80% } td { border: 1px solid red; padding: 2% }
.box { border-radius: 3px; background: #eee; padding: 3px 5%; margin: 1em auto; width: 50%; box-sizing: border-box }
.note { float: footnote } .spaced { letter-spacing: 2px; word-spacing: 3px } .line { text-decoration: underline }
.even { text-align: justify } .two { columns: 2 } .rel { position: relative; left: 3px } .abs { position: absolute }
.shadow { box-shadow: none; border-radius: 4px } .logical { margin-inline-start: 2em; padding-block: 1px }
.hidden { visibility: hidden; background: blue } p::first-letter { font-size: 2em } h1 { string-set: x content() }
.calc { margin-left: calc(1em + 2px); max-width: 30%; min-height: 2em; height: 10% } ul { list-style: square }
.caps { font-variant-caps: small-caps; font-feature-settings: "liga" 0 } .var { --a: 3px; padding: var(--a) }
</style>
<h1 id="top">Title</h1>
<p class="even">Words that go on and on over a few lines so that they can be set even on both sides of it.</p>
<p>Words<span class="note">a note with <a href="#top">a link</a></span> and <span class="spaced">wide</span>
<span class="line">underlined</span> <b class="rel">bold</b><i class="abs">italic</i> \u0e15\u0e31\u0e27
<span lang="th">\u0e15\u0e31\u0e27\u0e2d\u0e22\u0e48\u0e32\u0e07</span> <bdo dir="rtl">left</bdo></p>
<table><tr><th>Head</th><td>cell with words</td></tr><tr><td colspan="2">long cell<br>second line</td></tr></table>
<div class="box">box</div><div class="shadow">round</div><div class="hidden">hidden</div>
<div class="logical">logical</div><div class="calc">calc</div><div class="var">var</div><div class="caps">Caps fi</div>
<ul><li>One</li><li>Two<ol><li>Deep</li></ol></li></ul>
<pre>tab\there  and
line</pre><div class="two"><p>One column of words and the other column of words.</p><p>More of it.</p></div>
"""

PRINTED = """
import sys
sys.path.insert(0, {extensions!r})
from pathlib import Path
from this_site import paper
from this_site.paper.part import Part
for module in {off!r}.split():
    __import__("this_site.paper." + module, fromlist=["apply"]).apply = bool
folder = Path({folder!r})
paper.missing()
(folder / "none.css").write_text("")
(folder / "fonts").mkdir(exist_ok=True)
part = Part(paper.parse("<html lang=en><body>" + {html!r}), folder, folder / "none.css", folder / "fonts")
outline = part.finish(1, {{}})
part.book().write(folder / "{quick}.pdf", outline)
"""


def printed(folder, modules, quick, html=EVERYTHING, without=""):
    """Return the PDF of ``html``, printed in a process of its own with or without the short ways of ``modules``."""
    off = without if quick else f"{without} {modules}"
    extensions = str(Path(__file__).parent.parent / "src")
    code = PRINTED.format(extensions=extensions, off=off, quick=quick, folder=str(folder), html=html)
    subprocess.run([sys.executable, "-c", code], check=True)
    return folder / f"{quick}.pdf"


@pytest.mark.parametrize("modules", ["quick", "shared"])
def test_short_ways_change_no_byte(tmp_path, modules):
    """Without those for lines and glyphs, which build on these, and which write less: see the next test."""
    quick, slow = (printed(tmp_path, modules, choice, without="lines glyphs").read_bytes() for choice in (True, False))
    assert len(quick) > 10_000
    assert quick == slow


#: Words that are broken into lines of every width, with what a short way has to leave alone.
LINES = "".join(
    f"""<p style="width: {tenth / 10}px">Words that end, at ¾ of a line; or “go on” to the next—and here is <a
    href="#top">a link, quite long</a>, one <b>bold word </b> and a_very_long_word_without_any_blank_in_it_at_all, some
    co\u00adop\u00aderation, https://example.org/path/to?x=1#part, ตัวอย่าง, שלום, 12 345.67 and half-broken
    words.</p>"""
    for tenth in range(600, 4200, 37)
)


def looks(path):
    """Return for each page its picture and the words in each line."""
    found = []
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        found.append((page.render(scale=2).to_pil().tobytes(), [text.get_text_bounded(*box).strip() for box in boxes]))
    return found


@pytest.mark.parametrize("html", [EVERYTHING, LINES], ids=["everything", "lines"])
def test_lines_and_glyphs_look_the_same(tmp_path, html):
    text = "<style>p { font: 10px 'Source Serif 4' } body { overflow-wrap: break-word }</style>" + html
    quick, slow = (looks(printed(tmp_path, "lines glyphs", choice, text)) for choice in (True, False))
    assert len(quick) == len(slow)
    assert [words for _, words in quick] == [words for _, words in slow]
    assert [picture for picture, _ in quick] == [picture for picture, _ in slow]


def test_only_letters_that_are_new_are_looked_at_one_by_one(tmp_path):
    """Also at the end of a line, where a blank is left out."""
    code = """
import sys
sys.path.insert(0, {extensions!r})
from weasyprint.draw import text
drawn, whole = [], text.draw_first_line
text.draw_first_line = lambda stream, box, *given: drawn.append(box.text) or whole(stream, box, *given)
{printed}
print(len(drawn), sum(len(page.anchors) for page in part._document.pages))
"""
    words = "".join(
        f"<p id=p{number} style='width: {number}px'>Words that go on over more than a line.</p>"
        for number in range(120, 200)
    )
    text = "<style>p { font: 10px 'Source Serif 4' }</style>" + words
    extensions = str(Path(__file__).parent.parent / "src")
    printed = PRINTED.format(extensions=extensions, off="", quick=True, folder=str(tmp_path), html=text)
    code = code.format(extensions=extensions, printed=printed)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    slow, paragraphs = map(int, done.stdout.split())
    assert paragraphs == 80
    assert slow < 20


def test_words_are_marked_in_their_own_element(tmp_path):
    """The second case fails when WeasyPrint no longer puts an element around each text: then take the short way out."""
    html = "<p>Words <em>and</em> more <a href='#x'>of</a> them.</p><h2 id=x>Head</h2><ul><li>One</li></ul>"
    kinds = {}
    for choice in (True, False):
        with pikepdf.open(printed(tmp_path, "tags", choice, html)) as pdf:
            elements = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
            elements = [thing for thing in elements if thing.get("/Type") == "/StructElem"]
            kinds[choice] = Counter(str(element.S) for element in elements)
    assert kinds[True]["/Span"] == 2 and "/NonStruct" not in kinds[True]  # emphasis, and the words of the item
    assert kinds[False]["/Span"] > kinds[True]["/Span"]
    assert all(kinds[True][kind] == kinds[False][kind] for kind in ("/P", "/Link", "/H2", "/L", "/LI", "/LBody"))


def test_font_that_harfbuzz_cuts_out_looks_the_same(tmp_path):
    quick, slow = (printed(tmp_path, "instances", choice) for choice in (True, False))
    pictures = [
        [page.render(scale=3).to_pil().tobytes() for page in pypdfium2.PdfDocument(path)] for path in (quick, slow)
    ]
    assert pictures[0] == pictures[1]
    for path in (quick, slow):
        with pikepdf.open(path) as pdf:
            files = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and "/Length1" in thing]
            assert len(files) >= 3
            # Nothing of the other weights is left.
            assert not any(b"gvar" in file.read_bytes()[:400] for file in files)
