"""Sentences drawn by lot: which can be drawn, what is told about each, and that a seed draws them again."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from test_house_style import house_style  # noqa: F401 - the tool imports it by this name

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "tools" / "sample_sentences.py"

spec = importlib.util.spec_from_file_location("sample_sentences", TOOL)
sample = importlib.util.module_from_spec(spec)
sys.modules["sample_sentences"] = sample
spec.loader.exec_module(sample)

NUMBERS = {"users": {"value": "2,798", "source": "garcia2020"}}

#: A page, and line, text and sources of each sentence of it that can be drawn.
PAGES = {
    "a citation": (
        "Fine. It\nhelps {cite:p}`a2020,b2021`. Fine.\n",
        [(1, "It helps {cite:p}`a2020,b2021`.", ("a2020", "b2021"))],
    ),
    "a number": ("Of {number}`users` users, few.\n", [(1, "Of 2,798 users, few.", ("garcia2020",))]),
    "a number that no file knows": ("Of {number}`nobody` users.\n", [(1, "Of {number}`nobody` users.", ())]),
    "a percentage": ("Fine.\n\nSo did 17% of them.\n", [(3, "So did 17% of them.", ())]),
    "a percentage in words": ("So did 17 per cent.\n", [(1, "So did 17 per cent.", ())]),
    "nothing": ("# It helps\n\n17 of them said so.\n", []),
    "our words on a claim": (
        ":::{claim} It cures 9%.\n:id: x\n\nIt does not {cite:p}`a2020`.\n:::\n",
        [(4, "It does not {cite:p}`a2020`.", ("a2020",))],
    ),
    "a row": (
        "| a | b |\n| --- | --- |\n| c {cite:p}`a2020` | 5% |\n",
        [(3, "| c {cite:p}`a2020` | 5% |", ("a2020",))],
    ),
    "a row of a list-table": (
        ":::{list-table}\n* - a\n  - b\n* - c {cite:p}`a2020`\n  - long\n    cell, 5%\n:::\n",
        [(4, "* - c {cite:p}`a2020` - long cell, 5%", ("a2020",))],
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_what_can_be_drawn(kind):
    text, expected = PAGES[kind]
    assert [(one.line, one.text, one.keys) for one in sample.can_be_checked("page.md", text, NUMBERS)] == expected


def run(*arguments):
    return subprocess.run([sys.executable, TOOL, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_seed_draws_the_same_again_with_sources_and_addresses():
    first, again, other = run("--seed", "7", "--count", "5"), run("--seed", "7", "--count", "5"), run("--seed", "8")
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout != other.stdout
    assert first.stdout.startswith("1. docs/")
    assert "\n5. docs/" in first.stdout
    assert "\n6. " not in first.stdout
    assert "https://" in other.stdout


def test_no_more_than_there_are(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("One {cite:p}`nobody2020`. Two 5%.\n", encoding="utf-8")
    found = run("--count", "9", str(page))
    assert "nobody2020: not in docs/references.bib" in found.stdout
    assert "no source in this sentence; look at those beside it" in found.stdout
    assert found.stdout.endswith("2 of 2 sentences, seed 0\n")


@pytest.mark.parametrize(
    ("arguments", "message"), [(("--count", "0"), "--count 0: at least 1"), (("nowhere.md",), "cannot be read")]
)
def test_a_wrong_command_is_told_and_leaves_no_traceback(arguments, message):
    found = run(*arguments)
    assert found.returncode == 2
    assert message in found.stderr
    assert "Traceback" not in found.stderr
