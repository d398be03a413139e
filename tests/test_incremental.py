"""A build after random edits has the same bytes as a clean one. A failure names its seed: --edits-seed repeats it."""

import os
import random
import shutil
from concurrent.futures import Future

import pytest

import whole as sites
from edits import Editor

#: Edits of the small site and of a copy of the real one, and how many between two comparisons with a clean build. What
#: one build leaves behind, the next ones keep, so that it is found a little later all the same.
STEPS, BETWEEN = 25, 5
#: The series that every run tries; another is asked for with --edits-seed.
SEED = 12
REAL_STEPS = REAL_BETWEEN = 5
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
    monkeypatch.setattr("figures.drawing.ProcessPoolExecutor", _Here)


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


def series(site, seed, steps, between, real=False):
    editor = Editor(site, seed, real=real)
    history = [f"seed {seed}"]
    for step in range(1, steps + 1):
        history.append(f"{step}: {editor.edit()}")
        if step % between == 0:
            compare(site, history)
        else:
            assert site.sphinx() == (0, ""), "\n".join(history)


def test_series_of_edits_equals_a_clean_build(whole, request):
    seed = request.config.getoption("--edits-seed") or SEED
    series(whole, seed, request.config.getoption("--edits") or STEPS, BETWEEN)


def test_edits_of_the_real_site_equal_a_clean_build(tmp_path, request, monkeypatch):
    if not request.config.getoption("--edits"):
        pytest.skip("runs with --edits N; seed 69736 shows a fault that is not yet mended")
    # The pages' own dates count here, not the day of the other tests.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798200000")  # 2026-12-25
    seed = request.config.getoption("--edits-seed") or random.randrange(10**6)
    site = sites.Whole(tmp_path / "real", real=True)
    assert site.sphinx() == (0, "")
    steps = request.config.getoption("--edits") or REAL_STEPS
    series(site, seed, steps, REAL_BETWEEN, real=True)


def test_page_that_is_put_back_with_an_older_time_is_read(whole):
    whole.replace("docs/guide/sleep.md", "Nobody knows", "Somebody knows")
    os.utime(whole.path / "docs/guide/sleep.md", (1_000_000_000, 1_000_000_000))
    assert whole.sphinx() == (0, "")
    assert b"Somebody knows" in whole.tree()["guide/sleep.html"]


def test_words_of_one_page_do_not_write_the_others(whole):
    before = {path: path.stat().st_mtime_ns for path in (whole.path / sites.SITE).rglob("*.html")}
    whole.replace("docs/guide/sleep.md", "Nobody knows", "No one knows")
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
