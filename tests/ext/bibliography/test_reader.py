"""The one reader: entries with their lines, numbers however they are written, and what is told of a file."""

import pytest

from sphinx_evidence.bibliography import (
    BadBibliography,
    faults,
    identifiers,
    link_address,
    read,
    read_all,
    reader,
    value,
)
from sphinx_evidence.bibliography.identifiers import doi, doi_address, pmcid, pmid

BIB = r"""% what comes before is a comment
@string{jot = "Journal of Tea"}

@article{post2019,
  author = {Post, Sara and van der Berg, J. W. and {Agency, for Tea} and others},
  title = {{Na{\"\i}ve} tea},
  subtitle = {a \emph{trial}},
  journaltitle = jot,
  date = {2024-05-03},
  issue = 3,
  location = {Paris},
  doi = {https://doi.org/10.1000/A\_B},
  eprint = {32525924},
  eprinttype = {pubmed},
}
@comment{nothing}
@online(page,
  title = "A page",
  url = {https://a.example/a\%20b\_c?x=1\&y=\~{}z},
  urldate = {2026-01-02}
)
"""
TEA = "@misc{a,\n  title = {x},\n  %s,\n}"


@pytest.fixture
def file(tmp_path):
    def make(content, name="references.bib"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def sources(file, content):
    return read(file(content), "references.bib")


def told(file, content, more=()):
    return [f"{fault.place}: {fault.text}" for fault in faults(sources(file, content), more)]


def test_entries_have_their_lines_and_the_names_of_biblatex_count(file):
    post, page = sources(file, BIB)
    assert (post.key, post.line, post.lines["journaltitle"], post.lines["doi"]) == ("post2019", 4, 8, 12)
    assert (page.key, page.place("url"), page.place("doi")) == ("page", "references.bib:19", "references.bib:17")
    assert post.text("title") == "Naïve tea: a trial"
    shown = [post.text(name) for name in ("journal", "year", "month", "number", "address")]
    assert shown == ["Journal of Tea", "2024", "05", "3", "Paris"]
    assert [str(name) for name in post.people()] == ["Post, Sara", "van der Berg, J. W.", "Agency, for Tea"]
    assert post.has_others
    assert (post.doi, post.pmid) == ("10.1000/A_B", "32525924")
    assert post.words == {"title": "Naïve tea: a trial", "year": "2024", "journal": "Journal of Tea", "family": "Post"}
    assert [(one.kind, one.address) for one in page.identifiers] == [("url", "https://a.example/a%20b_c?x=1&y=~z")]
    assert value(page.entry, "urldate") == "2026-01-02"
    doi = "source 'post2019' has the doi 'https://doi.org/10.1000/A_B'; write the number alone, such as {10.1000/A_B}"
    assert told(file, BIB) == [f"references.bib:12: {doi}"]


OLD = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/182", "10.1000/182"),
        ("https://www.doi.org/10.1000/182", "10.1000/182"),
        ("https://doi.org/doi:10.1000/182", "10.1000/182"),
        ("doi:10.1000/182", "10.1000/182"),
        ("DOI: 10.1000/182.", "10.1000/182"),
        ("doi.org/10.1000/182", "10.1000/182"),
        ("info:doi/10.1000/182", "10.1000/182"),
        (r"\url{https://doi.org/10.1000/a\_b}", "10.1000/a_b"),
        (r"10.1000/a{\_}b\%c\#d", "10.1000/a_b%c#d"),
        ("{10.1000/ABC}", "10.1000/ABC"),
        (OLD, OLD),
        (OLD.replace("<", r"\textless ").replace(">", r"\textgreater "), OLD),
        (OLD.replace("<", "&lt;").replace(">", "&gt;"), OLD),
        ("https://doi.org/" + OLD.replace("<", "%3C").replace(">", "%3E"), OLD),
        ("10.1000", ""),
        ("11.1000/1", ""),
        ("10.1000/1 2", ""),
        ("javascript:10.1000/1", ""),
        ("", ""),
    ],
)
def test_spellings_of_a_doi(written, number):
    assert doi(written) == number
    if number:
        assert doi(doi_address(number)) == number


