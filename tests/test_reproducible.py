"""The same sources give the same bytes, whatever folder, time zone, locale and number of processes."""

import sys
from fnmatch import fnmatch

import pytest

import whole as sites

#: A row for each format: what make calls it, and the folder that it fills.
FORMATS = {"html": "_build/html", "pdf": "_build/pdf", "epub": "_build/epub"}
#: The builders behind them, to be run with one process and with several, and what is published of what they write.
BUILDERS = {"html": "*", "book": "*.pdf", "epub": "*.epub"}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """The small site in two folders."""
    top = tmp_path_factory.mktemp("places")
    return sites.Whole(top / "one"), sites.Whole(top / "another, with blänks")


@pytest.mark.parametrize("target", FORMATS)
def test_two_folders_time_zones_and_locales_give_the_same_bytes(places, target):
    one, other = places
    folder = FORMATS[target]
    assert one.make(target, TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")[0] == 0
    assert other.make(target, TZ="America/St_Johns", LC_ALL="de_DE.UTF-8", LANG="tr_TR.UTF-8")[0] == 0
    built = one.tree(folder)
    assert built
    again = other.tree(folder)
    assert [name for name in built | again if built.get(name) != again.get(name)] == []
    for name, content in built.items():
        assert str(one.path).encode() not in content, name


@pytest.mark.parametrize("builder", BUILDERS)
def test_one_process_gives_the_same_bytes_as_several(places, builder):
    one, other = places
    made = {}
    for jobs in (1, 3):
        folders = (f"_build/{builder}-{jobs}", f"_build/doctrees-{jobs}")
        command = [sys.executable, "tools/sphinx_main.py", "-q", "-j", jobs, "-b", builder, "-c", ".", "-d", folders[1]]
        assert other.run(*command, "docs", folders[0], PYTHONHASHSEED="0") == (0, "")
        made[jobs] = {name: file for name, file in other.tree(folders[0]).items() if fnmatch(name, BUILDERS[builder])}
    assert made[1]
    assert [name for name in made[1] | made[3] if made[1].get(name) != made[3].get(name)] == []


def test_locale_that_this_machine_lacks_stops_nothing(places):
    status, said = places[0].make("html", LC_ALL="xx_YY.UTF-8")
    assert status == 0, said
    assert "Traceback" not in said


def test_nothing_outside_the_sources_is_asked_for_the_time(places):
    # Another day of the build changes nothing while no review falls due.
    one = places[0]
    assert one.make("html")[0] == 0
    before = one.tree("_build/html")
    assert one.make("html", SOURCE_DATE_EPOCH=str(int(sites.EPOCH) + 86400))[0] == 0
    assert one.tree("_build/html") == before
