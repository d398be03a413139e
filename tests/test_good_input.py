"""What looks odd and is right: it builds, and the page shows it."""

import codecs
import resource
import shutil
import subprocess
import sys
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from whole import Whole

PAGE = "docs/guide/sleep.md"


def page(whole, name="guide/sleep"):
    return BeautifulSoup(whole.tree()[f"{name}.html"].decode(), "html5lib")


@pytest.mark.parametrize("name", [PAGE, "docs/_includes/help-now.md", "docs/figures/bars.csv", "docs/references.bib"])
@pytest.mark.parametrize("how", ["byte order mark", "Windows line ends"])
def test_marks_of_other_systems_change_nothing(whole, name, how):
    before = whole.tree()
    content = whole.read(name).encode()
    whole.write(name, codecs.BOM_UTF8 + content if how == "byte order mark" else content.replace(b"\n", b"\r\n"))
    assert whole.sphinx() == (0, "")
    after = whole.tree()
    assert [file for file in before | after if before.get(file) != after.get(file)] == []


def test_byte_order_mark_in_the_list_of_claims_and_in_the_policy_changes_nothing(whole):
    for name in ("tests/article-claims.yaml", "editorial/link-policy.toml"):
        whole.write(name, codecs.BOM_UTF8 + whole.read(name).encode().replace(b"\n", b"\r\n"))
    assert whole.sphinx() == (0, "")


#: What editors, systems and notebooks leave in the folders of the pages; None is a link to nowhere.
LEFT = {
    ".#sleep.md": None,
    "#sleep.md#": b"# Half",
    "sleep.md~": b"# Old",
    ".sleep.md.swp": b"b0VIM\0\xff",
    "._sleep.md": b"\0\5\x16\7\0\xff",
    ".DS_Store": b"\0\0\0\1Bud1",
    ".ipynb_checkpoints/x.md": b"",
    ".ipynb_checkpoints/sleep-checkpoint.md": b"\xff\xfe",
    ".~lock.sleep.md#": b"me",
    "sleep.md.orig": b"\xff",
    "sleep.md.bak": b"\0",
    "Thumbs.db": b"\xd0\xcf",
    ".idea/notes.md": b"Words.",
}


@pytest.mark.parametrize(
    "folder", ["docs", "docs/guide", "docs/figures", "docs/_static", "docs/_includes", "docs/_extra"]
)
def test_what_editors_and_systems_leave_is_not_looked_at(whole, folder):
    before = whole.tree()
    for name, content in LEFT.items():
        if content is None:
            (whole.path / folder / name).symlink_to("me@host.1234:5678")
        else:
            whole.write(f"{folder}/{name}", content)
    assert whole.sphinx() == (0, "")
    assert whole.tree() == before


@pytest.mark.parametrize("value", ["", " "])
def test_empty_time_of_the_build_says_nothing(whole, value):
    for builder in ("html", "epub"):
        command = (sys.executable, "-m", "sphinx", "-q", "-W", "-b", builder, "-c", ".", "docs", f"_build/{builder}")
        assert whole.run(*command, SOURCE_DATE_EPOCH=value) == (0, "")
    assert whole.make("html", SOURCE_DATE_EPOCH=value)[0] == 0


def test_what_libraries_warn_of_stops_no_build(whole):
    assert whole.make("html", PYTHONWARNINGS="error", PYTHONDEVMODE="")[0] == 0


#: How machines speak that do not speak UTF-8: by an old locale, by none, by one that they lack.
TONGUES = {
    "C": {"LC_ALL": "C"},
    "C, and Python told so": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "POSIX": {"LC_ALL": "", "LC_CTYPE": "POSIX"},
    "not there": {"LC_ALL": "xx_XX.ISO-8859-15"},
    "Latin-1": {"LC_ALL": "en_US.ISO-8859-1", "LOCPATH": "locales"},
}


@pytest.mark.parametrize("tongue", TONGUES)
def test_any_locale_builds_in_a_folder_with_letters_outside_ascii(tmp_path, tongue):
    site = Whole(tmp_path / "Prüfung é 茶")
    environment = TONGUES[tongue]
    if "LOCPATH" in environment:
        if not shutil.which("localedef"):
            pytest.skip("no localedef; Debian: apt install locales")
        (tmp_path / "locales").mkdir()
        target = tmp_path / "locales" / "en_US.ISO-8859-1"
        subprocess.run(["localedef", "-i", "en_US", "-f", "ISO-8859-1", target], check=False, capture_output=True)
        if not target.exists():
            pytest.skip("no charmaps; Debian: apt install locales")
        environment = environment | {"LOCPATH": str(tmp_path / "locales")}
    for target in ("html", "epub"):
        status, said = site.make(target, **environment)
        assert status == 0, said
        assert len(said.splitlines()) == 1


def test_accents_of_bibtex_are_letters(whole):
    whole.replace("docs/references.bib", "Post, Sara and", r"Ku{\v{c}}era, S{\'a}ra and M{\"u}ller, {\O}yvind and")
    whole.replace(
        "docs/references.bib", "{{Calls about tea}}", r"{{\'{E}tude {\ss} na{\"\i}ve {\L}{\'o}d{\'z} 5 \% \& more}}"
    )
    assert whole.sphinx() == (0, "")
    entry = page(whole, "reference/bibliography").find(id="source-post2019").get_text()
    assert "Kučera, Sára; Müller, Øyvind; Spiller, Henry" in entry
    assert "Étude ß naïve Łódź 5 % & more" in entry
    assert "Kučera 2019" in page(whole, "article/hair").get_text()


