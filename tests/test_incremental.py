"""A build after random edits has the same bytes as a clean one. A failure names its seed: --edits-seed repeats it."""

import os
import random
import shutil
from concurrent.futures import Future

import pytest

import whole as sites
from edits import Editor

#: Edits of the small site, and how many between two comparisons with a clean build. What one build leaves behind, the
#: next ones keep, so that it is found a little later all the same.
STEPS, BETWEEN = 25, 5
#: The edits of the real site before each of three builds. Those that have every page written again come last, because
#: they would hide what the others have missed.
REAL_EDITS = [["move_citation"], ["change_verdict", "add_figure"], ["rename_term", "drop_claim", "rename_page"]]
#: The series that every run tries; --edits asks for a new one, and --edits-seed for a certain one.
SEED = 12
ANY = ""
CLEAN, CLEAN_DOCTREES = "_build/clean", "_build/clean-doctrees"


class _Here:
    """Draws figures in this process, where Matplotlib is loaded once."""

    def __init__(self, *args, **kwargs):
        pass

    def submit(self, function, *args):
        done = Future()
        done.set_result(function(*args))
        return done

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture(autouse=True)
def _draw_here(monkeypatch):
    monkeypatch.setattr("sphinx_evidence.figures.drawing.ProcessPoolExecutor", _Here)


def different(one, other):
    """Return the names of the files that are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def compare(site, history):
    """Build ``site`` again and anew, and compare."""
    status, said = site.sphinx()
    assert (status, said) == (0, ""), "\n".join([*history, said])
    status, said = site.sphinx(output=CLEAN, doctrees=CLEAN_DOCTREES)
    assert (status, said) == (0, ""), "\n".join([*history, said])
    assert different(site.tree(), site.tree(CLEAN)) == [], "\n".join(history)
    shutil.rmtree(site.path / CLEAN)
    shutil.rmtree(site.path / CLEAN_DOCTREES)


def series(site, seed, builds, between):
    """Edit and build; ``builds`` has a list of kinds of edits for each build, ``between`` is how many go uncompared."""
    editor = Editor(site, seed)
    history = [f"seed {seed}"]
    for number, kinds in enumerate(builds, 1):
        history += [f"{number}: {editor.edit(kind)}" for kind in kinds]
        if number % between == 0 or number == len(builds):
            compare(site, history)
        else:
            assert site.sphinx() == (0, ""), "\n".join(history)


@pytest.fixture
def asked(request):
    """Return how many edits are asked for (0: as ever) and the seed."""
    edits, seed = (request.config.getoption(name) for name in ("--edits", "--edits-seed"))
    return edits, seed or (random.randrange(1, 10**6) if edits else SEED)


def without_history(site):
    """Let verdicts be changed at random: that each change is told is tried elsewhere."""
    site.append("conf.py", "claims_history = ''\nliterature_unmarked = False\n")
    return site


def test_series_of_edits_equals_a_clean_build(whole, asked):
    edits, seed = asked
    series(without_history(whole), seed, [[ANY]] * (edits or STEPS), BETWEEN)


def test_edits_of_the_real_site_equal_a_clean_build(tmp_path, asked, monkeypatch):
    # The pages' own dates count here, not the day of the other tests.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798200000")  # 2026-12-25
    site = without_history(sites.Whole(tmp_path / "real", real=True))
    assert site.sphinx() == (0, "")
    edits, seed = asked
    builds, between = ([[ANY]] * edits, BETWEEN) if edits else (REAL_EDITS, len(REAL_EDITS))
    series(site, seed, builds, between)


def test_page_that_is_put_back_with_an_older_time_is_read(whole):
    whole.replace("docs/guide/sleep.md", "Nobody knows", "Nobody knows yet")
    os.utime(whole.path / "docs/guide/sleep.md", (1_000_000_000, 1_000_000_000))
    assert whole.sphinx() == (0, "")
    assert b"Nobody knows yet" in whole.tree()["guide/sleep.html"]


def test_words_of_one_page_do_not_write_the_others(whole):
    before = {path: path.stat().st_mtime_ns for path in (whole.path / sites.SITE).rglob("*.html")}
    whole.replace("docs/guide/sleep.md", "Nobody knows", "Nobody knows yet")
    assert whole.sphinx() == (0, "")
    written = {path.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    # Sphinx writes the pages above it too; the search and the index are made anew each time.
    assert "sleep.html" in written
    assert not written & {"author.html", "safety.html", "method.html", "glossary.html", "hair.html", "muscles.html"}


def test_label_that_moves_to_an_earlier_page_is_there_once(whole):
    whole.replace("docs/article/muscles.md", "(muscle-claims)=\n", "")
    whole.append("docs/article/author.md", "\n(muscle-claims)=\n## Claims\n\nWords.\n")
    compare(whole, ["a label moves"])


def test_two_pictures_of_one_name_are_named_by_path_not_by_who_came_first(whole):
    whole.write("docs/guide/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='3'/>")
    whole.append("docs/article/hair.md", "\n![Another dot](/guide/dot.svg)\n")
    compare(whole, ["a second dot.svg"])


def test_pages_name_the_style_sheet_and_the_script_that_are_there(whole):
    whole.append("docs/_static/site.css", "\n.claim { color: red; }\n")
    whole.append("docs/_static/site.js", "\n// More.\n")
    compare(whole, ["another look"])


def test_link_to_a_page_that_is_not_there_leads_to_it_when_it_comes(whole):
    whole.append("docs/guide/sleep.md", "\nSee [tea](/guide/tea.md).\n")
    status, said = whole.sphinx()
    assert status and "cross-reference target not found: '/guide/tea.md'" in said
    whole.write("docs/guide/tea.md", whole.read("docs/guide/safety.md").split("# ")[0] + "# Tea\n\nWords.\n")
    whole.replace("docs/guide/index.md", "sleep\n", "sleep\ntea\n")
    compare(whole, ["a page comes after the link to it"])


@pytest.mark.parametrize("twin", ["(muscle-claims)=\n## Twin\n\nWords.\n", "```{glossary}\ntea\n  Twin.\n```\n"])
def test_label_or_term_that_stood_twice_for_a_while_is_not_lost(whole, twin):
    before = whole.read("docs/guide/sleep.md")
    whole.append("docs/guide/sleep.md", f"\n{twin}")
    status, said = whole.sphinx()
    assert status and "duplicate" in said
    whole.write("docs/guide/sleep.md", before)
    compare(whole, ["the second one is gone"])
