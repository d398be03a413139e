"""What `make gettext` gathers for translators: every sentence, claim and word that a reader sees."""

import os
import pickle
import re
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import extract_messages

from conftest import EPOCH, ROOT

sys.path.append(str(ROOT / "tools"))

LETTERS = re.compile(r"[^\W\d_]{2}")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """Gather once, as the command does; return the folder."""
    folder = tmp_path_factory.mktemp("gettext")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "-b", "gettext", "-c", ROOT, "-d", folder / "doctrees"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    subprocess.run([*command, ROOT / "docs", folder / "out"], env=environment, check=True, capture_output=True)
    import catalogues

    assert catalogues.finish(folder / "out") == 0
    return folder


def messages(gathered, name):
    with (gathered / "out" / f"{name}.pot").open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


def left_out(node, known):
    """Say whether no message has the text ``node``, and it is none that translators leave alone."""
    parent = node.parent
    while parent is not None:
        alone = nodes.literal | nodes.literal_block | nodes.comment | nodes.field_list | nodes.docinfo | addnodes.index
        if id(parent) in known or isinstance(parent, alone):
            return False
        # The key of a source; its label is made of names and years.
        if isinstance(parent, addnodes.pending_xref) and parent.get("refdomain") == "cite":
            return False
        parent = parent.parent
    return True


def test_every_text_of_every_page_is_a_message(gathered):
    words = {word.strip().casefold() for word in messages(gathered, "sphinx_evidence")}
    # What a list of other pages' questions and claims shows is a message where it is made.
    pots = (path.relative_to(gathered / "out").with_suffix("").as_posix() for path in (gathered / "out").rglob("*.pot"))
    elsewhere = {message for name in pots for message in messages(gathered, name)}
    pages = sorted((gathered / "doctrees").rglob("*.doctree"))
    assert len(pages) > 50
    for path in pages:
        document = pickle.loads(path.read_bytes())
        known = {id(node) for node, _ in extract_messages(document)}
        texts = (node for node in document.findall(nodes.Text) if LETTERS.search(node))
        left = {node.astext().strip() for node in texts if left_out(node, known)}
        assert {text for text in left - elsewhere if text.casefold() not in words} == set(), path.stem


def test_claims_captions_and_descriptions_are_messages(gathered):
    assert "These alkaloids act on opioid receptors and thereby relieve pain." in messages(
        gathered, "article/compounds"
    )
    front = messages(gathered, "index")
    assert any(text.startswith("Rows of dots") for text in front)
    assert {"Heat or cold", "**Researchers have tested heat, cold and massage on sore muscles.**"} <= front
    assert any(text.startswith("Whom to call about kratom") for text in messages(gathered, "guide/help-now"))
    assert len(messages(gathered, "reference/glossary")) > 100


def test_words_of_the_layout_and_of_the_extensions_are_messages(gathered):
    layout = messages(gathered, "sphinx")
    assert {"Skip to content", "Menu of all pages", "We cannot find this page", "Table: %s"} <= layout
    words = messages(gathered, "sphinx_evidence")
    assert {"Verdict:", "Unproven", "Very low", "November", "The numbers as a table", "searched %s"} <= words