def test_an_old_doi_makes_an_address_that_every_format_takes():
    assert doi_address(OLD) == (
        "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2"
    )
    assert doi_address("10.1000/a#b?c%d") == "https://doi.org/10.1000/a%23b%3Fc%25d"


@pytest.mark.parametrize(
    ("read_it", "written", "number"),
    [
        (pmid, "123", "123"),
        (pmid, "PMID: 123", "123"),
        (pmid, "https://pubmed.ncbi.nlm.nih.gov/123/?from=x", "123"),
        (pmid, "https://www.ncbi.nlm.nih.gov/pubmed/123", "123"),
        (pmid, "PMC123", ""),
        (pmid, "0", ""),
        (pmcid, "PMC123", "PMC123"),
        (pmcid, "pmc123", "PMC123"),
        (pmcid, "123", "PMC123"),
        (pmcid, "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/", "PMC123"),
        (pmcid, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123/", "PMC123"),
        (pmcid, "https://europepmc.org/article/pmc/PMC123", "PMC123"),
        (pmcid, "x", ""),
    ],
)
def test_spellings_of_other_numbers(read_it, written, number):
    assert read_it(written) == number


def test_a_number_in_the_address_counts(file):
    (source,) = sources(file, "@misc{a, title = {A}, url = {https://doi.org/10.1000/1}}")
    assert [one.kind for one in identifiers(source.entry)] == ["doi", "url"]
    (source,) = sources(file, "@misc{a, title = {A}, eprint = {2401.01234v2}, archiveprefix = {arXiv}}")
    assert [one.address for one in source.identifiers] == ["https://arxiv.org/abs/2401.01234v2"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:x", "https://", "http://[::1", "x y", ""])
def test_addresses_that_no_page_links(address):
    assert link_address(address) == ""


def test_addresses_are_valid():
    assert link_address("https://a.example/x|<y>^`z %zz%20") == "https://a.example/x%7C%3Cy%3E%5E%60z%25zz%20"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"@misc{a, title = {caf\xe9}}", "x.bib:1: this line is not UTF-8; save the file as UTF-8"),
        ("", "x.bib:1: holds no source; put the file back"),
        ("@misc{a,\n title = {x}\n year = {1}}", r"x.bib:3: not BibTeX \(.*\); look on this line and the one above"),
        ("@misc{a,\n title = {x", r"x.bib:2: not BibTeX \(.*\); look on this line and the one above"),
        ("@misc{a, title = x}", r"x.bib:1: not BibTeX \(.*undefined string.*\); put the value in braces"),
        ("@misc{a, title={x}}\n@misc{A, title={y}}", "x.bib:2: not BibTeX .*; give one of the two another key"),
        ("@misc{a,\n title = {x},\n title = {y}}", "x.bib:1: not BibTeX .*duplicate.*; keep one of the two fields"),
        ("@misc{a, author = {A, B, C, D}}", "x.bib:1: not BibTeX .*; write 'Family, Given and Family, Given'"),
        ("@misc{a, title = " + "{" * 200 + "}" * 200 + "}", "x.bib:1: not BibTeX .*; take some of the braces out"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_message(file, content, message):
    with pytest.raises(BadBibliography, match=message) as caught:
        read(file(content), "x.bib")
    assert "\n" not in str(caught.value)
    assert caught.value.file == "x.bib"


def test_files_that_are_not_there_are_folders_or_are_too_large(file, tmp_path, monkeypatch):
    with pytest.raises(BadBibliography, match=r"x.bib: is not there; put the file back, or correct bibtex_bibfiles"):
        read(tmp_path / "gone.bib", "x.bib")
    with pytest.raises(BadBibliography, match=r"x.bib: cannot be read \(Is a directory\)"):
        read(tmp_path, "x.bib")
    monkeypatch.setattr(reader, "MOST_BYTES", 10)
    with pytest.raises(BadBibliography, match=r"x.bib: has .* MB, more than the"):
        read(file(BIB), "x.bib")


def test_several_files_share_words_and_keys(file):
    one, two = file(BIB, "one.bib"), file("@misc{b, title = jot}", "two.bib")
    found, data = read_all([(one, "one.bib"), (two, "two.bib")])
    assert [source.file for source in found] == ["one.bib", "one.bib", "two.bib"]
    assert list(data.entries) == ["post2019", "page", "b"]
    assert data.entries["b"].fields["title"] == "Journal of Tea"
    two = file("@misc{page,\n title = {x}}", "two.bib")
    with pytest.raises(BadBibliography, match=r"two.bib:1: not BibTeX .*page.*; give one of the two another key"):
        read_all([(one, "one.bib"), (two, "two.bib")])


CANNOT = "which cannot be shown; write the words or signs themselves"


HOST = "write a host alone behind https://, without a name, a password or a bracket before the next /"


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("jornal = {x}", "source 'a' has the unknown field 'jornal'; did you mean 'journal'?"),
        ("zzz = {x}", "source 'a' has the unknown field 'zzz'; correct its name, or delete it"),
        ("year = {20200}", "source 'a' has the year '20200'; write four digits, such as {2019}"),
        ("date = {last May}", "source 'a' has the date 'last May'; write it as {2024-05-03}"),
        ("doi = {10.1000}", "source 'a' has the doi '10.1000'; write the number alone, such as {10.1000/182}"),
        ("pmid = {PMID 12}", "source 'a' has the pmid 'PMID 12'; write the number alone, such as {12}"),
        ("pmcid = {12}", "source 'a' has the pmcid '12'; write PMC and the number, such as {PMC12}"),
        ("url = {javascript:x}", "source 'a' has the url 'javascript:x'; write an address that starts with https://"),
        ("url = {https://example.org/a\u202eb}", "source 'a': url holds a sign that nobody sees (U+202E); delete it"),
        ("doi = {10.1000/a\x1bb}", "source 'a': doi holds a sign that nobody sees (U+001B); delete it"),
        ("month = {\x01}", "source 'a': month holds signs that nobody sees (U+0001); delete them"),
        ("url = {https://nih.gov@evil.example/}", f"source 'a' has the url 'https://nih.gov@evil.example/'; {HOST}"),
        ("url = {http://[::1/x}", f"source 'a' has the url 'http://[::1/x'; {HOST}"),
        ("month = 13", "source 'a' has the month '13', which there is not; write it as {5} or may"),
        ("month = {5--13}", "source 'a' has the month '5--13', which there is not; write it as {5} or may"),
        ("month = {Foo}", "source 'a' has the month 'Foo', which there is not; write it as {5} or may"),
        ("day = {32}", "source 'a' has the day '32', which there is not; write a number from 1 to 31"),
        ("date = {2024-02-30}", "source 'a' has the date '2024-02-30', which does not exist; correct it"),
        ("urldate = {2024-13}", "source 'a' has the urldate '2024-13', which does not exist; correct it"),
        ("pages = {9--5}", "source 'a' has the pages '9--5', which end before they begin; correct them"),
        ("pages = {1-3, 19-15}", "source 'a' has the pages '1-3, 19-15', which end before they begin; correct them"),
        *(
            (f"author = {{{names}}}", f"source 'a': author {said}")
            for names, said in (
                ("", "names nobody; write 'Family, Given and Family, Given', or delete the field"),
                ("{ }", "names nobody; write 'Family, Given and Family, Given', or delete the field"),
                ("and", "has an 'and' too many beside 'and'; write one between two names"),
                ("Tea, A. and and Cup, B.", "has an 'and' too many beside 'and Cup, B.'; write one between two names"),
                ("Tea, A. and", "has an 'and' too many beside 'Tea, A. and'; write one between two names"),
                ("Tea, A. et al.", "ends in 'Tea, A. et al.'; write 'and others'"),
                ("Tea, A.; Cup, B.", "parts names by semicolons ('Tea, A.; Cup, B.'); write 'and' between them"),
            )
        ),
        (
            "crossref = {gone}",
            "source 'a' names 'gone' under crossref, which is not in the bibliography; correct the key, or delete the "
            "field",
        ),
        ("crossref = {a}", "source 'a': crossref goes round in a circle (a → a); delete one of them"),
        ("note = {\\foo}", rf"source 'a': note holds \foo, {CANNOT}"),
        ("author = {\\foo{x}, B. and \\foo{y}, C.}", rf"source 'a': author holds \foo, {CANNOT}"),
    ],
)
def test_a_fault_is_told_once_with_file_line_and_field(file, field, message):
    assert told(file, TEA % field) == [f"references.bib:3: {message}"]


