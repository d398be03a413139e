"""What README.md and CONTRIBUTING.md promise an editor, tried as written."""

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from PIL import Image

from conftest import parse
from link_server import Box
from link_server import check as check_links
from register_server import Service, as_crossref
from register_server import run as check_sources
from sphinx_evidence.bibliography import read as read_bibliography
from sphinx_evidence.citecheck.check import OUTCOMES as OF_SOURCES
from sphinx_evidence.linkcheck.outcomes import OUTCOMES as OF_LINKS
from test_bad_input import KINDS
from test_house_style import house_style
from whole import SITE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

LEMON = re.search(r"```markdown\n(:::\{claim\} .*?:::)\n```", CONTRIBUTING, re.S)[1]

#: What an editor has to get wrong to see each message of the table, in a page that is otherwise right.
MISTAKES = {
    "unknown verdict 'proven'; did you mean 'unproven'?": LEMON.replace("unproven", "proven"),
    "claim 'lemon-taste' is already made in": f"{LEMON}\n\n{LEMON}",
    "no page makes a claim called 'lemon-tast'": LEMON + "\n\nSee {claim}`lemon-tast`.",
    'could not find bibtex key "lemon2020"': LEMON + "\n\nSee {cite:p}`lemon2020`.",
    "term not in glossary: 'lemon'": LEMON + "\n\nSee {term}`lemon`.",
    "cross-reference target not found:": LEMON + "\n\nSee [here](/guide/nowhere.md).",
}

#: Further messages of the table, each with the kind of mistake in test_bad_input.py that it is tried with.
KINDS_OF = {
    "the front matter is not YAML": "front matter: open quotation",
    "reviewed: 2026-02-30 does not exist": "date: a day that is not",
    "this line is not UTF-8": "page: not UTF-8",
    "the fence … is never closed": "fence: never closed",
    "Unknown directive type: 'notte'": "directive: unknown",
    "<br> would stand in the text as it is": "HTML in a page",
    "the file includes itself": "include: itself",
    "toctree contains reference to non-existing document": "toctree: page is gone",
    "document isn't included in any toctree": "toctree: page is in none",
    "duplicate label": "label: twice",
    "picture … has 30.0 MB": "picture: 30 MB",
    "is a link to …, outside the project": "page: a link out of the project",
    "not BibTeX": "bib: brace never closed",
    "has the unknown field 'jornal'; did you mean 'journal'?": "bib: unknown field",
    "title holds …, which cannot be shown": "bib: LaTeX that has no letter",
    "source 'agency2020' has the unknown type @webpage": "bib: unknown type",
    "the figure cannot be drawn": "figure program: not Python",
}


#: A fenced example after a line that says where it goes; one in a list is set in.
EXAMPLE = re.compile(
    r"(at the end of the toctree in|at the end of|a new file|into)\s+`([\w./-]+)`[^\n]*:\n\n( *)```\w+\n(.*?)\n\3```",
    re.DOTALL | re.IGNORECASE,
)


def examples(heading):
    """Return how, where and what of every example in the section ``heading`` of CONTRIBUTING.md."""
    section = CONTRIBUTING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [
        (how.lower(), name, re.sub(f"^{indent}", "", text, flags=re.M) + "\n")
        for how, name, indent, text in EXAMPLE.findall(section)
    ]


def shown(heading):
    """Return what a terminal shows in the section ``heading``."""
    section = CONTRIBUTING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    (text,) = re.findall(r"```text\n(.*?\n)```", section, re.DOTALL)
    return text


def follow(site, *headings):
    """Do in ``site`` what the examples of these sections say."""
    for how, name, text in (example for heading in headings for example in examples(heading)):
        if how == "at the end of":
            site.append(name, "\n" + text)
        elif how == "at the end of the toctree in":
            site.write(
                name, re.sub(r"(```\{toctree\}\n.*?)(?=```)", rf"\1{text}", site.read(name), count=1, flags=re.S)
            )
        elif how == "a new file":
            assert not (site.path / name).exists()
            site.write(name, text)
        else:
            for line in text.splitlines():
                key = line[: line.index(": ")]
                new, times = re.subn(rf"^{key}: .*$", line, site.read(name), flags=re.M)
                assert times == 1, f"{name} has {times} lines that begin with {key}"
                site.write(name, new)


