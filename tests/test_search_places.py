"""Words that lead to one page or part: the editors' file, read and checked."""

import pytest

from sphinx_evidence.site_search import places

KNOWN = {"guide/safety", "guide/safety#the-heart"}


def read(tmp_path, text):
    path = tmp_path / "places.yaml"
    path.write_text(text, encoding="utf-8")
    return places.read(path, KNOWN)


def test_words_lead_to_their_places(tmp_path):
    text = "guide/safety: [is it safe, 911]\nguide/safety#the-heart: [palpitations]\n"
    found, problems = read(tmp_path, text)
    assert problems == []
    assert found == {"is it safe": "guide/safety", "911": "guide/safety", "palpitations": "guide/safety#the-heart"}


MISTAKES = {
    "no list": ("guide/safety: safe\n", 1, "this is no list of words"),
    "no word": ("guide/safety: [safe, '-']\n", 1, "this is no list of words"),
    "no page": ("# Words\nguide/safty: [safe]\n", 2, "no page or part 'guide/safty'; did you mean 'guide/safety'?"),
    "no part": ("guide/safety#liver: [liver]\n", 1, "no page or part 'guide/safety#liver'"),
    "word twice": ("guide/safety: [safe]\nguide/safety#the-heart: [Safe]\n", 2, "'Safe' stands already at line 1"),
}


@pytest.mark.parametrize("text, line, message", MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_named_with_its_line(tmp_path, text, line, message):
    _, problems = read(tmp_path, text)
    assert [(problem.line, message in problem.message) for problem in problems] == [(line, True)]


def test_build_names_file_and_line_and_leads_to_the_place(project):
    made = project("site-search")
    made.write("places.yaml", "guide/safety: [am I safe]\n")
    assert made.build(site_search_places="places.yaml") == ""
    assert '"guide/safety#":"am I safe"' in (made.output / "searchdata.js").read_text(encoding="utf-8")
    made.write("places.yaml", "guide/gone: [am I safe]\n")
    assert "places.yaml:1: WARNING: no page or part 'guide/gone'" in made.build(site_search_places="places.yaml")
    made.write("places.yaml", "guide/gone: [am I\n")
    assert "places.yaml:" in made.build(site_search_places="places.yaml")
