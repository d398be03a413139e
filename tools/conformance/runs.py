"""One run of a suite of tests, and what may differ in it."""

import os
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
#: Seconds. No suite takes as long, even on a slow machine.
LONGEST = 3600


def run(suite, folder, work, extended):
    """Return for each test of `suite` whether it passed; with our extensions when `extended`."""
    name = f"{suite.name}{'' if extended else '-stock'}"
    results, log = work / f"{name}.xml", work / f"{name}.txt"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={results}"]
    command += [f"--basetemp={work / 'temporary'}", *suite.options]
    if not configured(folder):
        # Else pytest would go on to look in the folders above, and take ours.
        command += ["-c", os.devnull, f"--rootdir={folder}"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(ROOT / "src")])}
    environment.pop("CI", None)
    if extended:
        command += ["-p", "plugin"]
        environment["CONFORMANCE_EXTENSIONS"] = ",".join(suite.extensions)
    with log.open("w", encoding="utf-8") as said:
        subprocess.run([*command, *suite.tests], cwd=folder, env=environment, stdout=said, stderr=said, timeout=LONGEST)
    return passed(results)


def configured(folder):
    """Say whether the package in `folder` brings settings of pytest."""
    files = (Path(folder, name) for name in ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"))
    return any(
        re.search(r"^\[(tool[.:])?pytest", file.read_text(encoding="utf-8"), re.M) for file in files if file.is_file()
    )


def passed(results):
    """Return for each test in the JUnit file `results` whether it passed; those that were skipped are left out."""
    if not results.is_file():
        return {}
    found = {}
    for case in ElementTree.parse(results).iter("testcase"):
        kinds = {child.tag for child in case}
        if "skipped" not in kinds:
            name = f"{case.get('classname')}::{case.get('name')}"
            found[name] = found.get(name, True) and not kinds & {"failure", "error"}
    return found


def lacking(results):
    """Return the packages that tests in the JUnit file ``results`` failed for not finding: they say nothing then.

    A name with a dot is of a package that is there; what it lacks is not in the archive, and no one can install it.
    """
    text = results.read_text(encoding="utf-8") if results.is_file() else ""
    return sorted(set(re.findall(r"ModuleNotFoundError: No module named (?:&apos;|')(\w+)(?:&apos;|')", text)))


def differences(file):
    """Return the reasons for tests that may fail, by suite and test."""
    listed = tomllib.loads(file.read_text(encoding="utf-8")).get("difference", [])
    return {(one["suite"], one["test"]): one["why"] for one in listed}
