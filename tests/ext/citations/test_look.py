"""What readers see of an entry: letters and marks, valid links, every type; and what is made once."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rispy
from pybtex.database import parse_string
from pybtex.plugin import find_plugin

from sphinx_evidence.citations import style
from sphinx_evidence.citations.sources import sources_domain

OLD_DOI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
ODD = r"""
@article{odd,
  author = {Garc{\'{\i}}a, J. and {\O}vre, Na{\"\i}m and {Food \& Drug Office}},
  title = {\emph{Mitragyna} and \textit{in vitro} H$_2$O <i>x</i> &amp; y: don{\textquoteright}t 5\,mg},
  subtitle = {What {DNA} says},
  journaltitle = {Journal of Tea \& <i>Leaves</i>},
  date = {2024-05-03},
  doi = {10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2},
}

@online{page,
  title = {A \url{https://a.example/x\_y} of \href{https://b.example}{two links}},
  url = {https://x.example/a\%20b\_c<d>},
  urldate = {2026-01-02},
}
"""


@pytest.fixture
def odd(project):
    made = project("citations")
    made.write("references.bib", (made.path / "references.bib").read_text(encoding="utf-8") + ODD)
    made.replace("other.md", "Nothing cited.", "{cite:p}`odd,page`")
    return made


def shown(made, key):
    return made.page("sources").find(id=f"source-{key}")


def test_letters_and_marks_are_shown(odd):
    assert odd.build() == ""
    paragraph = shown(odd, "odd").p
    words = " ".join(paragraph.get_text().split())
    assert words.startswith(
        "García, J.; Øvre, Naïm; Food & Drug Office. "
        "Mitragyna and in vitro H2O x & y: don’t 5 mg: What DNA says. Journal of Tea & Leaves, 2024. doi:10.1002/(SICI)"
    )
    assert [mark.get_text() for mark in paragraph("em")][:3] == ["Mitragyna", "in vitro", "x"]
    assert [mark.get_text() for mark in paragraph("sub")] == ["2"]
    assert "García" in odd.page("other").find("a", href=re.compile("#source-odd")).get_text()
    assert [link["href"] for link in shown(odd, "page").p("a")] == [
        "https://a.example/x_y",
        "https://b.example",
        "https://x.example/a%20b_c%3Cd%3E",
    ]


def test_files_for_reference_managers_hold_plain_words(odd):
    odd.build()
    (record,) = [one for one in rispy.loads((odd.output / "references.ris").read_text()) if one["id"] == "odd"]
    assert record["title"] == "Mitragyna and in vitro H2O x & y: don’t 5 mg: What DNA says"
    assert record["authors"] == ["García, J.", "Øvre, Naïm", "Food & Drug Office"]
    assert (record["journal_name"], record["year"], record["doi"]) == ("Journal of Tea & Leaves", "2024", OLD_DOI)
    # BibTeX for those who write LaTeX: as it stands in the bibliography.
    kept = parse_string((odd.output / "references.bib").read_text(), "bibtex").entries["odd"]
    assert kept.fields == parse_string(ODD, "bibtex").entries["odd"].fields


#: What an address is made of (RFC 3986): nothing else passes EPUBCheck.
VALID = re.compile(r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_addresses_are_valid_in_every_output(odd, builder):
    odd.build(builder)
    folder = Path(odd.path / "_build" / builder)
    files = folder.rglob("*.tex" if builder == "latex" else "*.*html")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    found = re.findall(r'href="(https?:[^"]*)"' if builder != "latex" else r"\\sphinxhref\{(https?:.*?)\}\{", text)
    found = [address.replace("&amp;", "&").replace("\\%", "%").replace("\\#", "#") for address in found]
    assert any("%3C1661::AID-SIM968%3E" in address for address in found)
    assert [address for address in found if not VALID.fullmatch(address)] == []
    assert all(urlsplit(address).netloc for address in found)


def test_no_script_becomes_a_link(odd):
    odd.replace("references.bib", r"\url{https://a.example/x\_y}", r"\url{javascript:alert(1)}")
    odd.replace("references.bib", r"\href{https://b.example}", r"\href{javascript:alert(2)}")
    assert "title holds a link to 'javascript:alert(1)'" in odd.build()
    assert "javascript:" not in str(shown(odd, "page")("a"))


FIELDS = ["title", "journal", "booktitle", "publisher", "address", "edition", "series", "volume", "number", "pages"]
FIELDS += ["school", "institution", "note"]


def words(text):
    return text.render(find_plugin("pybtex.backends", "text")())


@pytest.mark.parametrize("kind", [*style.TYPES, "online", "report", "thesis", "dataset", "collection", "webpage"])
def test_every_type_is_printed_with_whatever_it_has(kind):
    bare = parse_string(f"@{kind}{{a, title = {{A title}}}}", "bibtex").entries["a"]
    assert words(style.text_of(bare)).startswith("A title.")
    full = ", ".join(f"{name} = {{the {name}}}" for name in FIELDS)
    people = "author = {Post, S.}, editor = {Lee, B. and Ray, C.}, year = {2020}, month = may"
    text = words(style.text_of(parse_string(f"@{kind}{{a, {full}, {people}}}", "bibtex").entries["a"]))
    assert text.startswith("Post, S. the title.")
    assert "May 2020" in text
    assert "the note." in text
    assert "  " not in text
    assert ", ," not in text


# -- What is made once, and what is kept --------------------------------------------------------


def test_text_of_an_entry_is_kept_until_the_entry_changes(odd, monkeypatch):
    made = []
    original = style.text_of
    monkeypatch.setattr(style, "text_of", lambda entry: made.append(entry.key) or original(entry))
    odd.build()
    assert made.count("odd") == 1
    made.clear()
    odd.write("other.md", "# Other\n\n{cite:p}`odd,page` and more.\n")
    odd.build()
    assert made == []
    odd.replace("references.bib", "Eight authors", "Eight people")
    odd.build()
    assert made == ["many"]
    assert "Eight people" in shown(odd, "many").get_text()


def test_a_file_that_says_the_same_is_not_read_again(odd, monkeypatch):
    from sphinx_evidence.citations import sources

    odd.build()
    read = []
    original = sources.read_all
    monkeypatch.setattr(sources, "read_all", lambda *given: read.append(1) or original(*given))
    odd.write("references.bib", (odd.path / "references.bib").read_text(encoding="utf-8"))
    assert odd.build() == ""
    assert read == []
    odd.replace("references.bib", "{{A thesis}}", "{{Another thesis}}")
    odd.build()
    assert read == [1]


def test_a_fault_is_told_again_by_the_next_build(odd):
    odd.replace("references.bib", "  journaltitle =", "  jornaltitle =")
    first = odd.build()
    assert "has the unknown field 'jornaltitle'; did you mean 'journaltitle'?" in first
    odd.write("other.md", "# Other\n\n{cite:p}`odd` and more.\n")
    assert "has the unknown field 'jornaltitle'" in odd.build()
    odd.replace("references.bib", "  jornaltitle =", "  journaltitle =")
    assert odd.build() == ""


def test_labels_of_one_build_say_nothing_to_the_next(project):
    lists = "\n\n```{bibliography}\n:filter: type == %s\n```\n"
    one, two = project("citations", "one"), project("citations", "two")
    # Two lists: Singh 2019 stands in one of them, and in the other project there is one of that name.
    one.write("sources.md", "# Sources" + lists % '"article"' + lists % '"misc"')
    one.replace("other.md", "Nothing cited.", "{cite:p}`twin2`")
    one.build()
    assert "Singh 2019b" in one.page("other").get_text()
    assert two.build() == ""
    assert "Singh 2019" in two.page("index").get_text()
    assert "Singh 2019a" not in two.page("index").get_text()


def test_files_are_made_once_a_build(odd, monkeypatch):
    from sphinx_evidence.citations import export

    made = []
    original = dict(export.MAKERS)
    for name in export.FILES:
        make = lambda entries, name=name: made.append(name) or original[name](entries)  # noqa: E731
        monkeypatch.setitem(export.MAKERS, name, make)
    odd.build(extensions=[*EXTENSIONS, "sphinx_evidence.downloads"])
    assert sorted(made) == sorted(export.FILES)


EXTENSIONS = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.citations"]


def test_places_and_faults_live_in_a_domain(odd):
    from sphinx.testing.util import SphinxTestApp

    app = SphinxTestApp("html", srcdir=odd.path, builddir=odd.path / "_build")
    app.build()
    assert sources_domain(app.env).places_of()["odd"] == [("other", "", "")]
    assert not [name for name in vars(app.env) if "citation" in name or "bibliograph" in name]
    app.cleanup()