@pytest.fixture
def editor(whole):
    """The small site with the page and the source that the examples name."""
    front = "---\ndescription: What is in tea.\nreviewed: 2026-11-20\nreview_due: 2027-05-20\n---\n"
    whole.write("docs/article/compounds.md", f"{front}# What is in it?\n\nWords.\n")
    whole.replace("docs/article/index.md", "muscles\n", "muscles\ncompounds\n")
    bib = (ROOT / "docs/references.bib").read_text(encoding="utf-8")
    entry = re.search(r"@article\{vicknasingam2020pain,.*?\n\}", bib, re.S)[0]
    whole.append("docs/references.bib", f"\n{entry}\n")
    whole.append("docs/article/compounds.md", "\nA sentence {cite:p}`vicknasingam2020pain`.\n")
    return whole


def built(site, name):
    """Build; return the page ``name`` as a browser parses it."""
    assert site.sphinx() == (0, "")
    return parse(site.path / SITE / f"{name}.html")


def test_examples_name_pages_that_there_are():
    headings = re.findall(r"^## (.*)", CONTRIBUTING, re.M)
    found = {heading: examples(heading) for heading in headings}
    assert {heading: len(made) for heading, made in found.items() if made} == {
        "Add a page": 3,
        "Add a claim": 3,
        "Add a source": 2,
        "Review a page": 1,
        "Change a verdict": 3,
        "Say that nobody has found something": 2,
        "Give a telephone number, or boxes to tick": 1,
        "Give a number once": 2,
        "Add a figure": 3,
    }
    named = {(how, name) for made in found.values() for how, name, _ in made}
    assert [name for how, name in named if (ROOT / name).exists() == (how == "a new file")] == []


def test_claim_that_is_added_stands_on_its_page_in_the_table_and_in_the_data(editor):
    follow(editor, "Add a claim")
    page = built(editor, "article/compounds")
    assert "Kratom tea tastes better with lemon." in page.find(id="claim-lemon-taste").get_text()
    ledger = parse(editor.path / SITE / "evidence/claims.html")
    (link,) = ledger.select("td a[href$='#claim-lemon-taste'], th a[href$='#claim-lemon-taste']")
    assert link
    data = json.loads((editor.path / SITE / "claims.json").read_text(encoding="utf-8"))
    assert [one["verdict"] for one in data["claims"] if one["id"] == "lemon-taste"] == ["unproven"]


def test_claim_that_the_article_does_not_make_is_named(editor):
    (_, page, claim), *_ = examples("Add a claim")
    editor.append(page, "\n" + claim)
    status, said = editor.sphinx()
    assert status == 1 and "lemon-taste" in said


def test_page_that_is_added_is_in_the_list_and_one_that_is_left_out_is_named(editor):
    (_, name, text), (_, index, line), (_, published, address) = examples("Add a page")
    editor.write(published, "# Every address.\n")
    follow(editor, "Add a page")
    assert (editor.path / SITE.partition("/")[0]).is_dir() and f"docs/{address.strip()}" == name.replace(".md", ".html")
    assert built(editor, "guide/lemon-tea").h1.get_text(strip=True).startswith("What does lemon do to tea?")
    editor.replace(index, line, "")
    status, said = editor.sphinx()
    assert status == 1
    assert [row for row in said.splitlines() if name in row and "isn't included in any toctree" in row]


