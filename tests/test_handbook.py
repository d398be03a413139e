"""What README.md and CONTRIBUTING.md promise an editor, tried as written."""

import re
from pathlib import Path

import pytest

from test_bad_input import KINDS

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
    "source 'agency2020' has the unknown type @webpage": "bib: unknown type",
    "the figure cannot be drawn": "figure program: not Python",
}


def test_every_command_of_the_readme_is_a_target():
    heads = re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    targets = {name for head in heads for name in head.split()}
    named = set(re.findall(r"`make ([a-z-]+)`", README + CONTRIBUTING))
    assert len(named) > 5
    assert named <= targets


def test_every_file_and_folder_that_is_named_exists():
    named = set(re.findall(r"`((?:docs|tests|tools)/[\w./-]+)`", README + CONTRIBUTING)) - {
        "docs/figures/NAME.csv",
        "docs/figures/NAME.py",
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
    house = project("claims")
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
