"""Lighthouse on a page: its four scores, on the mobile profile, through Debian's Chromium."""

import json
import os
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .browser import OPTIONS, chromium
from .npm import Problem, modules, program

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: Of 100.
LEAST = 100


@dataclass(frozen=True)
class Scores:
    """The scores of one page, by category, each the median of `runs`; `missed` names what cost points."""

    page: str
    runs: int
    scores: dict[str, int]
    missed: list[str]


def measure(address: str, page: str, runs: int) -> Scores:
    """Run Lighthouse `runs` times on `page` of the server at `address`. Raises Problem."""
    reports = [_again(f"{address}/{page}") for _ in range(runs)]
    scores = {
        name: round(statistics.median(report["categories"][name]["score"] * 100 for report in reports))
        for name in CATEGORIES
    }
    missed = [
        f"{audit['id']} ({name}): {audit.get('displayValue') or audit['title']}"
        for name in CATEGORIES
        if scores[name] < LEAST
        for part in reports[-1]["categories"][name]["auditRefs"]
        if part["weight"] and (audit := reports[-1]["audits"][part["id"]])["score"] not in (None, 1)
    ]
    return Scores(page, runs, scores, missed)


def _again(address: str, tries: int = 3) -> dict:
    """Run Lighthouse; once more when it lost its browser, which it does now and then on a busy machine."""
    for _ in range(tries - 1):
        try:
            return _run(address)
        except Problem:
            continue
    return _run(address)


def _run(address: str) -> dict:
    with tempfile.TemporaryDirectory() as profile:
        report = Path(profile, "report.json")
        flags = " ".join(["--headless=new", *OPTIONS, f"--user-data-dir={profile}/chromium"])
        command = [program("node"), modules() / "lighthouse" / "cli" / "index.js", address]
        # The mobile profile is what Lighthouse does when it is told nothing: a slow phone on a slow 4G network.
        command += ["--output=json", f"--output-path={report}", f"--chrome-flags={flags}", "--quiet"]
        command += ["--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}"]
        environment = {**os.environ, "CHROME_PATH": chromium(), "CI": "true", "TMPDIR": profile}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode or not report.is_file():
            raise Problem(f"Lighthouse failed on {address}: {(done.stderr or done.stdout).strip()[-400:]}")
        answer = json.loads(report.read_text(encoding="utf-8"))
    if answer.get("runtimeError"):
        raise Problem(f"Lighthouse failed on {address}: {answer['runtimeError']['message']}")
    return answer
