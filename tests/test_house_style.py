"""The words that the site does not use: each rule tried with its own examples, and where words are read."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "tools" / "house_style.py"

spec = importlib.util.spec_from_file_location("house_style", TOOL)
house_style = importlib.util.module_from_spec(spec)
sys.modules["house_style"] = house_style
spec.loader.exec_module(house_style)

RULES, ALLOWED = house_style.load()
EXAMPLES = [(rule, text, kind) for rule in RULES for kind in ("wrong", "right") for text in getattr(rule, kind)]


@pytest.mark.parametrize(("rule", "text", "kind"), EXAMPLES, ids=[f"{r.name}: {t}" for r, t, _ in EXAMPLES])
def test_each_rule_does_what_its_examples_say(rule, text, kind):
    found = house_style.read("page.md", text.replace("[cited]", "{cite:p}`x`"), [rule])
    assert len(found) == (kind == "wrong"), found


def test_each_rule_has_a_reason_advice_and_examples():
    assert len(RULES) >= 10
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert [rule.name for rule in RULES if not (rule.why and rule.instead and rule.wrong and rule.right)] == []


#: Where a wrong word stands, and the line that is named.
PLACES = {
    "a paragraph": ("# Title\n\nOne line\nand it is proven. Fine.\n", 4),
    "the second sentence of a line": ("Fine. It is proven.\n", 1),
    "a heading": ("# Proven\n", 1),
    "a list": ("- fine\n- proven\n", 2),
    "a table": ("| a | b |\n| --- | --- |\n| c | proven |\n", 3),
    "a definition": ("Term\n: It is proven.\n", 2),
    "a description": ("---\ndescription: It is proven.\n---\n# Title\n", 2),
    "a box": (":::{admonition} Key messages\n:class: key-messages\n- fine\n- proven\n:::\n", 4),
    "the head of a box": (":::{admonition} Proven\nFine.\n:::\n", 1),
    "a box in a box": ("::::{only} html\n:::{note}\nIt is proven.\n:::\n::::\n", 3),
    "a list-table": (":::{list-table}\n:header-rows: 1\n\n* - a\n  - b\n* - c\n  - proven\n:::\n", 7),
    "a glossary": ("```{glossary}\nhalf-life\n  The proven time.\n```\n", 3),
    "a text alternative": (":::{chart} x\n:alt: Bars, proven.\n\nFine.\n:::\n", 2),
    "our words on a claim": (":::{claim} It works.\n:id: x\n\nIt is proven.\n:::\n", 4),
    "bold letters": ("It is **proven**.\n", 1),
    "a link": ("See [what is proven](/x.md).\n", 1),
    "a term": ("A {term}`proven thing <thing>`.\n", 1),
    "words that a line breaks": ("It is important\nto note that.\n", 1),
}


@pytest.mark.parametrize("place", PLACES)
def test_words_are_read_wherever_they_stand(place):
    text, line = PLACES[place]
    (message,) = house_style.read("docs/page.md", text, RULES)
    assert message.startswith(f"docs/page.md:{line}: ")


#: What others say, and what is no sentence.
NOT_OURS = {
    "a quotation": 'The article says "it is proven, etc." and no more.\n',
    "a quotation over lines": 'The article says "it is\nproven".\n',
    "the words of the article": ":::{claim} Kratom is proven, and safe.\n:id: x\n\nFine.\n:::\n",
    "code": "Write `proven`.\n\n```text\nIt is proven.\n```\n",
    "names for the index": "```{index} proven; safe\n```\n",
    "an address": "See [this](https://example.org/proven).\n",
    "a key": "So it was {cite:p}`proven2020`.\n",
    "an option": ":::{claim} It works.\n:id: proven\n\nFine.\n:::\n",
}


@pytest.mark.parametrize("place", NOT_OURS)
def test_what_others_say_is_not_read(place):
    assert house_style.read("docs/page.md", NOT_OURS[place], RULES) == []


def test_cells_of_a_figure_are_read():
    (message,) = house_style.read("docs/figures/x.csv", "study,effect\nA,proven\n", RULES)
    assert message.startswith("docs/figures/x.csv:2: 'proven'")


def test_a_link_to_a_seller_is_named_with_its_line():
    (message,) = house_style.read("docs/page.md", "Fine.\n\n[Here](https://www.bulkkratomnow.com/x).\n", RULES)
    assert message.startswith("docs/page.md:3: 'https://www.bulkkratomnow.com'")


def test_an_exception_is_for_one_sentence_of_one_file():
    allowed = [house_style.Allowed("proven", "docs/page.md", "the proven way", "a reason")]
    used = set()
    assert house_style.read("docs/page.md", "It is the proven way.\n", RULES, allowed, used) == []
    assert used == set(allowed)
    assert len(house_style.read("docs/page.md", "A proven way.\n", RULES, allowed)) == 1
    assert len(house_style.read("docs/other.md", "It is the proven way.\n", RULES, allowed)) == 1


def test_every_page_is_read():
    read = {str(file.relative_to(ROOT)) for file in house_style.files()}
    assert {"README.md", "SECURITY.md", "docs/index.md", "docs/_includes/help-now.md"} <= read
    assert {str(file.relative_to(ROOT)) for file in (ROOT / "docs").rglob("*.md")} <= read
    words = sum(
        len(text.split()) for file in house_style.files() for _, text in house_style.sentences(file.read_text())
    )
    assert words > 15_000


def test_make_check_names_file_line_reason_and_advice(tmp_path):
    for name in ("tools/house_style.py", "editorial/house-style.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    with open(tmp_path / "editorial/house-style.toml", "a") as rules:
        rules.write('\n[[allow]]\nrule = "safe"\nfile = "docs/gone.md"\nsays = "gone"\nwhy = "a reason"\n')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_text("# Tea\n\nIt is safe.\n")
    done = subprocess.run([sys.executable, tmp_path / "tools/house_style.py"], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr == ""
    first, second = done.stdout.splitlines()
    assert first.startswith("docs/page.md:3: 'safe': Safe for whom, how much of it, and for how long? Say who took")
    assert second == "editorial/house-style.toml: nothing says 'gone' in docs/gone.md any more; take it out"