def test_page_that_is_renamed_is_named_once_with_its_links_and_leads_on(editor):
    editor.write("tests/data/published-addresses.txt", "# Every address.\n")
    follow(editor, "Add a page")
    (_, name, _), (_, index, line), _ = examples("Add a page")
    for page in ("docs/guide/sleep.md", "docs/article/hair.md"):
        editor.append(page, "\nSee [tea](/guide/lemon-tea.md).\n")
    section = CONTRIBUTING.partition("\n## Rename a page\n")[2].partition("\n## ")[0]
    (entry,) = re.findall(r"```python\n\s*(.*?)\n\s*```", section, re.S)
    old, new = re.fullmatch(r'"([\w/-]+)": "([\w.-]+)",', entry).groups()
    assert name == f"docs/{old}.md"
    (editor.path / name).rename(editor.path / name.replace("lemon-tea", new.removesuffix(".html")))
    editor.replace(index, line, f"{new.removesuffix('.html')}\n")
    status, said = editor.sphinx()
    assert status == 1
    (message,) = said.splitlines()
    assert "docs/article/hair.md" in message and "docs/guide/sleep.md" in message and "'guide/lemon-tea'" in message
    for page in ("docs/guide/sleep.md", "docs/article/hair.md"):
        editor.replace(page, "/guide/lemon-tea.md", f"/guide/{new.removesuffix('.html')}.md")
    conf = editor.read("conf.py")
    editor.write(
        "conf.py", re.sub(r"^redirects = \{\n.*?^\}", f"redirects = {{\n    {entry}\n}}", conf, flags=re.M | re.S)
    )
    moved = built(editor, old)
    assert moved.select_one("meta[http-equiv=refresh]")["content"].endswith(f"url={new}")
    assert (editor.path / SITE / "guide" / new).is_file()


def test_telephone_number_can_be_tapped_and_boxes_ticked(editor):
    section = CONTRIBUTING.partition("\n## Give a telephone number, or boxes to tick\n")[2].partition("\n## ")[0]
    (entry,) = re.findall(r"```python\n(.*?)\n```", section, re.S)
    editor.replace("conf.py", "phone_numbers = {\n", f"phone_numbers = {{\n    {entry}\n")
    follow(editor, "Give a telephone number, or boxes to tick")
    editor.append("docs/article/compounds.md", "\nCall 1-800-555-0100.\n")
    page = built(editor, "article/compounds").article
    assert {link["href"] for link in page.select("a[href^='tel:']")} == {"tel:+18005550100", "tel:+18002221222"}
    boxes = page.select("li.task-list-item")
    assert [box.get_text(" ", strip=True) for box in boxes][0].endswith("Ask what is in the tea.")
    assert len(boxes) == 2


def test_verdict_that_is_changed_is_told_as_the_handbook_says(editor):
    front = "---\ndescription: What changed.\nreviewed: 2026-11-20\nreview_due: 2027-05-20\n---\n"
    editor.write("docs/reference/corrections.md", f"{front}# Corrections\n\n## What changed?\n\nThis.\n")
    editor.replace("docs/reference/index.md", "bibliography\n", "bibliography\ncorrections\n")
    editor.append("conf.py", 'claims_corrections = "reference/corrections"\n')
    follow(editor, "Add a claim", "Change a verdict")
    assert "from unproven to supported" in built(editor, "reference/corrections").article.get_text()
    for _, name, text in examples("Change a verdict")[1:]:
        editor.replace(name, text, "\n")
        status, said = editor.sphinx()
        assert status == 1 and "lemon-taste" in said
        editor.append(name, text)


def test_sentence_that_nobody_found_something_names_its_search(editor):
    editor.append("docs/article/hair.md", "\n```{search-log} tea-lemon\n```\n")
    follow(editor, "Say that nobody has found something")
    page = built(editor, "article/compounds")
    (link,) = page.select("a[href*='search-tea-lemon']")
    assert "24 November 2026" in link.get_text()


def test_number_is_given_once(editor):
    editor.write("docs/data/numbers.yaml", "# Numbers.\n")
    follow(editor, "Give a number once")
    assert "With lemon, 12 of 20 people liked it" in built(editor, "article/compounds").article.get_text()


