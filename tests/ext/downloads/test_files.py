"""Files to take away: their addresses, and what is none of them."""

from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

#: Names that mean something to an address, to HTML or to Markdown.
NAMES = ["a b.pdf", "a#b.pdf", "a%2fb.pdf", "a?b.pdf", "\u00e9.pdf", "a&b.pdf", "a'b.pdf", "=cmd.csv", "..pdf"]


@pytest.fixture
def folder(tmp_path):
    """A project that offers files of all these names."""
    made = tmp_path / "src"
    (made / "made").mkdir(parents=True)
    for name in NAMES:
        (made / "made" / name).write_bytes(b"x" * 2000)
    (made / "conf.py").write_text("extensions = ['sphinx_evidence.downloads']\ndownloads_folder = 'made'\n")
    listed = "\n".join(f"   {name}: one of them" for name in [*NAMES, "outside.txt", "gone.pdf"])
    (made / "index.rst").write_text(f"Start\n=====\n\n.. download-list::\n\n{listed}\n", encoding="utf-8")
    return made


def links(folder, builder):
    """Build; return where the links of the list lead, and the output."""
    app = SphinxTestApp(builder, srcdir=folder, builddir=folder / "_build")
    try:
        app.build()
        assert app.warning.getvalue() == ""
    finally:
        app.cleanup()
    out = folder / "_build" / builder
    page = BeautifulSoup((out / "index.html").read_bytes(), "html5lib")
    return [link["href"] for link in page.select("ul.downloads a, .downloads a")], out


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_name_of_a_file_makes_an_address_that_leads_to_it(folder, builder):
    found, out = links(folder, builder)
    assert len(found) == len(NAMES)
    for address, name in zip(found, NAMES, strict=True):
        assert not set(address) & set('#?<>" '), address
        assert unquote(address) == f"downloads/{name}"
        assert (out / unquote(address)).read_bytes() == b"x" * 2000


def test_a_link_out_of_the_project_is_not_offered(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("the-secret-of-the-machine")
    (folder / "made" / "outside.txt").symlink_to(tmp_path / "secret.txt")
    found, out = links(folder, "html")
    assert len(found) == len(NAMES)
    assert not (out / "downloads/outside.txt").exists()
