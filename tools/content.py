"""Check what an editor has written, in seconds: the build, the words that we do not use, spelling.

The build says what is wrong with pages, claims, verdicts without an entry among the corrections, dates, links within,
sources, searches and figures, and what is not used. The three run side by side; what they say is one message a line,
with file and line. Needs no network. Exit status 0, or 1 after naming what failed.
"""

import subprocess
import sys
import time

from check import CONTENT
from publish import ROOT

CHECKS = {"the build": [sys.executable, "tools/build.py", "html"], **CONTENT}


def main():
    """Run all checks; return the exit status."""
    began = time.monotonic()
    running = {
        name: subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
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
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    if not failed:
        print(f"Checked in {time.monotonic() - began:.0f} s: {', '.join(CHECKS)}.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
