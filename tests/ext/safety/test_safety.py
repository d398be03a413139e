"""Attacks that strangers may send in a page, a picture or a source; the list is attacks.yaml."""

import base64
import re
import socket
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_evidence.safety import svg
from sphinx_evidence.safety.addresses import SCHEMES, scheme

ATTACKS = {attack["name"]: attack for attack in yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text())}
SECRET = "the-secret-of-the-machine"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
#: What runs in a reader's browser, or asks another host, wherever it stands; words that are only shown are escaped.
RUNS = re.compile(
    r"<script(?![^>]*src=\"(?:\.\./)*_static)[^>]*>[^<]*alert|<[a-z][^>]*\son\w+\s*=|(?:href|src|action|data)=[\"']?\s*"
    r"(?:javascript|vbscript|data:text|file:)|(?:src|url)=[\"']?[^\"'>]*evil\.example|http-equiv=\"refresh\"|@import",
    re.IGNORECASE,
)


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
        made.write(name, text)
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
    with pytest.raises(BlockingIOError):
        listening.accept()
    for file in sorted((made.path / "_build" / builder).rglob("*")):
        if not file.is_file() or file.suffix == ".epub" or file.name in ("searchindex.js", ".buildinfo"):
            continue
        content = file.read_bytes().decode("utf-8", "replace")
        assert SECRET not in content, file
        if file.suffix not in (".js", ".css"):
            assert not (found := RUNS.search(content)), (file, found)


def test_good_page_is_left_alone(project):
    made = project("safety")
    assert made.build() == ""
    links = [link["href"] for link in made.page("index").select(".body a.external")]
    assert links == ["https://example.org/a:b", "mailto:a%40example.org", "tel:+1"]


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
