"""make help and make check, .ci/run, and what a test does without its program."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import needs

ROOT = Path(__file__).parents[2]

# -- make help ----------------------------------------------------------------------------------


def test_help_is_what_make_alone_says_and_names_every_target_once(house):
    done = house.run("make", "help")
    assert house.run("make").stdout == done.stdout
    lines = done.stdout.splitlines()
    named = [line.split()[1] for line in lines]
    assert all(re.fullmatch(r"make [A-Za-z-]+ +\S.*", line) and len(line) <= 120 for line in lines)
    assert {"html", "live", "linkcheck", "test", "check", "lock", "clean", "help"} <= set(named)
    text = (house.path / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)", text, re.MULTILINE)[1].split())
    inner = {"site-venv", "tests-venv", "python"}
    assert sorted(named) == sorted(phony - inner - {"livehtml"})
    assert re.search(r"^([a-z-]+)(?: [a-z-]+)*:(?!=)", text, re.MULTILINE)[1] == "help"


# -- make check ---------------------------------------------------------------------------------

# A workflow that nothing is wrong with.
WORKFLOW = """\
name: ci
on: push
permissions: {}
concurrency:
  group: ci
  cancel-in-progress: true
jobs:
  test:
    name: test
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0 # v7.0.0
        with:
          persist-credentials: false
"""


def test_conf_py_is_settings_alone_and_short():
    text = (ROOT / "conf.py").read_text(encoding="utf-8")
    settings = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert 100 < len(settings) <= 150
    machinery = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.With, ast.comprehension)
    assert [node for node in ast.walk(ast.parse(text)) if isinstance(node, machinery)] == []


def test_the_project_passes_its_own_checks():
    done = subprocess.run([sys.executable, ROOT / "tools/check.py"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def checked(house):
    """A house with the settings of the checks."""
    shutil.copy(ROOT / "pyproject.toml", house.path)
    shutil.copy(ROOT / "CITATION.cff", house.path)
    house.write(".github/workflows/good.yml", WORKFLOW)
    return house


def test_check_says_what_was_looked_at(checked):
    done = checked.make("check")
    assert (done.returncode, done.stderr) == (0, "")
    files = "CITATION.cff, .github/workflows/good.yml"
    assert done.stdout == f"Checked: lint, layout, spelling, {files}, rights in workflows.\n"


@pytest.mark.parametrize(
    ("file", "text", "failed"),
    [
        ("src/slip.py", '"""A slip."""\n\nimport os\n', "lint"),
        ("src/layout.py", '"""Laid out badly."""\n\nx = { }\n', "layout"),
        ("docs/page.md", "An occurence.\n", "spelling"),  # codespell:ignore occurence
        ("README.md", "An occurence.\n", "spelling"),  # codespell:ignore occurence
        ("CITATION.cff", "cff-version: 1.2.0\ntitle: No message and nobody\n", "CITATION.cff"),
        (".readthedocs.yaml", "version: 3\n", ".readthedocs.yaml"),
        (".github/workflows/test.yml", "on: push\n", ".github/workflows/test.yml"),
        (".github/workflows/slow.yml", WORKFLOW.replace("    timeout-minutes: 5\n", ""), ".github/workflows/slow.yml"),
        (".github/workflows/tag.yml", WORKFLOW.replace("9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0", "v7"), "rights in"),
        (".github/ISSUE_TEMPLATE/correction.yml", "name: No body\n", ".github/ISSUE_TEMPLATE/correction.yml"),
    ],
)
def test_check_names_what_failed(checked, file, text, failed):
    checked.write(file, text)
    done = checked.make("check")
    assert done.returncode != 0
    complaints = [line for line in done.stderr.splitlines() if line.startswith("failed: ")]
    assert all(line.startswith(f"failed: {failed}") for line in complaints if "rights in" not in line)
    assert any(line.startswith(f"failed: {failed}") for line in complaints)
    assert Path(file).name in done.stdout + "\n".join(set(done.stderr.splitlines()) - set(complaints))


def test_check_names_a_function_without_types(checked):
    for package in ("sphinx_evidence", "this_site"):
        checked.write(f"src/{package}/__init__.py", '"""A package."""\n')
    checked.write(
        "src/this_site/slip.py", '"""A slip."""\n\n\ndef half(number):\n    """Return it."""\n    return number / 2\n'
    )
    done = checked.make("check")
    assert done.returncode != 0
    assert "failed: types" in done.stderr
    assert "src/this_site/slip.py:4: error: Function is missing a type annotation" in done.stdout


# -- .ci/run ------------------------------------------------------------------------------------

STUB = """#!/bin/bash
echo "{name} $*" >> "$LOG"
{body}
"""


class Machine:
    """A machine whose package tools only write down what they were asked."""

    def __init__(self, house, folder):
        self.house, self.folder, self.log = house, folder, folder / "log"
        folder.mkdir()
        house.write(".ci/run", (ROOT / ".ci/run").read_text())
        self.has("dpkg-query", "exit 1")
        self.has("apt-get", 'case "$*" in *install*) touch "$LOG.installed";; esac')
        self.has("sudo", '"$@"')
        self.has("id", "echo 0")
        self.has("make", "echo '1 passed'")

    def has(self, name, body):
        """Put a program on the machine's path."""
        (self.folder / name).write_text(STUB.format(name=name, body=body))
        (self.folder / name).chmod(0o755)

    def run(self):
        """Run .ci/run; return what it did and, in order, the programs that it called."""
        done = self.house.run("bash", ".ci/run", PATH=f"{self.folder}:/usr/bin:/bin", LOG=str(self.log), CI="true")
        return done, self.log.read_text().splitlines()


