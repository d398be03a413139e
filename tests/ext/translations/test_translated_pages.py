"""Pages in another language beside the originals: what is there, what is marked, what leads where."""

import re

import pytest
from babel.messages.pofile import read_po

from conftest import EPOCH, Project

PO = "locale/es/LC_MESSAGES/index.po"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small project, built once for the tests that only look at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        made = Project("translations", tmp_path_factory.mktemp("translations") / "src")
        assert made.build() == ""
    return made


@pytest.fixture
def own(project):
    """The small project, built for one test that changes it."""
    made = project("translations")
    assert made.build() == ""
    return made


def texts(made, name):
    return [words.get_text() for words in made.page(name).select("section > p, section > h1")]


def test_a_translated_page_stands_in_the_folder_of_its_language(built):
    page = built.page("es/index")
    assert page.html["lang"] == "es"
    assert page.select_one("meta[name=description]")["content"] == "Sobre las naranjas."
    assert page.h1.get_text().startswith("Naranjas")
    assert page.title.get_text() == "Naranjas — Las naranjas"
    assert page.select_one(".made").get_text() == "Hecho a mano"
    assert any(words.startswith("Las naranjas son redondas. Coma 3 de ellas") for words in texts(built, "es/index"))
    assert built.page("index").html["lang"] == "en"
    assert "round" in built.page("index").get_text()


def test_only_the_pages_of_the_list_are_written(built):
    there = sorted(path.relative_to(built.output).as_posix() for path in built.output.rglob("*.html"))
    assert [name for name in there if name.startswith("es/")] == ["es/index.html"]
    (link,) = built.page("es/index").select("a.own")
    assert (link.get_text(), link["href"]) == ("Naranjas", "#")


def test_a_link_to_another_page_leads_to_the_original_and_says_so(built):
    (link,) = [link for link in built.page("es/index").select("section a[href]") if "other" in link["href"]]
    assert (link["href"], link["hreflang"]) == ("../other.html", "en")
    assert link.get_text() == "ellas (en inglés)"


def test_each_page_leads_to_its_other_language_without_a_script(built):
    for name, language, words, there in (
        ("index", "es", "Español", "es/index.html"),
        ("es/index", "en", "English", "../index.html"),
    ):
        page = built.page(name)
        (link,) = page.select("nav.language-switch a")
        assert (link["href"], link["hreflang"], link["lang"], link.get_text()) == (there, language, language, words)
        # Above the title, so in the first view.
        assert page.body.find(["nav", "h1"], class_=lambda found: found != "related").name == "nav"
        # Search engines take whole addresses alone, and nobody knows them here.
        assert not page.select("link[hreflang]")
    assert not built.page("other").select(".language-switch, link[hreflang]")


def test_what_has_no_valid_translation_stands_in_the_originals_language(built):
    page = built.page("es/index")
    assert [words.get_text() for words in page.select("p[lang=en]")] == ["They grow on trees."]
    assert "arbustos" not in page.get_text()
    behind = page.select_one(".translation-behind").get_text()
    assert behind == "El original es más reciente. Lo que ha cambiado allí está aquí en inglés."


def test_the_note_says_when_it_was_translated_and_which_page_holds(built):
    note, *_ = built.page("es/index").select(".translation-note")
    assert "4 de marzo de 2026" in note.get_text() and "inglés" in note.get_text()
    assert note.a["href"] == "../index.html"
    assert built.page("index").select(".translation-note") == []


def test_nothing_is_marked_once_all_is_translated(own):
    own.replace(PO, "#, fuzzy\n", "")
    assert own.build() == ""
    page = own.page("es/index")
    assert page.select("[lang=en]:not(.language-switch a)") == []
    assert page.select(".translation-behind") == []
    assert "Crecen en arbustos." in page.get_text()


def test_a_changed_original_falls_back_until_somebody_translates_it(own):
    own.replace("index.md", "They were green once.", "They were yellow once.")
    assert own.build() == ""
    page = own.page("es/index")
    assert [words.get_text() for words in page.select("p[lang=en]")] == [
        "They grow on trees.",
        "They were yellow once.",
    ]


def test_pages_are_written_again_only_when_something_of_them_has_changed(own):
    page = own.output / "es/index.html"
    before = page.stat().st_mtime_ns
    own.replace("other.md", "See [oranges]", "Do see [oranges]")
    assert own.build() == ""
    assert page.stat().st_mtime_ns == before
    own.replace(PO, "redondas", "muy redondas")
    assert own.build() == ""
    assert page.stat().st_mtime_ns > before and "muy redondas" in page.read_text(encoding="utf-8")
    page.unlink()
    assert own.build() == ""
    assert page.is_file()


