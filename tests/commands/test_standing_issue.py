"""The one issue of each weekly workflow, with a program in the place of gh that keeps issues in a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "standing_issue.py"
RUN = "https://example.org/runs/1"

# Knows of gh what the tool uses; anything else is an error, as it is to gh.
GH = """#!{python}
import json, pathlib, sys
store = pathlib.Path(__file__).with_name("issues.json")
issues = json.loads(store.read_text())
match sys.argv[1:]:
    case ["issue", "list", "--app", "github-actions", "--state", "all", "--limit", "500", "--json", fields]:
        print(json.dumps([{{name: one[name] for name in fields.split(",")}} for one in issues if one["app"]]))
    case ["issue", "create", "--title", title, "--body-file", "-"]:
        body = sys.stdin.read()
        issues.append(dict(number=len(issues) + 1, title=title, state="OPEN", body=body, said=[], app=True))
    case ["issue", "edit", number, "--body-file", "-"]:
        issues[int(number) - 1]["body"] = sys.stdin.read()
    case ["issue", ("close" | "reopen") as verb, number, "--comment", text]:
        issues[int(number) - 1]["state"] = "CLOSED" if verb == "close" else "OPEN"
        issues[int(number) - 1]["said"].append(text)
    case _:
        sys.exit(f"unknown command: {{sys.argv[1:]}}")