@pytest.fixture
def machine(house, tmp_path):
    return Machine(house, tmp_path / "machine")


def test_ci_installs_what_is_missing_and_runs_the_tests(machine):
    done, calls = machine.run()
    assert done.returncode == 0
    assert "Installing Debian packages: chromium" in done.stdout
    update, install, _, quick = [call for call in calls if call.startswith("apt-get")]
    assert update.endswith(" update") and quick.endswith(" chromium-headless-shell")
    assert re.search(r" install --yes --no-install-recommends .*\bchromium\b", install)
    assert not [call for call in calls if call.startswith("sudo")]
    assert calls[-2:] == ["make test", "make test-long"]
    assert done.stdout.splitlines()[-1] == "1 passed"


def test_ci_asks_sudo_when_it_is_not_root(machine):
    machine.has("id", "echo 1000")
    _, calls = machine.run()
    assert len([call for call in calls if call.startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get")]) == 4


def test_ci_does_not_call_apt_for_nothing(machine):
    machine.has("dpkg-query", "echo -n installed")
    done, calls = machine.run()
    assert "nothing to install" in done.stdout
    assert not [call for call in calls if call.startswith(("apt-get", "sudo"))]
    assert calls[-2:] == ["make test", "make test-long"]


def test_ci_tells_a_package_that_was_removed_from_one_that_is_there(machine):
    machine.has("dpkg-query", "echo -n config-files")
    _, calls = machine.run()
    assert [call for call in calls if " install " in call]


def test_ci_stops_and_shows_why_when_apt_fails(machine):
    machine.has("apt-get", "echo 'E: the mirror is gone' >&2; exit 100")
    done, calls = machine.run()
    assert done.returncode == 1
    assert "E: the mirror is gone" in done.stderr
    assert "could not install chromium" in done.stderr
    assert "make test" not in calls


def test_ci_does_without_the_quick_browser_where_there_is_none(machine):
    machine.has("dpkg-query", 'case "$*" in *headless-shell*) exit 1;; *) echo -n installed;; esac')
    machine.has("apt-get", "echo 'E: Unable to locate package' >&2; exit 100")
    done, calls = machine.run()
    assert done.returncode == 0
    assert "Without chromium-headless-shell, which could not be installed, the tests take longer." in done.stdout
    assert calls[-2:] == ["make test", "make test-long"]


def test_ci_fails_when_the_tests_fail(machine):
    machine.has("dpkg-query", "echo -n installed")
    machine.has("make", '[ "$*" != test ] || exit 2')
    assert machine.run()[0].returncode == 2
    machine.has("make", 'case "$*" in test-long*) exit 2;; esac')
    assert machine.run()[0].returncode == 2


def test_ci_runs_what_failed_beside_other_tests_once_more_by_itself(machine):
    machine.has("dpkg-query", "echo -n installed")
    machine.has("make", '[ "$*" != test-long ] || exit 2')
    done, calls = machine.run()
    assert done.returncode == 0
    again = "make test-long ARGS=-n 0 --last-failed --last-failed-no-failures none"
    assert [call for call in calls if call.startswith("make")] == ["make test", "make test-long", again]


# -- A test that needs a program ----------------------------------------------------------------


def test_program_that_is_there_is_found(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    assert needs.need("git", "git") == shutil.which("git")


def test_missing_program_skips_and_names_its_package(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs nosuchprogram: install the Debian package no-such-package"):
        needs.need("nosuchprogram", "no-such-package")


def test_missing_program_fails_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="install the Debian package no-such-package"):
        needs.need("nosuchprogram", "no-such-package")


def test_make_watch_passes_options_on_and_ends_with_the_status_of_the_program(house):
    package = "src/sphinx_evidence/literature/watch"
    for folder in ("src/sphinx_evidence", "src/sphinx_evidence/literature", package):
        house.write(f"{folder}/__init__.py", "")
    house.write(f"{package}/__main__.py", "import sys\nprint('did', *sys.argv[1:])\nsys.exit(3)\n")
    done = house.run(sys.executable, "tools/build.py", "watch", "--minutes", "5", FRESH="1")
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("did --searches docs/searches --bibliography docs/references.bib --pages docs ")
    assert done.stdout.endswith("--minutes 5 --fresh\n") and "_build/.watch" in done.stdout
    done = house.run("make", "watch", f"SITE_PYTHON={sys.executable}", "ARGS=--most 7")
    assert done.returncode == 2 and "--most 7" in done.stdout


def test_checkout_has_the_same_bytes_where_git_writes_the_ends_of_lines_of_windows(tmp_path):
    def git(*words):
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "one").mkdir()
    for name in (".gitattributes", "conf.py", "make.bat", "docs/index.md"):
        file = tmp_path / "one" / name
        file.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, file)
    git("init", "-q", "one")
    git("-C", "one", "add", "-A")
    git("-C", "one", "commit", "-qm", "All")
    git("-c", "core.autocrlf=true", "clone", "-q", "one", "two")
    for name in ("conf.py", "make.bat", "docs/index.md"):
        assert (tmp_path / "two" / name).read_bytes() == (ROOT / name).read_bytes(), name
