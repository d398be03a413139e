"""`make linkcheck` against servers on loopback that misbehave in every known way."""

import re
import socket
import socketserver
import ssl
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from link_server import Box, check
from needs import need
from sphinx_evidence import linkcheck
from sphinx_evidence.linkcheck.addresses import Registers, asked
from sphinx_evidence.linkcheck.outcomes import FAILING, OUTCOMES
from sphinx_evidence.linkcheck.policy import read as read_policy


@pytest.fixture
def box():
    made = Box()
    yield made
    made.close()


#: Path, outcome, and whether the run fails by it.
CLASSES = {
    "/status/200": ("working", False),
    "/to/301": ("redirected for good", False),
    "/to/308": ("redirected for good", False),
    "/to/302": ("redirected by design", False),
    "/status/401": ("broken", True),
    "/status/403": ("broken", True),
    "/status/418": ("broken", True),
    "/status/404": ("broken", True),
    "/status/410": ("broken", True),
    "/limited/after": ("rate-limited", False),
    "/limited/no": ("rate-limited", False),
    "/limited-once": ("working", False),
    "/status/500": ("broken", True),
    "/soon": ("working", False),
    "/slow": ("working", False),
    "/never": ("timed out", False),
    "/reset": ("broken", True),
    "/circle": ("broken", True),
    "/get-only": ("working", False),
    "/status/200#here": ("working", False),
    "/status/200#gone": ("anchor missing", True),
    "/script#made": ("anchor missing", True),
    "/big": ("working", False),
    "/big#end": ("anchor missing", True),
    "/latin#hier": ("working", False),
    "/odd#here": ("working", False),
}


def test_every_class_is_right(project, box, capsys):
    status, said, rows = check(project("links"), capsys, [box.base + path for path in CLASSES])
    assert status == 1
    assert {path: rows[box.base + path]["outcome"] for path in CLASSES} == {
        path: outcome for path, (outcome, _) in CLASSES.items()
    }
    # The server lets go of a question a moment after its answer has arrived.
    assert box.most <= 5
    number = Counter(outcome for outcome, _ in CLASSES.values())
    assert ", ".join(f"{number[name]} {name}" for name in ("broken", "anchor missing")) in said


@pytest.mark.parametrize("path", CLASSES)
def test_only_broken_links_and_missing_anchors_fail(project, box, capsys, path):
    # A second link answers, so that this is not a run without a network.
    status, _, rows = check(project("links"), capsys, [box.base + path, box.base + "/get-only?x"])
    outcome, fails = CLASSES[path]
    assert (rows[box.base + path]["outcome"], status) == (outcome, int(fails))


def policy(box, expect):
    return f'[[host]]\nname = "{box.host}"\nexpect = "{expect}"\nwhy = "It does."\nsince = 2026-11-24\n'


@pytest.mark.parametrize("status", [401, 403, 418])
def test_host_with_a_policy_may_refuse(project, box, capsys, status):
    address = f"{box.base}/status/{status}"
    code, _, rows = check(project("links"), capsys, [address], policy(box, "refused"))
    assert (code, rows[address]["outcome"]) == (0, "refused")


def test_policy_that_is_no_longer_needed_is_reported(project, box, capsys):
    made = project("links")
    _, said, _ = check(made, capsys, [box.base + "/status/200"], policy(box, "refused"))
    assert f"policy not needed  {box.host}" in said
    assert "no longer needed" in (made.path / "_build/linkcheck/report.md").read_text()


def test_policy_that_is_needed_for_one_page_is_kept(project, box, capsys):
    links = [box.base + "/status/200", box.base + "/status/403"]
    assert "policy not needed" not in check(project("links"), capsys, links, policy(box, "refused"))[1]


def test_other_policies(project, box, capsys):
    made = project("links")
    moved, script = box.base + "/to/301", box.base + "/script#made"
    assert check(made, capsys, [moved], policy(box, "redirected"))[2][moved]["outcome"] == "redirected by design"
    assert check(made, capsys, [script], policy(box, "anchors-by-script"))[2][script]["outcome"] == "working"


