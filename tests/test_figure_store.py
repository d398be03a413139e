"""Drawings are made once for all formats, and kept no longer than their figure."""

import pytest

from conftest import Project


@pytest.fixture
def drawn(monkeypatch):
    """Return the list of the drawings that are asked for."""
    from sphinx_evidence.figures import drawing

    asked = []

    class Here:
        def __init__(self, *args, **kwargs):
            pass

        def submit(self, function, jobs):
            from concurrent.futures import Future

            asked.extend(target.name for job in jobs for target, _ in job.targets)
            done = Future()
            done.set_result(function(jobs))
            return done

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    monkeypatch.setattr(drawing, "ProcessPoolExecutor", Here)
    return asked


@pytest.fixture
def made(project) -> Project:
    return project("figures")


def kept(made):
    return sorted(path.name for path in (made.path / "_build" / "doctrees" / "drawings").glob("*"))


def test_book_has_the_drawings_of_the_site(made, drawn):
    made.build("html")
    assert "bars-light.svg" in drawn
    site = {path.name: path.read_bytes() for path in (made.output / "_images").glob("*-light.svg")}
    drawn.clear()
    made.build("epub")
    assert drawn == []
    assert all((made.path / "_build" / "epub" / "_images" / name).read_bytes() == site[name] for name in site)


def test_numbers_that_change_are_drawn_and_the_old_drawing_goes(made, drawn):
    made.build("html")
    before = kept(made)
    drawn.clear()
    made.replace("figures/bars.csv", "5.5", "6.5")
    made.build("html")
    assert set(drawn) == {"bars-light.svg", "bars-dark.svg"}
    after = kept(made)
    assert len(after) == len(before)
    assert len(set(before) - set(after)) == 2


def test_full_disk_keeps_nothing_and_the_site_is_whole(made, drawn, monkeypatch):
    from sphinx_evidence.figures import store

    def full(source, target):
        target.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "copyfile", full)
    assert made.build("html") == ""
    assert (made.output / "_images" / "bars-light.svg").is_file()
    assert kept(made) == []