store.write_text(json.dumps(issues))
"""


class GitHub:
    """A repository with issues."""

    def __init__(self, path):
        self.path = path
        (path / "gh").write_text(GH.format(python=sys.executable))
        (path / "gh").chmod(0o755)
        self.keep([])

    def keep(self, issues):
        """Begin with these issues."""
        (self.path / "issues.json").write_text(json.dumps(issues))

    def issues(self):
        """Return all issues."""
        return json.loads((self.path / "issues.json").read_text())

    def week(self, links=(0, "fine"), sources=(0, "fine")):
        """Let a week pass in which the checks end with these statuses and words; return what the tool said."""
        folder = self.path / "checked"
        folder.mkdir(exist_ok=True)
        for name, (status, text) in {"linkcheck": links, "citecheck": sources}.items():
            (folder / f"{name}.status").write_text(str(status))
            (folder / f"{name}.txt").write_text(text)
        environment = {**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}", "RUN": RUN}
        done = subprocess.run(
            [sys.executable, TOOL, "tell", "links", folder], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture
def github(tmp_path):
    return GitHub(tmp_path)


def test_one_issue_is_opened_written_anew_closed_and_opened_again(github):
    github.week()
    assert github.issues() == []

    github.week(links=(1, "broken  guide/hair.md:12  https://example.org/gone"))
    (issue,) = github.issues()
    assert issue["state"] == "OPEN"
    assert "broken  guide/hair.md:12" in issue["body"]
    assert "## make linkcheck" in issue["body"] and "citecheck" not in issue["body"]
    assert RUN in issue["body"]

    github.week(sources=(1, "retracted  post2019"))
    (issue,) = github.issues()
    assert "retracted  post2019" in issue["body"] and "guide/hair.md" not in issue["body"]
    assert issue["said"] == []

    github.week()
    (issue,) = github.issues()
    assert issue["state"] == "CLOSED" and issue["said"] == [f"All is well: {RUN}"]

    github.week()
    assert len(github.issues()[0]["said"]) == 1

    github.week(links=(1, "broken again"))
    (issue,) = github.issues()
    assert issue["state"] == "OPEN" and "broken again" in issue["body"] and len(issue["said"]) == 2


def test_silence_neither_opens_nor_closes(github):
    assert "neither good nor bad" in github.week(links=(3, "could not reach anybody"))
    assert github.issues() == []
    github.week(links=(1, "broken"))
    github.week(links=(3, "could not reach anybody"))
    (issue,) = github.issues()
    assert issue["state"] == "OPEN" and "broken" in issue["body"]


def test_an_issue_of_the_same_title_that_a_person_opened_is_left_alone(github):
    title = "Links or sources need a look"
    mine = {"number": 1, "title": title, "state": "OPEN", "body": "Mine.", "said": [], "app": False}
    github.keep([mine])
    github.week(links=(1, "broken"))
    assert [one["title"] for one in github.issues()] == [title, title]
    github.week()
    assert github.issues()[0] == mine


def test_words_of_other_servers_stay_words(github):
    github.week(links=(1, "broken: @everybody\n```\n# Hello\n\x1b[31mred\x1b[0m"))
    lines = github.issues()[0]["body"].splitlines()
    start = lines.index("````text")
    assert lines[start + 1 : start + 5] == ["broken: @everybody", "```", "# Hello", "red"]
    assert lines[start + 5] == "````"


def test_a_long_list_fits_into_an_issue(github):
    long = "broken  page.md:1  https://example.org/\n" * 5000
    github.week(links=(1, long), sources=(1, long))
    assert len(github.issues()[0]["body"]) < 65_536
    assert "and more: see the report of the run" in github.issues()[0]["body"]


def test_a_failure_of_gh_is_a_failure(github):
    (github.path / "gh").write_text("#!/bin/sh\necho no rights >&2\nexit 4\n")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        github.week(links=(1, "broken"))
    assert failed.value.returncode == 4


def test_the_checks_run_both_and_their_words_and_statuses_are_kept(house):
    house.write("tools/build.py", "import sys\nprint('did', sys.argv[1])\nsys.exit(len(sys.argv[1]) % 2)\n")
    (house.path / "tools" / "standing_issue.py").write_bytes(TOOL.read_bytes())
    done = house.run(sys.executable, "tools/standing_issue.py", "check", "links", "checked")
    assert (done.returncode, done.stderr) == (0, "")
    tree = house.tree("checked")
    assert tree["linkcheck.txt"] == b"did linkcheck\n" and tree["citecheck.txt"] == b"did citecheck\n"
    assert tree["linkcheck.status"] == tree["citecheck.status"] == b"1"


def test_bad_arguments_say_what_is_right():
    done = subprocess.run([sys.executable, TOOL, "open"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "usage: standing_issue.py check|tell links|watch FOLDER\n"


def watched(github, status, text):
    """Let a week pass in which the watch ends so; return what the tool said."""
    folder = github.path / "watched"
    folder.mkdir(exist_ok=True)
    (folder / "watch.status").write_text(str(status))
    (folder / "watch.txt").write_text(text)
    environment = {**os.environ, "PATH": f"{github.path}:{os.environ['PATH']}", "RUN": RUN}
    command = [sys.executable, TOOL, "tell", "watch", folder]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_new_studies_have_an_issue_of_their_own_until_they_are_answered(github):
    github.week(links=(1, "broken"))
    watched(github, 1, "new  study  Lemon in tea")
    watched(github, 3, "could not ask PubMed")
    watched(github, 1, "waiting  study  Lemon in tea")
    links, studies = github.issues()
    assert (links["state"], studies["state"], studies["title"]) == ("OPEN", "OPEN", "New studies knock")
    assert "waiting  study  Lemon in tea" in studies["body"] and "workflow `watch`" in studies["body"]
    assert studies["said"] == []
    watched(github, 0, "0 new, 0 waiting since an earlier look")
    assert [one["state"] for one in github.issues()] == ["OPEN", "CLOSED"]
    assert github.issues()[1]["said"] == [f"Everything is answered: {RUN}"]


def test_the_watch_runs_until_answered(house):
    house.write("tools/build.py", "import sys\nprint('did', *sys.argv[1:])\nsys.exit(3)\n")
    (house.path / "tools" / "standing_issue.py").write_bytes(TOOL.read_bytes())
    done = house.run(sys.executable, "tools/standing_issue.py", "check", "watch", "checked")
    assert (done.returncode, done.stderr) == (0, "")
    tree = house.tree("checked")
    assert (tree["watch.txt"], tree["watch.status"]) == (b"did watch --until-answered\n", b"3")