RIGHT = [
    r"doi = {10.1000/a\_b}",
    r"url = {https://x.example/a\%20b\_c}",
    "year = {2019}",
    "date = {2024-05}",
    "date = {2019/2020}",
    r"abstract = {\foo $}",
    "bdsk-url-1 = {x}",
    "mendeley-tags = {x}",
    "TITLEADDON = {x}",
    "author = {A, B}",
    "author = {{Food and Drug Administration} and {and} and Al, E. and others}",
    "editor = {Tea, A. and others}",
    "month = may",
    "month = 05",
    "month = {Jan./Feb.}",
    "month = {5--6}",
    "month = {11/12}",
    "month = {Spring}",
    "month = {Mai}",
    "month = {5月}",
    "day = {3rd}",
    "urldate = {2024-02-29}",
    "date = {2024-21}",
    "pages = {1234--41}",
    "pages = {e12--e9, 7, 9-12, S3-S1}",
    "kind = {x}",
]


@pytest.mark.parametrize("field", RIGHT)
def test_what_is_right_is_not_told(file, field):
    assert told(file, TEA % field) == []


def test_a_project_may_have_fields_of_its_own(file):
    assert told(file, TEA % "colour = {red}", ["Colour"]) == []


def test_entries_that_name_each_other_without_end_are_one_message(file):
    text = (
        "@misc{a, crossref = {B}}\n@misc{b, crossref = {c}}\n@misc{c, crossref = {b}}\n@misc{d, xref = {cc, a}}\n"
        "@misc{e, xdata = {f}}\n@misc{f, related = {e}}"
    )
    assert told(file, text) == [
        "references.bib:2: source 'b': crossref goes round in a circle (b → c → b); delete one of them",
        "references.bib:4: source 'd' names 'cc' under xref, which is not in the bibliography; correct the key, or "
        "delete the field",
    ]


def test_encoding_that_is_none_is_told_of_conf_py(file):
    with pytest.raises(BadBibliography, match=r"conf.py: bibtex_encoding is 'zip', which is no encoding of text"):
        read(file(BIB), "x.bib", "zip")


def test_one_doi_on_two_keys_is_one_message(file):
    text = "@misc{a,\n doi = {10.1000/x}}\n@misc{b, doi = {10.1000/X}}\n@misc{c, url = {https://doi.org/10.1000/x}}"
    advice = "of 'a' (references.bib:2); delete one of the two, or correct its doi"
    assert told(file, text) == [
        f"references.bib:3: source 'b' has the DOI 10.1000/X {advice}",
        f"references.bib:4: source 'c' has the DOI 10.1000/x {advice}",
    ]


def test_five_thousand_authors_are_read(file):
    authors = " and ".join(f"Name{number}, A. B." for number in range(5000))
    assert told(file, TEA % f"author = {{{authors}}}") == []
