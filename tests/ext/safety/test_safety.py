"""Attacks that strangers may send in a page, a picture or a source; the list is attacks.yaml."""

import base64
import html
import re
import socket
from pathlib import Path

import pikepdf
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.errors import SphinxError

from conftest import Project
from sphinx_evidence.safety import svg
from sphinx_evidence.safety.addresses import SCHEMES, scheme
from sphinx_evidence.unseen import UNSEEN

ATTACKS = {attack["name"]: attack for attack in yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text())}
EXTENSIONS = ["myst_parser", "sphinxcontrib.bibtex", "sphinx_evidence.safety"]
SECRET = "the-secret-of-the-machine"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
#: What fetches or runs something, in files that are no pages.
RUNS = re.compile(
    r"<script|<[a-z][^>\"']*\son\w+\s*=|(?:href|src|action|data|ping|base)=[\"']?\s*(?:javascript|vbscript|data:text|file:)"
    r"|(?:src|url|SYSTEM)[=( ][\"']?[^\"'>)]*evil\.example|http-equiv=\"refresh\"|@import|image-set",
    re.IGNORECASE,
)
#: What TeX runs, or a file that it reads.
TEX = re.compile(
    r"(?<!\\textbackslash\{\})\\(?:input|write18|immediate|openin|openout|include)\b|\\(?:sphinx)?href\{(?!https?:|mailto:|tel:)"
)
LINKS = ("href", "src", "srcset", "action", "formaction", "data", "poster", "ping", "background", "xlink:href")


def faults(page):
    """Yield what a browser would run, or fetch from elsewhere, of the HTML text ``page``."""
    for tag in BeautifulSoup(re.sub(r"^\s*<\?xml.*?\?>", "", page), "html5lib").find_all():
        if tag.name in ("iframe", "object", "embed", "base"):
            yield tag
        if tag.name == "script" and "alert" in (tag.string or ""):
            yield tag
        if tag.name == "meta" and tag.get("http-equiv", "").lower() in ("refresh", "set-cookie"):
            yield tag
        for name, value in tag.attrs.items():
            if name.startswith("on") or (name == "style" and "url" in value):
                yield tag
            if name in LINKS and scheme(value) not in ("", *SCHEMES):
                yield tag
            if name in LINKS and name != "href" and "evil.example" in value:
                yield tag


@pytest.fixture
def listening():
    """A server that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def lay(attack, made, secret, port):
    """Write the files of ``attack`` into the project ``made``."""

    def filled(text):
        return text.replace("{secret}", str(secret)).replace("{port}", str(port))

    (made.path / "good.png").write_bytes(PNG)
    for name, text in attack.get("files", {}).items():
        made.write(name, filled(text))
    for name, target in attack.get("links", {}).items():
        (made.path / name).symlink_to(filled(target))
    if "bib" in attack:
        made.write("references.bib", (made.path / "references.bib").read_text() + attack["bib"])
    page = filled(attack["page"])
    made.write("other.md", page if page.startswith("---") else f"# Other\n\n{page}\n")


@pytest.mark.parametrize("builder", ["html", "epub"])
@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_told_and_nothing_of_it_goes_out(project, tmp_path, listening, name, builder):
    attack = ATTACKS[name]
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    made = project("safety")
    lay(attack, made, secret, listening.getsockname()[1])
    warnings = re.sub(r"\x1b\[[0-9;]*m", "", made.build(builder))
    told = [line for line in warnings.splitlines() if "WARNING" in line or "ERROR" in line]
    if attack["says"]:
        assert re.search(attack["says"], warnings), warnings
        assert len(told) <= 2, told  # Sphinx adds that a file cannot be read, or a target is missing
    # A terminal that shows the message obeys nothing in it.
    assert not UNSEEN.search(warnings), ascii(warnings)
    with pytest.raises(BlockingIOError):
        listening.accept()
    check_output(made.path / "_build" / builder)


def check_output(folder):
    """See that nothing in ``folder`` runs, fetches or tells the secret."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.suffix == ".epub" or file.name in ("searchindex.js", ".buildinfo"):
            continue
        content = file.read_bytes().decode("utf-8", "replace")
        assert SECRET not in content, file
        # The other pages hold nothing of an attack.
        if file.suffix in (".html", ".xhtml") and file.stem not in ("search", "cover"):
            assert not [*faults(content)], file
            assert not UNSEEN.search(content), file
        elif file.suffix in (".svg", ".opf", ".ncx", ".png"):
            assert not (found := RUNS.search(content)), (file, found)
        elif file.suffix == ".tex":
            body = content.partition("\\begin{document}")[2]
            assert body
            assert not (found := TEX.search(body)), (file, found)


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory):
    """A project with every attack on a page of its own."""
    folder = tmp_path_factory.mktemp("all")
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    made = Project("safety", folder / "src")
    names = []
    for number, attack in enumerate(ATTACKS.values()):
        home = made.path / f"a{number}"
        home.mkdir()
        names.append(f"{home.name}/other")
        lay({what: said for what, said in attack.items() if what != "bib"}, Home(home), secret, 1)
        if "bib" in attack:
            bib = made.path / "references.bib"
            bib.write_text(bib.read_text() + attack["bib"].replace("{b,", f"{{b{number},"))
            page = home / "other.md"
            page.write_text(page.read_text().replace("`b`", f"`b{number}`"))
    made.write("index.md", "# All\n\n```{toctree}\n" + "\n".join(names) + "\n```\n\n```{bibliography}\n```\n")
    return made


