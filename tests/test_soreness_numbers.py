"""One number, one source, both places: the tables and the chart on what helps sore muscles."""

import csv
import re
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "guide" / "what-helps-soreness.md"
DRAWN = DOCS / "figures" / "soreness-treatments.csv"

NUMBERS = yaml.safe_load((DOCS / "data" / "numbers.yaml").read_text(encoding="utf-8"))

_SIZE = re.compile(r"\{number\}`([\w-]+)\.text`")
_CITED = re.compile(r"\{cite:p\}`([\w,]+)`")


def told(text: str) -> set[tuple[str, str]]:
    """Return each size that the tables of ``text`` tell in points, with the source that follows it."""
    found = set()
    for line in text.splitlines():
        if line.startswith("|"):
            for name in _SIZE.finditer(line):
                source = _CITED.search(line, name.end())
                assert source, f"no source after {name[1]}: {line}"
                found.add((source[1], f"{abs(float(NUMBERS[name[1]]['value'])):.2f}"))
    return found


def drawn(text: str) -> dict[str, set[str]]:
    """Return the sizes on the standardised scale that the figure's table holds, by source and without their sign."""
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["measure"] == "standardised difference":
            size = abs(float(row["estimate (in the measure)"]))
            found.setdefault(row["source"], set()).add(f"{size:.2f}")
    return found


def disagreements(page: str, figure: str) -> list[str]:
    """Return what the page tells of a source otherwise than the figure, and what only the figure has."""
    sizes = drawn(figure)
    tells = told(page)
    wrong = [f"{source}: {size}" for source, size in sorted(tells) if source in sizes and size not in sizes[source]]
    return wrong + [
        f"{source}: {size} is only drawn"
        for source in sorted(sizes)
        for size in sorted(sizes[source])
        if (source, size) not in tells
    ]


def in_points(size: float) -> str:
    """Return the words for a standardised difference, reckoned as the page says: twice as many points of 10."""
    points = 2 * abs(size)
    if points < 0.1:
        return "no difference"
    if points > 3.25:
        return "more than 3 points"
    whole, part = divmod(points, 1)
    if part < 0.25:
        return f"about {whole:.0f} point{'s' if whole > 1 else ''}"
    if part < 0.75:
        return f"about {whole:.0f} and a half points"
    return f"nearly {whole + 1:.0f} point{'s' if whole else ''}"


def test_tables_and_chart_tell_the_same_sizes():
    page = PAGE.read_text(encoding="utf-8")
    assert len(told(page)) > 10
    assert disagreements(page, DRAWN.read_text(encoding="utf-8")) == []


def test_a_size_that_differs_is_noticed():
    page = PAGE.read_text(encoding="utf-8")
    figure = DRAWN.read_text(encoding="utf-8")
    assert "wang2021heatcold: 0.82" in disagreements(page, figure.replace("-0.82", "-0.83"))
    assert "hill2021cherry: 0.45 is only drawn" in disagreements(page, figure.replace("-0.44", "-0.45"))


@pytest.mark.parametrize("name", _SIZE.findall(PAGE.read_text(encoding="utf-8")))
def test_points_are_reckoned_as_the_page_says(name):
    assert NUMBERS[name]["text"] == in_points(float(NUMBERS[name]["value"]))


def test_reckoning_can_fail():
    assert [in_points(size) for size in (0.4, 0.61, 0.82, 0.89, 1.51)] == [
        "nearly 1 point",
        "about 1 point",
        "about 1 and a half points",
        "nearly 2 points",
        "about 3 points",
    ]