def test_source_that_is_added_is_cited_and_says_where(editor):
    follow(editor, "Add a source")
    assert "[Example 2026]" in built(editor, "article/compounds").article.get_text()
    entry = parse(editor.path / SITE / "reference/bibliography.html").find(id="source-example2026lemon")
    assert "An example of an entry, and no study" in entry.get_text()
    assert "What is in it?" in entry.get_text()


def test_figure_that_is_added_is_drawn_with_its_table_and_source(editor):
    follow(editor, "Add a source", "Add a figure")
    page = built(editor, "article/compounds")
    (figure,) = page.select("figure.chart")
    pictures = {image["src"].rpartition("/")[2]: image["alt"] for image in figure.find_all("img")}
    assert len(pictures) == 2 and all((editor.path / SITE / "_images" / name).is_file() for name in pictures)
    assert "Two bars. Of 20 people, 12 preferred tea with lemon and 8 without." in pictures.values()
    table = figure.find_next("table").get_text(" ")
    assert "with lemon" in table and "Example 2026" in table
    assert "How people in the example liked their tea." in figure.figcaption.get_text()


def test_page_that_is_reviewed_says_so_and_later_that_it_is_due(editor, monkeypatch):
    follow(editor, "Review a page")
    (promised,) = re.findall(r'The page says "([^"]+)"', CONTRIBUTING)
    assert promised in built(editor, "guide/safety").article.get_text()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1811203200")  # 2027-05-25
    due = built(editor, "guide/safety").select_one("p.page-overdue").get_text()
    assert "23 May 2027" in due
    assert "Safety" in parse(editor.path / SITE / "evidence/method.html").article.get_text()


def test_report_on_links_says_what_the_handbook_shows(project, capsys):
    with closing(Box()) as box:
        addresses = [f"{box.base}/status/404", f"{box.base}/status/200"]
        status, said, _ = check_links(project("links"), capsys, addresses)
    assert status == 1
    assert shown("Read the report on links") in said.replace(addresses[0], "https://www.example.org/lemon")


def test_policy_of_the_handbook_is_understood(project, capsys):
    section = CONTRIBUTING.partition("## Read the report on links")[2]
    policy = re.search(r"```toml\n(.*?)```", section, re.DOTALL)[1]
    with closing(Box()) as box:
        address = f"{box.base}/status/403"
        status, _, rows = check_links(project("links"), capsys, [address], policy.replace("www.example.org", box.host))
    assert (status, rows[address]["outcome"]) == (0, "refused")


def test_report_on_sources_says_what_the_handbook_shows(project, capsys):
    made, register = project("citecheck"), Service()
    (source,) = read_bibliography(made.path / "references.bib", "references.bib")
    register.works[source.doi] = as_crossref(source, issued={"date-parts": [[2016, 3]]})
    status, said, report = check_sources(made, register, capsys)
    register.server.shutdown()
    register.server.server_close()
    assert status == 1
    assert shown("Read the report on sources") in said
    assert "year = {2016}" in report["sources"][0]["corrected"]


@pytest.mark.parametrize(("heading", "outcomes"), [("links", OF_LINKS), ("sources", OF_SOURCES)])
def test_the_outcomes_that_are_explained_are_those_that_there_are(heading, outcomes):
    section = CONTRIBUTING.partition(f"## Read the report on {heading}")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z][^|]*?) \|", section, re.M)
    assert sorted(", ".join(rows).split(", ")) == sorted(outcomes)


def test_house_style_says_what_the_handbook_shows():
    promised = shown("How we write")
    name, line, _ = promised.split(":", 2)
    rules, _ = house_style.load()
    (said,) = house_style.read(name, "\n" * (int(line) - 1) + "Tea is safe.\n", rules)
    assert said + "\n" == promised


