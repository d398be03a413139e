"""A format that nobody here has seen: every room's page is written in it, with nodes that its writer knows."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import test_alone

SAID = {
    "claims": ["Oranges cure colds.", "Unproven"],
    "figures": ["[Two bars.]", "How many oranges.", "Apple"],
    "tables": ["Orange", "Green"],
    "literature": ["none", "An invented search"],
    "books.leaflet": ["For the sheet."],
    "books.checklist": ["[ ] ", "Is it round?"],
}


@pytest.mark.parametrize("room", test_alone.ROOMS)
def test_a_page_is_written_in_a_format_of_somebody_else(tmp_path, room):
    test_alone.make(tmp_path, room, "alabaster", "md" if room == "books.checklist" else "rst")
    with (tmp_path / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('\nextensions.append("words_builder")\n')
    built = test_alone.build(tmp_path, "words")
    assert built.warnings == ""
    said = (built.out / "index.words").read_text(encoding="utf-8")
    assert [words for words in SAID.get(room, []) if words not in said] == []