class Home:
    """One folder of a project, which takes an attack as a project does."""

    def __init__(self, path):
        self.path = path

    def write(self, name, text):
        """Write the file ``name``."""
        (self.path / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("builder", ["latex", "singlehtml", "dirhtml", "text", "xml", "book"])
def test_nothing_of_any_attack_goes_out_in_another_format(all_at_once, builder):
    more = {"extensions": [*EXTENSIONS, "sphinx_evidence.books.book"]} if builder == "book" else {}
    all_at_once.build(builder, fresh=builder == "book", **more)
    check_output(all_at_once.path / "_build" / builder)
    for file in (all_at_once.path / "_build" / builder).rglob("*.pdf"):
        check_pdf(file)


def check_pdf(file):
    """See that a PDF runs nothing, holds no file and links to the web alone."""
    with pikepdf.open(file) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/EmbeddedFile", "/OpenAction", "/AA"} & {*item.keys()}, item
        links = [note["/A"] for page in opened.pages for note in page.get("/Annots", []) if "/A" in note]
        assert {str(link["/S"]) for link in links} <= {"/URI", "/GoTo"}
        assert {scheme(str(link["/URI"])) for link in links if "/URI" in link} <= {"https", "mailto"}
        assert SECRET not in str(opened.docinfo)


def test_good_page_is_left_alone(project):
    made = project("safety")
    assert made.build() == ""
    links = [link["href"] for link in made.page("index").select(".body a.external")]
    assert links == ["https://example.org/a:b", "mailto:a%40example.org", "tel:+1"]


def test_what_a_backslash_escapes_is_no_hidden_sign(project):
    made = project("safety")
    words = "\n\nA \\* and a\\ b, :doc:`x \\] <index>`.\n\nterm \\]\n   x\n"
    made.write("escaped.rst", f":orphan:\n:description: About \\*tea\\*\n\nTea \\*\n======{words}")
    made.write("other.md", f"# Other\n\n```{{eval-rst}}{words}```\n")
    assert made.build() == ""
    assert made.page("escaped").select_one(".body p").get_text() == "A * and ab, x ]."


#: Where a link may lie that Sphinx or a room would copy: folders and files that conf.py names.
LINKED = {
    "a file that is copied as it is": ("extra/x.txt", {"html_extra_path": ["extra"]}),
    "a static file": ("static/deep/x.txt", {"html_static_path": ["static"]}),
    "a static folder": ("static/deep", {"html_static_path": ["static"]}),
    "a template": ("templates/x.html", {"templates_path": ["templates"]}),
    "a picture of the whole site": ("logo.svg", {"html_logo": "logo.svg"}),
    "a picture of the tab": ("icon.svg", {"html_favicon": "icon.svg"}),
    "a list of sources": ("other.bib", {"bibtex_bibfiles": ["references.bib", "other.bib"]}),
}


@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "latex"])
@pytest.mark.parametrize("name", LINKED)
def test_a_link_out_of_the_project_is_not_copied(project, tmp_path, name, builder):
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "secret.txt").write_text(SECRET)
    made, (path, settings) = project("safety"), LINKED[name]
    link = made.path / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(secret if link.suffix == "" else secret / "secret.txt")
    with pytest.raises(
        SphinxError, match=rf"^{re.escape(str(link))}: is a link to .*, outside the project; put a copy"
    ):
        made.build(builder, **settings)
    assert not [
        file for file in (made.path / "_build").rglob("*") if file.is_file() and SECRET in file.read_text("latin-1")
    ]


def test_a_link_to_the_folder_that_it_stands_in_has_no_end(project):
    made = project("safety")
    (made.path / "static/deep").mkdir(parents=True)
    (made.path / "static/deep/up").symlink_to("..")
    with pytest.raises(SphinxError, match=r"deep/up: is a link to a folder that it stands in"):
        made.build(html_static_path=["static"])


def test_a_link_within_the_project_is_followed(project):
    made = project("safety")
    made.write("static/one.txt", "Words.")
    (made.path / "static/two.txt").symlink_to("one.txt")
    (made.path / "static/.#one.txt").symlink_to("me@host.1234:5678")
    assert made.build(html_static_path=["static"]) == ""
    assert (made.output / "_static/two.txt").read_text() == "Words."