BAD = {
    '[[host]]\nname = "a"\nwhy = "x"\nconnections = 0\nsince = 2026-11-24\n': r"link-policy\.toml:1: connections is",
    '[[host]]\nname = "a"\nwhy = "x"\npause = "long"\nsince = 2026-11-24\n': r"link-policy\.toml:1: pause is not a",
    "nonsense = [": r"link-policy\.toml:1: not TOML",
    '[[host]]\nname = "a"\nexpect = "refused"\n': r"link-policy\.toml:1: this policy has no why",
    '\n[[host]]\nname = "a"\nexpect = "refuse"\nwhy = "x"\n': r"link-policy\.toml:2: unknown expect 'refuse'",
    '[[host]]\nname = "a"\nexpect = "refused"\nwhy = "x"\nsince = "May"\n': r"link-policy\.toml:1: since is not a date",
}


@pytest.mark.parametrize("text", BAD)
def test_bad_policy_is_one_message_with_file_and_line(project, capsys, text):
    status, said, _ = check(project("links"), capsys, [], text)
    assert status == 1
    assert re.search(BAD[text], said)
    assert "Traceback" not in said


def test_wrong_certificate_is_broken(project, capsys, tmp_path):
    openssl = need("openssl", "openssl")
    files = [tmp_path / "key.pem", tmp_path / "cert.pem"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere", "-days", "2"]
    subprocess.run([*command, "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    box = Box(context)
    try:
        status, _, rows = check(project("links"), capsys, [box.base + "/status/200"])
    finally:
        box.close()
    (row,) = rows.values()
    assert (status, row["outcome"], row["why"]) == (1, "broken", "its certificate is not valid")


def test_name_that_does_not_resolve_is_looked_up_a_few_times_only(project, capsys, monkeypatch):
    looked_up, original = [], socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: looked_up.append(a[0]) or original(*a, **k))
    status, said, rows = check(project("links"), capsys, [f"http://nowhere.invalid/{n}" for n in range(50)])
    assert status == 3
    assert {row["outcome"] for row in rows.values()} == {"could not reach"}
    assert "could not reach any host" in said
    assert 0 < len(looked_up) <= 20


def test_closed_port_is_said_and_has_a_status_of_its_own(project, capsys):
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
    status, _, rows = check(project("links"), capsys, [address])
    assert (status, rows[address]["outcome"]) == (3, "could not reach")


def test_many_links_to_a_host_that_never_answers_wait_for_two_time_outs(project, box, capsys):
    addresses = [f"{box.base}/never?{n}" for n in range(60)]
    _, _, rows = check(project("links"), capsys, addresses, linkcheck_timeout=0.3)
    assert [row["outcome"] for row in rows.values()] == ["timed out"] * 60
    # Two links by HEAD and GET, and robots.txt; none is asked after that.
    assert len(box.asked) <= 5


def slow(box, number):
    return [f"{box.base}/brief?{n}" for n in range(number)]


def test_one_question_a_host_at_a_time_unless_a_policy_says_more(project, box, capsys):
    made = project("links")
    rows = check(made, capsys, slow(box, 12))[2]
    assert ({row["outcome"] for row in rows.values()}, box.most) == ({"working"}, 1)
    more = f'[[host]]\nname = "{box.host}"\nconnections = 3\nwhy = "It is ours."\nsince = 2026-11-24\n'
    check(made, capsys, slow(box, 12), more, links_days=0)
    assert 2 <= box.most <= 3


def test_host_is_asked_as_late_as_it_says_but_not_later_than_the_ceiling(project, box, capsys):
    pauses = {}
    for ceiling in (0.2, 2):
        box.times.clear()
        path = f"/limited-once?after-{ceiling}"
        _, _, rows = check(project("links", str(ceiling)), capsys, [box.base + path], links_longest_pause=ceiling)
        assert [row["outcome"] for row in rows.values()] == ["working"]
        first, second = box.times[path][:2]
        pauses[ceiling] = second - first
    assert pauses[0.2] >= 0.2
    assert pauses[2] >= 1


def test_links_that_passed_are_remembered_and_broken_ones_are_not(project, box, capsys, monkeypatch):
    made = project("links")
    good, bad = box.base + "/status/200", box.base + "/status/404"
    check(made, capsys, [good, bad])
    before = Counter(path for _, path in box.asked)
    status, _, rows = check(made, capsys, [good, bad])
    after = Counter(path for _, path in box.asked)
    assert status == 1
    assert (rows[good]["remembered"], rows[bad]["remembered"]) == (True, False)
    assert after["/status/200"] == before["/status/200"]
    assert after["/status/404"] > before["/status/404"]
    monkeypatch.setenv("FRESH", "1")
    check(made, capsys, [good, bad])
    assert Counter(path for _, path in box.asked)["/status/200"] > after["/status/200"]


def test_works_are_asked_of_registers(project, box, capsys):
    known, unknown = "https://doi.org/10.1000/known", "https://doi.org/10.1000/unknown"
    pubmed, gone = "https://pubmed.ncbi.nlm.nih.gov/1", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2"
    settings = {"links_handles": box.base + "/handles", "links_eutils": box.base}
    status, said, rows = check(project("links"), capsys, [known, unknown, pubmed, gone], **settings)
    outcomes = {address: row["outcome"] for address, row in rows.items()}
    assert outcomes == {known: "working", unknown: "broken", pubmed: "working", gone: "broken"}
    assert status == 1
    assert f"(asked: {box.base}/handles/10.1000/unknown)" in said
    assert rows[pubmed]["asked"].startswith(box.base + "/esummary.fcgi?db=pubmed&id=1&")


def test_other_addresses_are_asked_themselves():
    registers = Registers("https://doi.org/api/handles", "https://e.example")
    for address in ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/about/", "https://example.org/10.1/x"):
        assert asked(address, registers) == address
    assert asked("https://doi.org/10.1000/a(1)<2>", registers) == "https://doi.org/api/handles/10.1000/a%281%29%3C2%3E"


def test_report_names_page_and_line_and_the_source_in_the_bibliography(project, box, capsys):
    made = project("links")
    gone, page = box.base + "/status/404", box.base + "/status/410"
    entry = f"@misc{{page,\n  title = {{{{A}}}},\n  url = {{{page}}},\n  archive = {{https://archive.example/1}},\n}}\n"
    made.write("references.bib", "\n\n" + entry)
    _, said, rows = check(made, capsys, [box.base + "/status/200", gone, page])
    assert rows[gone]["where"] == ["index.md:5"]
    assert rows[page]["where"] == ["references.bib:3 (page)", "index.md:7"]
    assert rows[page]["archive"] == "https://archive.example/1"
    assert "an archived copy is at https://archive.example/1" in said
    markdown = (made.path / "_build/linkcheck/report.md").read_text()
    assert "references.bib:3 (page)" in markdown
    assert f"<{gone}>" in markdown


def test_link_on_several_pages_is_asked_once(project, box, capsys):
    made = project("links")
    made.write("other.md", f"---\norphan: true\n---\n# Other\n\n[x]({box.base}/get-only)\n")
    (row,) = check(made, capsys, [box.base + "/get-only"])[2].values()
    assert row["where"] == ["index.md:3", "other.md:6"]
    assert [command for command, _ in box.asked] == ["HEAD", "GET"]


README = (Path(linkcheck.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_the_settings_and_the_outcomes(project):
    made = project("links")
    app = SphinxTestApp("linkcheck", srcdir=made.path, builddir=made.path / "_build")
    settings = {value.name for value in app.config if value.name.startswith("links_")}
    app.cleanup()
    assert set(re.findall(r"^\| `(links_\w+)` \|", README, re.M)) == settings
    table = README.partition("## Outcomes")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z][^|]*?) \| ([^|]*?) \| ([01]) \|", table, re.M)
    told = {name: int(status) for names, _, status in rows for name in names.split(", ")}
    assert told == {name: int(name in FAILING) for name in OUTCOMES}


def test_the_policy_of_the_readme_is_understood(tmp_path):
    (tmp_path / "policy.toml").write_text(re.search(r"```toml\n(.*?)```", README, re.S)[1])
    (found,) = read_policy(tmp_path / "policy.toml", "policy.toml").values()
    assert (found.host, found.expect) == ("www.example.org", "refused")
