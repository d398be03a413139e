"""Figures: drawn from a CSV file, told in words, shown as a table, and the same bytes each time."""

import errno
import os
import re
from pathlib import Path

import pytest


@pytest.fixture
def built(project):
    made = project("figures")
    assert made.build() == ""
    return made


def images(made):
    return {file.name: file.read_bytes() for file in sorted((made.output / "_images").glob("*.svg"))}


def test_drawing_stands_in_light_and_dark_with_its_words(built):
    light, dark = built.page("index").select("figure.chart img")
    assert (light["class"], dark["class"]) == (["only-light"], ["only-dark"])
    for image in (light, dark):
        assert image["alt"] == 'Two bars & "quotes": five per cent and <b>no</b> number.'
        assert (built.output / image["src"]).is_file()
        assert int(image["width"]) > 0 and int(image["height"]) > 0
    assert images(built)["bars-light.svg"] != images(built)["bars-dark.svg"]


def test_they_are_drawn_where_a_system_has_no_semaphores(project, monkeypatch):
    """As in a container without /dev/shm; a second process cannot be waited for there."""

    def none(*_arguments, **_options):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", none)
    made = project("figures")
    assert made.build() == ""
    assert "bars-light.svg" in images(made)


def test_drawing_is_found_from_a_folder_below(built):
    image = built.page("deep/other").select_one("figure.chart img")
    assert (built.output / "deep" / image["src"]).resolve().is_file()


def test_text_in_the_drawing_stays_text_and_is_escaped(built):
    drawing = images(built)["bars-light.svg"].decode()
    assert "<text" in drawing
    assert "<i>" not in drawing


def test_signs_of_formulas_in_a_drawing_stay_as_they_are(built):
    """A price is no formula: between two signs of the dollar TeX would set "5 to " in italics, and drop the signs."""
    words = "$5 to $9 and x_1^2"
    program = built.path / "figures/bars.py"
    built.write("figures/bars.py", program.read_text() + f"    figure.text(0.1, 0.9, {words!r})\n")
    built.build()
    drawn = [path.read_text(encoding="utf-8") for path in built.output.rglob("*.svg")]
    assert any(words in text for text in drawn)


def test_caption_is_marked_up(built):
    assert built.page("index").select_one("figure.chart figcaption em").get_text() == "something"


def test_a_caption_that_ends_in_bold_words_is_printed_in_a_man_page(built):
    built.replace(
        "index.md", "How often *something* happened.", "How often **something happened.**\n\nA paragraph more."
    )
    assert built.build("man") == ""


def test_numbers_are_one_click_away_with_their_sources(built):
    box = built.page("index").select_one("details.chart-data")
    assert box.summary.get_text() == "The numbers as a table"
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in box.select("tr")]
    assert rows[0] == ["What", "Share (% of 10 people)", "Source"]
    assert rows[1][:2] == ["One, <i>with</i> a comma", "5.5"]
    assert rows[2][:2] == ["Two", "not known"]
    assert len(box.select("tbody tr")[0].select("a")) == 2


def test_figure_is_shown_when_its_files_come_after_the_page_that_names_it(built):
    program, table = ((built.path / "figures" / name).read_text() for name in ("bars.py", "bars.csv"))
    built.replace("deep/other.md", "{chart} bars", "{chart} late")
    assert "there is no figures/late.py" in built.build()
    # A page that was written a moment ago would be read once more.
    os.utime(built.path / "deep/other.md", (0, 0))
    built.write("figures/late.py", program)
    assert "late.csv:1: cannot be read" in built.build()
    built.write("figures/late.csv", table)
    assert built.build() == ""
    assert built.page("deep/other").select_one("figure.chart img")["src"].endswith("late-light.svg")


def test_same_bytes_in_another_folder(built, project):
    other = project("figures", "elsewhere")
    other.build()
    assert images(built) == images(other)


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "man", "texinfo"])
def test_figure_and_numbers_stand_in_print(project, builder):
    made = project("figures")
    settings = {"version": "1", "copyright": "x"} if builder == "epub" else {}
    assert made.build(builder, **settings) == ""
    folder = made.path / "_build" / builder
    text = "".join(
        file.read_text() for file in folder.rglob("*") if file.suffix in {".tex", ".xhtml", ".txt", ".1", ".texi"}
    )
    assert "5.5" in text
    if builder == "latex":
        assert (folder / "bars-light.pdf").is_file()
    elif builder == "epub":
        assert "bars-light.svg" in text and "bars-dark" not in text
        assert (folder / "_images" / "bars-light.svg").is_file()
    else:
        assert "The same two bars." in text


def test_changed_number_is_drawn_again(built):
    before = images(built)
    built.replace("figures/bars.csv", "5.5", "7.5")
    assert built.build() == ""
    assert images(built)["bars-light.svg"] != before["bars-light.svg"]
    assert "7.5" in built.page("index").select_one("details").get_text()


def test_unchanged_figure_is_not_drawn_again(built):
    file = built.output / "_images" / "bars-light.svg"
    before = file.stat().st_mtime_ns
    built.write("deep/other.md", (built.path / "deep/other.md").read_text() + "\nMore.\n")
    assert built.build() == ""
    assert file.stat().st_mtime_ns == before


def test_parallel_build_equals_a_serial_one(project):
    serial, parallel = project("figures", "serial"), project("figures", "parallel")
    for made in (serial, parallel):
        for number in range(8):
            made.write(f"more{number}.md", f"---\norphan: true\n---\n# More {number}\n")
    assert serial.build() == ""
    assert parallel.build(parallel=2) == ""
    assert images(serial) == images(parallel)
    assert str(serial.page("index")) == str(parallel.page("index"))


