"""Keep one issue on GitHub for what a weekly workflow finds, for .github/workflows/links.yml and watch.yml.

    standing_issue.py check NAME FOLDER   run the checks; keep in FOLDER what each printed, and its exit status
    standing_issue.py tell NAME FOLDER    open, write anew or close the issue, with GitHub's program gh

NAME is that of the workflow: `links` or `watch`.

Two commands, because what writes issues should not run what the first installs. `tell` needs nothing but Python. The
check itself is no failure when it finds something: the issue says so. Exit status 0, or gh's when it failed.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Standing(NamedTuple):
    """An issue of which there is one: its title, the checks that it is about, and what it says of itself."""

    title: str
    checks: dict  # the words that build.py gets, by the target of make
    says: str
    well: str
    wrong: str


ISSUES = {
    "links": Standing(
        "Links or sources need a look",
        {"linkcheck": ["linkcheck"], "citecheck": ["citecheck"]},
        "closes it when all is well",
        "All is well",
        "Something is wrong again",
    ),
    # Not what this week brought, but what nobody has answered: an issue that forgets would lose a study in a week.
    "watch": Standing(
        "New studies knock",
        {"watch": ["watch", "--until-answered"]},
        "closes it when everything is answered",
        "Everything is answered",
        "Something is new",
    ),
}
WELL, NOBODY_ANSWERED = 0, 3  # exit statuses of the checks; any other says that something is wrong
LONGEST = 25_000  # of what one check printed; GitHub takes 65,536 characters in all


def check(kind, folder):
    """Run all checks, also after one has failed, and keep in `folder` what they printed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in ISSUES[kind].checks.items():
        # Not through make, which ends with 2 whatever the status of its command.
        command = [sys.executable, Path(__file__).with_name("build.py"), *words]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        print(done.stdout, flush=True)
        (folder / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
        (folder / f"{name}.status").write_text(str(done.returncode))


def quoted(text):
    """Return `text` as a block of code: words of other servers must not call people or write Markdown."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition("\n")[0] + "\n(and more: see the report of the run)"
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def body(kind, folder, wrong, run):
    """Return the issue's text: what the checks named in `wrong` printed, and where to read on."""
    parts = [
        f"The workflow `{kind}` writes this issue anew each time, and {ISSUES[kind].says}. [Last run]({run}), "
        "with the whole reports. `CONTRIBUTING.md` says how to read them."
    ]
    for name in wrong:
        parts += [f"## make {name}", quoted((folder / f"{name}.txt").read_text(encoding="utf-8"))]
    return "\n\n".join(parts) + "\n"


def gh(*arguments, text=None):
    """Run gh, with `text` as its input; return what it printed. Ends the program when it fails."""
    done = subprocess.run(["gh", *arguments], input=text, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def standing(title):
    """Return the issue, open or closed, or nothing; only one that a workflow has opened counts."""
    fields = "number,title,state"
    listed = gh("issue", "list", "--app", "github-actions", "--state", "all", "--limit", "500", "--json", fields)
    ours = sorted((one for one in json.loads(listed) if one["title"] == title), key=lambda one: one["number"])
    return next((one for one in ours if one["state"] == "OPEN"), ours[0] if ours else None)


def tell(kind, folder, run):
    """Bring the issue to what the checks have found."""
    title, checks, _says, all_well, something = ISSUES[kind]
    status = {name: int((folder / f"{name}.status").read_text()) for name in checks}
    wrong = [name for name in checks if status[name] not in (WELL, NOBODY_ANSWERED)]
    issue = standing(title)
    number = issue and str(issue["number"])
    if wrong and not issue:
        gh("issue", "create", "--title", title, "--body-file", "-", text=body(kind, folder, wrong, run))
        return "Opened the issue."
    if wrong:
        gh("issue", "edit", number, "--body-file", "-", text=body(kind, folder, wrong, run))
        if issue["state"] == "OPEN":
            return f"Wrote issue {number} anew."
        gh("issue", "reopen", number, "--comment", f"{something}: {run}")
        return f"Opened issue {number} again."
    if NOBODY_ANSWERED in status.values():
        return "Nobody answered one of the checks. That is neither good nor bad: the issue stays as it was."
    if issue and issue["state"] == "OPEN":
        gh("issue", "close", number, "--comment", f"{all_well}: {run}")
        return f"Closed issue {number}."
    return f"{all_well}, and no issue is open."


def main(arguments):
    """Do what `arguments` asks for; return the exit status."""
    if len(arguments) != 3 or arguments[0] not in ("check", "tell") or arguments[1] not in ISSUES:
        print(f"usage: standing_issue.py check|tell {'|'.join(ISSUES)} FOLDER", file=sys.stderr)
        return 2
    kind, folder = arguments[1], Path(arguments[2])
    if arguments[0] == "check":
        check(kind, folder)
    else:
        print(tell(kind, folder, os.environ.get("RUN", "")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
