"""What is offered to reference managers reads back as what the bibliography says: here, there, and a second time."""

import json
import re
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from sphinx_evidence.bibliography import Source, decode, people, plain, read
from sphinx_evidence.citations import export

ROOT = Path(__file__).parents[3]


def bibtex(entries):
    return export.MAKERS["references.bib"](entries)


def ris(entries):
    return export.MAKERS["references.ris"](entries)


def csl(entries):
    return json.loads(export.MAKERS["references.csl.json"](entries))


def as_data(entries):
    """Return all that pybtex knows of entries, to be compared."""
    return {
        key: (entry.original_type, dict(entry.fields.items()), dict(entry.persons.items()))
        for key, entry in entries.items()
    }


def as_others_read(text):
    """Return what bibtexparser reads: type and fields, by key; it must understand all of it."""
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return {
        entry.key: (entry.entry_type, {field.key: field.value for field in entry.fields}) for entry in library.entries
    }


def holds(entries):
    """Hold what must be so of any entries."""
    text = bibtex(entries)
    again = parse_string(text, "bibtex").entries
    assert as_data(again) == as_data(entries)
    # A second round changes nothing, not even a space.
    assert bibtex(again) == text
    others = as_others_read(text)
    assert set(others) == set(entries)
    for key, entry in entries.items():
        kind, fields = others[key]
        assert kind == entry.original_type.lower()
        assert {name: fields[name] for name in entry.fields} == dict(entry.fields.items())
    written = ris(entries)
    records = rispy.loads(written)
    assert len(records) == len(entries)
    assert ris(again) == written
    assert rispy.loads(written) == records
    for record, (key, entry) in zip(records, entries.items(), strict=True):
        assert record["id"] == key
        assert record.get("title", "") == Source(key, "", 1, entry).text("title")
        assert len(record.get("authors", [])) == len([one for one in people(entry) if str(one)])
    items = csl(entries)
    assert csl(again) == items
    for item, (key, entry) in zip(items, entries.items(), strict=True):
        assert item["id"] == key
        assert item.get("title", "") == Source(key, "", 1, entry).text("title")


def test_all_sources_of_this_site_read_back_equal():
    sources = read(ROOT / "docs/references.bib", "references.bib")
    assert len(sources) > 200
    holds({source.key: source.entry for source in sources})


# Pieces of a field: letters of many scripts, what LaTeX makes of them, markup, and signs with a meaning to somebody.
LATEX = r"""{\"\i} {\'{\i}} \'e {\'E} \v{c} {\L}{\'o}d{\'z} {\ss} {\textquoteright} \, \& \% \_ \# \$ -- --- `` ''
\emph{in} \textit{vitro} H$_2$O $\mu$-opioid $^{13}$C {\em{}x} {DNA} {{N}a} \textsubscript{2} \'{\^a}"""
MARKUP = """<i>x</i> <sub>2</sub> &amp; &lt;i&gt; <b @ , = " ' ; : / # ~ ( ) [ ] and % & _ ^
@misc @article{x} @string{a="b"}"""
LETTERS = "ü Ø ł ı æ ß ñ ไทย 漢字 ελ Ж é ﬁ × – — “ ” 10.1000/182 a b the 7-OH"
PIECES = st.sampled_from([*LATEX.split(), *MARKUP.split(), *LETTERS.split(), " ", "  ", "\n"])
WORDS = st.lists(PIECES, min_size=1, max_size=8).map("".join)
ANY_TEXT = st.text(
    st.characters(exclude_characters="\\{}$\x85\u2028\u2029", exclude_categories=["Cs", "Cc"]), max_size=30
)
NAMES = r"""Post|Singh|van der Berg|de la Cruz|O'Hara|{World Health Organization}|{A and B}|Ku{\v{c}}era|M{\"u}ller
|{\O}vre|Łódź|ไทย ใหญ่|McDonald|da Silva e Sousa|{Agency, for Tea}|Smith-Jones|D'Angelo|{\'E}tude"""
NAME = st.sampled_from(NAMES.split("|")).map(str.strip)
GIVEN = st.sampled_from(["", "A.", "Jan Willem", "J. W.", r"S{\'a}ra", "Ø.", "{Yu Lin}", "de", "J.-P."])
PERSON = st.tuples(NAME, st.sampled_from(["", "", "Jr", "III"]), GIVEN).map(
    lambda one: ", ".join([one[0], *([one[1]] if one[1] and one[2] else []), *([one[2]] if one[2] else [])])
)
AUTHORS = st.lists(PERSON, min_size=1, max_size=4).map(" and ".join)
FIELDS = ["title", "journal", "journaltitle", "note", "howpublished", "publisher", "booktitle", "series", "address"]
KINDS = ["article", "misc", "phdthesis", "book", "inproceedings", "online", "Article"]


@st.composite
def bibliography(draw):
    made = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(KINDS))
        fields = draw(st.dictionaries(st.sampled_from(FIELDS), st.one_of(WORDS, ANY_TEXT.filter(bool)), max_size=4))
        fields |= {"year": "2019", "doi": r"10.1002/(SICI)1097<1::AID\_1>3.0.CO;2-2"} if draw(st.booleans()) else {}
        fields |= {"author": draw(AUTHORS)} if draw(st.booleans()) else {}
        lines = [f"  {name} = {{{text}}}," for name, text in fields.items()]
        made.append("\n".join([f"@{kind}{{key{number},", *lines, "}", ""]))
    return "\n".join(made)


@given(bibliography())
@settings(max_examples=60, deadline=None)
def test_any_bibliography_reads_back_equal(text):
    holds(parse_string(text, "bibtex").entries)


@given(st.one_of(WORDS, ANY_TEXT))
@settings(max_examples=150, deadline=None)
def test_no_field_leaves_latex_on_a_page(text):
    shown = decode(text)
    assert "\\" not in shown.plain
    assert shown.plain == " ".join(shown.plain.split())
    assert plain(text) == shown.plain
    assert all(run.text and (not run.link or re.match("https?:", run.link)) for run in shown.runs)


@pytest.mark.parametrize("author", ["Müller, A. and others", "{deCODE genetics}", "Plato", "others", "van Gogh"])
def test_people_read_back_equal(author):
    holds(parse_string(f"@misc{{a, author = {{{author}}}}}", "bibtex").entries)
