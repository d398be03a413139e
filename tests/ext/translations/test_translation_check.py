"""What the check of translations notices, and what it lets pass."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_evidence import catalogues
from sphinx_evidence.translations import check

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
GLOSSARY = '[[word]]\nenglish = "overdose"\nes = ["sobredosis"]\n'

GOOD = [
    ("Call 1-800-222-1222.", "Llame al 1-800-222-1222."),
    ("Of 2,798 people, 17 (0.6%) came.", "Vinieron 17 (0.6%) de 2,798 personas."),
    ("See [them](/guide/a.md) {cite:p}`one,two`.", "{cite:p}`one,two` Vea [eso](/guide/a.md)."),
    ("{term}`survey` and {term}`Kratom <kratom>`", "{term}`kratom` y {term}`encuesta <survey>`"),
    ("`a <https://example.org>`_", "`b <https://example.org>`_"),
    ("%(day)d of %s", "%s de %(day)d"),
    ('<a href="tel:911">911</a>', '<a href="tel:911">911</a>'),
    ("7-OH in 2017 and 2018", "7-OH en 2017 y 2018"),
    ("An overdose", "Una sobredosis"),
]
BAD = [
    ("Call 1-800-222-1222.", "Llame al 1-800-222-1223.", "lacks the number '1-800-222-1222'"),
    ("Call 1-800-FDA-1088.", "Llame al 1-800-FDA-1089.", "lacks the number '1-800-FDA-1088'"),
    ("Of 2,798 people", "De 2798 personas", "lacks the number '2,798'"),
    ("It was 0.6%.", "Fue 0.6.", "lacks the number '0.6%'"),
    ("It was low.", "Fue 3 veces bajo.", "has the number '3'"),
    ("5 mg twice", "50 mg dos veces", "lacks the number '5'"),
    ("Seen {cite:p}`one`.", "Visto {cite:p}`two`.", "lacks the role 'cite:p one'"),
    ("{none}`We found none <a>`.", "No hay.", "lacks the role 'none a'"),
    ("[A](/a.md)", "[A](/b.md)", "lacks the link to '/a.md'"),
    ("%(day)d", "%(dia)d", "lacks the placeholder '%(day)d'"),
    ("<b>now</b>", "ahora", "lacks the tag '<b>'"),
    ("An overdose", "Un exceso", "'overdose' is always translated as 'sobredosis'"),
]


def faults(tmp_path, original, translation, flags=""):
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (original, translation)]
    (folder / "page.po").write_text(f'{HEAD}{flags}msgid "{quoted[0]}"\nmsgstr "{quoted[1]}"\n', encoding="utf-8")
    (tmp_path / "words.toml").write_text(GLOSSARY, encoding="utf-8")
    return [str(fault) for fault in check.check_all(tmp_path, "es", tmp_path / "words.toml")]


@pytest.mark.parametrize(("original", "translation"), GOOD)
def test_a_translation_that_says_the_same_passes(tmp_path, original, translation):
    assert faults(tmp_path, original, translation) == []


@pytest.mark.parametrize(("original", "translation", "says"), BAD)
def test_a_translation_that_changes_a_fact_is_named(tmp_path, original, translation, says):
    told = faults(tmp_path, original, translation)
    assert any(says in one for one in told), told
    assert all(one.startswith(f"{tmp_path}/es/LC_MESSAGES/page.po:5: ") for one in told)


def test_what_nobody_reads_is_not_checked(tmp_path):
    assert faults(tmp_path, "Call 911.", "") == []
    assert faults(tmp_path, "Call 911.", "Llame al 912.", "#, fuzzy\n") == []


def run(*arguments):
    source = Path(check.__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-m", "sphinx_evidence.translations", *map(str, arguments)],
        env={"PYTHONPATH": str(source), "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_the_command_says_in_its_status_what_it_found(tmp_path):
    faults(tmp_path, "Call 911.", "Llame al 911.")
    assert (run(tmp_path).returncode, run(tmp_path).stdout) == (0, "")
    faults(tmp_path, "Call 911.", "Llame.")
    done = run(tmp_path)
    assert done.returncode == 1 and "lacks the number '911'" in done.stdout
    (tmp_path / "words.toml").write_text("[[word]\n")
    done = run(tmp_path, "--words", tmp_path / "words.toml")
    assert done.returncode == 2 and "words.toml:1: cannot be read" in done.stderr and "Traceback" not in done.stderr


#: What an editor may do to a catalogue that Babel reads as something else, without a word: the lines, and what is said.
MISREAD = {
    "a text that is not begun": ('msgid "A"\nmsgstr B"\n', ":2: no catalogue (a text stands between"),
    "a text that is not ended": ('msgid "A"\nmsgstr "B\n', ":2: no catalogue (a text stands between"),
    "words after a text": ('msgid "A"\nmsgstr "B" C\n', ":2: no catalogue (a text stands between"),
    "a quotation mark in a text": ('msgid "A"\nmsgstr "say "B""\n', ":2: no catalogue (a text stands between"),
    "a backslash at the end": ('msgid "A"\nmsgstr "B\\"\n', ":2: no catalogue (a text stands between"),
    "an unknown escape": ('msgid "A"\nmsgstr "B\\q"\n', ":2: no catalogue (a text stands between"),
    "a line that goes on wrongly": ('msgid "A"\nmsgstr ""\n"B\n"C"\n', ":3: no catalogue (a text stands between"),
    "a word that is none": ('msgid "A"\nmsgst "B"\n', ":2: no catalogue ('msgst' begins no line"),
    "what a merge has left": ('<<<<<<< HEAD\nmsgid "A"\nmsgstr "B"\n', ":1: no catalogue ('<<<<<<<' begins no line"),
    "a plural without a number": ('msgid "A"\nmsgid_plural "B"\nmsgstr[x] "C"\n', ":3: no catalogue (a text stands"),
    "a sentence twice": (
        'msgid "A"\nmsgstr "B"\n\nmsgid "A"\nmsgstr "C"\n',
        ":4: no catalogue (this sentence stands on line 1",
    ),
    "no translation": ('msgid "A"\n\nmsgid "C"\nmsgstr "D"\n', ":1: no catalogue (missing msgstr"),
    "another encoding": ('msgid "A"\nmsgstr "B\xe1"\n'.encode("latin-1"), ":2: not UTF-8"),
}


@pytest.mark.parametrize("what", MISREAD)
def test_what_would_be_misread_is_named_with_its_line(tmp_path, what):
    text, says = MISREAD[what]
    file = tmp_path / "page.po"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ValueError, match=re.escape(f"{file}{says}")):
        catalogues.load(file)


def test_a_catalogue_as_programs_write_it_is_read(tmp_path):
    text = """\ufeff#, fuzzy
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: page.md:1
msgctxt "verb"
msgid "Act"
msgstr "Actúe"

msgctxt "noun"
msgid "Act"
msgstr "Acto"

msgid "Act"
msgstr ""
"\\"Obra\\" \\\\\\t"
"y más\\n"

msgid "one"
msgid_plural "many"
msgstr[0] "uno"
msgstr[1] "muchos"

#~ msgid "Act"
#~ msgstr "gone"
"""
    file = tmp_path / "page.po"
    file.write_text(text, encoding="utf-8")
    read = {
        (one.context, str(one.id)): one.string for one in catalogues.load(file) if one.id and one.id != ("one", "many")
    }
    assert read[None, "Act"] == '"Obra" \\\ty más\n'
    assert (read["verb", "Act"], read["noun", "Act"]) == ("Actúe", "Acto")
    file.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert len(catalogues.load(file)) == 4