def test_readme_shows_a_picture_and_says_what_it_shows():
    ((alt, name),) = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", README)
    picture = ROOT / name
    assert picture.stat().st_size < 150_000
    with Image.open(picture) as image:
        assert (image.format, image.width) == ("PNG", 1280)
        assert len(image.convert("RGB").getcolors(100_000)) > 20  # not an empty page
    assert len(alt.split()) > 10


def test_what_the_readme_links_to_is_there():
    # Links of the examples are those of pages.
    ours = re.sub(r"^( *)```.*?^\1```$", "", README + CONTRIBUTING, flags=re.M | re.S)
    linked = [name for name in re.findall(r"\]\(([^)]+)\)", ours) if "//" not in name]
    headings = {"#" + head.lower().replace(" ", "-") for head in re.findall(r"^## (.*)", README, re.M)}
    assert {"CONTRIBUTING.md", "LICENSE", "CITATION.cff", "SECURITY.md"} <= set(linked)
    assert [name for name in linked if name not in headings and not (ROOT / name).exists()] == []


def test_citation_agrees_with_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    conf = (ROOT / "conf.py").read_text(encoding="utf-8")
    assert f'version = "{citation["version"]}"' in conf
    assert citation["authors"] == [{"name": re.search(r'^author = "(.*)"', conf, re.M)[1]}]
    assert citation["license"] == "CC-BY-4.0"


def test_changes_begin_with_what_is_not_released():
    heads = re.findall(r"^## (.*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert heads[0] == "Unreleased"


def test_every_command_of_the_readme_is_a_target():
    heads = re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    targets = {name for head in heads for name in head.split()}
    named = set(re.findall(r"`make ([a-z-]+)`", README + CONTRIBUTING))
    assert len(named) > 5
    assert named <= targets


def test_every_file_and_folder_that_is_named_exists():
    named = set(re.findall(r"`((?:docs|tests|tools|\.github)/[\w./-]+)`", README + CONTRIBUTING))
    named -= {
        name
        for heading in re.findall(r"^## (.*)", CONTRIBUTING, re.M)
        for how, name, _ in examples(heading)
        if how == "a new file"
    }
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_table_lists_the_messages_tried_here():
    table = re.findall(r"^\| `([^`]+?)(?: …\)?)?` \|", CONTRIBUTING.partition("## When the build fails")[2], re.M)
    assert table == [*KINDS_OF, *MISTAKES]


@pytest.mark.parametrize("message", KINDS_OF)
def test_each_kind_of_mistake_gets_the_message_of_the_table(whole, message):
    KINDS[KINDS_OF[message]][0](whole)
    said = whole.sphinx()[1]
    assert all(part.strip() in said for part in message.split("…")), said


@pytest.fixture
def page(project):
    """Return a function that builds a page with the given text and returns the warnings."""
    house = project("claims")  # which keeps no history of verdicts
    source = (ROOT / "docs/references.bib").read_text(encoding="utf-8")
    entry = re.search(r"@article\{vicknasingam2020pain,.*?\n\}", source, re.S)[0]

    def build(text):
        bib = house.path / "references.bib"
        if "vicknasingam2020pain" not in bib.read_text(encoding="utf-8"):
            house.write("references.bib", bib.read_text(encoding="utf-8") + "\n" + entry + "\n")
        listed = "# What the article says.\n- id: lemon-taste\n  parts: [compounds]\n  says: It tastes better.\n"
        house.write("expected.yaml", listed)
        house.write("lemon.md", f"---\norphan: true\n---\n# Lemon\n\n{text}\n")
        return house.build()

    return build


def test_the_worked_example_builds(page):
    assert [line for line in page(LEMON).splitlines() if "lemon.md" in line] == []


@pytest.mark.parametrize("message", MISTAKES)
def test_each_mistake_gets_the_message_of_the_table(page, message):
    warnings = page(MISTAKES[message])
    assert [line for line in warnings.splitlines() if message in line and "lemon.md" in line], warnings
