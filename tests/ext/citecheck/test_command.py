"""`python -m sphinx_evidence.citecheck`, as people, GitHub and pre-commit call it."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from register_server import Service, addresses, as_crossref
from sphinx_evidence.bibliography import read
from sphinx_evidence.citecheck.__main__ import main, parser
from sphinx_evidence.citecheck.registers import REGISTERS, Agency

ROOT = Path(__file__).parents[3]
ENTRY = (Path(__file__).parent / "roots" / "test-citecheck" / "references.bib").read_text(encoding="utf-8")


@pytest.fixture
def service():
    made = Service()
    yield made
    made.close()


@pytest.fixture
def bib(tmp_path, service):
    """A bibliography of which the first entry is right and the second has another year."""
    path = tmp_path / "refs.bib"
    path.write_text(ENTRY + ENTRY.replace("paper", "other").replace("2019", "2009"), encoding="utf-8")
    for source in read(path, "refs.bib"):
        service.works[source.doi] = as_crossref(source, issued={"date-parts": [[2019]]})
    return path


def options(service):
    """Return the options that lead to ``service``."""
    return [f"--{name.removeprefix('citecheck_')}={address}" for name, address in addresses(service).items()]


def test_text_says_what_differs(bib, service, capsys):
    assert main([*options(service), str(bib)]) == 1
    said = capsys.readouterr()
    assert f"differs  {bib}:11  other: year not as registered" in said.out
    assert "    year: ours '2009', registered '2019' (certain)" in said.out
    assert said.out.endswith("1 differs, 1 verified\n")
    # Not a terminal: no bar.
    assert said.err == ""


def test_json_is_the_report(bib, service, capsys):
    assert main([*options(service), "--format", "json", str(bib)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [source["outcome"] for source in report["sources"]] == ["verified", "differs"]
    assert report["sources"][1]["fields"]["year"] == {
        "ours": "2009",
        "registered": "2019",
        "sure": "certain",
        "what": "",
    }


def test_github_gets_an_error_beside_the_line(bib, service, capsys):
    assert main([*options(service), "--format=github", str(bib)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(
        f"::error file={bib},line=11,title=citecheck%2C differs::other: year not as registered%0Ayear: "
    )


def test_right_bibliography_is_status_0_and_remembered(bib, service, tmp_path, capsys):
    bib.write_text(ENTRY, encoding="utf-8")
    memory = tmp_path / "kept" / "answers.json"
    for _ in range(2):
        assert main([*options(service), "--memory", str(memory), str(bib)]) == 0
    assert len(service.asked) == 1
    assert main([*options(service), "--memory", str(memory), "--fresh", str(bib)]) == 0
    assert len(service.asked) == 2


def test_nobody_answers_is_status_3(bib, service, capsys):
    service.always["/"] = (403, {}, b"")
    assert main([*options(service), str(bib)]) == 3
    assert "nothing was checked" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "said"), [(b"@article{a,\n", "refs.bib:"), (None, "is not there")])
def test_file_that_cannot_be_read_is_one_message(bib, service, capsys, content, said):
    bib.unlink() if content is None else bib.write_bytes(content)
    assert main([*options(service), str(bib)]) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1 and message.startswith("error: ") and said in message


def test_bar_is_drawn_on_a_terminal(bib, service):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sphinx_evidence.citecheck", *options(service), str(bib)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    drawn = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 1
    assert re.search(r"\[#{30}\] 2 of 2", drawn) and drawn.count("\r") >= 2


def test_command_does_not_build_with_sphinx(service):
    look = "import sys, sphinx_evidence.citecheck.__main__; print('sphinx.application' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, env=environment)
    assert done.stdout == "False\n", done.stderr


def test_pre_commit_hook_runs_the_command(bib, service):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert re.search(hook["files"], "docs/references.bib") and not re.search(hook["files"], "docs/index.md")
    program, *rest = shlex.split(hook["entry"])
    assert program == "python"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, *rest, *options(service), str(bib)]
    assert subprocess.run(command, capture_output=True, env=environment).returncode == 1


def test_readme_names_every_setting_and_option():
    readme = (ROOT / "src/sphinx_evidence/citecheck/README.md").read_text(encoding="utf-8")
    for kind in (*REGISTERS, Agency):
        assert f'| `{kind.option}` | `str` | `"{kind.default}"` |' in readme
    known = parser().format_help()
    for option in re.findall(r"(?<=citecheck )(--[a-z]+)", readme):
        assert option in known
