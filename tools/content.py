"""Check what an editor has written, in seconds: the build, the words that we do not use, spelling.

The build says what is wrong with pages, claims, verdicts without an entry among the corrections, dates, links within,
sources, searches and figures, and what is not used. The three run side by side; what they say is one message a line,
with file and line. When the build is good, it is held against the addresses that were ever published. Needs no network.
Exit status 0, or 1 after naming what failed.
"""

import os
import subprocess
import sys
import time

from check import CONTENT
from publish import BUILD, ROOT

# Every address that somebody may have; none may be lost.
PUBLISHED = ROOT / "tests" / "data" / "published-addresses.txt"
CHECKS = {"the build": [sys.executable, "tools/build.py", "html"], **CONTENT}


def addresses():
    """Return a message for each published address that is no page now, and for each page that is not on the list."""
    try:
        lines = PUBLISHED.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        return [f"{PUBLISHED.relative_to(ROOT)}:1: cannot be read ({error.strerror}); put the file back"]
    listed = {line.strip(): number for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"}
    site = BUILD / "html"
    here = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    file = PUBLISHED.relative_to(ROOT).as_posix()
    lost = [
        f"{file}:{number}: {name} was published and leads nowhere now; say under redirects in conf.py where it leads"
        for name, number in listed.items()
        if name not in here
    ]
    new = sorted(here - listed.keys())
    return [*lost, *(f"{file}:{len(lines) + 1}: {name} is not on the list; add it here" for name in new)]


def main():
    """Run all checks; return the exit status."""
    began = time.monotonic()
    # The translations are compared by an extension, wherever that is installed.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, ["src", os.environ.get("PYTHONPATH")]))}
    running = {
        name: subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, command in CHECKS.items()
    }
    failed = []
    try:
        for name, process in running.items():
            said, _ = process.communicate()
            if process.returncode:
                failed.append(name)
                print(said, end="", flush=True)
    except KeyboardInterrupt:
        return 130
    finally:
        for process in running.values():
            if process.poll() is None:
                process.terminate()
                process.wait()
    if "the build" not in failed and (wrong := addresses()):
        failed.append("addresses")
        print("\n".join(wrong), flush=True)
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    if not failed:
        print(f"Checked in {time.monotonic() - began:.0f} s: {', '.join(CHECKS)}, addresses.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
