"""``make content``: what an editor has written is checked in seconds, and each mistake is one line."""

import re
import shutil
from pathlib import Path

import pytest

import whole as sites

ROOT = Path(__file__).parents[2]
PAGE = "docs/guide/sleep.md"
PUBLISHED = "tests/data/published-addresses.txt"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The small site with all that make content reads."""
    made = sites.Whole(tmp_path_factory.mktemp("content") / "site")
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml", "editorial/house-style.toml"):
        shutil.copy(ROOT / name, made.path / name)
    assert made.make("html")[0] == 0
    pages = sorted(str(path.relative_to(made.path / "_build/html")) for path in made.path.glob("_build/html/**/*.html"))
    made.write(PUBLISHED, "# Every address.\n" + "".join(f"{name}\n" for name in pages))
    shutil.copytree(made.path / "docs", made.path / "kept")
    return made


@pytest.fixture
def fresh(site):
    """The same as it was, whatever a test has done."""
    published = site.read(PUBLISHED)
    yield site
    shutil.rmtree(site.path / "docs")
    shutil.copytree(site.path / "kept", site.path / "docs")
    site.write(PUBLISHED, published)


def test_good_pages_are_said_to_be_good(fresh):
    status, said = fresh.make("content")
    assert status == 0, said
    assert re.fullmatch(r"Checked in \d+ s: the build, house style, spelling, translations, addresses\.\n", said)


LONE = "\n@misc{{{}, title = {{{{A}}}}, year = {{2026}}, kind = {{survey}}}}\n"

#: What an editor does on a bad day, and the one line that is said of each mistake.
DAYS = {
    "in the text": (
        (
            lambda site: site.append(PAGE, "\n[More](/guide/gone.md)\n"),
            r"docs/guide/sleep\.md:17: WARNING: .*target not found: '/guide/gone\.md'; correct the link",
        ),
        (
            lambda site: site.append(PAGE, "\nYou recieve it.\n"),  # codespell:ignore recieve
            r"docs/guide/sleep\.md:19: recieve ==> receive",  # codespell:ignore recieve
        ),
        (
            lambda site: site.append(PAGE, "\nTea is safe.\n"),
            r"docs/guide/sleep\.md:21: 'safe': .*",
        ),
    ),
    # What other mistakes leave without a use is told when those are mended.
    "what nobody uses": (
        (
            lambda site: site.write("docs/figures/lone.py", '"""Bars."""\n'),
            r"docs/figures/lone\.py:1: WARNING: no page shows the figure 'lone'",
        ),
        (
            lambda site: site.append("docs/references.bib", LONE.format("a1") + LONE.format("a2")),
            r"docs/references\.bib:37: WARNING: no page cites source 'a1'; .*'a2' on line 39",
        ),
    ),
    # They are compared with a good build alone.
    "addresses": (
        (
            lambda site: site.append(PUBLISHED, "guide/old.html\n"),
            rf"{PUBLISHED}:\d+: guide/old\.html was published and leads nowhere now; say under redirects in conf\.py",
        ),
        (
            lambda site: site.write(PUBLISHED, site.read(PUBLISHED).replace("guide/sleep.html\n", "")),
            rf"{PUBLISHED}:\d+: guide/sleep\.html is not on the list; add it here",
        ),
    ),
}


@pytest.mark.parametrize("day", DAYS)
def test_each_mistake_is_one_line_with_file_and_line(fresh, day):
    for edit, _ in DAYS[day]:
        edit(fresh)
    status, said = fresh.make("content")
    assert status != 0
    lines = [line for line in said.replace(f"{fresh.path}/", "").splitlines() if re.match(r"\S+:\d+: ", line)]
    for _, words in DAYS[day]:
        assert len([line for line in lines if re.match(words, line.removeprefix("./"))]) == 1, (words, said)
    assert len(lines) == len(DAYS[day]), said
    assert "failed: " in said and "Traceback" not in said
