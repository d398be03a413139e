"""Numbers that several pages give stand once, in docs/data/numbers.yaml; the pages print them by their name."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent

NUMBERS = yaml.safe_load((ROOT / "docs/data/numbers.yaml").read_text(encoding="utf-8"))
#: Short ones mean other things elsewhere on a page.
TELLING = {name: one for name, one in NUMBERS.items() if len(re.sub(r"\D", "", one["value"])) > 2}


def prose(page):
    """What stands on a page: without front matter, and without the words for those who do not see a figure."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").split("\n---\n", 1)[1]
    return re.sub(r"^:alt:.*$", "", text, flags=re.MULTILINE)


def printed_on(page, name):
    """Whether the page prints the number, or its text."""
    return re.search(rf"\{{number\}}`{re.escape(name)}(\.text)?`", prose(page)) is not None


@pytest.mark.parametrize("name", NUMBERS)
def test_number_is_printed_by_its_name_where_the_file_says(name):
    assert [page for page in NUMBERS[name]["where"] if not printed_on(page, name)] == []


@pytest.mark.parametrize("name", TELLING)
def test_number_is_not_typed_again_on_these_pages(name):
    typed = re.compile(rf"(?<![\d.,]){re.escape(NUMBERS[name]['value'])}(?![\d.,]\d|\d)")
    assert [page for page in NUMBERS[name]["where"] if typed.search(prose(page))] == []


def test_each_page_that_prints_a_number_is_named_in_the_file():
    told = {(page, name) for name, one in NUMBERS.items() for page in one["where"]}
    found = set()
    for path in (ROOT / "docs").rglob("*.md"):
        page = path.relative_to(ROOT / "docs").as_posix()
        found |= {
            (page, name) for name in re.findall(r"\{number\}`([\w-]+)(?:\.\w+)?`", path.read_text(encoding="utf-8"))
        }
    assert found == told
