"""The same sources give the same bytes, whatever folder, time zone, locale and number of processes."""

import sys
from fnmatch import fnmatch

import pytest

import whole as sites

#: A row for each format: what make calls it, the builder behind it, and what is published of what that writes.
FORMATS = {
    "html": ("html", "*"),
    "pdf": ("book", "*.pdf"),
    "epub": ("epub", "*.epub"),
    "latex": ("latex", "*"),
}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """The small site in two folders."""
    top = tmp_path_factory.mktemp("places")
    return sites.Whole(top / "one"), sites.Whole(top / "another, with blänks")


# What is packed makes the site and the books, which are then there already.
@pytest.mark.parametrize("target", ["offline", *FORMATS])
def test_two_folders_time_zones_and_locales_give_the_same_bytes(places, target):
    one, other = places
    folder = f"_build/{target}"
    assert one.make(target, TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")[0] == 0
    assert other.make(target, TZ="America/St_Johns", LC_ALL="de_DE.UTF-8", LANG="tr_TR.UTF-8")[0] == 0
    built = one.tree(folder)
    assert built
    again = other.tree(folder)
    assert [name for name in built | again if built.get(name) != again.get(name)] == []
    for name, content in built.items():
        assert str(one.path).encode() not in content, name


@pytest.mark.parametrize("target", FORMATS)
def test_one_process_gives_the_same_bytes_as_several(places, target):
    _, other = places
    builder, kept = FORMATS[target]
    if not (other.path / "_build" / target).exists():
        assert other.make(target)[0] == 0
    several = other.tree(f"_build/{target}")
    command = [
        sys.executable,
        "tools/sphinx_main.py",
        "-q",
        "-j",
        1,
        "-b",
        builder,
        "-c",
        ".",
        "-d",
        "_build/one-trees",
    ]
    assert other.run(*command, "docs", f"_build/one-{builder}", PYTHONHASHSEED="0") == (0, "")
    one = {name: content for name, content in other.tree(f"_build/one-{builder}").items() if fnmatch(name, kept)}
    assert [name for name in one | several if one.get(name) != several.get(name)] == []


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