#: What the editor got wrong in figures/bars.csv (old, new), and what the build must say.
FAULTS = {
    "missing column": (
        "what,share (% of 10 people)",
        "what,share",
        r"bars.csv:1: no column 'share \(% of 10 people\)'",
    ),
    "unused column": ("people),source\n", "people),source,extra\n", r"bars.csv:1: column 'extra' is not used"),
    "not a number": ("5.5", "five", r"bars.csv:2: 'five' in column 'share \(% of 10 people\)' is not a number"),
    "infinite": ("5.5", "inf", r"bars.csv:2: 'inf' in column .* is not a number"),
    "unknown key": ("full; agency", "ful; agency", r"bars.csv:2: source 'ful' is not in the bibliography"),
    "no source": ("full; agency", "", r"bars.csv:2: no source; name one"),
    "no words": ("Two,,", ",,", r"bars.csv:3: nothing in column 'what'; fill it in"),
    "cell too many": ("Two,,agency", "Two,,agency,more", r"bars.csv:3: 4 cells under 3 heads; add or remove a comma"),
    "cell too few": ("Two,,agency", "Two,agency", r"bars.csv:3: 2 cells under 3 heads"),
    "open quotation": ('"One, <i>with</i> a comma"', '"One', r"bars.csv:\d+: .*(quot|cells)"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_csv_is_named_with_file_and_row(project, fault):
    old, new, message = FAULTS[fault]
    made = project("figures")
    (made.path / "deep" / "other.md").write_text("# Other\n")
    made.replace("figures/bars.csv", old, new)
    warnings = made.build().strip()
    assert re.search(message, warnings), warnings
    assert len(warnings.splitlines()) == 1
    assert "Traceback" not in warnings


def test_empty_csv_and_other_encodings_are_named(project):
    made = project("figures")
    (made.path / "figures/bars.csv").write_bytes(b"what,share (% of 10 people),source\ncaf\xe9,1,full\n")
    assert "bars.csv:1: not UTF-8" in made.build()
    made.write("figures/bars.csv", "what,share (% of 10 people),source\n")
    assert "bars.csv:1: the file has no rows" in made.build()
    (made.path / "figures/bars.csv").unlink()
    assert "bars.csv:1: cannot be read" in made.build(fresh=True)


def test_byte_order_mark_does_no_harm(project):
    made = project("figures")
    file = made.path / "figures/bars.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert made.build() == ""


def test_unknown_figure_and_missing_words_are_named(project):
    made = project("figures")
    made.replace("index.md", "{chart} bars", "{chart} barz")
    assert "index.md:3: WARNING: there is no figures/barz.py" in made.build()
    other = project("figures", "other")
    other.write("deep/other.md", "# Other\n\n:::{chart} bars\n:::\n")
    assert "deep/other.md:3: WARNING: chart 'bars' has no text alternative" in other.build()


@pytest.mark.parametrize("fault, line", [("    raise KeyError('x')\n", 10), ("    figure.nothing()\n", 10)])
def test_program_that_fails_is_named_with_its_line(project, fault, line):
    made = project("figures")
    made.write("figures/bars.py", (made.path / "figures/bars.py").read_text() + fault)
    warnings = made.build()
    assert re.search(rf"bars.py:{line}: WARNING: the figure cannot be drawn \(", warnings), warnings
    assert "Traceback" not in warnings


def test_program_that_is_not_python_is_named_with_its_line(project):
    made = project("figures")
    made.write("figures/bars.py", "COLUMNS = {\n")
    assert re.search(r"bars.py:\d: WARNING: the figure cannot be drawn \(SyntaxError", made.build())


def test_every_figure_has_its_data_beside_it():
    folder = Path(__file__).parent.parent / "docs" / "figures"
    programs = {file.stem for file in folder.glob("*.py")}
    tables = {file.stem for file in folder.glob("*.csv")}
    assert programs - tables == {
        "claims-by-verdict",
        "search-flow",
    }  # made from the claims, and from the searches, themselves
    assert tables <= programs


def test_repainted_drawing_equals_one_drawn_in_those_colours(site, tmp_path):
    from sphinx_evidence.claims.vocabulary import VERDICTS
    from sphinx_evidence.figures import draw

    dark = draw.looks({word: (known["light"], known["dark"]) for word, known in VERDICTS.items()})[1]
    # By page, the rows of each figure.
    figures = site.env.domaindata["figures"]["pages"]
    tried = 0
    for program in sorted(Path(__file__).parents[1].glob("docs/figures/*.py")):
        if not program.with_suffix(".csv").is_file():
            continue
        module = draw.load(program)
        rows = next(shown[program.stem] for shown in figures.values() if program.stem in shown)
        draw.render(module, rows, tmp_path / "dark.svg", dark)
        painted = site.folder / "_images" / f"{program.stem}-dark.svg"
        # Matplotlib makes ids from what they name, colour and all.
        one, other = (
            re.sub(r"\b[a-z][0-9a-f]{10}\b", "id", file.read_text()) for file in (painted, tmp_path / "dark.svg")
        )
        assert one == other, program.stem
        tried += 1
    assert tried >= 5


def test_failed_drawing_is_tried_again_by_the_next_build(project):
    made = project("figures")
    good = (made.path / "figures/bars.py").read_text()
    assert made.build() == ""
    made.write("figures/bars.py", good + "    raise ValueError('no')\n")
    # The page has not changed, so only the missing drawing makes the second build try again.
    assert "the figure cannot be drawn (ValueError: no)" in made.build()
    assert "the figure cannot be drawn (ValueError: no)" in made.build()
    made.write("figures/bars.py", good)
    assert made.build() == ""
    assert images(made).keys() == {"bars-light.svg", "bars-dark.svg"}
