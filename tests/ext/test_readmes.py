"""The READMEs of the package: one a room, of one screen, with the options that the code declares."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import pictures  # noqa: E402
import readmes  # noqa: E402

ROOMS = readmes.rooms()
#: citecheck and linkcheck have tables of what is compared and what comes of a link, too.
SCREEN = {"citecheck": 100, "linkcheck": 80}


def test_the_front_names_every_room():
    front = (readmes.PACKAGE / "README.md").read_text(encoding="utf-8")
    assert [room for room in ROOMS if "." not in room and f"`sphinx_evidence.{room}`" not in front] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_readme_of_one_screen_with_its_line(room):
    text = readmes.readme(room).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= SCREEN.get(room, 60)
    assert f'"sphinx_evidence.{room}"' in text


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_that_is_seen_on_a_page_has_its_picture_told_in_words(room):
    found = re.findall(r"!\[([^]]*)\]\(([^)]*)\)", readmes.readme(room).read_text(encoding="utf-8"))
    assert bool(found) == (room in pictures.SEEN)
    for alt, file in found:
        assert len(alt.split()) >= 6
        assert (readmes.readme(room).parent / file).resolve() == pictures.PICTURES / f"{room}.png"
        assert (pictures.PICTURES / f"{room}.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("room", ROOMS)
def test_each_option_says_what_it_is(room):
    for name, _, types, words in readmes.options(room):
        assert words.endswith(".") and types, name
        assert words[0].isupper(), name


def test_tables_of_options_are_current():
    done = subprocess.run([sys.executable, "tools/readmes.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_option_is_noticed(monkeypatch):
    monkeypatch.setattr(readmes, "options", lambda room: [("new_option", 1, (int,), "New.")])
    assert "`new_option`" in readmes.filled("phones")
    assert readmes.filled("phones") != readmes.readme("phones").read_text(encoding="utf-8")