def test_source_without_author_or_year_is_listed_under_its_key(whole):
    whole.replace(
        "docs/references.bib", "  author = {Singh, Darshan},\n  title = {{Tea and sleep", "  title = {{Tea and sleep"
    )
    whole.replace("docs/references.bib", "{Journal of Tea},\n  year = {2019},\n", "{Journal of Tea},\n")
    assert whole.sphinx() == (0, "")
    assert "Tea and sleep. Journal of Tea." in page(whole, "reference/bibliography").get_text()


def test_page_of_five_megabytes_is_whole(whole):
    words = "A sentence of words about tea. " * 200
    sections = [f"\n## Heading {number}\n\n{words}\n" for number in range(810)]
    whole.append(PAGE, "".join(sections))
    assert (whole.path / PAGE).stat().st_size > 5_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    assert whole.sphinx() == (0, "")
    # An hour would be no answer; on a slow machine it is some seconds.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 60
    text = whole.tree()["guide/sleep.html"].decode()
    assert text.count("A sentence of words about tea.") == 200 * 810
    assert 'id="heading-809"' in text


def test_csv_of_ten_thousand_rows_is_whole(whole):
    rows = [f'"Row {number}, of many",{number},post2019' for number in range(10_000)]
    whole.write("docs/figures/bars.csv", "what,share (% of 10 people),source\n" + "\n".join(rows) + "\n")
    whole.write(
        "docs/figures/bars.py",
        '"""A line."""\n\nCOLUMNS = {"what": str, "share (% of 10 people)": float}\n\n\n'
        "def draw(figure, rows, look):\n"
        '    figure.subplots().plot([row["share (% of 10 people)"] for row in rows], color=look.accent)\n',
    )
    assert whole.sphinx() == (0, "")
    text = whole.tree()["guide/safety.html"].decode()
    assert text.count(", of many</p></td>") == 10_000
    assert "Row 9999, of many" in text
    assert b"<svg" in whole.tree()["_images/bars-light.svg"]


def test_blanks_and_accents_in_a_file_name_make_a_page_that_is_reached(whole):
    name = "über den Schlaf"
    entry = f"  - page: guide/{name}\n    says: Nobody knows\n    why: The small site has no searches.\n"
    whole.append("editorial/no-search-needed.yaml", entry)
    whole.write(f"docs/guide/{name}.md", whole.read(PAGE).replace("# Sleep", "# More of sleep"))
    whole.write("docs/guide/ein Bild.svg", whole.read("docs/_images/dot.svg"))
    whole.append(PAGE, f"\n[More](</guide/{name}.md>) ![A dot](<ein Bild.svg>)\n")
    whole.replace("docs/guide/index.md", "sleep\n", f"sleep\n{name}\n")
    assert whole.sphinx() == (0, "")
    soup, built = page(whole), whole.tree()
    (link,) = {link["href"] for link in soup.find_all("a", string="More")}
    assert f"guide/{unquote(link)}" in built
    assert " " not in link
    picture = soup.find("img", alt="A dot")["src"]
    assert unquote(picture).removeprefix("../") in built


@pytest.mark.parametrize(
    ("text", "shown"),
    {
        "-\titem\n\n\t\tcode\n": "code",
        "> " * 18 + "deep\n": "deep",
        "".join("  " * depth + f"- item {depth}\n" for depth in range(9)): "item 8",
        "word " * 200_000 + "last\n": "last",
        "[" * 20_000 + "\n": "[[[[",
        "*a " * 3_000 + "end\n": "end",
        "% a comment\n\n日本語 العربية 👍🏽 e\u0301\n": "日本語 العربية 👍🏽",
    }.items(),
    ids=["tabs", "deep quotation", "deep list", "a line of a megabyte", "brackets", "stars", "other scripts"],
)
def test_odd_text_is_shown(whole, text, shown):
    whole.append(PAGE, f"\n{text}")
    assert whole.sphinx() == (0, "")
    assert shown in page(whole).get_text()


@pytest.mark.parametrize("sign", ["  ", "\\"])
def test_line_that_ends_in_a_paragraph_ends_on_the_page(whole, sign):
    whole.append(PAGE, f"\nFirst{sign}\nsecond\n")
    assert whole.sphinx() == (0, "")
    (found,) = (line for line in page(whole).find_all("br") if line.previous_sibling == "First")
    assert found.next_sibling.strip() == "second"
    for builder in ("text", "man", "latex", "epub", "xml"):
        assert whole.sphinx(builder, f"_build/{builder}") == (0, ""), builder


def test_link_inside_the_project_is_followed(whole):
    (whole.path / "docs/_images/other.svg").symlink_to("dot.svg")
    whole.append(PAGE, "\n![A dot](/_images/other.svg)\n")
    assert whole.sphinx() == (0, "")
    shown = page(whole).find("img", alt="A dot")["src"].removeprefix("../")
    assert whole.tree()[shown] == whole.read("docs/_images/dot.svg").encode()
