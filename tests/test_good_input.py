"""What looks odd and is right: it builds, and the page shows it."""

import codecs
import resource
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

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


def test_link_inside_the_project_is_followed(whole):
    (whole.path / "docs/_images/other.svg").symlink_to("dot.svg")
    whole.append(PAGE, "\n![A dot](/_images/other.svg)\n")
    assert whole.sphinx() == (0, "")
    shown = page(whole).find("img", alt="A dot")["src"].removeprefix("../")
    assert whole.tree()[shown] == whole.read("docs/_images/dot.svg").encode()