def test_nothing_is_written_beside_the_catalogues(built):
    assert sorted(path.name for path in (built.path / "locale").rglob("*") if path.is_file()) == [
        "index.po",
        "sphinx.po",
    ]


def test_a_page_that_is_no_longer_translated_goes(own):
    own.replace("conf.py", '["index"]', '["other"]')
    own.write("locale/es/LC_MESSAGES/other.po", (own.path / PO).read_text(encoding="utf-8"))
    assert own.build() == ""
    assert not (own.output / "es/index.html").exists()
    assert (own.output / "es/other.html").is_file()


def test_without_translations_no_page_leads_to_them(project):
    made = project("translations")
    assert made.build(translations_build=False) == ""
    assert not (made.output / "es").exists()
    assert made.page("index").select(".language-switch, link[hreflang]") == []


def test_a_page_without_a_catalogue_is_named(own):
    (own.path / PO).unlink()
    assert "locale/es/LC_MESSAGES/index.po:1: WARNING: there is no such catalogue; make it" in own.build()


def test_a_catalogue_that_is_none_is_named_with_its_line(own):
    own.write(PO, 'msgid "A"\nmsgstr "B"\nmsgid "A" "\n')
    told = own.build()
    assert "locale/es/LC_MESSAGES/index.po:3: WARNING: no catalogue" in told and "Traceback" not in told


def test_what_the_originals_have_told_is_not_told_again_for_each_language(own):
    conf = (
        own.path / "conf.py"
    ).read_text() + 'extensions += ["sphinx_evidence.safety", "sphinx_evidence.literature"]\n'
    own.write("conf.py", conf + 'literature_searches = "searches"\nauthor = "A\\u202eB"\n')
    own.write("searches/tea.yaml", 'title: "a\\u202Eb"\n')
    own.write("more.md", "---\norphan: true\n---\n# More\n\n```{search-log} tea\n```\n")
    told = own.build(fresh=True)
    assert told.count("author holds U+202E") == 1, told
    assert told.count("tea.yaml") == 1, told


def test_a_translation_that_loses_a_link_is_named_with_the_page(own):
    own.replace(PO, "Coma 3 de [ellas](other.md).", "Coma 3 de ellas.")
    told = own.build()
    assert "LC_MESSAGES/index.po:1: " in told and "inconsistent term references" in told
    assert re.search(r"\(in the translation of index\.md, line \d+\)", told), told


@pytest.mark.parametrize(
    ("value", "says"),
    [({"xx9": ["index"]}, "is no language"), ({"es": "index"}, "must be a list"), ([], "has to be a dict")],
)
def test_a_setting_that_cannot_be_understood_stops_the_build_in_one_line(project, value, says):
    made = project("translations")
    with pytest.raises(Exception, match=says):
        made.build(translations=value)


def test_the_list_of_pages_for_search_engines_has_both_languages(project):
    made = project("translations")
    made.write("conf.py", (made.path / "conf.py").read_text() + 'html_baseurl = "https://example.org/o/"\n')
    assert made.build() == ""
    text = (made.output / "sitemap.xml").read_text(encoding="utf-8")
    assert text.count("<loc>https://example.org/o/es/index.html</loc>") == 1
    assert text.count('hreflang="es" href="https://example.org/o/es/index.html"') == 2
    assert "2026-03-04" in text
    for name in ("index", "es/index"):
        alternates = made.page(name).select("link[rel=alternate][hreflang]")
        assert {tag["hreflang"]: tag["href"] for tag in alternates} == {
            "en": "https://example.org/o/index.html",
            "es": "https://example.org/o/es/index.html",
        }
    assert made.page("es/index").select_one("link[rel=canonical]")["href"] == "https://example.org/o/es/index.html"


def test_everything_that_readers_see_is_gathered(project):
    made = project("translations")
    assert made.build("gettext") == ""
    folder = made.path / "_build" / "gettext"

    def messages(name):
        with (folder / f"{name}.pot").open("rb") as file:
            return {message.id for message in read_po(file) if message.id}

    assert {"About oranges.", "They grow on trees.", "Oranges"} <= messages("index")
    assert {"Made by hand", "Oranges"} <= messages("sphinx")
