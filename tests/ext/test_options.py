"""Options that are dicts: in conf.py, or in a YAML file that conf.py names."""

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.util.docutils import docutils_namespace, patch_docutils

#: The option, a room that has it, a value that it takes, and a value in that which it does not take.
TAKEN = {
    "citations_kinds": ("citations", {"trial": "Trial in people"}, 3),
    "claims_certainties": ("claims", {"high": "High", "low": "Low"}, ["High"]),
    "claims_parts": ("claims", {"taste": "the taste"}, 3),
    "epub_accessibility": ("books.epub", {"accessMode": ["textual"]}, "textual"),
    "pages_descriptions": ("pages", {"genindex": "All words."}, 3),
    "pages_medical": ("pages", {"guide/*": ["Tea"]}, "Tea"),
    "phone_numbers": ("phones", {"112": "112"}, 112),
    "site_search_weights": ("site_search", {"index": 1.5, "*": 1}, "heavy"),
    "translations": ("translations", {"es": ["index"]}, "index"),
}


@pytest.fixture
def made(tmp_path):
    """Yield what makes an application of a project with one page, from settings and a file beside conf.py."""

    def make(room, settings, text=None):
        conf = [f"extensions = ['sphinxcontrib.bibtex', 'sphinx_evidence.{room}']", "bibtex_bibfiles = []"]
        conf += [f"{name} = {value!r}" for name, value in settings.items()]
        (tmp_path / "conf.py").write_text("\n".join(conf) + "\n")
        if text is not None:
            (tmp_path / "words.yaml").write_text(text)
        folder = str(tmp_path)
        return Sphinx(folder, folder, f"{folder}/out", f"{folder}/trees", "html", status=None)

    (tmp_path / "index.rst").write_text("Tea\n===\n\nWords.\n")
    with patch_docutils(str(tmp_path)), docutils_namespace():
        yield make


def as_yaml(value):
    """Return ``value`` as an editor would write it."""
    return "# Words.\n" + "".join(f'"{key}": {part!r}\n' for key, part in value.items())


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_as_good_as_a_dict(made, name):
    room, value, _ = TAKEN[name]
    assert made(room, {name: value}).config[name] == value
    found = made(room, {name: "words.yaml"}, as_yaml(value)).config[name]
    assert found == value
    # What Sphinx keeps and compares is a plain dict; the order is the editor's.
    assert type(found) is dict
    assert list(found) == list(value)


@pytest.mark.parametrize("name", TAKEN)
def test_a_value_of_another_type_is_told_with_file_and_line(made, name):
    room, value, bad = TAKEN[name]
    with pytest.raises(ConfigError, match=rf"words\.yaml:{len(value) + 2}: {name}: what 'new' stands for must be "):
        made(room, {name: "words.yaml"}, as_yaml(value | {"new": bad}))
    with pytest.raises(ConfigError, match=rf"^conf\.py: {name}: what 'new' stands for must be "):
        made(room, {name: value | {"new": bad}})


@pytest.mark.parametrize("value", [["index"], 3, None])
@pytest.mark.parametrize("name", TAKEN)
def test_what_is_no_dict_is_told(made, name, value):
    with pytest.raises(
        ConfigError, match=rf"^conf\.py: {name} is of type \w+, and has to be a dict or the name of a YAML file$"
    ):
        made(TAKEN[name][0], {name: value})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, r"words\.yaml:1: cannot be read \(No such file or directory\); put the file there"),
        ("a: [x\n", r"words\.yaml:\d: not YAML .*; mend this line"),
        ("a: x\na: y\n", r"words\.yaml:2: 'a' stands twice; keep one"),
        ("- a\n", r"words\.yaml:1: not a list of fields"),
        ("", r"words\.yaml:1: not a list of fields"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(made, text, words):
    with pytest.raises(ConfigError, match=rf"{words}.*\(claims_parts in conf\.py names the file\)"):
        made("claims", {"claims_parts": "words.yaml"}, text)


def test_pages_are_read_again_when_the_file_changes(made):
    for part, read in (("taste", ["index"]), ("taste", []), ("smell", ["index"])):
        app = made("claims", {"claims_parts": "words.yaml"}, f"{part}: of it\n")
        seen = []
        app.connect("env-before-read-docs", lambda app, env, names, seen=seen: seen.extend(names))
        app.build()
        assert seen == read
