"""One number, one source, both places: the tables and the chart on what helps sore muscles."""

import csv
import re
from pathlib import Path

import yaml

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "guide" / "what-helps-soreness.md"
DRAWN = DOCS / "figures" / "soreness-treatments.csv"

NUMBERS = yaml.safe_load((DOCS / "data" / "numbers.yaml").read_text(encoding="utf-8"))

_NAMED = re.compile(r"\{number\}`([\w-]+)`")
_SIZE = re.compile(r"\((\d+\.\d+)\)")
_CITED = re.compile(r"\{cite:p\}`([\w,]+)`")


def printed(text: str) -> str:
    """Return ``text`` with each number that stands there by its name."""
    return _NAMED.sub(lambda found: NUMBERS[found[1]]["value"].lstrip("-−"), text)


def told(text: str) -> set[tuple[str, str]]:
    """Return each size in brackets in the tables of ``text``, with the source that follows it."""
    found = set()
    for line in text.splitlines():
        if line.startswith("|"):
            for size in _SIZE.finditer(line):
                source = _CITED.search(line, size.end())
                assert source, f"no source after ({size[1]}): {line}"
                found.add((source[1], f"{float(size[1]):.2f}"))
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


def test_tables_and_chart_tell_the_same_sizes():
    page = printed(PAGE.read_text(encoding="utf-8"))
    assert len(told(page)) > 10
    assert disagreements(page, DRAWN.read_text(encoding="utf-8")) == []


def test_a_size_that_differs_is_noticed():
    page = printed(PAGE.read_text(encoding="utf-8"))
    figure = DRAWN.read_text(encoding="utf-8")
    assert "wang2021heatcold: 0.83" in disagreements(page.replace("(0.82)", "(0.83)"), figure)
    assert "hill2021cherry: 0.45 is only drawn" in disagreements(page, figure.replace("-0.44", "-0.45"))
