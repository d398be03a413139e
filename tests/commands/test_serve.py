"""`make serve` under attack: what it answers, to whom, and what it keeps to itself."""

import http.client
import socket
import sys
from pathlib import Path

import pytest

from patience import PATIENCE

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from serve import Server, main  # noqa: E402


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve") / "html"
    (folder / "guide").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Front</h1>" * 50)
    (folder / "404.html").write_text("<h1>Not here</h1>")
    (folder / "guide" / "index.html").write_text("<h1>Guide</h1>")
    (folder / "large.zip").write_bytes(bytes(range(256)) * 400)
    (folder / "_headers").write_text("/*\n  X-Frame-Options: DENY\n")
    (folder.parent / "secret.txt").write_text("secret")
    (folder / ".buildinfo").write_text("hidden")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("hidden")
    (folder / ".well-known").mkdir()
    (folder / ".well-known" / "security.txt").write_text("Contact: us")
    with Server(folder) as server:
        yield server.address.removeprefix("http://")


def ask(address, path, method="GET", **fields):
    """Return status, fields and content of the answer to exactly these bytes."""
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host="Host" in fields, skip_accept_encoding=True)
    for name, value in fields.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/guide",
        "/evil%0d%0aX-Inj:%20yes/%2e%2e/guide",
        "/%2fevil.example/%2e%2e/guide",
        "//evil.example/%2e%2e/guide",
        "/%5cevil.example/%2e%2e/guide",
    ],
)
def test_a_folder_leads_to_itself_alone(address, path):
    status, fields, _ = ask(address, path)
    assert (status, fields.get("location")) in ((301, "/guide/"), (404, None))
    assert "x-inj" not in fields


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/%2e%2e/etc", "/..%5csecret.txt", "//etc"]
)
def test_what_lies_outside_is_not_there_whether_it_is_or_not(address, path):
    status, _, content = ask(address, path)
    assert (status, content) == (404, b"<h1>Not here</h1>")
    assert ask(address, path + "-nosuch")[0] == 404


def test_hidden_files_are_not_there_but_for_those_that_are_known(address):
    for path in ("/.buildinfo", "/.git/config", "/.git/", "/guide/../.buildinfo", "/%2ebuildinfo"):
        status, _, content = ask(address, path)
        assert (status, b"hidden" in content) == (404, False), path
    assert ask(address, "/.well-known/security.txt")[0] == 200


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 9000, "/%ff%fe", "/guide/%0a"])
def test_odd_names_get_an_answer(address, path):
    assert ask(address, path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/guide", "/none", "/%00"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_has_the_fields_of_the_site(address, path, method):
    _, fields, _ = ask(address, path, method)
    assert (fields["x-frame-options"], fields["x-content-type-options"]) == ("DENY", "nosniff")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80"])
def test_other_names_get_no_page(address, host):
    status, fields, content = ask(address, "/", Host=host)
    assert status in (400, 421) and b"Front" not in content


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1"])
def test_names_of_this_machine_get_the_page(address, host):
    assert ask(address, "/", Host=host)[0] == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip;q=0", None),
        ("gzip; q=0.0, identity", None),
        ("*", ("br", "gzip")),
        ("br;q=0, *;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=x", None),
    ],
)
def test_coding_is_one_that_was_asked_for(address, accepted, coding):
    said = ask(address, "/", Accept_Encoding=accepted)[1].get("content-encoding")
    assert said in coding if isinstance(coding, tuple) else said == coding


def test_unchanged_page_is_not_sent_again(address):
    _, fields, _ = ask(address, "/", Accept_Encoding="gzip")
    for tags in (fields["etag"], f'"other", W/{fields["etag"]}', "*"):
        status, again, content = ask(address, "/", Accept_Encoding="gzip", If_None_Match=tags)
        assert (status, content) == (304, b"") and "content-length" not in again


def test_part_of_a_file_is_sent(address):
    status, fields, content = ask(address, "/large.zip", Range="bytes=10-19")
    assert (status, content) == (206, bytes(range(10, 20)))
    assert fields["content-range"] == "bytes 10-19/102400"


def test_taken_port_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "index.html").write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "--port" in said and str(port) in said