@pytest.mark.parametrize("builder", ["html", "dirhtml", "json", "singlehtml", "epub"])
def test_the_name_of_a_page_makes_no_link_that_runs(project, builder):
    made = project("safety")
    names = ["javascript:alert(1)", "chapter/data:text,x"]
    for name in names:
        made.write(f"{name}.md", "# Words\n\nWords.\n")
    made.write("index.md", "# Start\n\n```{toctree}\n:glob:\n\n*\nchapter/*\n```\n")
    told = made.build(builder)
    for name in names if builder in ("dirhtml", "json") else ():
        message = f"{name}.md:1: WARNING: links to this page would begin with {name.split('/')[-1].split(':')[0]}: "
        assert told.count(message) == 1, told
    for file in (made.path / "_build" / builder).rglob("*.*html"):
        for address in re.findall(r'href="([^"]*)"', file.read_text(encoding="utf-8")):
            assert not re.match(r"\s*(javascript|data):", html.unescape(address)), (file, address)


def test_words_of_conf_py_hide_nothing(project):
    made = project("safety")
    made.write("conf.py", (made.path / "conf.py").read_text() + 'author = "A\\u202eB"\nepub_publisher = ["x"]\n')
    told = made.build("epub", epub_publisher="C\x01D")
    assert re.findall(r"conf\.py:\d+: WARNING: (\w+) holds (U\+\w+),", told) == [
        ("author", "U+202E"),
        ("epub_publisher", "U+0001"),
    ]
    assert re.search(r"conf\.py:9: WARNING: author", told), told
    check_output(made.path / "_build/epub")
    package = (made.path / "_build/epub/content.opf").read_text(encoding="utf-8")
    assert ">AB<" in package and ">CD<" in package


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java&#x0a;script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript%3Aalert(1)",
        "java\u200bscript:alert(1)",
    ],
)
def test_disguise_is_seen_through(address):
    assert scheme(address) == "javascript"


@pytest.mark.parametrize(
    "good", ["x^2", r"\frac{a}{b} \cdot \mathrm{mg}", r"\begin{aligned} a &= b \ c &= d \end{aligned}"]
)
def test_formula_of_a_project_that_wants_them_stays(project, good):
    made = project("safety")
    made.write("other.md", f"# Other\n\n{{math}}`{good}`\n")
    assert made.build("latex", safety_math=True) == ""
    assert good in (made.path / "_build/latex/test.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "bad",
    [
        r"\input{/etc/passwd}",
        r"\INPUT{/etc/passwd}",
        r"\immediate\write18{id}",
        r"\href{javascript:alert(1)}{x}",
        r"\csname input\endcsname{/etc/passwd}",
        r"^^5cinput{/etc/passwd}",
        r"\catcode`x=0",
        r"\openin5=/etc/passwd",
        r"\htmlData{x=y}{z}",
        r"\style{background:url(//evil.example)}{x}",
        r"\directlua{os.execute('id')}",
        r"\newcommand{\x}{y}",
        r"\end{document}",
    ],
)
def test_formula_runs_nothing_where_formulas_are_allowed(project, bad):
    made = project("safety")
    made.write("other.md", f"# Other\n\n{{math}}`{bad}`\n")
    assert re.search(r"other.md:3: WARNING: a formula must not hold", made.build("latex", safety_math=True))
    assert rf"\({bad}\)" not in (made.path / "_build/latex/test.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "good", ["|l|c|r|", "p{3cm}p{4.5cm}", r"\X{1}{4}\X{3}{4}", r">{\raggedright}p{0.2\linewidth}|L|", "TTT"]
)
def test_columns_of_a_table_that_tex_only_sets_stay(project, good):
    made = project("safety")
    made.write("other.md", f"# Other\n\n```{{tabularcolumns}} {good}\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n")
    assert made.build("latex") == ""
    assert f"{{{good}}}" in (made.path / "_build/latex/test.tex").read_text(encoding="utf-8")


@given(st.text(max_size=40))
@settings(deadline=None)
def test_what_has_no_colon_has_no_scheme(text):
    if not re.search(r":|&|%", text):
        assert scheme(text) == ""
    assert scheme("https://example.org/" + text.lstrip()) in SCHEMES


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<svg>{text}</svg>".encode()))
@settings(deadline=None)
def test_any_bytes_get_an_answer(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("svg") / "x.svg"
    path.write_bytes(content)
    found = svg.fault(path)
    assert found is None or (found[0] >= 0 and found[1])


def test_pictures_of_the_project_are_good():
    root = Path(__file__).parents[3]
    pictures = [*root.glob("docs/**/*.svg")]
    assert pictures
    assert not {path: found for path in pictures if (found := svg.fault(path))}
